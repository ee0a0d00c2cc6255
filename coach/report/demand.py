"""What plans ask of the catalogue and of others, in the groups for which that can be told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from coach.domain.block import Block
from coach.domain.knowledge import Resource
from coach.domain.report import Demand, Hidden, OwnerRoadblock, ResourceDemand, RoadblockReport, UncoveredDemand


def make_demand(blocks: Sequence[Block], catalogue: Sequence[Resource]) -> Demand | Hidden:
    """Return the training that is asked for, beside what the catalogue has."""
    told = _told(blocks)
    if not told:
        return _hide(blocks)
    steps: Counter[str] = Counter()
    uncovered: Counter[str] = Counter()
    more_in: set[str] = set()
    for block in told:
        needed: Counter[str] = Counter()
        for need in block.needs:
            needed[need.behaviour_id] += need.people
            if need.resource_id is None:
                uncovered[need.behaviour_id] += need.people
            else:
                steps[need.resource_id] += need.people
        more_in |= _reaching(block, needed)
    return Demand(
        n=sum(block.n for block in told),
        resources=tuple(_resources(steps, catalogue)),
        uncovered=tuple(UncoveredDemand(behaviour_id=key, people=n) for key, n in sorted(uncovered.items())),
        more_in=tuple(sorted(more_in)),
    )


def make_roadblocks(blocks: Sequence[Block]) -> RoadblockReport | Hidden:
    """Return what stands in the way, by owner and behaviour."""
    told = _told(blocks)
    if not told:
        return _hide(blocks)
    people: Counter[tuple[str, str]] = Counter()
    more_in: set[str] = set()
    for block in told:
        for item in block.roadblocks:
            people[item.owner, item.behaviour_id] += item.people
            more_in |= _reaching(block, {item.behaviour_id: item.people})
    items = (
        OwnerRoadblock(owner=owner, behaviour_id=behaviour_id, people=count)
        for (owner, behaviour_id), count in sorted(people.items())
    )
    return RoadblockReport(n=sum(block.n for block in told), items=tuple(items), more_in=tuple(sorted(more_in)))


def _told(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.place.role_id is not None]


def _hide(blocks: Sequence[Block]) -> Hidden:
    return Hidden(reason="mixed_roles" if blocks else "small_group")


def _reaching(block: Block, people: Mapping[str, int]) -> set[str]:
    """Return the behaviours for which as many people are told as can be where some are left open."""
    return {
        tally.behaviour_id for tally in block.tallies if tally.open and people.get(tally.behaviour_id) == tally.gaps
    }


def _resources(steps: Mapping[str, int], catalogue: Sequence[Resource]) -> Iterator[ResourceDemand]:
    known = {resource.id: resource for resource in catalogue}
    for resource_id in sorted({*known, *steps}):
        resource, n = known.get(resource_id), steps.get(resource_id, 0)
        yield ResourceDemand(
            resource_id=resource_id,
            title=resource.title if resource else None,
            steps=n,
            minutes_each=resource.minutes if resource else None,
            minutes=n * resource.minutes if resource else None,
        )
