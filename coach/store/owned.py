"""Records that only their owner can see: the one place where that rule is written."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, select, update

from coach.domain.draft import Draft, SavedPlan, Turn
from coach.domain.own_data import KeptRecord
from coach.domain.review_case import Share
from coach.store.records import RECORD_VERSION, decode, encode
from coach.store.sealing import Seal

OwnedT = TypeVar("OwnedT", bound=Draft | SavedPlan | Turn | Share)


class OwnedRecords(Generic[OwnedT]):
    """The records of one type in one table; every question names the person, and sees that person's rows alone."""

    def __init__(self, table: Table, record_type: type[OwnedT], *, name: str, seal: Seal) -> None:
        """Read and write `table`, whose text `seal` opens and closes; `name` is what a person calls such a record."""
        self._table = table
        self._seal = seal
        self._record_type = record_type
        self._name = name

    def put(self, connection: Connection, record: OwnedT, *, person_id: str, now: datetime) -> None:
        """Save the record under its id, in place of the person's own record with that id."""
        values = {
            "updated_at": now,
            "record_version": RECORD_VERSION,
            "record": self._seal.close(
                encode(record, name=self._called(record.id)),
                table=self._table.name,
                person_id=person_id,
                record_id=record.id,
            ),
        }
        changed = connection.execute(update(self._table).where(*self._is_one(record.id, person_id)).values(values))
        # In one transaction that began with the write lock, nobody can come between the two statements.
        if changed.rowcount == 0:
            connection.execute(insert(self._table).values(person_id=person_id, id=record.id, **values))

    def get(self, connection: Connection, record_id: str, *, person_id: str) -> OwnedT | None:
        """Return the record, or None if this person has none with that id."""
        row = connection.execute(select(self._table).where(*self._is_one(record_id, person_id))).one_or_none()
        return self._record(row) if row is not None else None

    def all(self, connection: Connection, *order: ColumnElement[Any], person_id: str) -> tuple[OwnedT, ...]:
        """Return the person's records by `order`, then the one that came last first."""
        own = select(self._table).where(self._table.c.person_id == person_id)
        rows = connection.execute(own.order_by(*order, self._table.c.number.desc()))
        return tuple(self._record(row) for row in rows)

    def delete(self, connection: Connection, record_id: str, *, person_id: str) -> None:
        """Delete the person's record with that id, if there is one; it need not be readable."""
        connection.execute(delete(self._table).where(*self._is_one(record_id, person_id)))

    def delete_all(self, connection: Connection, *, person_id: str) -> None:
        """Delete all the person's records."""
        delete_rows(connection, self._table, person_id=person_id)

    def _is_one(self, record_id: str, person_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return self._table.c.person_id == person_id, self._table.c.id == record_id

    def _record(self, row: Row[Any]) -> OwnedT:
        text = self._seal.open(row.record, table=self._table.name, person_id=row.person_id, record_id=row.id)
        return decode(self._record_type, text, name=self._called(row.id), version=row.record_version)

    def _called(self, record_id: str) -> str:
        return f"{self._name} {record_id!r}"


def kept_rows(connection: Connection, table: Table, *, person_id: str, seal: Seal) -> tuple[KeptRecord, ...]:
    """Return the person's rows of a table in the order in which they came, each with its text, whatever that is."""
    rows = connection.execute(select(table).where(table.c.person_id == person_id).order_by(table.c.number))
    return tuple(
        KeptRecord(
            id=row.id,
            updated_at=row.updated_at,
            version=row.record_version,
            text=seal.open(row.record, table=table.name, person_id=person_id, record_id=row.id),
        )
        for row in rows
    )


def delete_rows(connection: Connection, table: Table, *, person_id: str) -> None:
    """Delete all the person's rows of a table."""
    connection.execute(delete(table).where(table.c.person_id == person_id))
