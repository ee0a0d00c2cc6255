"""A generated year can never be taken for a real one, and is the same for everybody."""

from datetime import date
from pathlib import Path

import pytest

from coach.bootstrap import build_coach
from coach.settings import Settings
from coach.store.submissions import SqliteSubmissionStore
from evals.year.home import NOTE, Written, write_year
from evals.year.months import GENERATED
from tests.builders import ME
from tests.conftest import Clock

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_year(tmp_path_factory.mktemp("year") / "home", people=80, seed=7, today=TODAY)


def test_every_record_says_that_it_is_generated(written: Written) -> None:
    store = SqliteSubmissionStore.open(written.home, clock=Clock())
    submissions, decisions = store.list_reviewed()
    store.close()

    assert len(submissions) == written.submissions
    for item in submissions:
        assert item.id.startswith("generated-")
        assert item.person.startswith("generated-person-")
        assert item.knowledge_version.startswith("generated-")
        texts = {quote for finding in item.findings for quote in finding.quotes}
        assert texts | {block.text for block in item.roadblocks} <= {GENERATED}
    for decision in decisions:
        assert decision.by.startswith("generated-reviewer-")
        assert {decision.reason, *(edit.reason for edit in decision.edits)} <= {"", GENERATED}


def test_the_organisation_s_file_is_read_and_says_so_on_every_report(written: Written) -> None:
    coach = build_coach(Settings(home=written.home, organisation=written.organisation), exact_only=True)

    organisation = coach.organisation(principal=ME)

    assert organisation.note == NOTE
    assert sum(item.people for item in organisation.headcounts) == 80
    assert len(written.closed) == 4


def test_the_same_seed_makes_the_same_year(written: Written, tmp_path: Path) -> None:
    again = write_year(tmp_path / "again", people=80, seed=7, today=TODAY)
    stores = [SqliteSubmissionStore.open(home, clock=Clock()) for home in (written.home, again.home)]

    first, second = (store.list_reviewed() for store in stores)

    assert first == second
    for store in stores:
        store.close()


def test_nothing_is_mixed_into_a_home_that_has_a_shared_store(written: Written) -> None:
    with pytest.raises(FileExistsError, match="has a shared store already"):
        write_year(written.home, people=10, seed=1)
