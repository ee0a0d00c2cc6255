"""The whole way in a real browser, on a desk and on a phone: nothing scrolls sideways, axe is content."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.bootstrap import build_coach
from coach.settings import Settings
from tests.app.screens.drafts import keep_read_draft
from tests.app.screens.reading import ACCOUNT
from tests.app.screens.visitor import PATIENCE_MS, Visitor
from tests.app.serving import Served


@pytest.fixture(
    # What fits follows from the width, what can be read from the colours: each is here, not each with each.
    params=[(1280, 900, "light"), (360, 740, "dark"), (640, 450, "light")],
    ids=["desk", "phone-dark", "desk-at-200-percent"],
)
def visitor(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visitor]:
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield Visitor(page=context.new_page(), url=served.url)
    context.close()


@pytest.mark.slow
def test_an_account_is_written_and_read(visitor: Visitor) -> None:
    page = visitor.page
    visitor.opens("my-work", "My work")
    visitor.finds_the_page_in_order("the offer to go on")
    visitor.presses("Start a new one")
    visitor.sees("The coach compares your account with what the vision asks of your job")
    visitor.picks_a_job()
    visitor.sees("You find, check and pack")
    visitor.finds_the_page_in_order("about your job")

    visitor.presses("Go on to your account")
    visitor.sees("It stays on this computer.")
    page.get_by_role("textbox", name="Your account of your work").fill(ACCOUNT)
    visitor.presses("Guess first (one minute)")
    visitor.sees("How often do you do this")
    page.get_by_text("Often", exact=True).first.click()
    visitor.finds_the_page_in_order("your guess")

    page.get_by_text("2 Your account", exact=True).click()
    visitor.sees("It stays on this computer.")
    expect(page.get_by_role("textbox", name="Your account of your work")).to_have_value(ACCOUNT)
    page.get_by_role("tab", name="Answer a few questions").click()
    visitor.finds_the_page_in_order("your account")
    page.get_by_role("textbox", name="Your answer").fill("Typed, and then straight on to the next question.")
    visitor.presses("Next question")
    visitor.presses("Earlier question")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(
        "Typed, and then straight on to the next question."
    )

    visitor.presses("See what your account shows")
    visitor.sees("You have the last word on every finding.")
    page.reload()
    visitor.sees("You have the last word on every finding.")


@pytest.mark.slow
def test_findings_become_a_plan(visitor: Visitor, served: Served) -> None:
    page = visitor.page
    draft = keep_read_draft(build_coach(Settings(home=served.home / "coach")))
    visitor.opens(f"my-work?account={draft.id}&step=findings", "My work")
    visitor.sees("You have the last word on every finding.")
    page.get_by_text("Not right because…").first.click()
    visitor.sees("What do you say instead?")
    visitor.finds_the_page_in_order("what your account shows")

    visitor.presses("Go on: what stands in the way")
    visitor.sees("5 · What stands in the way")
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0, "a new step begins at its top"
    page.get_by_text("No", exact=True).nth(3).click()
    visitor.finds_the_page_in_order("what stands in the way")

    visitor.presses("Go on to your plan")
    visitor.sees("Not yours to fix alone")
    visitor.finds_the_page_in_order("your plan")
    visitor.presses("Keep this plan")
    visitor.presses("Open My plan")
    expect(page.get_by_role("heading", level=1, name="My plan")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("More about this step").first.click()
    page.get_by_text("How is it going?", exact=True).first.click()
    visitor.finds_the_page_in_order("my plan")
    with page.expect_download() as download:
        page.get_by_role("button", name="Text (Markdown)").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("---\nai_generated: true\n")


@pytest.mark.slow
def test_a_question_gets_an_answer_or_an_honest_no(visitor: Visitor) -> None:
    page = visitor.page
    visitor.opens("", "Ask")
    box = page.get_by_role("textbox", name="Your question", exact=True)
    if visitor.has_a_job_to_choose(or_else=box):
        visitor.finds_the_page_in_order("ask without a job")
        visitor.picks_a_job()
        visitor.sees("Questions to start with")
    visitor.finds_the_page_in_order("ask")

    page.get_by_role("button", name="A box has a small dent").click()
    visitor.sees("What the vision asks of you here")
    page.get_by_role("button", name="1", exact=True).press("Enter")
    visitor.sees("behaviours/")
    visitor.finds_the_page_in_order("an answer with a source open")
    page.keyboard.press("Escape")

    visitor.presses("Ask something else")
    box.fill("How many days of holiday do I get at Christmas?")
    visitor.presses("Ask")
    visitor.sees("The vision does not say")
    visitor.finds_the_page_in_order("an abstention")
    visitor.presses("Ask something else")
    expect(box).to_have_value("")


@pytest.mark.slow
def test_the_first_thing_to_do_is_reached_with_the_keyboard(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visitor = Visitor(page=context.new_page(), url=served.url)
    visitor.opens("my-work", "My work")

    _tab_to(visitor.page, "Go on with it")
    visitor.page.keyboard.press("Enter")

    visitor.sees("You have the last word on every finding.")
    context.close()


def _tab_to(page: Page, words: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName == 'BUTTON' && document.activeElement.innerText") == words:
            return
    raise AssertionError(f"{words!r} cannot be reached with the Tab key")
