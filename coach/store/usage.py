"""How many people used which part of the coach each week, in `shared.db`; who they were is gone with the week."""

import hmac
from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from coach.domain.usage import Area, WeekUse, count_visible
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.protocols import Clock
from coach.store.schema import USAGE_KEYS, USAGE_MARKS, USAGE_WEEKS


class SqliteUsage:
    """The counts on SQLite; threads and processes may share it."""

    def __init__(self, database: Database, *, smallest_group: int, clock: Clock) -> None:
        """Use a shared database that has the newest tables; smaller groups are not counted."""
        self._database = database
        self._smallest = smallest_group
        self._clock = clock

    @classmethod
    def open(cls, home: Path, *, smallest_group: int, clock: Clock) -> "SqliteUsage":
        """Open shared.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "shared.db", "shared"), smallest_group=smallest_group, clock=clock)

    def mark(self, area: Area, *, role_id: str, who: str) -> None:
        """Count somebody once for this week; of `who` there is no trace once it is over, `role_id` is their job."""
        week = self._week()
        with self._database.reading() as connection:
            key = _key(connection, week)
            if key and connection.execute(_mark_of(week, area, role_id, _hash(who, key))).first():
                return
        self._fold(week)
        with self._database.writing() as connection:
            new = insert(USAGE_KEYS).values(week=week, key=token_hex(32)).on_conflict_do_nothing()
            connection.execute(new)
            mark = _hash(who, _key(connection, week) or "")
            row = {"week": week, "area": area, "role_id": role_id, "mark": mark}
            connection.execute(insert(USAGE_MARKS).values(row).on_conflict_do_nothing())

    def forget(self, who: str) -> None:
        """Take somebody out of the week that is not over."""
        with self._database.writing() as connection:
            for week, key in connection.execute(select(USAGE_KEYS.c.week, USAGE_KEYS.c.key)).all():
                of_them = USAGE_MARKS.c.week == week, USAGE_MARKS.c.mark == _hash(who, key)
                connection.execute(delete(USAGE_MARKS).where(*of_them))

    def weeks(self) -> tuple[WeekUse, ...]:
        """Return the counts of the weeks that are over, the newest first."""
        self._fold(self._week())
        table = USAGE_WEEKS.c
        with self._database.reading() as connection:
            rows = connection.execute(select(USAGE_WEEKS).order_by(table.week.desc(), table.area, table.role_id))
            return tuple(WeekUse.model_validate(row._asdict()) for row in rows)

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()

    def _week(self) -> date:
        today = self._clock().astimezone().date()
        return today - timedelta(days=today.weekday())

    def _fold(self, week: date) -> None:
        """Turn the weeks before this one into counts, and delete what they were counted from."""
        is_over = USAGE_KEYS.c.week < week
        with self._database.reading() as connection:
            if connection.execute(select(USAGE_KEYS.c.week).where(is_over)).first() is None:
                return
        with self._database.writing() as connection:
            for over in connection.execute(select(USAGE_KEYS.c.week).where(is_over)).scalars().all():
                self._count(connection, over)
        self._database.erase_traces()

    def _count(self, connection: Connection, week: date) -> None:
        marks, here = USAGE_MARKS.c, USAGE_MARKS.c.week == week
        of_all = select(marks.area, func.count(marks.mark.distinct())).where(here).group_by(marks.area)
        of_jobs = select(marks.area, marks.role_id, func.count()).where(here).group_by(marks.area, marks.role_id)
        by_role: dict[str, dict[str, int]] = defaultdict(dict)
        for area, role_id, people in connection.execute(of_jobs):
            by_role[area][role_id] = people
        for area, people in connection.execute(of_all).all():
            for role_id, count in count_visible(people, by_role[area], smallest=self._smallest).items():
                row = {"week": week, "area": area, "role_id": role_id, "people": count}
                connection.execute(insert(USAGE_WEEKS).values(row).on_conflict_do_nothing())
        connection.execute(delete(USAGE_MARKS).where(here))
        connection.execute(delete(USAGE_KEYS).where(USAGE_KEYS.c.week == week))


def _key(connection: Connection, week: date) -> str | None:
    return connection.execute(select(USAGE_KEYS.c.key).where(USAGE_KEYS.c.week == week)).scalar_one_or_none()


def _mark_of(week: date, area: Area, role_id: str, mark: str) -> Select[tuple[str]]:
    marks = USAGE_MARKS.c
    return select(marks.mark).where(
        marks.week == week, marks.area == area, marks.role_id == role_id, marks.mark == mark
    )


def _hash(who: str, key: str) -> str:
    return hmac.new(key.encode(), who.encode(), sha256).hexdigest()
