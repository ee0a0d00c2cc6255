"""Three people with different access roles at one installation: from an account to a decision to a report of groups.

With `WALK_PICTURES=docs/images` it also takes the pictures that the documentation shows of it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from evals.provider import running_provider
from evals.year.home import NOTE, write_year
from tests.app.screens.drafts import HANDED_OVER, TEXT
from tests.app.screens.test_browser_sign_on import arrives, signs_on
from tests.app.screens.visitor import PATIENCE_MS, Visitor
from tests.app.serving import Served, free_port, serve_app

PEOPLE = 450
PICTURES = os.environ.get("WALK_PICTURES")
_TALLEST, _ABOVE, _UNTIL_DRAWN_MS = 2_400, 24, 1_000
ROLES = """\
people:
  - {email: ana@example.com, team: Goods out, site: Larkmoor}
  - {email: ivo@example.com, team: Goods out, site: Larkmoor}
  - {email: rita@example.com, roles: [reviewer]}
  - {email: sam@example.com, roles: [sponsor]}
"""
ASKED = "Which customer waits longest when the hose kits go wrong?"
SIZES = {"desktop-light": (1280, 900, "light", "ana"), "phone-dark": (360, 740, "dark", "ivo")}


@pytest.fixture(scope="module")
def installation(warm_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the app with sign-on, on a home with a year of generated people."""
    folder, port = tmp_path_factory.mktemp("three"), free_port()
    home = folder / "coach"
    shutil.copytree(warm_home, home, ignore=shutil.ignore_patterns("*.db*"))
    home.chmod(0o700)
    year = write_year(home, people=PEOPLE, seed=2)
    (folder / "roles.yaml").write_text(ROLES, encoding="utf-8")
    names = {"ana": "Ana Ivanova", "ivo": "Ivo Ivanov", "rita": "Rita Lund", "sam": "Sam Okafor"}
    people = {subject: {"email": f"{subject}@example.com", "name": name} for subject, name in names.items()}
    with running_provider(**people) as provider:  # type: ignore[arg-type]
        variables = {
            "COACH_PUBLIC_URL": f"http://localhost:{port}",
            "COACH_OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
            "COACH_OIDC_CLIENT_ID": "coach",
            "COACH_OIDC_CLIENT_SECRET": "planted",
            "COACH_ROLES_FILE": str(folder / "roles.yaml"),
            "COACH_ORGANISATION": str(year.organisation),
        }
        with serve_app(folder, port=port, variables=variables) as app:
            yield app


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_an_account_becomes_a_decision_and_groups_become_figures(
    browser: Browser, installation: Served, size: str
) -> None:
    width, height, scheme, employee = SIZES[size]
    window = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    worker, rita, sam = (arrives(browser, installation, **window) for _ in range(3))
    for visitor, subject in ((worker, employee), (rita, "rita"), (sam, "sam")):
        signs_on(visitor, subject)

    _writes_and_shares(worker, size)
    _decides(rita, size)
    worker.opens("my-plan", "My plan")
    worker.sees("Approved")
    worker.sees(ASKED)
    _is_in_order(worker, "walk-decided", size, begins_at="What you shared with L&D")
    _looks_at_groups(sam, size)
    for visitor in (worker, rita, sam):
        visitor.page.context.close()


def _writes_and_shares(worker: Visitor, size: str) -> None:
    worker.opens("my-work", "My work")
    worker.picks_a_job()
    worker.sees("You find, check and pack")
    worker.presses("Go on to your account")
    worker.page.get_by_role("textbox", name="Your account of your work").fill(TEXT)
    worker.page.keyboard.press("Tab")
    worker.presses("See what your account shows")
    worker.sees("You have the last word on every finding.")
    worker.presses("Go on: what stands in the way")
    worker.sees("5 · What stands in the way")
    worker.presses("Go on to your plan")
    worker.sees("6 · Your plan")
    worker.presses("Keep this plan")
    worker.presses("Open My plan")
    expect(worker.page.get_by_role("heading", level=1, name="My plan")).to_be_visible(timeout=PATIENCE_MS)
    worker.waits()
    worker.presses("Share with L&D…")
    worker.sees("What L&D will get")
    _is_in_order(worker, "walk-share", size)
    worker.presses("Share this with L&D")
    worker.sees("Shared with L&D.")


def _decides(rita: Visitor, size: str) -> None:
    rita.opens("review", "Review")
    rita.page.get_by_role("combobox", name="Team").fill("Goods out")
    rita.page.get_by_role("option", name="Goods out").click()
    row = rita.page.get_by_role("button", name="Goods out · Larkmoor")
    expect(row).to_have_count(1, timeout=PATIENCE_MS)
    rita.waits()
    _is_in_order(rita, "walk-queue", size)
    row.click()
    rita.sees("Your decision")
    rita.sees(HANDED_OVER)
    assert "Ivan" not in rita.page.get_by_test_id("stMain").inner_text()
    _is_in_order(rita, "walk-review", size)
    rita.page.get_by_role("textbox", name="A word to the employee").fill(ASKED)
    rita.presses("Approve")
    rita.sees("Approved.")


def _looks_at_groups(sam: Visitor, size: str) -> None:
    sam.opens("insights", "Insights")
    sam.sees(NOTE)
    expect(sam.page.get_by_test_id("stVegaLiteChart").locator("svg")).to_have_count(4, timeout=PATIENCE_MS)
    sam.waits()
    _is_in_order(sam, "walk-insights", size)
    sam.opens("review", "Review")
    sam.sees("You have no access to this.")


def _is_in_order(visitor: Visitor, name: str, size: str, *, begins_at: str = "") -> None:
    visitor.finds_the_page_in_order(name)
    if PICTURES:
        _shoot(visitor, Path(PICTURES) / f"{name}-{size}.png", begins_at)


def _shoot(visitor: Visitor, path: Path, begins_at: str) -> None:
    page = visitor.page
    window = page.viewport_size
    assert window
    tall = int(page.get_by_test_id("stMain").evaluate("main => main.scrollHeight"))
    page.set_viewport_size({"width": window["width"], "height": max(tall, window["height"])})
    page.wait_for_timeout(_UNTIL_DRAWN_MS)
    place = page.get_by_role("heading", name=begins_at).bounding_box() if begins_at else None
    top = place["y"] - _ABOVE if place else 0
    page.screenshot(path=path, clip={"x": 0, "y": top, "width": window["width"], "height": min(tall - top, _TALLEST)})
    page.set_viewport_size(window)
    visitor.waits()
