"""The model engine in a real browser: an answer that streams, stops and goes on, and words that call nobody."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from evals.hostile_model import HostileModel
from tests.app.screens.drafts import TEXT
from tests.app.screens.visitor import PATIENCE_MS, Visitor
from tests.app.serving import Served, serve_app

QUESTION = "A box has a small dent, and the lorry is waiting. What does our vision ask of me?"
MODES = ("Ask", "Check a decision", "I doubt this", "Reflect", "A customer said…")
SIZES = {"desk": (1280, 900, "light"), "phone-dark": (360, 740, "dark")}


@dataclass(frozen=True)
class Place:
    """An app on the model engine, and its model."""

    served: Served
    model: HostileModel


@pytest.fixture(scope="module")
def place(warm_home: Path, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("model")
    shutil.copytree(warm_home, home / "coach", ignore=shutil.ignore_patterns("*.db*"))
    (home / "coach").chmod(0o700)
    with HostileModel() as model:
        variables = {"COACH_MODEL": "openai:hostile", "COACH_BASE_URL": model.url, "COACH_FALLBACK": "none"}
        with serve_app(home, variables=variables) as served:
            yield Place(served, model)


@pytest.fixture(params=SIZES.values(), ids=SIZES.keys())
def visitor(request: pytest.FixtureRequest, browser: Browser, place: Place) -> Iterator[Visitor]:
    width, height, scheme = request.param
    place.model.mode, place.model.pause_s = "honest", 0.0
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield Visitor(page=context.new_page(), url=place.served.url)
    context.close()


def ask(visitor: Visitor, question: str = QUESTION) -> None:
    """Open Ask and put a question."""
    box = visitor.page.get_by_role("textbox", name="Your question", exact=True)
    visitor.opens("", "Ask")
    if visitor.has_a_job_to_choose(or_else=box):
        visitor.picks_a_job()
    box.fill(question)
    visitor.page.get_by_role("button", name="Ask", exact=True).click()


def stop_button(page: Page) -> Locator:
    """Return our own button: Streamlit has one of this name in the corner while a page is being drawn."""
    return page.get_by_test_id("stMain").get_by_role("button", name="Stop")


@pytest.mark.slow
def test_an_answer_streams_is_stopped_taken_up_and_survives_a_reload(visitor: Visitor, place: Place) -> None:
    page, place.model.pause_s = visitor.page, 0.15
    ask(visitor)
    expect(page.get_by_text("The coach is writing.")).to_be_visible(timeout=PATIENCE_MS)
    visitor.finds_the_page_in_order("an answer that is being written")

    stop_button(page).click()
    incomplete = page.get_by_text("This answer is incomplete.")
    expect(incomplete).to_be_visible(timeout=5_000)
    visitor.waits()
    visitor.finds_the_page_in_order("half an answer")
    page.reload()
    expect(incomplete).to_be_visible(timeout=PATIENCE_MS)

    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_text("The coach is writing.")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_text("An answer is still being written.")).to_be_visible(timeout=PATIENCE_MS)
    place.model.pause_s = 0.0
    expect(page.get_by_text("Ask further about this")).to_be_visible(timeout=PATIENCE_MS)
    expect(incomplete).to_have_count(0)
    visitor.waits()
    visitor.finds_the_page_in_order("a whole answer")


@pytest.mark.slow
def test_a_number_in_an_answer_leads_to_its_source(visitor: Visitor) -> None:
    ask(visitor)
    link = visitor.page.get_by_role("link", name="[1]").first
    link.click(timeout=PATIENCE_MS)

    expect(visitor.page.get_by_role("heading", name="1 · ")).to_be_in_viewport()
    assert visitor.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") > 0


@pytest.mark.slow
def test_a_model_that_hangs_is_left_and_the_page_is_free_at_once(visitor: Visitor, place: Place) -> None:
    page, place.model.mode = visitor.page, "hang"
    ask(visitor)
    stop_button(page).click(timeout=PATIENCE_MS)

    expect(page.get_by_text("The model's server has not let go yet.")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_enabled()


@pytest.mark.slow
def test_each_mode_and_the_settings_are_in_order(visitor: Visitor) -> None:
    page = visitor.page
    visitor.opens("", "Ask")
    if visitor.has_a_job_to_choose(or_else=page.get_by_test_id("stButtonGroup")):
        visitor.picks_a_job()
    page.get_by_role("textbox", name="Your question", exact=True).fill("Typed before a mode was chosen.")
    for mode in MODES[1:]:
        page.get_by_test_id("stButtonGroup").get_by_text(mode, exact=True).click()
        visitor.waits()
        visitor.finds_the_page_in_order(mode)
    expect(page.get_by_role("textbox", name="What did the customer say?")).to_have_value(
        "Typed before a mode was chosen."
    )

    visitor.opens("settings", "Settings")
    visitor.presses("Check the connection")
    visitor.sees("in order")
    visitor.finds_the_page_in_order("the settings")


@pytest.mark.slow
def test_words_of_a_model_that_carries_things_out_call_nobody(visitor: Visitor, place: Place) -> None:
    page, place.model.mode = visitor.page, "exfil"
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url, place) else None)
    page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
    ask(visitor)
    visitor.sees("Ask something else")
    _has_no_links_but_to_sources(page)

    visitor.opens("my-work", "My work")
    if visitor.finds(page.get_by_role("button", name="Start a new one"), or_else=visitor.job):
        visitor.presses("Start a new one")
    visitor.picks_a_job()
    visitor.sees("You find, check and pack")
    visitor.presses("Go on to your account")
    page.get_by_role("textbox", name="Your account of your work").fill(TEXT)
    page.keyboard.press("Tab")
    visitor.sees("See exactly what the model would get")
    visitor.presses("See what your account shows")
    expect(page.get_by_text("The coach read 5 statements")).to_be_visible(timeout=PATIENCE_MS)
    _has_no_links_but_to_sources(page)

    assert elsewhere == []
    assert place.model.canary_hits == []


def _is_elsewhere(url: str, place: Place) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(place.served.url).netloc


def _has_no_links_but_to_sources(page: Page) -> None:
    links = page.get_by_test_id("stMain").locator("a")
    hrefs = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [href for href in hrefs if not str(href).startswith("#source-")] == []
    assert page.get_by_test_id("stMain").locator("img, iframe, object, embed, form[action], meta").count() == 0
