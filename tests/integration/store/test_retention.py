"""How long things are kept, at a time that a test moves: what is due goes, with its words, and nothing goes early."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.settings import Settings
from coach.store.engine import Database
from coach.store.private import SqlitePrivateStore
from coach.store.retention import Retention
from coach.store.schema import PRIVATE
from tests.builders import make_check_in, make_draft, make_saved_plan, make_turn
from tests.conftest import NOW, Clock
from tests.integration.store.test_erasure import files_with

ME = "mirela"
OTHER = "owen"
LIMITS = {"drafts": 30, "turns": 7}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(home: Path, clock: Clock) -> Iterator[SqlitePrivateStore]:
    opened = SqlitePrivateStore.open(home, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def retention(home: Path, store: SqlitePrivateStore, clock: Clock) -> Iterator[Retention]:
    opened = Retention.open(home, LIMITS, clock=clock)
    yield opened
    opened.close()


def keep(store: SqlitePrivateStore, words: str, *, person_id: str) -> None:
    store.save_draft(make_draft(id=words, text=f"Wrote-{words}."), person_id=person_id)
    store.add_turn(make_turn(id=words, question=f"Asked-{words}."), person_id=person_id)
    store.save_plan(make_saved_plan(id=words), person_id=person_id)
    store.add_check_in(words, make_check_in(note=words), person_id=person_id)


def kept(store: SqlitePrivateStore, person_id: str) -> dict[str, list[str]]:
    return {kind: [record.id for record in records] for kind, records in store.everything(person_id=person_id).items()}


def test_what_is_over_its_time_is_gone_with_its_words_for_everybody_and_the_rest_stays(
    home: Path, store: SqlitePrivateStore, retention: Retention, clock: Clock
) -> None:
    keep(store, "Old-mine", person_id=ME)
    keep(store, "Old-theirs", person_id=OTHER)
    clock.now += timedelta(days=20)
    keep(store, "Later", person_id=ME)
    store.save_draft(make_draft(id="Old-theirs", text="Changed since."), person_id=OTHER)
    clock.now += timedelta(days=11)

    assert retention.count_due() == {"drafts": 1, "turns": 3}
    assert retention.delete_due() == {"drafts": 1, "turns": 3}
    assert retention.delete_due() == {"drafts": 0, "turns": 0}

    assert kept(store, ME) == {"drafts": ["Later"], "plans": ["Old-mine", "Later"], "shares": [], "turns": []}
    assert kept(store, OTHER) == {"drafts": ["Old-theirs"], "plans": ["Old-theirs"], "shares": [], "turns": []}
    assert files_with("Wrote-Old-mine.", home) == []
    assert files_with("Asked-Old-theirs.", home) == []
    assert files_with("Wrote-Later.", home)


@pytest.mark.parametrize(
    "saved_at",
    [NOW, datetime.fromisoformat("2028-02-29T23:59:59+00:00"), datetime.fromisoformat("2026-10-25T02:30:00+02:00")],
    ids=["an ordinary day", "a leap day", "when the clocks change"],
)
def test_nothing_goes_a_second_early(
    store: SqlitePrivateStore, retention: Retention, clock: Clock, saved_at: datetime
) -> None:
    clock.now = saved_at
    store.add_turn(make_turn(), person_id=ME)

    for seconds, due in ((-1, 0), (0, 0), (1, 1)):
        clock.now = saved_at + timedelta(days=LIMITS["turns"], seconds=seconds)
        assert retention.count_due()["turns"] == due


def test_without_a_limit_everything_stays_for_ever(home: Path, store: SqlitePrivateStore, clock: Clock) -> None:
    keep(store, "Old", person_id=ME)
    before = kept(store, ME)
    clock.now += timedelta(days=36_500)
    retention = Retention.open(home, Settings(home=home).keep_days, clock=clock)

    assert (retention.count_due(), retention.delete_due()) == ({}, {})
    assert kept(store, ME) == before
    retention.close()


def test_a_record_that_cannot_be_read_goes_all_the_same(
    store: SqlitePrivateStore, retention: Retention, clock: Clock
) -> None:
    keep(store, "Old", person_id=ME)
    with store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE drafts SET record = '{'")
    clock.now += timedelta(days=31)

    assert retention.delete_due()["drafts"] == 1


def test_each_limit_of_the_settings_is_for_a_table_that_there_is(home: Path) -> None:
    settings = Settings(home=home, keep_drafts_days=1, keep_plans_days=2, keep_questions_days=3)

    assert settings.keep_days == {"drafts": 1, "plans": 2, "turns": 3}
    assert settings.keep_days.keys() <= PRIVATE.tables.keys()


def test_traces_that_a_reader_keeps_alive_are_erased_by_the_next_run(
    home: Path, store: SqlitePrivateStore, clock: Clock
) -> None:
    keep(store, "Old", person_id=ME)
    clock.now += timedelta(days=31)
    impatient = Retention(Database(home / "private.db", busy_timeout_ms=50), LIMITS, clock=clock)
    with store._database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM drafts").scalar()
        with pytest.raises(StoreError, match="traces of the words"):
            impatient.delete_due()
    assert impatient.delete_due() == {"drafts": 0, "turns": 0}
    assert files_with("Wrote-Old.", home) == []
    impatient.close()
