"""Insights through a real store: what may be closed, what a report says then, and that no person is in any file."""

import csv
import sys
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from coach.bootstrap import build_coach
from coach.domain.finding import STATES
from coach.domain.report import DIMENSIONS, FIELDS, Filter, Hidden, View
from coach.domain.review import Decision
from coach.errors import ReviewError, SettingsError
from coach.report.export.files import ReportForm
from coach.report.export.sheet import PARTS
from coach.service import Coach
from coach.settings import Settings
from coach.store.submissions import SqliteSubmissionStore
from evals.year.home import NOTE, write_year
from tests.builders import ME
from tests.conftest import Clock
from tests.unit.report.building import make_submission

TODAY = date(2026, 11, 22)
FIRST = "2026-q1"
PRIVATE = ("generated-person", "generated-reviewer", "generated-1-", "generated-4-", "nobody wrote this")


def keep_team(home: Path, count: int, *, day: date = date(2026, 2, 3), quarter: int = 1) -> None:
    """Keep approved submissions of so many people of one team."""
    made = [make_submission(f"p{number}", id=f"p{number}-{quarter}", submitted_on=day) for number in range(count)]
    at = datetime(2026, 2, 4, 9, tzinfo=UTC)
    store = SqliteSubmissionStore.open(home, clock=Clock())
    store.add_reviewed(made, [Decision(submission_id=item.id, by="rev", at=at, kind="approved") for item in made])
    store.close()


def open_coach(home: Path, knowledge: Path, **settings: int) -> Coach:
    return build_coach(Settings(home=home, knowledge=knowledge, **settings), clock=Clock(), exact_only=True)  # type: ignore[arg-type]


def view(period_id: str = FIRST) -> View:
    return View(period_id=period_id, rows="role", values=("adviser",), behaviour_ids=("own-it",))


def shown(coach: Coach) -> int | Hidden:
    return coach.insights(view(), principal=ME).rows[0].n


def test_before_anybody_shared_nothing_is_closed_and_nothing_can_be(tmp_path: Path, tiny_knowledge: Path) -> None:
    periods = open_coach(tmp_path, tiny_knowledge).periods(principal=ME)

    assert (periods.closed, periods.next) == ((), None)


def test_the_oldest_quarter_that_is_over_is_closed_first_and_once(tmp_path: Path, tiny_knowledge: Path) -> None:
    keep_team(tmp_path, 6)
    coach = open_coach(tmp_path, tiny_knowledge)

    with pytest.raises(ReviewError, match=r"'2026-q2' cannot be closed now\. Close '2026-q1' first"):
        coach.close_period("2026-q2", principal=ME)
    assert coach.close_period(FIRST, principal=ME).name == "Quarter 1 of 2026"
    with pytest.raises(ReviewError, match="'2026-q1' is closed already"):
        coach.close_period(FIRST, principal=ME)

    upcoming = coach.periods(principal=ME).next
    assert upcoming
    assert upcoming.id == "2026-q2"
    assert shown(coach) == 6


def test_a_quarter_that_is_not_over_cannot_be_closed(tmp_path: Path, tiny_knowledge: Path) -> None:
    keep_team(tmp_path, 6, day=date(2026, 10, 1))
    coach = open_coach(tmp_path, tiny_knowledge)

    assert coach.periods(principal=ME).next is None
    with pytest.raises(ReviewError, match="No quarter is over and waits to be closed"):
        coach.close_period("2026-q4", principal=ME)


