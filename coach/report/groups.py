"""Who is put together: by role, team and site alone, never by what anybody wrote.

Of three orders of merging, this one keeps the most. In made-up organisations of 300 people of whom 70 % take part, 0.80
are counted under their role, 0.47 under their team and 0.81 under their site. Role before place keeps 0.87, 0.40 and
0.74; place before role 0.40, 0.61 and 1.00. In each, a role in a team with five people has a group of its own.
`docs/insights.md` has the whole table.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.domain.block import SMALLEST_BLOCK, SMALLEST_BLOCK_AGAIN, Place

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def group_rule(k: int, k_again: int) -> str:
    """Return the rule in words, for groups of at least `k` people, and `k_again` who were counted before."""
    least, again = (_WORDS[number] if number < len(_WORDS) else str(number) for number in (k, k_again))
    return (
        f"People of one role, team and site are counted together where there are at least {least}. Whoever is left is "
        "put together with others who are left: first of the same role and site, then of the same team, then of the "
        f"same role, then of the same site, then all. Fewer than {least} who are left at the end wait for the next "
        "period. Whoever was counted in an earlier period is put together only with others who were, and there "
        f"{again} take the place of {least}."
    )


GROUP_RULE = group_rule(SMALLEST_BLOCK, SMALLEST_BLOCK_AGAIN)

Level = tuple[str, ...]

LEVELS: tuple[Level, ...] = (
    ("role_id", "team", "site"),
    ("role_id", "site"),
    ("team", "site"),
    ("role_id",),
    ("site",),
    (),
)
"""What the people of a group have in common, the most first."""


@dataclass(frozen=True)
class Group:
    """People who are counted together, by their keys."""

    place: Place
    people: tuple[str, ...]


def form_groups(places: Mapping[str, Place], k: int, *, levels: Sequence[Level] = LEVELS) -> tuple[Group, ...]:
    """Return groups of at least `k` people each; fewer than `k` may be in none.

    Only places go in, so a group tells nothing about findings, not even to somebody who knows this rule and who took
    part. To put people together by what they share would: that a group was joined with another would say why.
    """
    left = sorted(places)
    groups: list[Group] = []
    for level in levels:
        together: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for person in left:
            together[_key(places[person], level)].append(person)
        left = []
        for _, people in sorted(together.items()):
            if len(people) < k:
                left += people
            else:
                groups.append(Group(_common(places[people[0]], level), tuple(people)))
    return tuple(groups)


def _key(place: Place, level: Level) -> tuple[str, ...]:
    return tuple(getattr(place, name) or "" for name in level)


def _common(place: Place, level: Level) -> Place:
    return Place.model_validate({name: getattr(place, name) for name in level})
