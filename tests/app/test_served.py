"""The app as it is served: the address, the guard in front of the real Streamlit, downloads, failures, restarts."""

import http.client
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.errors import SettingsError
from coach.settings import Settings
from coach.ui.server import run_server
from tests.app.serving import UPGRADE, Served, free_port, serve_app

PAGE = Path(__file__).with_name("plain_page.py")
ROUTES = (
    "/",
    "/my-work",
    "/no/such/page",
    "/favicon.png",
    "/manifest.json",
    "/static/none.js",
    "/media/none.md",
    "/component/none/index.html",
    "/app/static/config.toml",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/script-health-check",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "//evil.example/",
    "/..%2f..%2fetc%2fpasswd",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_app(tmp_path_factory.mktemp("served"), script=PAGE) as running:
        yield running


def ask(served: Served, path: str, *, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        if answer.status != http.client.SWITCHING_PROTOCOLS:
            answer.read()
        return answer
    finally:
        connection.close()


def a_pass(served: Served) -> str:
    return ask(served, "/").headers["Set-Cookie"].split(";")[0]


def test_the_address_is_printed_once_when_the_app_answers(served: Served) -> None:
    assert ask(served, "/_stcore/health").status == 200
    assert served.printed == [f"Vision Coach is ready: {served.url}\n"]


def test_a_port_in_use_is_one_clear_sentence(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(SettingsError) as refused:
        run_server(Settings(home=tmp_path / "home", port=served.port))

    assert str(refused.value) == (
        f"Port {served.port} is in use, perhaps by Vision Coach itself: look at {served.url}. "
        f"For another port, set COACH_PORT={served.port + 1}."
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_the_headers_and_does_not_name_the_server(served: Served, path: str, method: str) -> None:
    answer = ask(served, path, method=method)

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Server"] is None
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_an_unknown_host_is_refused(served: Served) -> None:
    assert ask(served, "/", Host="evil.example").status == 400
    assert ask(served, "/_stcore/stream", **UPGRADE, Host="evil.example", Origin="http://evil.example").status == 403


def test_figures_and_the_interface_for_programs_are_closed(served: Served) -> None:
    paths = ("/_stcore/metrics", "/_stcore/%6detrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact")

    assert [ask(served, path).status for path in paths] == [404, 404, 404, 404]


def test_a_socket_opens_only_for_a_page_of_the_app_in_a_browser_that_opened_it(served: Served) -> None:
    known = {"Cookie": a_pass(served), **UPGRADE}

    def status(**headers: str) -> int:
        return ask(served, "/_stcore/stream", **headers).status

    assert status(Origin=served.url, **known) == 101
    assert status(Origin=served.url, **UPGRADE) == 403
    assert status(**known) == 403
    assert status(Origin="http://evil.example", **known) == 403
    assert status(Origin="http://127.0.0.1:1", **known) == 403


def test_a_download_opens_in_this_browser_alone(browser: Browser, browser_page: Page, served: Served) -> None:
    browser_page.goto(served.url)
    with browser_page.expect_download() as started:
        browser_page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert started.value.path().read_text() == "# My plan"
    address = started.value.url

    mine = browser_page.request.get(address)
    stranger = browser.new_context()
    theirs = stranger.request.get(address)
    stranger.close()

    assert (mine.status, mine.text(), mine.headers["cache-control"]) == (200, "# My plan", "no-store")
    assert theirs.status == 403
    assert ask(served, address.removeprefix(served.url)).status == 403


def test_the_policy_stops_nothing_that_the_pages_need(browser_page: Page, served: Served) -> None:
    browser_page.add_init_script(
        "window.stopped = []; document.addEventListener('securitypolicyviolation',"
        " event => window.stopped.push([event.effectiveDirective, event.blockedURI]))"
    )
    browser_page.goto(served.url)
    browser_page.get_by_text("The end").wait_for()
    browser_page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    browser_page.locator("canvas[data-testid=data-grid-canvas]").wait_for()

    # Streamlit's reader of messages tries WebAssembly, and goes on without it.
    assert browser_page.evaluate("window.stopped") == [["script-src", "wasm-eval"]]


def test_a_failure_shows_a_reference_and_nobodys_words(browser_page: Page, served: Served) -> None:
    browser_page.goto(served.url)
    box = browser_page.get_by_label("Your words")
    box.fill("Mrs Example's password")
    box.press("Control+Enter")
    browser_page.get_by_text("22 characters").wait_for()
    browser_page.get_by_role("button", name="Fail").click()

    message = browser_page.get_by_text("Something went wrong")
    message.wait_for()

    reference = re.search(r"reference: ([0-9a-f]{8})", message.inner_text())
    assert reference
    [log] = Path(served.home).glob("coach/errors.log")
    assert f"Reference {reference[1]}\nbuiltins.ValueError\n" in log.read_text()
    assert "The words were" not in browser_page.content()
    assert "Mrs Example" not in log.read_text() + "".join(served.printed)


def test_a_reload_and_a_restart_go_on(browser_page: Page, tmp_path: Path) -> None:
    port = free_port()
    with serve_app(tmp_path / "before", script=PAGE, port=port) as before:
        browser_page.goto(before.url)
        browser_page.get_by_text("The end").wait_for()
        browser_page.reload()
        browser_page.get_by_text("The end").wait_for()
        box = browser_page.get_by_label("Your words")
        box.fill("typed before")
        box.press("Control+Enter")
        browser_page.get_by_text("12 characters").wait_for()
    with serve_app(tmp_path / "after", script=PAGE, port=port):
        box.fill("typed after it")
        box.press("Control+Enter")

        expect(browser_page.get_by_text("14 characters")).to_be_visible(timeout=30_000)


def test_the_server_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with serve_app(tmp_path, script=PAGE) as running:
        running.process.send_signal(signal.SIGINT)

        assert running.process.wait(timeout=20) == 0
    assert not [line for line in running.printed if "Traceback" in line]
