"""Ask, read and plan with a real model: `COACH_LIVE_BASE_URL=http://127.0.0.1:8081/v1 pytest -m live tests/live`.

A weak model may answer badly. What is checked is what no model may break.
"""

import os

import pytest

from coach.bootstrap import build_coach
from coach.domain.draft import Draft
from coach.domain.plan import MAX_FOCUS
from coach.service import Coach
from coach.settings import Settings
from tests.builders import ME

LIVE = "COACH_LIVE_BASE_URL"
QUESTION = "A customer rings for the third time about the same fault. What does our vision ask of me?"

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def live_coach(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    if LIVE not in os.environ:
        pytest.skip(f"name the model's server in {LIVE}")
    return build_coach(
        Settings(
            home=tmp_path_factory.mktemp("live"),
            model="openai:live",
            base_url=os.environ[LIVE],
            temperature=0,
            timeout_s=600,
            fallback=(),
        )
    )


def test_a_question_is_answered_from_the_passages_it_was_given(live_coach: Coach) -> None:
    answer = live_coach.answer(QUESTION, role_id="contact-centre-adviser", principal=ME).answer

    assert answer.status == "complete"
    numbers = {citation.number for citation in answer.citations}
    assert {number for claim in answer.claims() for number in claim.citations} == numbers
    assert answer.spent
    assert answer.spent.calls == 1


def test_an_account_is_read_and_becomes_a_plan(live_coach: Coach) -> None:
    account = live_coach.example_account(principal=ME)
    read = live_coach.assess(account, principal=ME)
    draft = Draft(id="live", role_id=account.role_id, assessed_text=account.text, assessment=read)
    plan = live_coach.preview_plan(draft, principal=ME)

    shown = [item for finding in read.findings for item in (*finding.evidence, *finding.counter_evidence)]
    assert [item.quote for item in shown] == [account.text[item.span.start : item.span.end] for item in shown]
    assert len(plan.items) <= MAX_FOCUS
    assert all(evidence.quote in account.text for item in plan.items for evidence in item.now)
    assert read.spent
    assert not read.spent.is_estimated
