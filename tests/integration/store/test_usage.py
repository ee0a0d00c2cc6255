"""How the coach is used, on a real database: people are counted once a week, and nobody is left in it afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from coach.domain.usage import EVERYBODY, Area, WeekUse
from coach.store.usage import SqliteUsage
from tests.conftest import Clock
from tests.integration.store.test_erasure import files_with

MONDAY = date(2026, 11, 16)
WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def usage(home: Path, clock: Clock) -> Iterator[SqliteUsage]:
    opened = SqliteUsage.open(home, smallest_group=5, clock=clock)
    yield opened
    opened.close()


def use(usage: SqliteUsage, people: int, *, area: Area = "ask", role_id: str = "picker", of: str = "p") -> None:
    for number in range(people):
        usage.mark(area, role_id=role_id, who=f"{of}-{number}")


def counted(week: date, area: Area, role_id: str, people: int) -> WeekUse:
    return WeekUse(week=week, area=area, role_id=role_id, people=people)


def rows(home: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "shared.db")) as raw:
        return list(raw.execute(f"SELECT * FROM {table}"))


def test_a_person_counts_once_a_week_for_each_part_and_not_before_the_week_is_over(
    usage: SqliteUsage, clock: Clock
) -> None:
    for _ in range(3):
        use(usage, 6)
    use(usage, 5, area="work")
    use(usage, 4, area="plan")
    assert usage.weeks() == ()

    clock.now += WEEK

    assert usage.weeks() == (
        counted(MONDAY, "ask", EVERYBODY, 6),
        counted(MONDAY, "ask", "picker", 6),
        counted(MONDAY, "work", EVERYBODY, 5),
        counted(MONDAY, "work", "picker", 5),
    )


def test_whoever_has_two_jobs_is_one_person_and_counts_in_both(usage: SqliteUsage, clock: Clock) -> None:
    use(usage, 5)
    use(usage, 5, role_id="clerk")
    clock.now += WEEK

    assert [(use.role_id, use.people) for use in usage.weeks()] == [(EVERYBODY, 5), ("clerk", 5), ("picker", 5)]


def test_a_week_that_is_over_leaves_counts_and_no_trace_of_who(home: Path, usage: SqliteUsage, clock: Clock) -> None:
    use(usage, 5)
    ((_, key),) = rows(home, "usage_keys")
    marks = [str(row[3]) for row in rows(home, "usage_marks")]
    assert len(set(marks)) == 5
    assert files_with("p-0", home) == []

    clock.now += WEEK
    use(usage, 1)

    assert rows(home, "usage_weeks") == [("2026-11-16", "ask", "", 5), ("2026-11-16", "ask", "picker", 5)]
    assert [row[0] for row in rows(home, "usage_marks")] == ["2026-11-23"]
    assert [name for word in (str(key), *marks) for name in files_with(word, home)] == []


def test_the_same_person_is_not_the_same_in_another_week(home: Path, usage: SqliteUsage, clock: Clock) -> None:
    use(usage, 1)
    (first,) = rows(home, "usage_marks")
    clock.now += WEEK
    use(usage, 1)

    assert first[3] not in {row[3] for row in rows(home, "usage_marks")}


def test_whoever_deletes_everything_is_not_counted(usage: SqliteUsage, clock: Clock) -> None:
    use(usage, 5)
    use(usage, 6, area="work")
    usage.forget("p-0")
    clock.now += WEEK

    assert usage.weeks() == (counted(MONDAY, "work", EVERYBODY, 5), counted(MONDAY, "work", "picker", 5))


def test_several_weeks_are_counted_at_once_and_only_once(home: Path, usage: SqliteUsage, clock: Clock) -> None:
    use(usage, 5)
    clock.now += 3 * WEEK
    use(usage, 7)
    clock.now += 2 * WEEK
    other = SqliteUsage.open(home, smallest_group=5, clock=clock)

    seen = other.weeks()

    assert [(use.week, use.people) for use in seen if use.role_id == EVERYBODY] == [(MONDAY + 3 * WEEK, 7), (MONDAY, 5)]
    assert usage.weeks() == seen
    other.close()