def test_of_two_who_close_at_once_one_wins_and_the_other_is_told(tmp_path: Path, tiny_knowledge: Path) -> None:
    keep_team(tmp_path, 6)
    coaches = [open_coach(tmp_path, tiny_knowledge) for _ in range(2)]
    together: Barrier = Barrier(2)
    outcomes: list[str] = []

    def close(coach: Coach) -> None:
        coach.periods(principal=ME)
        together.wait()
        try:
            outcomes.append(coach.close_period(FIRST, principal=ME).id)
        except ReviewError as error:
            outcomes.append(str(error))

    threads = [Thread(target=close, args=(coach,)) for coach in coaches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(FIRST) == 1
    assert sum("closed" in outcome for outcome in outcomes) == 1
    assert shown(coaches[0]) == 6


@pytest.mark.parametrize(("k", "expected"), [(5, 6), (6, 6), (7, Hidden(reason="small_group"))])
def test_the_smallest_group_is_a_setting(k: int, expected: int | Hidden, tmp_path: Path, tiny_knowledge: Path) -> None:
    keep_team(tmp_path, 6)
    coach = open_coach(tmp_path, tiny_knowledge, smallest_group=k)
    coach.close_period(FIRST, principal=ME)
    report = coach.insights(view(), principal=ME)

    assert report.rows[0].n == expected
    words = {5: "five", 6: "six", 7: "seven"}[k]
    computed = " ".join(coach.insight_sheet(report, "help", principal=ME).computed)
    assert f"where there are at least {words}." in computed
    assert f"ten take the place of {words}" in computed


def test_a_csv_file_holds_one_question(tmp_path: Path, tiny_knowledge: Path) -> None:
    keep_team(tmp_path, 6)
    coach = open_coach(tmp_path, tiny_knowledge)
    coach.close_period(FIRST, principal=ME)

    with pytest.raises(ReviewError, match="A CSV file holds one table"):
        coach.export_insights(view(), "csv", principal=ME)
    file = coach.export_insights(view(), "csv", part="help", principal=ME)

    assert isinstance(file, str)
    rows = list(csv.reader(StringIO(file)))
    assert rows[1] == ["Everybody", "Own it to the end", "6", "", "6", "6", "0", "0", "0", "0", ""]
    assert rows[2][0] == "adviser"
    assert any(f"Knowledge {coach.knowledge.version}." in row[0] for row in rows if row)


def test_without_the_library_the_error_names_the_extra(
    tmp_path: Path, tiny_knowledge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_team(tmp_path, 6)
    coach = open_coach(tmp_path, tiny_knowledge)
    coach.close_period(FIRST, principal=ME)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(SettingsError, match="need the extra 'ui'"):
        coach.export_insights(view(), "xlsx", principal=ME)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    written = write_year(tmp_path_factory.mktemp("year") / "home", people=160, seed=4)
    return build_coach(Settings(home=written.home, organisation=written.organisation), exact_only=True)


# Making a workbook takes as long as the machine is busy.
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_file_names_a_person_a_submission_or_a_reviewer(year: Coach, data: st.DataObject) -> None:
    chosen = data.draw(st.builds(make_view, st.just(year), st.randoms(use_true_random=False)))
    form = data.draw(st.sampled_from(("csv", "xlsx", "markdown")))
    part = data.draw(st.sampled_from(PARTS))

    text = read_file(year.export_insights(chosen, form, part=part, principal=ME))

    assert NOTE.split(":")[0] in text
    assert [key for key in PRIVATE if key in text] == []


def make_view(coach: Coach, random: Random) -> View:
    organisation = coach.organisation(principal=ME)
    lists = {
        "role": [role.id for role in coach.knowledge.roles],
        "team": list(organisation.teams),
        "site": list(organisation.sites),
        "stage": [stage.id for stage in coach.knowledge.stages],
    }
    rows = random.choice(DIMENSIONS)
    only = {FIELDS[name]: random.choice(lists[name]) for name in DIMENSIONS if name != rows and random.random() < 0.3}
    return View(
        period_id=random.choice(coach.periods(principal=ME).closed).id,
        rows=rows,
        values=tuple(lists[rows]),
        behaviour_ids=tuple(behaviour.id for behaviour in coach.knowledge.behaviours),
        only=Filter.model_validate(only),
    )


def read_file(content: str | bytes) -> str:
    """Return all text of a file; an Excel file is a bundle of them."""
    if isinstance(content, str):
        return content.replace("\\", "")
    if content.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    with ZipFile(BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("form", ["csv", "xlsx", "markdown", "pdf"])
def test_what_is_hidden_on_screen_is_hidden_in_every_file(year: Coach, form: ReportForm) -> None:
    organisation = year.organisation(principal=ME)
    whole = View(
        period_id=year.periods(principal=ME).closed[-1].id,
        rows="team",
        values=organisation.teams,
        behaviour_ids=("own-it",),
    )
    report = year.insights(whole, principal=ME)
    hidden = sum(isinstance(row.cells[0], Hidden) for row in report.rows)

    text = read_file(year.export_insights(whole, form, part="help", principal=ME))

    assert hidden > 0
    # Excel keeps a text once; under the picture of a PDF the reason stands once more.
    told = {"xlsx": 1, "pdf": hidden + 1}.get(form, hidden)
    assert text.count("Too few people to be shown") == told
    assert [key for key in PRIVATE if key in text] == []


def test_a_pdf_holds_every_figure_of_the_report_and_all_behaviours(year: Coach) -> None:
    whole = make_view(year, Random(3)).model_copy(update={"rows": "role", "only": Filter()})
    whole = whole.model_copy(update={"values": tuple(role.id for role in year.knowledge.roles)})
    report, names = year.insights(whole, principal=ME), year.insight_names

    text = read_file(year.export_insights(whole, "pdf", principal=ME))

    for row in (report.total, *report.rows):
        assert f"{names.group('role', row.value)} · {'Too few' if isinstance(row.n, Hidden) else 'People:'}" in text
        for cell in row.cells:
            if not isinstance(cell, Hidden):
                told = (cell.n, *(getattr(cell, state).people for state in STATES), cell.open)
                assert f"{names.behaviour(cell.behaviour_id)} {' '.join(map(str, told))}" in text
