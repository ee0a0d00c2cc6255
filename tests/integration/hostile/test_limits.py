"""A flood of questions, a busy server, an account beyond the budget: the limits hold, and the person reads which."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.bootstrap import build_coach
from coach.domain.draft import Turn
from coach.service import Coach
from evals.hostile_model import HostileModel
from evals.hostile_model.answer import count_tokens
from tests.conftest import Clock, copy_home
from tests.integration.hostile.world import ME, settings_for, short_account

WORKERS, QUESTIONS, DAY_TOKENS = 8, 60, 12_000
MOST_PER_CALL = 3_000
ROLE = "shop-adviser"


@pytest.fixture
def build(hostile: HostileModel, demo_home: Path, tmp_path: Path) -> Callable[..., Coach]:
    """Return what builds a coach with these settings at the hostile model's address."""
    home = copy_home(demo_home, tmp_path / "home")

    def build(**settings: object) -> Coach:
        return build_coach(settings_for(hostile, home, **settings), clock=Clock(), exact_only=True)

    return build


@pytest.fixture
def other() -> Iterator[HostileModel]:
    """Run a second server."""
    with HostileModel() as server:
        yield server


def ask(coach: Coach) -> Turn:
    return coach.ask("What do I do when the delivery is late?", role_id=ROLE, principal=ME)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "beyond"), [("honest", 0), ("no-usage", 0), ("flood", WORKERS * MOST_PER_CALL)])
def test_a_flood_of_questions_stays_within_the_day_and_the_rest_is_told_which_limit(
    mode: str, beyond: int, hostile: HostileModel, build: Callable[..., Coach]
) -> None:
    hostile.mode = mode
    coach = build(day_tokens=DAY_TOKENS)
    ask(coach)
    with ThreadPoolExecutor(WORKERS) as threads:
        turns = list(threads.map(lambda _: ask(coach), range(QUESTIONS)))

    engines = Counter(turn.answer.provenance.engine for turn in turns)
    told = [any("COACH_DAY_TOKENS" in note for note in turn.answer.notes) for turn in turns]
    spending = coach.spending(principal=ME)
    assert spending is not None
    # A model that writes more than it was allowed is cut, and that much more is counted, once for each call under way.
    assert 0 < spending.tokens <= DAY_TOKENS + beyond
    assert sum(count_tokens(call.asked.text) for call in hostile.completions) <= DAY_TOKENS
    assert len(hostile.completions) < QUESTIONS / 2
    assert engines["embedded"] >= sum(told) >= QUESTIONS / 2
    assert all(turn.answer.lines or turn.answer.prose for turn in turns)


def test_an_account_beyond_the_budget_of_a_plan_is_read_without_a_model_and_says_why(
    hostile: HostileModel, build: Callable[..., Coach]
) -> None:
    assessment = build(plan_tokens=1_000).assess(short_account(0), principal=ME)

    assert (assessment.provenance.engine, len(hostile.completions)) == ("embedded", 0)
    assert "COACH_PLAN_TOKENS" in assessment.remarks[0]
    assert "1,000 tokens" in assessment.remarks[0]


def test_one_question_is_at_most_three_requests(hostile: HostileModel, build: Callable[..., Coach]) -> None:
    coach, requests = build(), {}
    for mode in ("status-503", "status-429", "status-401", "status-429-quota", "status-429-121s"):
        hostile.mode, hostile.calls[:] = mode, []
        answer = ask(coach).answer
        assert (answer.provenance.engine, "without a language model" in answer.notes[0]) == ("embedded", True)
        requests[mode] = len(hostile.completions)

    assert requests == {
        "status-503": 3,
        "status-429": 3,
        "status-401": 1,
        "status-429-quota": 1,
        "status-429-121s": 1,
    }


def test_a_server_that_asks_for_a_long_pause_is_left_for_the_next_one_and_that_is_said(
    hostile: HostileModel, other: HostileModel, build: Callable[..., Coach]
) -> None:
    hostile.mode = "status-429-121s"
    coach = build(fallback=(f"openai:second@{other.url}", "embedded"))

    assessment, answer = coach.assess(short_account(0), principal=ME), ask(coach).answer

    assert (assessment.provenance.model, answer.provenance.model) == ("openai:second", "openai:second")
    said = "The model 'openai:hostile' could not be reached, so 'openai:second' was asked instead."
    assert said in assessment.remarks
    assert said in answer.notes
    assert {call.key for call in other.completions} == {""}
