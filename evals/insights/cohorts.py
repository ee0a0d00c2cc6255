"""Made-up organisations and what their people share, period by period: to measure and to attack reports with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp
from random import Random

from coach.domain.block import Period, Place
from coach.domain.finding import STATES, State
from coach.domain.plan import GAP_STATES
from coach.domain.review import Need, SharedFinding, SharedRoadblock, Submission

FIRST_DAY = date(2026, 1, 1)
DAYS = 91


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What an organisation is like."""

    people: int
    sites: int
    team_sizes: tuple[int, ...] = (3, 4, 5, 6, 7, 8, 9, 10, 12, 14)
    roles: tuple[str, ...] = ("adviser", "engineer", "picker", "driver", "clerk", "planner", "buyer", "analyst")
    behaviours: int = 8
    weights: tuple[float, float, float, float] = (0.30, 0.25, 0.10, 0.35)
    """How common the states are on average: shown, partly shown, contrary, not described."""
    spread: float = 0.5
    """How far groups differ in how common gaps are."""
    mixed: float = 0.15
    """The share of a team that has another role than most of it."""
    first: float = 0.6
    """How likely somebody is to share in the first period, …"""
    again: float = 0.6
    """… in a later one after an earlier one, …"""
    join: float = 0.3
    """… and in a later one for the first time."""
    moves: float = 0.04
    """How likely somebody is to have another team in the next period."""
    keeps: float = 0.7
    """How likely a state is the same in somebody's next account."""
    withdrawn: float = 0.03
    late: float = 0.08
    """The shares of submissions that are withdrawn before the closing, and that are approved only after it."""


@dataclass(frozen=True)
class Employee:
    """Somebody who may share."""

    key: str
    place: Place


@dataclass(frozen=True)
class Wave:
    """What is there when a period is closed."""

    period: Period
    approved: tuple[Submission, ...]
    """Everything that was approved up to now and not withdrawn."""


def make_employees(random: Random, shape: Shape) -> list[Employee]:
    """Return the people of an organisation: some large sites, many small ones, teams that mostly have one role."""
    weights = [random.paretovariate(1.3) for _ in range(shape.sites)]
    employees: list[Employee] = []
    for number, weight in enumerate(weights, 1):
        left, team = max(1, round(shape.people * weight / sum(weights))), 0
        while left > 0:
            size = min(left, random.choice(shape.team_sizes))
            left, team = left - size, team + 1
            main = random.choice(shape.roles)
            for place in range(size):
                role = f"lead-{main}" if place == 0 and size > 2 else main
                role = random.choice(shape.roles) if random.random() < shape.mixed else role
                site = f"site {number}"
                employees.append(
                    Employee(f"person-{len(employees):05}", Place(role_id=role, team=f"{site} team {team}", site=site))
                )
    return employees


def make_waves(random: Random, employees: Sequence[Employee], shape: Shape, periods: int) -> Iterator[Wave]:
    """Yield what is approved at the end of each period: with late ones, withdrawn ones, and people who moved."""
    people = list(employees)
    approved: list[Submission] = []
    late: list[Submission] = []
    last: dict[str, Submission] = {}
    for number in range(periods):
        first = FIRST_DAY + timedelta(days=DAYS * number)
        period = Period(id=f"p{number + 1}", name=f"Period {number + 1}", first=first, last=first + timedelta(DAYS - 1))
        approved, late = approved + late, []
        for employee in people:
            chance = shape.first if number == 0 else shape.again if employee.key in last else shape.join
            fate = random.random()
            if fate >= chance:
                continue
            submission = make_submission(random, employee, shape, period, before=last.get(employee.key))
            last[employee.key] = submission
            fate /= chance
            if fate >= shape.withdrawn:
                (late if fate < shape.withdrawn + shape.late else approved).append(submission)
        yield Wave(period, tuple(random.sample(approved, len(approved))))
        people = [_move(random, employee, people) if random.random() < shape.moves else employee for employee in people]


def make_submission(
    random: Random, employee: Employee, shape: Shape, period: Period, *, before: Submission | None = None
) -> Submission:
    """Return what one person shares in one period."""
    role = employee.place.role_id or ""
    asked = asked_of(role, shape)
    states: dict[str, State] = {}
    for behaviour_id in asked:
        is_kept = before is not None and random.random() < shape.keeps
        states[behaviour_id] = (
            before.state(behaviour_id)
            if before and is_kept
            else draw_state(random, shape, f"{behaviour_id} {employee.place}")
        )
    gaps = [behaviour_id for behaviour_id, state in states.items() if state in GAP_STATES][:3]
    return Submission(
        id=f"{period.id}-{employee.key}",
        person=employee.key,
        role_id=role,
        team=employee.place.team,
        site=employee.place.site,
        stage_ids=("buy",) if len(role) % 2 else ("buy", "use"),
        knowledge_version="made-up",
        submitted_on=period.first + timedelta(days=random.randrange(DAYS)),
        asked=asked,
        findings=tuple(
            SharedFinding(behaviour_id=behaviour_id, state=state, expected_point=3)
            for behaviour_id, state in states.items()
        ),
        needs=tuple(
            Need(behaviour_id=gap, resource_id=random.choice((f"practise-{gap}", f"read-{gap}", None)))
            for gap in gaps
            if random.random() < 0.7
        ),
        roadblocks=tuple(
            SharedRoadblock(behaviour_id=gap, cause="authority_capacity", owner=f"Head of {role}", text="No say.")
            for gap in gaps
            if random.random() < 0.3
        ),
    )


def asked_of(role: str, shape: Shape) -> tuple[str, ...]:
    """Return the behaviours a role is asked for: all but one for some roles; what leads do is asked of leads only."""
    free = sum(map(ord, role)) % (3 * shape.behaviours)
    asked = [f"behaviour-{number}" for number in range(shape.behaviours) if number != free]
    return (*asked, "lead-others") if role.startswith("lead") else tuple(asked)


def draw_state(random: Random, shape: Shape, where: str) -> State:
    """Return a state; gaps in a behaviour are more common in some teams and roles than in others."""
    shown, partly, contrary, silent = shape.weights
    drift = exp(Random(where).gauss(0, shape.spread))
    return random.choices(STATES, (shown, partly * drift, contrary * drift, silent))[0]


def _move(random: Random, employee: Employee, people: Sequence[Employee]) -> Employee:
    place = random.choice(people).place.model_copy(update={"role_id": employee.place.role_id})
    return replace(employee, place=place)
