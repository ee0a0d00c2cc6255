"""A real browser for the tests of the screens."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.app.serving import serve_app

# Without them Chromium calls out to its makers at every start, and refuses to run as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium. Without one the test is skipped, but in CI it fails: there it must run."""
    path = shutil.which("chromium")
    if path is None:
        message = "The browser tests need Chromium; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Run a browser for one file of tests. Longer would leave its event loop running under the files that follow."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app, with an empty home of its own, for one file of tests; return its address."""
    with serve_app(tmp_path_factory.mktemp("home")) as served:
        yield served.url


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page in a fresh profile of the browser."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
