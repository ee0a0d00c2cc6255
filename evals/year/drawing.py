"""How long Insights takes until its pictures stand there, in a real browser, for `python -m evals.bench`."""

import re
import time
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect

from coach.domain.report import DIMENSIONS, Dimension
from coach.service import Coach
from evals.browser import CHROMIUM, PATIENCE_MS, browser, served
from evals.figure import Figure, machine, waits
from evals.who import MEASURER
from evals.year.home import Written

_OPENINGS, _ROUNDS = 20, 6
_PICTURES = 4
_WORDS: dict[Dimension, str] = {"role": "Role", "team": "Team", "site": "Site", "stage": "Journey stage"}
_TARGET = "p95 <= 1.5 s"


def drawing_figures(coach: Coach, written: Written) -> Iterator[Figure]:
    """Yield how long it takes from a click until all pictures are drawn and the page is at rest."""
    if not CHROMIUM.exists():
        yield Figure("Insights in a browser", _TARGET, "skipped: no Chromium")
        return
    with served(written.home, f"COACH_ORGANISATION={written.organisation}") as (_, url), browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{url}/settings")
        expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible(timeout=PATIENCE_MS)
        opened = [_open(page) for _ in range(_OPENINGS)]
        yield Figure("open Insights in a browser, by its link", _TARGET, f"{waits(opened)}; {machine()}")
        changed: dict[Dimension, list[float]] = {dimension: [] for dimension in DIMENSIONS}
        for _ in range(_ROUNDS):
            # The page opens with roles.
            for dimension in (*DIMENSIONS[1:], DIMENSIONS[0]):
                changed[dimension].append(_choose(page, dimension, _first_rows(coach)[dimension]))
        for dimension, times in changed.items():
            yield Figure(f"  one row for each {_WORDS[dimension].lower()}", _TARGET, waits(times))


def _first_rows(coach: Coach) -> dict[Dimension, str]:
    """Return what the first row is called, which is in no other picture."""
    organisation = coach.organisation(principal=MEASURER)
    return {
        "role": min(role.name for role in coach.knowledge.roles),
        "team": organisation.teams[0],
        "site": organisation.sites[0],
        "stage": coach.knowledge.stages[0].name,
    }


def _open(page: Page) -> float:
    menu = page.get_by_test_id("stSidebar")
    menu.get_by_role("link", name="Settings", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_visible()
    expect(_drawn(page)).to_have_count(0)
    _rest(page)
    start = time.perf_counter()
    menu.get_by_role("link", name="Insights", exact=True).click()
    expect(_drawn(page)).to_have_count(_PICTURES, timeout=PATIENCE_MS)
    _rest(page)
    return time.perf_counter() - start


def _choose(page: Page, rows: Dimension, first_row: str) -> float:
    page.get_by_role("combobox", name="One row for each").click()
    option = page.get_by_role("option", name=_WORDS[rows], exact=True)
    expect(option).to_be_visible()
    start = time.perf_counter()
    option.click()
    label = page.locator("svg text", has_text=re.compile(f"^{re.escape(first_row)}$"))
    expect(label.first).to_be_visible(timeout=PATIENCE_MS)
    _rest(page)
    expect(_drawn(page)).to_have_count(_PICTURES, timeout=PATIENCE_MS)
    return time.perf_counter() - start


def _drawn(page: Page) -> Locator:
    return page.get_by_test_id("stVegaLiteChart").locator("svg")


def _rest(page: Page) -> None:
    app = page.locator('[data-testid="stApp"]')
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
