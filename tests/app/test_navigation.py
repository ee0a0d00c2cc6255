"""The pages are reached by name, and a plain Streamlit says what it lacks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.serving import ROOT, serve_plain

ICON = re.compile("^data:image/svg")
NOTICE = "The protective headers are absent"


@pytest.mark.parametrize(
    ("path", "title"), [("", "Ask"), ("my-work", "My work"), ("my-plan", "My plan"), ("settings", "Settings")]
)
def test_each_page_has_an_address_of_its_own(browser_page: Page, app_url: str, path: str, title: str) -> None:
    browser_page.goto(f"{app_url}/{path}")

    expect(browser_page.get_by_role("heading", level=1)).to_have_text(title, timeout=30_000)
    expect(browser_page).to_have_title(f"{title} · Vision Coach")
    expect(browser_page.get_by_text(NOTICE)).to_have_count(0)


def test_the_icon_comes_with_the_app(browser_page: Page, app_url: str) -> None:
    browser_page.goto(app_url)

    expect(browser_page.locator("link[rel='shortcut icon']")).to_have_attribute("href", ICON, timeout=30_000)


def test_the_app_has_its_own_colours(browser_page: Page, app_url: str) -> None:
    browser_page.goto(app_url)

    expect(browser_page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(253, 251, 247)", timeout=30_000)


def test_plain_streamlit_says_that_the_headers_are_absent(browser_page: Page, tmp_path: Path) -> None:
    with serve_plain(tmp_path, ROOT / "streamlit_app.py") as served:
        browser_page.goto(served.url)

        expect(browser_page.get_by_text(NOTICE)).to_be_visible(timeout=30_000)
