"""Two people sign on at a real provider, each in their own browser; one signs out, and the cookie is played back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from evals.provider import running_provider
from tests.app.screens.visitor import PATIENCE_MS, Visitor
from tests.app.serving import Served, free_port, serve_app

ROLES = "people:\n  - {email: rita@example.com, roles: [reviewer], team: Returns}\n"
ACCOUNT = "When a parcel is late I ring the customer before they have to ring us, and I say what I know."
FORBIDDEN = "You have no access to this."


@pytest.fixture(scope="module")
def coach_with_sign_on(warm_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("signing"), free_port()
    shutil.copytree(warm_home, home / "coach", ignore=shutil.ignore_patterns("*.db*"))
    (home / "coach").chmod(0o700)
    roles = home / "roles.yaml"
    roles.write_text(ROLES, encoding="utf-8")
    ana = {"email": "ana@example.com", "name": "Ana Ivanova"}
    rita = {"email": "rita@example.com", "email_verified": True, "name": "Rita Lund"}
    # Somebody who gives an address of somebody else that nobody has checked.
    eve = {"email": "rita@example.com", "email_verified": False, "name": "Eve"}
    with running_provider(ana=ana, rita=rita, eve=eve) as provider:
        settings = {
            "PUBLIC_URL": f"http://localhost:{port}",
            "OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
            "OIDC_CLIENT_ID": "coach",
            "OIDC_CLIENT_SECRET": "planted",
            "ROLES_FILE": str(roles),
        }
        with serve_app(home, port=port, variables={f"COACH_{name}": value for name, value in settings.items()}) as app:
            yield app


def arrives(browser: Browser, served: Served, **window: object) -> Visitor:
    """Open a browser of somebody's own that asks nobody but this machine: the provider's pages would."""
    context = browser.new_context(**window)  # type: ignore[arg-type]
    context.route("**/*", _only_here)
    return Visitor(page=context.new_page(), url=f"http://localhost:{served.port}")


def _only_here(route: Route) -> None:
    if route.request.url.startswith("http://localhost:"):
        route.continue_()
    else:
        route.abort()


def signs_on(visitor: Visitor, subject: str) -> None:
    page = visitor.page
    page.goto(visitor.url)
    page.get_by_role("button", name="Sign on").click(timeout=PATIENCE_MS)
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1, name="Ask")).to_be_visible(timeout=PATIENCE_MS)
    visitor.waits()


def is_out(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign on")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stSidebar").get_by_text("Ask")).to_have_count(0)


def test_two_people_keep_their_own_and_a_cookie_opens_nothing_after_signing_out(
    browser: Browser, coach_with_sign_on: Served
) -> None:
    ana, rita = arrives(browser, coach_with_sign_on), arrives(browser, coach_with_sign_on)
    signs_on(ana, "ana")
    signs_on(rita, "rita")

    ana.opens("my-work", "My work")
    ana.picks_a_job()
    ana.presses("Go on to your account")
    box = ana.page.get_by_role("textbox", name="Your account of your work")
    box.fill(ACCOUNT)
    box.press("Control+Enter")
    ana.sees("Saved on your organisation's server")
    address = ana.page.url

    rita.page.goto(address)
    expect(rita.page.get_by_role("heading", level=1, name="My work")).to_be_visible(timeout=PATIENCE_MS)
    rita.waits()
    assert "I ring the customer" not in rita.page.content()
    expect(rita.page.get_by_text("This step needs to know your job.")).to_be_visible()
    expect(ana.page.get_by_role("link", name="Evals")).to_have_count(0)
    expect(rita.page.get_by_role("link", name="Evals")).to_have_count(1)

    cookies = ana.page.context.cookies(ana.url)
    other_window = Visitor(page=ana.page.context.new_page(), url=ana.url)
    other_window.opens("settings", "Settings")
    other_window.sees("Signed on as: Ana Ivanova")
    ana.page.get_by_role("button", name="Sign out").click()
    expect(ana.page.get_by_role("heading", name="End Session")).to_be_visible(timeout=PATIENCE_MS)

    other_window.page.get_by_role("button", name="Check the connection").click()
    is_out(other_window.page)
    stolen = _with_cookies(browser, cookies)
    stolen.goto(address)
    is_out(stolen)
    expect(stolen.get_by_text("You are signed out.")).to_be_visible()
    assert "I ring the customer" not in stolen.content()
    assert stolen.request.get(f"{ana.url}/media/any.md").status == 403

    rita.page.reload()
    expect(rita.page.get_by_role("heading", level=1, name="My work")).to_be_visible(timeout=PATIENCE_MS)
    signs_on(ana, "ana")
    ana.page.goto(address)
    expect(box).to_have_value(ACCOUNT)
    _close(ana.page.context, rita.page.context, stolen.context)
    assert [line for line in coach_with_sign_on.printed if "Traceback" in line or "planted" in line] == []


def test_a_page_without_the_right_refuses_and_an_unchecked_address_gives_no_role(
    browser: Browser, coach_with_sign_on: Served
) -> None:
    eve = arrives(browser, coach_with_sign_on)
    signs_on(eve, "eve")

    eve.opens("evals", "Evals")
    eve.sees(FORBIDDEN)
    eve.finds_the_page_in_order("a refusal")
    _close(eve.page.context)


def test_a_forged_cookie_opens_nothing(browser: Browser, coach_with_sign_on: Served) -> None:
    visitor = arrives(browser, coach_with_sign_on)
    forged = {"name": "_streamlit_user", "value": "eyJzdWIiOiJyaXRhIn0.aaaa.bbbb", "url": visitor.url}
    visitor.page.context.add_cookies([forged])
    visitor.page.goto(f"{visitor.url}/my-work")

    is_out(visitor.page)
    _close(visitor.page.context)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1280, 900, "dark"), (360, 740, "light")],
)
def test_signing_on_and_out_works_for_everybody_at_every_size(
    browser: Browser, coach_with_sign_on: Served, width: int, height: int, scheme: str
) -> None:
    visitor = arrives(browser, coach_with_sign_on, viewport={"width": width, "height": height}, color_scheme=scheme)
    visitor.page.goto(visitor.url)
    is_out(visitor.page)
    visitor.waits()
    visitor.finds_the_page_in_order("signing on")

    signs_on(visitor, "rita")
    visitor.opens("settings", "Settings")
    visitor.finds_the_page_in_order("settings of somebody who is signed on")
    visitor.page.get_by_test_id("stMain").get_by_role("button", name="Sign out").click()
    expect(visitor.page.get_by_role("heading", name="End Session")).to_be_visible(timeout=PATIENCE_MS)
    _close(visitor.page.context)


def _with_cookies(browser: Browser, cookies: object) -> Page:
    context = browser.new_context()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context.new_page()


def _close(*contexts: BrowserContext) -> None:
    for context in contexts:
        context.close()
