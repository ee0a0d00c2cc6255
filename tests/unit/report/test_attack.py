"""Nobody can be worked out of reports; without our rules, the same arithmetic does work people out."""

from collections.abc import Iterator

import pytest

from coach.domain.finding import STATES
from evals.insights.crowd import Crowd
from evals.insights.leaks import Topic, find_leaks
from evals.insights.naive import NaiveReports
from evals.insights.solver import Figure
from evals.insights.world import BEHAVIOURS, World

PARTS, EACH = 8, 126


@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_of_reports_gives_away_a_person_or_a_group_smaller_than_k(part: int) -> None:
    worlds = (make_world(seed) for seed in range(part * EACH, (part + 1) * EACH))

    assert [leak for world in worlds for leak in leaks_of(world)] == []


def make_world(seed: int) -> World:
    k = 3 + seed % 4
    return World(seed, k=k, k_again=k if seed % 3 else 2 * k)


def leaks_of(world: World) -> Iterator[str]:
    for topic, figures in world.figures.items():
        groups = world.crowds[topic.period_id].small_groups()
        yield from (f"world {world.seed}: {leak}" for leak in find_leaks(topic, figures, groups))


def test_the_same_arithmetic_works_people_out_of_tables_with_blanked_cells() -> None:
    bitten = [seed for seed in range(60) if any(naive_leaks(World(seed, views=0)))]

    assert len(bitten) >= 40


def naive_leaks(world: World) -> Iterator[str]:
    naive = NaiveReports(world.waves, behaviour_ids=BEHAVIOURS, k=world.k)
    for topic, figures in naive.figures.items():
        yield from find_leaks(topic, figures, naive.groups)


@pytest.mark.parametrize(
    ("rule", "behaviour_id", "least"),
    [("leaving two people open", "behaviour-1", 5), ("keeping back what few are asked for", "lead-others", 1)],
)
def test_the_same_arithmetic_works_people_out_of_our_own_groups_without(
    rule: str, behaviour_id: str, least: int
) -> None:
    bitten = [seed for seed in range(60) if any(full_leaks(World(seed, views=0), behaviour_id, least))]

    assert len(bitten) >= 10, rule


def full_leaks(world: World, behaviour_id: str, least: int) -> Iterator[str]:
    """Yield what our own groups would give away if each were told in full, of as few as `least` people."""
    for crowd in world.crowds.values():
        figures = list(told_in_full(crowd, behaviour_id, least))
        yield from find_leaks(Topic(crowd.closing.period.id, behaviour_id), figures, crowd.small_groups())


def told_in_full(crowd: Crowd, behaviour_id: str, least: int) -> Iterator[Figure]:
    for group, _ in crowd.groups:
        people = [crowd.people[key] for key in group.people if behaviour_id in crowd.people[key].asked]
        states = [item.state(behaviour_id) for item in people]
        if len(people) >= least:
            yield Figure(crowd.asked(group, least, behaviour_id), tuple(map(states.count, STATES)))
