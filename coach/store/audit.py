"""The audit log, in `audit.db`: entries are only ever added, and each carries the hash of the one before."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from coach.domain.audit import SENDER, AuditCheck, AuditEntry, AuditNote, Outcome
from coach.errors import StoreError
from coach.store.audit_chain import CUT, START, Link, check_chain, hash_entry
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.protocols import Clock
from coach.store.schema import AUDIT_CUTS, AUDIT_ENTRIES, AUDIT_HEAD

_DAMAGED = "The audit log {path!r} holds an entry that nobody wrote like this. Run: coach audit verify"


class SqliteAuditLog:
    """The audit log on SQLite; threads and processes may share it."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        """Use a database that has the newest tables."""
        self._database = database
        self._clock = clock

    @classmethod
    def open(cls, home: Path, *, clock: Clock) -> "SqliteAuditLog":
        """Open audit.db in the folder `home`; make it or bring its tables up to date where needed."""
        return cls(open_database(home / "audit.db", "audit"), clock=clock)

    def append(self, note: AuditNote, outcome: Outcome, *, begun: int | None = None) -> int:
        """Add an entry and return its number; when this returns, it survives a power cut."""
        with self._database.writing() as connection:
            return self._append(connection, note, outcome, begun)

    def is_noted(self, note: AuditNote, outcome: Outcome, *, within: timedelta) -> bool:
        """Say whether the same was noted with the same outcome a moment ago."""
        table, now = AUDIT_ENTRIES.c, self._clock()
        same = [getattr(table, name) == value for name, value in note.model_dump().items()]
        recent = table.at.between(_written(now - within), _written(now))
        with self._database.reading() as connection:
            found = connection.execute(select(table.number).where(*same, table.outcome == outcome, recent).limit(1))
            return found.first() is not None

    def list_entries(
        self, *, since: datetime | None = None, who: str | None = None, newest: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return entries in the order in which they were written: since a moment, of one person, or so many newest.

        Raises:
            StoreError: an entry is damaged.
        """
        query = select(AUDIT_ENTRIES).order_by(AUDIT_ENTRIES.c.number.desc())
        if since is not None:
            query = query.where(AUDIT_ENTRIES.c.at >= _written(since))
        if who is not None:
            query = query.where(AUDIT_ENTRIES.c.who == who)
        return self._entries(query if newest is None else query.limit(newest))[::-1]

    def verify(self) -> AuditCheck:
        """Go through the whole log, and say whether it is as it was written."""
        with self._database.reading() as connection:
            cut = connection.execute(select(AUDIT_CUTS).order_by(AUDIT_CUTS.c.number.desc()).limit(1)).one_or_none()
            head = connection.execute(select(AUDIT_HEAD)).one_or_none()
            rows = connection.execute(select(AUDIT_ENTRIES).order_by(AUDIT_ENTRIES.c.number))
            return check_chain(
                (row._asdict() for row in rows),
                after=Link(cut.number, cut.hash) if cut else START,
                up_to=Link(head.number, head.hash) if head else None,
            )

    def has_hash(self, wanted: str) -> bool:
        """Say whether an entry has this hash, or the last one had that was deleted when its time was over."""
        with self._database.reading() as connection:
            return any(
                connection.execute(select(func.count()).select_from(table).where(table.c.hash == wanted)).scalar_one()
                for table in (AUDIT_ENTRIES, AUDIT_CUTS)
            )

    def count_due(self, days: int) -> int:
        """Return how many entries are older than so many days."""
        with self._database.reading() as connection:
            return self._due(connection, days)[0]

    def cut(self, days: int) -> int:
        """Delete the oldest entries, up to the first that is not older than so many days; return how many.

        The hash of the last one stays, so that the log can still be verified, and that it was cut is an entry itself.
        """
        with self._database.writing() as connection:
            count, last = self._due(connection, days)
            if not count:
                return 0
            of_last = select(AUDIT_ENTRIES.c.hash).where(AUDIT_ENTRIES.c.number == last)
            link = {"number": last, "hash": connection.execute(of_last).scalar_one(), "cut_at": self._clock()}
            self._append(connection, CUT.model_copy(update={"record_id": str(last)}), "done", None)
            connection.execute(insert(AUDIT_CUTS).values(link))
            connection.execute(delete(AUDIT_ENTRIES).where(AUDIT_ENTRIES.c.number <= last))
        self._database.erase_traces()
        return count

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()

    def _append(self, connection: Connection, note: AuditNote, outcome: Outcome, begun: int | None) -> int:
        head = connection.execute(select(AUDIT_HEAD)).one_or_none()
        before = Link(head.number, head.hash) if head else START
        entry: dict[str, object] = {
            "number": before.number + 1,
            "at": self._now(note),
            **note.model_dump(),
            "outcome": outcome,
            "begun": begun,
        }
        link = {"number": before.number + 1, "hash": hash_entry(entry, before.hash)}
        connection.execute(insert(AUDIT_ENTRIES).values(**entry, before=before.hash, hash=link["hash"]))
        connection.execute((update(AUDIT_HEAD) if head else insert(AUDIT_HEAD)).values(link))
        return before.number + 1

    def _now(self, note: AuditNote) -> str:
        now = self._clock().astimezone(UTC)
        # An hour could be matched with who was at work.
        return _written(datetime.combine(now.date(), time(), UTC) if note.who == SENDER else now)

    def _due(self, connection: Connection, days: int) -> tuple[int, int]:
        """Return how many entries are due, and the number of the last of them."""
        table = AUDIT_ENTRIES.c
        limit = _written(self._clock() - timedelta(days=days))
        first_kept = select(func.min(table.number)).where(table.at >= limit).scalar_subquery()
        last = select(func.max(table.number)).scalar_subquery() + 1
        due = select(func.count(), func.max(table.number)).where(table.number < func.coalesce(first_kept, last))
        count, number = connection.execute(due).one()
        return count, number or 0

    def _entries(self, query: Select[tuple[object, ...]]) -> tuple[AuditEntry, ...]:
        with self._database.reading() as connection:
            rows = [row._asdict() for row in connection.execute(query)]
        return tuple(self._read(rows))

    def _read(self, rows: list[dict[str, object]]) -> Iterator[AuditEntry]:
        for row in rows:
            try:
                yield AuditEntry.model_validate({name: value for name, value in row.items() if name != "before"})
            except ValidationError:
                raise StoreError(_DAMAGED.format(path=str(self._database.path))) from None


def _written(moment: datetime) -> str:
    # Always as long, so that the order of the texts is the order of the moments.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
