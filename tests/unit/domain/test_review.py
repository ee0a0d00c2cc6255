from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from coach.domain.review import Decision, Edit, Need, SharedFinding, SharedRoadblock
from tests.unit.report.building import make_submission

NEED = Need(behaviour_id="own-it", resource_id="practise")
ROADBLOCK = SharedRoadblock(behaviour_id="own-it", cause="motive", owner="Head of Shops", text="No time.")
EDIT = Edit(behaviour_id="own-it", before="shown", after="contrary", reason="The quote shows the opposite.")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"needs": (NEED,)}, "where it has no gap"),
        ({"roadblocks": (ROADBLOCK,)}, "where it has no gap"),
        ({"states": {"own-it": "contrary"}, "needs": (NEED, NEED)}, "needs name a behaviour twice"),
        ({"asked": ("own-it", "own-it")}, "behaviours asked for name a behaviour twice"),
        ({"asked": ("listen-first",)}, "its role is not asked for"),
        ({"asked": ()}, "at least 1 item"),
        (
            {"findings": (SharedFinding(behaviour_id="own-it", state="shown", expected_point=3),) * 2},
            "findings name a behaviour twice",
        ),
    ],
)
def test_a_submission_that_contradicts_itself_cannot_be_made(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        make_submission(**fields)


def test_what_was_left_out_is_not_described() -> None:
    assert make_submission(states={}, asked=("own-it",)).state("own-it") == "not_described"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "returned"}, "with a reason"),
        ({"kind": "returned", "reason": " "}, "with a reason"),
        ({"kind": "returned", "reason": "Say more.", "edits": (EDIT,)}, "as it came"),
        ({"edits": (EDIT, EDIT)}, "edits name a behaviour twice"),
        ({"at": datetime(2026, 1, 1)}, "timezone"),  # noqa: DTZ001  without a zone, on purpose
    ],
)
def test_a_decision_that_contradicts_itself_cannot_be_made(fields: dict[str, Any], message: str) -> None:
    data = {"submission_id": "ann-1", "by": "reviewer", "at": datetime(2026, 1, 1, tzinfo=UTC), "kind": "approved"}
    with pytest.raises(ValidationError, match=message):
        Decision.model_validate(data | fields)
