"""An account that was read with a result that is known in advance, so that a screen is tested and not the engine."""

from coach.assess.state import make_finding
from coach.domain.access import Principal
from coach.domain.draft import Draft
from coach.domain.finding import Assessment, Bearing, Evidence, FollowUp
from coach.domain.knowledge import Point
from coach.service import Coach
from tests.builders import ME

ROLE = "warehouse-picker"
SHOWN = "I read the whole model number out loud against the list, every time."
HANDED_OVER = "When the bell goes I leave my pallet where it is and go home."
SAID_NOTHING = "The hose kits land in the wrong bay every week and I have stopped saying it."
RADIOED = "If a pick is short I radio the shift lead when he asks."
CHASED = "I chase a missing box if somebody complains twice."
TEXT = "\n\n".join((SHOWN, HANDED_OVER, SAID_NOTHING, RADIOED, CHASED))

_EVIDENCE: dict[str, tuple[str, Bearing, Point | None]] = {
    "right-first-time": (SHOWN, "showing", 3),
    "hand-over-well": (HANDED_OVER, "contrary", None),
    "fix-the-cause": (SAID_NOTHING, "contrary", None),
    "own-it": (CHASED, "showing", 1),
    "keep-people-posted": (RADIOED, "showing", 1),
}
QUESTION = FollowUp(
    behaviour_id="notice-who-needs-more",
    question="Think of the last person who needed something different. What did you do?",
    why="You did not mention this.",
)


def keep_read_draft(coach: Coach, *, owner: Principal = ME, **changes: object) -> Draft:
    """Keep an account with one shown behaviour, two contrary, two partly shown and two not described."""
    draft = coach.choose_role(coach.start_draft(principal=owner), ROLE, principal=owner)
    fields = {"text": TEXT, "assessed_text": TEXT, "assessment": make_reading(coach), **changes}
    return coach.save_draft(draft.model_copy(update=fields), principal=owner)


def make_reading(coach: Coach) -> Assessment:
    """Return the findings about TEXT."""
    role = coach.knowledge.role(ROLE)
    findings = tuple(
        make_finding(asked.behaviour_id, _evidence(asked.behaviour_id), expected_point=asked.point, confidence=0.75)
        for asked in role.expectations
    )
    return Assessment(
        role_id=ROLE,
        findings=findings,
        follow_ups=(QUESTION,),
        statements=5,
        refused_quotes=0,
        remarks=("1 sentence speaks to the coach instead of describing your work.",),
        provenance=coach.provenance,
    )


def _evidence(behaviour_id: str) -> list[Evidence]:
    if behaviour_id not in _EVIDENCE:
        return []
    quote, bearing, point = _EVIDENCE[behaviour_id]
    start = TEXT.index(quote)
    span = {"start": start, "end": start + len(quote)}
    return [
        Evidence.model_validate(
            {"behaviour_id": behaviour_id, "quote": quote, "span": span, "bearing": bearing, "point": point}
        )
    ]
