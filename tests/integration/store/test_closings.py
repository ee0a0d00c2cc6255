import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest

from coach.domain.block import ClosedPeriod
from coach.errors import ReviewError
from coach.store.shared import SqliteSharedStore
from tests.unit.report.building import SPRING, SUMMER, make_block, make_closing, make_tally

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CLOSED = ClosedPeriod(closing=make_closing(make_block(make_tally(shown=6))), settled=frozenset({"ann-1", "bob-1"}))
AFTER = ClosedPeriod(closing=make_closing(period=SUMMER), settled=frozenset({"ann-1", "cid-1"}))


@pytest.fixture
def shared(home: Path) -> Iterator[SqliteSharedStore]:
    opened = SqliteSharedStore.open(home)
    yield opened
    opened.close()


def test_closed_periods_come_back_in_their_order_with_what_they_settled(home: Path, shared: SqliteSharedStore) -> None:
    shared.add_closing(CLOSED, follows=None, closed_at=NOW)
    shared.add_closing(AFTER, follows=SPRING.id, closed_at=NOW)
    shared.close()

    again = SqliteSharedStore.open(home)
    assert again.list_closings() == (CLOSED.closing, AFTER.closing)
    assert again.settled() == {"ann-1", "bob-1", "cid-1"}
    again.close()


def test_a_closing_is_read_as_it_stands_there_also_where_another_was_read_before(
    home: Path, shared: SqliteSharedStore
) -> None:
    shared.add_closing(CLOSED, follows=None, closed_at=NOW)
    assert shared.list_closings() == (CLOSED.closing,)

    # Such as where a backup takes the place of the store.
    other = make_closing(make_block(make_tally(shown=5, partly_shown=3)))
    with closing(sqlite3.connect(home / "shared.db")) as raw, raw:
        raw.execute("UPDATE closings SET record = ?", (other.model_dump_json(),))

    assert shared.list_closings() == (other,)


def test_a_period_is_not_closed_twice(shared: SqliteSharedStore) -> None:
    shared.add_closing(CLOSED, follows=None, closed_at=NOW)

    with pytest.raises(ReviewError, match="'spring' was closed by somebody else at the same time"):
        shared.add_closing(CLOSED.model_copy(update={"settled": frozenset({"eve-1"})}), follows=None, closed_at=NOW)

    assert shared.list_closings() == (CLOSED.closing,)
    assert shared.settled() == CLOSED.settled


def test_a_period_that_was_counted_without_the_one_before_is_refused_whole(shared: SqliteSharedStore) -> None:
    shared.add_closing(CLOSED, follows=None, closed_at=NOW)

    with pytest.raises(ReviewError, match="'spring', and not 'summer', was closed by somebody else"):
        shared.add_closing(AFTER, follows=None, closed_at=NOW)

    assert shared.list_closings() == (CLOSED.closing,)
    assert shared.settled() == CLOSED.settled


def test_of_closings_at_the_same_moment_one_wins_and_the_others_are_told(home: Path) -> None:
    stores = [SqliteSharedStore.open(home) for _ in range(8)]
    together, told = Barrier(8), []

    def close(store: SqliteSharedStore) -> None:
        together.wait()
        try:
            store.add_closing(CLOSED, follows=None, closed_at=NOW)
        except ReviewError as error:
            told.append(str(error))

    threads = [Thread(target=close, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 7
    assert stores[0].list_closings() == (CLOSED.closing,)
    for store in stores:
        store.close()


def test_no_row_says_who_was_put_together_with_whom(home: Path, shared: SqliteSharedStore) -> None:
    shared.add_closing(CLOSED, follows=None, closed_at=NOW)

    (kept,) = shared.list_closings()

    assert "ann" not in kept.model_dump_json()
    assert "bob" not in kept.model_dump_json()
