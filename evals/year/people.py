"""Generated people: which job they have, in which team, at which site."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from coach.domain.block import Place
from coach.domain.report import Headcount
from coach.knowledge.knowledge_base import KnowledgeBase

SITES = ("Northwick", "Eastholm", "Saltley Bay", "Harrow Ford", "Castle Moor", "Pinehurst", "Two Bridges", "Lowmarsh")
_SIZES = (4, 5, 6, 7, 8, 9, 10, 12, 14, 18)
_PEOPLE_A_SITE = 220
_MIXED = 0.1
"""The share of a team that has another job than the rest of it."""


@dataclass(frozen=True)
class Person:
    """Somebody generated."""

    key: str
    role_id: str
    team: str
    site: str

    @property
    def place(self) -> Place:
        """Return where they work."""
        return Place(role_id=self.role_id, team=self.team, site=self.site)


def make_people(random: Random, knowledge: KnowledgeBase, count: int) -> list[Person]:
    """Return so many people of the organisation's roles, in teams of mostly one role."""
    sites = SITES[: max(1, min(len(SITES), count // _PEOPLE_A_SITE))]
    weights = [random.paretovariate(1.5) for _ in sites]
    roles = [role.id for role in knowledge.roles]
    common = [random.paretovariate(1.2) for _ in roles]
    people: list[Person] = []
    teams: Counter[str] = Counter()
    while len(people) < count:
        (site,) = random.choices(sites, weights)
        (main,) = random.choices(roles, common)
        teams[site] += 1
        team = f"{site} team {teams[site]}"
        for _ in range(min(random.choice(_SIZES), count - len(people))):
            role = random.choice(roles) if random.random() < _MIXED else main
            people.append(Person(f"generated-person-{len(people):06}", role, team, site))
    return people


def count_heads(people: Sequence[Person]) -> tuple[Headcount, ...]:
    """Return how many people work in each place."""
    places = Counter(person.place for person in people)
    ordered = sorted(places.items(), key=lambda item: (item[0].site or "", item[0].team or "", item[0].role_id or ""))
    return tuple(Headcount(**place.model_dump(), people=count) for place, count in ordered)
