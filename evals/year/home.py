"""Write a generated year into a home folder: its shared store, and the organisation's own file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import yaml

from coach.bootstrap import build_coach
from coach.domain.block import Period
from coach.domain.report import Organisation, Target
from coach.knowledge.files import load_knowledge
from coach.report.quarters import quarter_of
from coach.settings import Settings
from coach.store.submissions import SqliteSubmissionStore
from evals.who import MEASURER
from evals.year.months import Year
from evals.year.people import count_heads, make_people

NOTE = "Generated for tests and pictures: these are no real people, and nobody wrote what is counted here."
_TARGETS = (60, 55, 50)


@dataclass(frozen=True)
class Written:
    """What was written, and where."""

    home: Path
    organisation: Path
    people: int
    submissions: int
    findings: int
    decisions: int
    closed: tuple[Period, ...]


def write_year(home: Path, *, people: int, seed: int, close: bool = True, today: date | None = None) -> Written:
    """Write a year that ends with the last quarter that is over; close its quarters unless told not to.

    Raises:
        FileExistsError: the home has a shared store; real submissions are never mixed with generated ones.
    """
    if (home / "shared.db").exists():
        raise FileExistsError(f"{str(home)!r} has a shared store already. Choose an empty folder.")
    settings, day = Settings(home=home), today or datetime.now(UTC).date()
    knowledge, random = load_knowledge(settings.knowledge, today=day), Random(seed)
    crowd = make_people(random, knowledge, people)
    year = Year(random, knowledge, crowd, _first_day(day))
    submissions = list(year.submissions())
    decisions = list(year.decisions(submissions))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    organisation = Organisation(
        note=NOTE,
        teams=tuple(sorted({person.team for person in crowd}, key=_by_number)),
        sites=tuple(sorted({person.site for person in crowd})),
        headcounts=count_heads(crowd),
        targets=tuple(
            Target(behaviour_id=behaviour.id, percent=_TARGETS[place % len(_TARGETS)])
            for place, behaviour in enumerate(knowledge.behaviours)
        ),
    )
    file = home / "organisation.yaml"
    file.write_text(f"# {NOTE}\n{_as_yaml(organisation)}", encoding="utf-8")
    store = SqliteSubmissionStore.open(home, clock=lambda: datetime.now(UTC))
    store.add_reviewed(submissions, decisions)
    store.close()
    return Written(
        home=home,
        organisation=file,
        people=people,
        submissions=len(submissions),
        findings=sum(len(item.findings) for item in submissions),
        decisions=len(decisions),
        closed=_close(Settings(home=home, organisation=file)) if close else (),
    )


def _by_number(team: str) -> tuple[str, int]:
    name, _, number = team.rpartition(" ")
    return name, int(number)


def _first_day(today: date) -> date:
    """Return the first day of the four quarters that were over last."""
    first = quarter_of(today).first
    for _ in range(4):
        first = quarter_of(first - timedelta(days=1)).first
    return first


def _close(settings: Settings) -> tuple[Period, ...]:
    coach = build_coach(settings, exact_only=True)
    closed = []
    while period := coach.periods(principal=MEASURER).next:
        closed.append(coach.close_period(period.id, principal=MEASURER))
    return tuple(closed)


def _as_yaml(organisation: Organisation) -> str:
    # The reader of these files takes no references, and dumping the plain JSON of a record makes none.
    return yaml.safe_dump(organisation.model_dump(mode="json", exclude_none=True), sort_keys=False, allow_unicode=True)
