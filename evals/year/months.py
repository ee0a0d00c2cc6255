"""What generated people share over a year, and what generated reviewers decide. Every text in it says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random

from coach.domain.finding import STATES, State
from coach.domain.knowledge import Behaviour, Role
from coach.domain.plan import GAP_STATES, MAX_FOCUS, RoadblockCause
from coach.domain.review import Decision, Edit, Need, SharedFinding, SharedRoadblock, Submission
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.causes import find_owner
from evals.year.people import Person

GENERATED = "Generated: nobody wrote this."
VERSIONS = ("generated-vision-1", "generated-vision-2")
"""The vision is taken to change once, after half of the year."""
_STAGES: dict[str, tuple[str, ...]] = {
    "front_line": ("choose", "buy", "put-right"),
    "back_office": ("buy", "use"),
    "manager": ("put-right",),
    "supplier": ("get-it-home",),
}
_TAKES_PART = (0.55, 0.4, 0.45, 0.4)
"""The share of people who submit something in each quarter of the year."""
_KEEPS = 0.65
"""How likely a state is the same in somebody's next account."""
_RETURNED, _WAITING, _EDITED = 0.05, 0.04, 0.06
_CAUSES: tuple[RoadblockCause, ...] = ("tools_process", "authority_capacity", "motive")
_DAYS = 91


@dataclass
class Year:
    """Submissions and decisions of twelve months that begin on the first day."""

    random: Random
    knowledge: KnowledgeBase
    people: Sequence[Person]
    first: date

    def submissions(self) -> Iterator[Submission]:
        """Yield what is shared, quarter by quarter; somebody who shares again has changed a little."""
        last: dict[str, Submission] = {}
        for quarter, part in enumerate(_TAKES_PART):
            for person in self.people:
                if self.random.random() < part:
                    last[person.key] = self._submit(person, quarter, last.get(person.key))
                    yield last[person.key]

    def decisions(self, submissions: Sequence[Submission]) -> Iterator[Decision]:
        """Yield what reviewers decide: most is approved, some with an edit, some is returned, some waits."""
        for submission in submissions:
            fate = self.random.random()
            if fate < _WAITING:
                continue
            day = submission.submitted_on + timedelta(days=self.random.randint(1, 20))
            at = datetime.combine(day, time(9, self.random.randrange(60)), tzinfo=UTC)
            reviewer = f"generated-reviewer-{self.random.randint(1, 6)}"
            if fate < _WAITING + _RETURNED:
                yield Decision(submission_id=submission.id, by=reviewer, at=at, kind="returned", reason=GENERATED)
            else:
                edits = self._edits(submission) if self.random.random() < _EDITED else ()
                yield Decision(submission_id=submission.id, by=reviewer, at=at, kind="approved", edits=edits)

    def _submit(self, person: Person, quarter: int, before: Submission | None) -> Submission:
        role = self.knowledge.role(person.role_id)
        asked = tuple(expectation.behaviour_id for expectation in role.expectations)
        states = {item: self._state(item, person, quarter, before) for item in asked}
        gaps = [item for item, state in states.items() if state in GAP_STATES][:MAX_FOCUS]
        return Submission(
            id=f"generated-{quarter + 1}-{person.key.rpartition('-')[2]}",
            person=person.key,
            role_id=role.id,
            team=person.team,
            site=person.site,
            stage_ids=tuple(stage for stage in _STAGES[role.kind] if stage in self._stages),
            knowledge_version=VERSIONS[quarter >= len(_TAKES_PART) // 2],
            submitted_on=self.first + timedelta(days=_DAYS * quarter + self.random.randrange(_DAYS - 1)),
            asked=asked,
            findings=tuple(
                SharedFinding(
                    behaviour_id=item.behaviour_id,
                    state=states[item.behaviour_id],
                    expected_point=item.point,
                    quotes=() if states[item.behaviour_id] == "not_described" else (GENERATED,),
                )
                for item in role.expectations
            ),
            needs=tuple(need for gap in gaps if (need := self._need(gap, role))),
            roadblocks=tuple(block for gap in gaps if (block := self._roadblock(gap, role))),
        )

    @cached_property
    def _stages(self) -> frozenset[str]:
        return frozenset(stage.id for stage in self.knowledge.stages)

    def _state(self, behaviour_id: str, person: Person, quarter: int, before: Submission | None) -> State:
        if before and self.random.random() < _KEEPS:
            return before.state(behaviour_id)
        # What a job and a site find hard stays the same; most of it becomes easier over the year, and some harder.
        hard = Random(f"{behaviour_id} {person.role_id}").uniform(0.4, 1.9) * Random(person.site).uniform(0.8, 1.2)
        drift = Random(f"drift {behaviour_id}").uniform(-0.22, 0.08) * quarter
        weight = max(0.1, hard + drift)
        return self.random.choices(STATES, (0.32 / weight, 0.24 * weight, 0.09 * weight, 0.3))[0]

    def _need(self, behaviour_id: str, role: Role) -> Need | None:
        if self.random.random() < 0.3:
            return None
        fits = [item for item in self.knowledge.resources if behaviour_id in item.behaviour_ids]
        fits = [item for item in fits if not item.role_kinds or role.kind in item.role_kinds]
        # The catalogue is taken to lack something for some behaviours and kinds of role.
        lacks = Random(f"lack {behaviour_id} {role.kind}").random() < 0.2
        is_lacking = not fits or (lacks and self.random.random() < 0.6)
        return Need(behaviour_id=behaviour_id, resource_id=None if is_lacking else self.random.choice(fits).id)

    def _roadblock(self, behaviour_id: str, role: Role) -> SharedRoadblock | None:
        if self.random.random() < 0.7:
            return None
        cause = self.random.choice(_CAUSES)
        behaviour: Behaviour = self.knowledge.behaviour(behaviour_id)
        owner = find_owner(cause, behaviour, role=role, knowledge=self.knowledge)
        return SharedRoadblock(behaviour_id=behaviour_id, cause=cause, owner=owner, text=GENERATED)

    def _edits(self, submission: Submission) -> tuple[Edit, ...]:
        shown = [item.behaviour_id for item in submission.findings if item.state == "partly_shown"]
        return tuple(
            Edit(behaviour_id=item, before="partly_shown", after="shown", reason=GENERATED) for item in shown[:1]
        )
