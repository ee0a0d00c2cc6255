import inspect
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from coach.errors import ModelError, StoreError
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import DayLedger, MemoryLedger
from coach.llm.protocols import Usage
from coach.llm.scripted import ScriptedModel
from coach.llm.session import ModelSession
from coach.store.engine import Database
from coach.store.schema import SHARED
from coach.store.shared import SqliteSharedStore
from coach.store.spending import SqliteSpendingLedger
from evals.kills.processes import PROCESSES, start
from tests.builders import make_author_question, make_request
from tests.integration.store.children import TODAY, spend_until_refused

TOMORROW = date(2026, 11, 23)


@pytest.fixture
def ledger(home: Path) -> Iterator[SqliteSpendingLedger]:
    opened = SqliteSpendingLedger.open(home)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", [SqliteSpendingLedger, MemoryLedger])
def test_a_ledger_has_the_methods_of_the_protocol(kind: type[DayLedger]) -> None:
    for name, method in inspect.getmembers(DayLedger, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(kind, name)) == inspect.signature(method)


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def test_both_ledgers_count_alike(kind: str, ledger: SqliteSpendingLedger) -> None:
    counted: DayLedger = ledger if kind == "sqlite" else MemoryLedger()
    assert counted.spent(TODAY) == (0, 0)
    assert counted.reserve(TODAY, tokens=60, cost=7, most_tokens=100, most_cost=None)
    assert not counted.reserve(TODAY, tokens=41, cost=0, most_tokens=100, most_cost=None)
    assert counted.reserve(TODAY, tokens=40, cost=3, most_tokens=100, most_cost=None)
    assert counted.reserve(TOMORROW, tokens=100, cost=0, most_tokens=100, most_cost=None)
    counted.settle(TODAY, tokens=-50, cost=-4)
    assert not counted.reserve(TODAY, tokens=1, cost=5, most_tokens=100, most_cost=10)
    assert counted.reserve(TODAY, tokens=1, cost=4, most_tokens=100, most_cost=10)
    counted.settle(TODAY, tokens=500, cost=0)
    assert (counted.spent(TODAY), counted.spent(TOMORROW)) == ((551, 10), (100, 0))


def test_what_was_spent_is_known_to_the_next_run(home: Path, ledger: SqliteSpendingLedger) -> None:
    ledger.reserve(TODAY, tokens=60, cost=7, most_tokens=100, most_cost=None)
    ledger.close()
    again = SqliteSpendingLedger.open(home)
    assert again.spent(TODAY) == (60, 7)
    again.close()


def test_a_home_of_the_version_before_keeps_its_questions(home: Path) -> None:
    shared = SqliteSharedStore.open(home)
    shared.add_question(make_author_question())
    shared.close()
    with closing(sqlite3.connect(home / "shared.db")) as raw, raw:
        for table in SHARED.tables.keys() - {"questions"}:
            raw.execute(f"DROP TABLE {table}")
        raw.execute("UPDATE alembic_version SET version_num = 'v0001'")
    ledger = SqliteSpendingLedger.open(home)
    assert ledger.reserve(TODAY, tokens=1, cost=0, most_tokens=1, most_cost=None)
    ledger.close()
    assert shared.list_questions() == (make_author_question(),)
    shared.close()


def test_three_processes_together_stay_within_the_day(home: Path) -> None:
    together = PROCESSES.Barrier(3)
    children = [start(spend_until_refused, home, 1_000, together) for _ in range(3)]
    allowed = [pipe.recv() for _, pipe in children]
    for child, pipe in children:
        pipe.close()
        child.join()
        child.close()
    ledger = SqliteSpendingLedger.open(home)
    tokens, cost = ledger.spent(TODAY)
    ledger.close()
    assert (tokens, cost) == (sum(allowed) * 9, sum(allowed) * 3)
    assert tokens <= 1_000


def test_a_flood_of_a_thousand_calls_stays_within_the_day_and_the_rest_is_refused(ledger: SqliteSpendingLedger) -> None:
    cap, worst_case = 5_000, 115
    limits = Limits(plan_tokens=worst_case, day_tokens=cap)
    model = ScriptedModel(["x" * 150] * 1_000)

    def call(_: int) -> str:
        session = ModelSession([model], Purse(limits, ledger, today=lambda: TODAY))
        try:
            return session.complete(make_request()).text
        except ModelError as error:
            return str(error).partition(" may take")[0]

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(call, range(1_000)))
    spent_on_the_model = 65 * len(model.requests)
    assert set(outcomes) == {"x" * 150, "Everybody's work of today"}
    assert (ledger.spent(TODAY), outcomes["x" * 150]) == ((spent_on_the_model, 0), len(model.requests))
    # Nothing is lost either: a call is refused only where its worst case would not fit any more.
    assert cap - 8 * worst_case < spent_on_the_model <= cap


def test_a_server_that_reports_more_than_was_reserved_overshoots_by_one_call_for_each_worker(
    ledger: SqliteSpendingLedger,
) -> None:
    limits = Limits(plan_tokens=115, day_tokens=5_000)

    def call(_: int) -> bool:
        purse = Purse(limits, ledger, today=lambda: TODAY)
        try:
            held = purse.reserve(make_request())
        except ModelError:
            return False
        purse.settle(held, Usage(input_tokens=400, output_tokens=100))
        return True

    with ThreadPoolExecutor(8) as threads:
        calls = sum(threads.map(call, range(1_000)))
    assert ledger.spent(TODAY) == (500 * calls, 0)
    assert 500 * calls <= 5_000 + 8 * 500


def test_counting_does_not_wait_for_the_disk_and_questions_still_do(home: Path, ledger: SqliteSpendingLedger) -> None:
    shared = SqliteSharedStore.open(home)
    levels = []
    for store in (ledger, shared):
        with store._database.reading() as connection:
            levels.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
        store.close()
    assert levels == [1, 2]


def test_a_ledger_that_cannot_be_written_stops_the_call_before_it_is_made(home: Path) -> None:
    SqliteSpendingLedger.open(home).close()
    impatient = SqliteSpendingLedger(Database(home / "shared.db", busy_timeout_ms=50))
    model = ScriptedModel(["Hello"])
    purse = Purse(Limits(plan_tokens=500, day_tokens=500), impatient, today=lambda: TODAY)
    with closing(sqlite3.connect(home / "shared.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has been using it"):
            ModelSession([model], purse).complete(make_request())
    assert (model.requests, purse.spent.calls) == ((), 0)
    impatient.close()
