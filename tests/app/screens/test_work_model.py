"""My work on the model engine: what leaves is seen first, findings carry two seals, and failures say what is safe."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from coach.domain.draft import Draft
from coach.service import Coach
from coach.ui import resources
from evals.hostile_model import HostileModel
from evals.hostile_model.asked import Asked
from tests.app.screens.drafts import HANDED_OVER, ROLE, SHOWN, TEXT
from tests.app.screens.model_home import KEY, use_model
from tests.app.screens.reading import button_labels, open_page, press, words, write
from tests.builders import ME

INVENTED = "I always ring every customer back within the hour."
NAMED = "I told Dave Miller about it on 0161 496 0000, and he wrote it down."


def reply(asked: Asked) -> object:
    """Read the account with one true quote, one that the second reading contradicts, and one that is not there."""
    fields: dict[str, Any] = (asked.schema or {}).get("properties", {})
    if "evidence" in fields:
        return {
            "evidence": [
                {"quote": SHOWN, "behaviour_id": "right-first-time", "bearing": "showing", "point": 3},
                {"quote": HANDED_OVER, "behaviour_id": "hand-over-well", "bearing": "contrary", "point": 0},
                {"quote": INVENTED, "behaviour_id": "own-it", "bearing": "showing", "point": 3},
            ]
        }
    if "matches" in fields:
        return {
            "matches": [_match(asked, SHOWN, "right-first-time", 3), _match(asked, HANDED_OVER, "hand-over-well", 3)]
        }
    return None


def _match(asked: Asked, words: str, behaviour_id: str, point: int) -> dict[str, object]:
    number = next(number for number, line in asked.lines.items() if words[:25] in line)
    return {"number": number, "behaviour_id": behaviour_id, "bearing": "showing", "point": point}


@pytest.fixture
def coach(home: object, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch) -> Coach:
    """Return the Coach of an app on the model engine, without a fallback."""
    use_model(monkeypatch, hostile, FALLBACK="none", INPUT_PRICE="0.4", OUTPUT_PRICE="1.6")
    hostile.reply_with = reply
    return resources.coach()


@pytest.fixture
def draft(coach: Coach) -> Draft:
    draft = coach.choose_role(coach.start_draft(principal=ME), ROLE, principal=ME)
    return coach.save_draft(draft.model_copy(update={"text": TEXT}), principal=ME)


@pytest.fixture
def account(draft: Draft) -> AppTest:
    return open_page("my_work", account=draft.id, step="account")


@pytest.fixture
def findings(account: AppTest) -> AppTest:
    return press(account, "See what your account shows")


def test_before_a_word_is_read_the_page_says_where_it_goes(account: AppTest, hostile: HostileModel) -> None:
    shown = words(account)

    assert "the language model **hostile** reads your words here" in shown
    assert "without a language model" not in shown
    assert hostile.calls == []


def test_what_would_be_sent_is_shown_word_for_word_with_tags(account: AppTest, hostile: HostileModel) -> None:
    write(account, "Your account of your work", f"{TEXT}\n\n{NAMED}")
    shown = words(account)
    assert "Replaced: 1 name, 1 phone number." in shown
    assert "on :blue-background[**▪** [PHONE_1]], and he wrote it down." in shown

    press(account, "See what your account shows")

    sent = b"".join(call.body for call in hostile.completions).decode()
    assert "[PHONE_1]" in sent
    assert "0161 496 0000" not in sent
    assert "Dave Miller" not in sent


def test_what_it_takes_is_known_before_and_after(account: AppTest) -> None:
    before = next(line for line in account.markdown.values if "Reading it takes about 3 calls" in line)
    assert "USD" in before

    shown = words(press(account, "See what your account shows"))

    assert "This reading took 3 calls, " in shown
    assert "Read by the language model, openai:hostile. The coach read 5 statements" in shown


def test_each_quote_has_two_seals_and_what_is_not_there_is_counted(findings: AppTest) -> None:
    shown = words(findings)

    agrees = ":material/check: in your text · :material/done_all: a second reading agrees"
    differs = ":material/check: in your text · :material/help: a second reading does not agree"
    assert f"“{SHOWN}”]  \n:small[:gray[{agrees}]]" in shown
    assert f"“{HANDED_OVER}”]  \n:small[:gray[{differs}]]" in shown
    assert "It refused 1 quote that does not stand word for word in your text." in shown
    assert INVENTED not in shown


def test_where_two_readings_differ_the_finding_is_a_question(findings: AppTest, coach: Coach) -> None:
    shown = words(findings)

    assert ":red-badge[▲ contrary] :gray-badge[? unsure]  \n**2 · Hand over so nobody starts again**" in shown
    assert "**Is it so?**" in shown
    question = coach.knowledge.behaviour("hand-over-well").settling_question
    assert question in [box.label for box in findings.text_area]


def test_an_answer_to_that_question_is_read_at_once(findings: AppTest, coach: Coach, draft: Draft) -> None:
    question = coach.knowledge.behaviour("hand-over-well").settling_question
    write(findings, question, "Yesterday I wrote the bay and the missing box on the sheet before I went.")
    press(findings, "Add this and read again")

    read = coach.draft(draft.id, principal=ME)
    assert read is not None
    assert list(read.follow_up_texts) == ["hand-over-well"]
    assert read.assessed_text.endswith("on the sheet before I went.")


@pytest.mark.parametrize(
    ("mode", "heading"),
    [
        ("status-401", "The language model is not set up right."),
        ("status-429-121s", "The language model cannot be reached."),
        ("reset-50", "The language model broke off."),
        ("prose", "The language model's reply cannot be used."),
    ],
)
def test_a_failure_is_one_sentence_and_the_account_is_safe(
    account: AppTest, hostile: HostileModel, coach: Coach, draft: Draft, mode: str, heading: str
) -> None:
    hostile.reply_with = None
    hostile.mode = mode

    shown = words(press(account, "See what your account shows"))

    assert f"**{heading}**" in shown
    assert "What you wrote is safe" in shown
    assert KEY not in shown
    assert coach.draft(draft.id, principal=ME) == draft
    assert "See what your account shows" in button_labels(account)


def test_the_engine_that_stands_in_is_announced_at_the_top(
    home: object, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile.mode = "status-401"
    use_model(monkeypatch, hostile, FALLBACK="embedded")
    coach = resources.coach()
    draft = coach.choose_role(coach.start_draft(principal=ME), ROLE, principal=ME)
    coach.save_draft(draft.model_copy(update={"text": TEXT}), principal=ME)
    app = press(open_page("my_work", account=draft.id, step="account"), "See what your account shows")

    assert "the embedded engine read your account" in words(app)
    assert "Read by the embedded engine" in words(app)
    assert "Read it again" in button_labels(app)
