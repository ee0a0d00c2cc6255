"""Settings: which engine is at work, how it is, what it takes, what is unsafe. It shows no key and nobody's words."""

from pathlib import Path

import pytest

from coach.domain.access import Workplace
from coach.service import Coach
from evals.hostile_model import HostileModel
from tests.app.screens.drafts import keep_read_draft
from tests.app.screens.model_home import KEY, use_model
from tests.app.screens.reading import checked, open_page, press, words
from tests.builders import ME


def test_the_embedded_engine_costs_nothing_and_the_page_says_how_to_switch(coach: Coach) -> None:
    app = open_page("settings")

    shown = words(app)
    assert "**At work:** embedded engine" in shown
    assert "runs on this computer and costs no money" in shown
    assert "The coach sees nothing unsafe in these settings." in shown
    assert [code.value.split("=")[0] for code in app.code] == ["COACH_MODEL"]
    assert "COACH_BASE_URL=" in app.code[0].value
    assert "COACH_API_KEY=" in app.code[0].value
    assert "● in order" in words(press(app, "Check the connection"))


def test_a_model_is_shown_with_its_address_and_never_its_key(
    home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_model(monkeypatch, hostile, FALLBACK="openai:small@http://models.example.com/v1,embedded")
    app = open_page("settings")

    shown = words(app)
    assert "**At work:** language model, openai:hostile" in shown
    assert f"**Address:** {hostile.url}, on this computer" in shown
    assert "**Key:** set; it is never shown" in shown
    assert "**If it fails:** small, http://models.example.com/v1, then the embedded engine, on this computer" in shown
    assert "Texts travel to http://models.example.com/v1 in clear" in shown
    assert "Prompt assess/read@" in shown
    assert "**Today:** 0 tokens of at most 5,000,000" in shown
    assert KEY not in shown
    assert "COACH_MODEL=embedded" in [code.value for code in app.code]


def test_everything_about_the_person_can_be_taken_away_or_deleted(coach: Coach) -> None:
    coach.ask("Who is my customer?", role_id="warehouse-picker", principal=ME)
    app = open_page("settings")

    assert "- your accounts, until you delete them\n" in words(app)
    assert [button.label for button in app.get("download_button")] == ["Download everything about me"]
    assert "Everything you wrote is deleted." in words(press(app, "Delete everything"))
    assert coach.turns(principal=ME) == ()


def test_how_long_things_are_kept_is_said_here_and_where_they_are_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Your accounts are kept until you delete them." in words(open_page("my_work"))

    for kind, days in (("DRAFTS", "90"), ("PLANS", "1"), ("QUESTIONS", "1000")):
        monkeypatch.setenv(f"COACH_KEEP_{kind}_DAYS", days)

    shown = words(open_page("settings"))
    assert "- your accounts, for 90 days after you last changed them" in shown
    assert "- your plans with their notes, for 1 day after you last changed them" in shown
    assert "- your questions with their answers, for 1,000 days after you asked them" in shown
    assert "Your accounts are kept for 90 days after you last changed them." in words(open_page("my_work"))
    assert "Your plans with their notes are kept for 1 day after" in words(open_page("my_plan"))
    assert "Your questions with their answers are kept for 1,000 days after you asked them." in words(open_page("ask"))


def test_the_connection_is_checked_when_asked_and_what_is_wrong_is_named(
    home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_model(monkeypatch, hostile)
    app = open_page("settings")
    assert hostile.calls == []

    assert "▲ needs you" not in words(press(app, "Check the connection"))
    assert hostile.calls

    hostile.mode = "status-401"
    shown = words(press(app, "Check the connection"))
    assert ":red-badge[▲ needs you]" in shown
    assert "COACH_API_KEY" in shown
    assert KEY not in shown


def test_what_was_spent_today_is_counted_against_the_limit(
    home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_model(monkeypatch, hostile, INPUT_PRICE="1", OUTPUT_PRICE="1", DAY_COST="5", PLAN_COST="0.5")
    app = open_page("settings")

    shown = words(app)
    assert "**Money today:** 0.00 USD of at most 5.00 USD" in shown
    assert "**Money for one plan or one answer:** at most 0.50 USD" in shown


def test_an_admin_reads_what_was_done_in_plain_words_once_they_ask_for_it(coach: Coach) -> None:
    draft = keep_read_draft(coach)
    case = coach.share(draft, coach.all_to_share(draft, principal=ME), workplace=Workplace(), principal=ME)
    coach.decide(case, "returned", reason="Say <b>more</b>.", principal=ME)
    app = open_page("settings")
    assert "It notes nobody's words" in words(app)
    assert "An entry is kept for 400 days." in words(app)
    assert "decided about" not in words(app)

    (toggle,) = app.toggle
    shown = words(checked(toggle.set_value(True).run()))

    assert f"An employee shared a submission {case.submission.id}" in shown
    assert f"UTC · local decided about a submission {case.submission.id}" in shown
    assert "it began" not in shown
    assert "Say" not in shown
