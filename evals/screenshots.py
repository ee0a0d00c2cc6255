"""Take the README's screenshots again: `python -m evals.screenshots`. It uses a home folder of its own."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from coach.knowledge.example import load_example
from coach.settings import content_folder
from evals.browser import PATIENCE_MS, browser, served
from evals.year.home import write_year

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
DESKTOP, PHONE = (1280, 900), (360, 740)
_VIEWS = tuple(
    (f"{window}-{scheme}", size, scheme)
    for window, size in (("desktop", DESKTOP), ("phone", PHONE))
    for scheme in ("light", "dark")
)
_TALLEST = 2_400


def main() -> None:
    """Walk through the app once for each window and colour scheme."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (width, height), scheme in _VIEWS:
        with tempfile.TemporaryDirectory() as home, served(Path(home)) as (_, url), browser() as chromium:
            page = _page(chromium, width, height, scheme)
            _walk(page, url, lambda shot, page=page, name=name: _shoot(page, f"{shot}-{name}"))  # type: ignore[misc]
    take_insights()


def take_insights() -> None:
    """Take Insights with a generated year; the page says that it is one."""
    with tempfile.TemporaryDirectory() as scratch:
        year = write_year(Path(scratch) / "home", people=2_400, seed=1)
        with served(year.home, f"COACH_ORGANISATION={year.organisation}") as (_, url), browser() as chromium:
            for name, (width, height), scheme in _VIEWS:
                page = _page(chromium, width, height, scheme)
                page.goto(f"{url}/insights")
                drawn = page.get_by_test_id("stVegaLiteChart").locator("svg")
                expect(drawn).to_have_count(4, timeout=PATIENCE_MS)
                _settle(page)
                _shoot(page, f"insights-{name}")


def _page(chromium: Browser, width: int, height: int, scheme: str) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    return page


def _walk(page: Page, url: str, shoot: Callable[[str], None]) -> None:
    account = load_example(content_folder("knowledge")).text
    page.goto(f"{url}/my-work")
    page.get_by_role("combobox", name="Your job").fill("contact centre adv")
    page.get_by_role("option", name="Contact centre adviser").click()
    _settle(page)
    page.get_by_role("button", name="Go on to your account", exact=True).first.click()
    page.get_by_role("textbox", name="Your account of your work").fill(account)
    _settle(page)
    shoot("my-work-account")
    page.get_by_role("button", name="See what your account shows", exact=True).first.click()
    page.get_by_text("You have the last word on every finding.").first.wait_for()
    _settle(page)
    shoot("my-work-findings")
    page.get_by_role("button", name="Go on: what stands in the way", exact=True).first.click()
    page.get_by_text("5 · What stands in the way").first.wait_for()
    page.get_by_role("button", name="Go on to your plan", exact=True).first.click()
    page.get_by_text("6 · Your plan").first.wait_for()
    _settle(page)
    page.get_by_role("button", name="Keep this plan", exact=True).first.click()
    _settle(page)
    page.get_by_role("button", name="Open My plan", exact=True).first.click()
    page.get_by_role("heading", level=1, name="My plan").wait_for()
    _settle(page)
    shoot("my-plan")
    page.goto(f"{url}/")
    question = page.get_by_role("textbox", name="Your question", exact=True)
    question.fill("I have promised a call-back and there is no news yet. What does the vision ask of me?")
    page.get_by_role("button", name="Ask", exact=True).first.click()
    page.get_by_text("Why it matters to the customer").first.wait_for()
    _settle(page)
    shoot("ask")


def _settle(page: Page) -> None:
    """Wait until the page is drawn and nothing is being worked on."""
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)


def _shoot(page: Page, name: str) -> None:
    """Save the whole page, up to a height that a reader still scrolls through."""
    size = page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
    main = page.get_by_test_id("stMain")
    full = min(int(main.evaluate("main => main.scrollHeight")), _TALLEST)
    page.set_viewport_size({"width": size["width"], "height": max(full, size["height"])})
    _settle(page)
    page.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size(size)


if __name__ == "__main__":
    main()
