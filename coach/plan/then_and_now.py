"""Compare later accounts with earlier ones: what they show, apart from what changed in the vision."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from coach.assess.respond import apply_responses, own_states
from coach.domain.draft import Draft, SavedPlan
from coach.domain.finding import Evidence
from coach.domain.plan import GapPlan, PlanItem
from coach.domain.provenance import Provenance
from coach.domain.then_and_now import BehaviourChange, KeptReading, ThenAndNow, Told, VisionChange

_QUOTES = 2
"""On each side; more would hide them."""


def compare_over_time(drafts: Sequence[Draft], plans: Sequence[SavedPlan]) -> tuple[ThenAndNow, ...]:
    """Return each kept reading beside the one before it for the same role, newest first.

    `drafts` and `plans` are one person's, newest first. A plan stands for an account that is gone or was read again
    since; where it tells nothing but what another reading of its account tells, it is passed over.
    """
    accounts = [reading for draft in reversed(drafts) if (reading := _of_draft(draft))]
    readings = [*accounts, *_of_plans(plans, accounts)]
    # A plan of the same day was made before its account was read once more.
    readings.sort(key=lambda reading: (reading.on, reading.kind == "account"))
    roles = dict.fromkeys(reading.role_id for reading in readings)
    pairs = [pair for role_id in roles for pair in pairwise(item for item in readings if item.role_id == role_id)]
    found = [compare(earlier, later) for earlier, later in pairs]
    return tuple(sorted(found, key=lambda item: item.later.on, reverse=True))


def compare(earlier: KeptReading, later: KeptReading) -> ThenAndNow:
    """Return what changed between two readings, behaviour by behaviour in the order of the later one."""
    keys = dict.fromkeys(key for reading in (later, earlier) for key in _known(reading))
    every = [_change(earlier, later, key) for key in keys]
    changes = tuple(item for item in every if item.is_of_the_vision or _shows_another_state(item))
    rest = [item for item in every if item not in changes]
    return ThenAndNow(
        earlier=earlier,
        later=later,
        changes=changes,
        same=sum(item.before is not None and item.after is not None for item in rest),
        untold=sum(item.before is None or item.after is None for item in rest),
    )


def _known(reading: KeptReading) -> tuple[str, ...]:
    return (*(reading.asked or ()), *(item.behaviour_id for item in reading.told))


def _change(earlier: KeptReading, later: KeptReading, behaviour_id: str) -> BehaviourChange:
    return BehaviourChange(
        behaviour_id=behaviour_id,
        before=earlier.of(behaviour_id),
        after=later.of(behaviour_id),
        vision=_vision_change(earlier, later, behaviour_id),
    )


def _vision_change(earlier: KeptReading, later: KeptReading, behaviour_id: str) -> VisionChange:
    if earlier.knowledge_version == later.knowledge_version:
        return "same"
    if earlier.asked is not None and behaviour_id not in earlier.asked:
        return "asked_since"
    if later.asked is not None and behaviour_id not in later.asked:
        return "asked_no_more"
    before, after = earlier.prints.get(behaviour_id), later.prints.get(behaviour_id)
    if before is None or after is None:
        return "cannot_be_told"
    return "same" if before == after else "changed"


def _shows_another_state(change: BehaviourChange) -> bool:
    return change.before is not None and change.after is not None and change.before.state != change.after.state


def _of_draft(draft: Draft) -> KeptReading | None:
    assessment, on = draft.assessment, _read_on(draft)
    if assessment is None or on is None:
        return None
    named = own_states(draft.responses)
    return KeptReading(
        account_id=draft.id,
        kind="account",
        on=on,
        role_id=assessment.role_id,
        knowledge_version=assessment.provenance.knowledge_version,
        read_by=_reader(assessment.provenance),
        asked=tuple(finding.behaviour_id for finding in assessment.findings),
        prints=assessment.asked_prints,
        told=tuple(
            Told(
                behaviour_id=finding.behaviour_id,
                state=named.get(finding.behaviour_id, finding.state),
                is_own_word=finding.behaviour_id in named,
                words=_words(finding.evidence),
                counter_words=_words(finding.counter_evidence),
            )
            for finding in apply_responses(assessment, draft.responses)
        ),
    )


def _read_on(draft: Draft) -> date | None:
    """Return the day of the reading; of older ones only the day of the last change is known."""
    if draft.read_on:
        return draft.read_on
    return draft.updated_at.astimezone().date() if draft.updated_at else None


def _of_plans(plans: Sequence[SavedPlan], accounts: Sequence[KeptReading]) -> Iterable[KeptReading]:
    kept = list(accounts)
    for saved in reversed(plans):
        reading = _of_plan(saved)
        if not any(_tells_the_same(other, reading) for other in kept):
            kept.append(reading)
            yield reading


def _tells_the_same(reading: KeptReading, plan: KeptReading) -> bool:
    return (
        reading.account_id == plan.account_id
        and reading.knowledge_version == plan.knowledge_version
        and all((told := reading.of(item.behaviour_id)) and told.state == item.state for item in plan.told)
    )


def _of_plan(saved: SavedPlan) -> KeptReading:
    plan = saved.plan
    shown = (
        Told(behaviour_id=item.behaviour_id, state="shown", words=(item.quote,) if item.quote else ())
        for item in plan.strengths
    )
    steps = map(_of_step, plan.items)
    silent = (Told(behaviour_id=key, state="not_described") for key in plan.not_described)
    return KeptReading(
        account_id=saved.account_id,
        kind="plan",
        on=saved.made_on,
        role_id=plan.role_id,
        knowledge_version=plan.provenance.knowledge_version,
        read_by=_reader(plan.provenance),
        asked=_asked(plan),
        prints=plan.asked_prints,
        told=(*shown, *steps, *silent),
    )


def _asked(plan: GapPlan) -> tuple[str, ...] | None:
    """Return what the role was asked for; without the prints a plan does not tell, because findings were left out."""
    return tuple(plan.asked_prints) or None


def _of_step(item: PlanItem) -> Told:
    return Told(
        behaviour_id=item.behaviour_id,
        state=item.state,
        words=_words(evidence for evidence in item.now if evidence.bearing == "showing"),
        counter_words=_words(evidence for evidence in item.now if evidence.bearing == "contrary"),
    )


def _words(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(item.quote for item in evidence)[:_QUOTES]


def _reader(provenance: Provenance) -> str:
    return f"{provenance.engine} {provenance.model}"
