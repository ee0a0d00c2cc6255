"""Insights: every state there is, in the app and in a real browser; figures of generated people, and labelled so."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import yaml
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from coach.domain.report import Organisation
from coach.store.usage import SqliteUsage
from coach.ui.components.insight_filters import COLUMNS_AT_ONCE, ROWS_AT_ONCE
from evals.year.home import NOTE, Written, write_year
from tests.app.screens.reading import button_labels, checked, open_page, press, words
from tests.app.screens.visitor import PATIENCE_MS, Visitor
from tests.app.serving import Served, serve_app
from tests.builders import knowledge_data, write_knowledge

QUESTIONS = (
    "Where do groups need help?",
    "What changed?",
    "What should we build?",
    "What stands in the way?",
)
PEOPLE = 450
WINDOWS = {"desk": (1280, 900), "phone": (360, 740)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return an empty home that the app uses. Nothing is read or searched here, so nothing has to be warm."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    yield tmp_path / "home"
    st.cache_resource.clear()


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Written:
    written = write_year(tmp_path / "year", people=PEOPLE, seed=2)
    monkeypatch.setenv("COACH_HOME", str(written.home))
    monkeypatch.setenv("COACH_ORGANISATION", str(written.organisation))
    return written


def pictures(app: AppTest) -> list[Any]:
    return list(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart"))


def choose(app: AppTest, key: str, value: object) -> AppTest:
    return checked(app.selectbox(key=key).set_value(value).run())


def test_before_anything_is_closed_the_page_says_what_has_to_happen(home: Path) -> None:
    app = open_page("insights")

    assert "Nothing is shown yet, because no period is closed." in words(app)
    assert pictures(app) == []
    assert button_labels(app) == []


def test_a_quarter_that_is_over_is_closed_here_and_then_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    written = write_year(tmp_path / "year", people=120, seed=2, close=False)
    monkeypatch.setenv("COACH_HOME", str(written.home))
    app = open_page("insights")
    assert "is over and not closed yet" in words(app)
    assert "This cannot be undone." in words(app)

    app = press(app, "Close it for good")

    assert "is closed. Its figures stay as they are." in words(app)
    assert [item.value for item in app.subheader][:4] == list(QUESTIONS)


def test_every_question_has_its_picture_its_table_its_files_and_how_it_was_computed(year: Written) -> None:
    app = open_page("insights")

    assert [item.value for item in app.subheader] == [*QUESTIONS, "The whole report", "How is the coach used?"]
    assert len(pictures(app)) == 4
    labels = [expander.label for expander in app.expander]
    assert labels.count("The same as a table") == labels.count("How this was computed") == 4
    assert len(app.get("download_button")) == 4 * 3 + 3
    assert NOTE in words(app)
    shown = words(app)
    assert "People of one role, team and site are counted together where there are at least five." in shown
    assert "**Everybody** · People: " in shown
    assert "generated-person" not in shown


def test_rows_can_be_teams_of_one_site_and_most_of_them_are_hidden_with_the_reason(year: Written) -> None:
    app = choose(open_page("insights"), "insight-rows", "team")
    whole = len(app.selectbox(key="insight-part-Rows").options)
    (site, *_) = [name for name in app.selectbox(key="insight-only-site").options if name != "All"]

    app = choose(app, "insight-only-site", site)

    assert "Too few people to be shown, perhaps nobody." in words(app)
    boxes = {box.key for box in app.selectbox}
    assert "insight-part-Rows" not in boxes or len(app.selectbox(key="insight-part-Rows").options) < whole


def test_where_everything_is_hidden_the_page_says_why_and_shows_no_zero(
    year: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = write_year(tmp_path / "few", people=8, seed=2, close=False)
    monkeypatch.setenv("COACH_HOME", str(written.home))
    monkeypatch.setenv("COACH_ORGANISATION", str(written.organisation))
    monkeypatch.setenv("COACH_SMALLEST_GROUP", "20")
    monkeypatch.setenv("COACH_SMALLEST_GROUP_AGAIN", "20")

    app = press(open_page("insights"), "Close it for good")

    shown = words(app)
    assert "Some submissions wait for the next period." in shown
    assert "Too few people to be shown, perhaps nobody." in shown
    assert "at least 20." in shown
    assert "shown: 0" not in shown


def test_a_malformed_file_of_the_organisation_is_said_with_its_line(
    year: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text("teams: [Desk]\nheadcounts:\n  - {team: Dask, people: 4}\n", encoding="utf-8")
    monkeypatch.setenv("COACH_ORGANISATION", str(file))

    shown = words(open_page("insights"))

    assert "organisation.yaml:3: headcounts[1].team: 'Dask' is not known here; did you mean 'Desk'?" in shown


def test_sixty_teams_with_long_and_hostile_names_and_two_hundred_behaviours_are_shown_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge", **many_behaviours(200))
    monkeypatch.setenv("COACH_KNOWLEDGE", str(knowledge))
    teams = tuple(f"![x](http://x.example/{number}.png) <b> {'very long name ' * 12}{number}" for number in range(60))
    written = write_year(tmp_path / "year", people=100, seed=2)
    organisation = Organisation(note="=1+1 <script>", teams=teams)
    written.organisation.write_text(yaml.safe_dump(organisation.model_dump(mode="json")), encoding="utf-8")
    monkeypatch.setenv("COACH_HOME", str(written.home))
    monkeypatch.setenv("COACH_ORGANISATION", str(written.organisation))

    app = choose(open_page("insights"), "insight-rows", "team")

    assert len(app.selectbox(key="insight-part-Rows").options) == -(-60 // ROWS_AT_ONCE)
    assert len(app.selectbox(key="insight-part-Behaviours").options) == 200 / COLUMNS_AT_ONCE
    drawn = "\n".join(item.value for item in app.markdown)
    assert "![x](http" not in drawn
    app = choose(app, "insight-part-Behaviours", 192)
    assert "200 Own it 200" in words(app)
    assert "7 Own it 7" not in words(app)


def many_behaviours(count: int) -> dict[str, Any]:
    """Return the tiny organisation with so many behaviours, all asked of everybody."""
    data = knowledge_data()
    pattern, *others = data["behaviours"]
    behaviours = [*deepcopy(data["behaviours"])]
    for number in range(len(behaviours) + 1, count + 1):
        behaviours.append(numbered(pattern, number) | {"name": f"Own it {number}", "priority": number})
    roles = deepcopy(data["roles"])
    for role in roles:
        expected = role["expectations"][0]
        role["expectations"] += [expected | {"behaviour_id": item["id"]} for item in behaviours[1 + len(others) :]]
    return {"behaviours": behaviours, "roles": roles}


def numbered(value: Any, number: int) -> Any:
    """Return the same with a number behind every text, so that nothing is said twice."""
    if isinstance(value, dict):
        plain = {"promise_id", "feeling", "owner", "review_by"}
        kept = {key: item if key in plain else numbered(item, number) for key, item in value.items()}
        return kept | ({"id": f"{value['id']}-{number}"} if "id" in value else {})
    if isinstance(value, list):
        return [numbered(item, number) for item in value]
    return f"{value} {number}" if isinstance(value, str) else value


@pytest.fixture(scope="module")
def served_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served-year")
    written = write_year(folder / "coach", people=PEOPLE, seed=2)
    with serve_app(folder, variables={"COACH_ORGANISATION": str(written.organisation)}) as running:
        yield running


@pytest.mark.parametrize("window", WINDOWS)
def test_the_pictures_can_be_seen_and_used_by_everybody(window: str, served_year: Served, browser: Browser) -> None:
    width, height = WINDOWS[window]
    scheme = "dark" if window == "phone" else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    visitor = Visitor(context.new_page(), served_year.url)
    page = visitor.page

    visitor.opens("insights", "Insights")
    for question in QUESTIONS:
        expect(page.get_by_role("heading", name=question)).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_have_count(4, timeout=PATIENCE_MS)
    heading = page.locator("svg text", has_text="Own it to" if window == "desk" else "1")
    expect(heading.first).to_be_visible()
    page.get_by_text("The same as a table").first.click()
    expect(page.get_by_role("cell", name="Own it to the end").first).to_be_visible()
    visitor.finds_the_page_in_order(f"insights on a {window}")

    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    assert NOTE in download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith("-role-help.csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith("-role.pdf")
    context.close()


def test_how_the_coach_is_used_is_counted_by_week_and_job_and_few_people_are_left_out(home: Path) -> None:
    assert "No week is over yet in which at least 5 people used one part of the coach." in words(open_page("insights"))
    now = datetime.now(UTC)
    usage = SqliteUsage.open(home, smallest_group=5, clock=lambda: now - timedelta(days=7))
    for area, people in (("ask", 14), ("work", 6), ("share", 3)):
        for number in range(people):
            role_id = "warehouse-picker" if number < 8 else "billing-clerk"
            usage.mark(area, role_id=role_id, who=f"p-{number}")  # type: ignore[arg-type]
    usage.close()

    shown = words(open_page("insights"))

    few = "fewer than 5"
    assert f"| Ask: 14 · My work: 6 · My plan: {few} · Shared with L&D: {few} |" in shown
    assert "| Warehouse picker | Ask: 8 · My work: 6 · My plan: not shown · Shared with L&D: not shown |" in shown
    assert "Nothing of what they asked or wrote is read for it." in shown
