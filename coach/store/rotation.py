"""Give every private record the key that is set now; stopped at any moment, it goes on where it was."""

from pathlib import Path

from sqlalchemy import Connection, Table, func, select, update

from coach.store.engine import Database
from coach.store.lock import alone_in_home
from coach.store.migrate import open_database
from coach.store.schema import PRIVATE
from coach.store.sealing import MARK, PREFIX_CHARACTERS, Seal

_AT_A_TIME = 100


def rotate_keys(home: Path, seal: Seal) -> int:
    """Write every private record as `seal` writes it, and erase what was there before; return how many changed.

    Raises:
        StoreError: Vision Coach runs on the folder, or the key of a record is not set; what was done is kept, and
            every record can be read as before.
    """
    with alone_in_home(home):
        database = open_database(home / "private.db", "private")
        try:
            with database.reading() as connection:
                _check_all_keys(connection, seal)
            changed = sum(_rotate_table(database, table, seal) for table in PRIVATE.sorted_tables)
            # Also where nothing changed: an earlier run may have been stopped before this.
            database.erase_traces()
            return changed
        finally:
            database.close()


def check_keys(connection: Connection, seal: Seal) -> None:
    """Raise a StoreError where the oldest or the newest record of a table has a key that is not set.

    Found here, a wrong key stops everything before anything is written with it.
    """
    for table in PRIVATE.sorted_tables:
        for order in (table.c.number, table.c.number.desc()):
            kept = connection.execute(select(table.c.record).order_by(order).limit(1)).scalar()
            if kept is not None:
                seal.check(kept)


def _check_all_keys(connection: Connection, seal: Seal) -> None:
    for table in PRIVATE.sorted_tables:
        start = func.substr(table.c.record, 1, PREFIX_CHARACTERS)
        sealed = select(start).where(start.startswith(MARK)).distinct()
        for prefix in connection.execute(sealed).scalars():
            seal.check(prefix)


def _rotate_table(database: Database, table: Table, seal: Seal) -> int:
    changed, last = 0, 0
    while True:
        with database.writing() as connection:
            rows = connection.execute(
                select(table).where(table.c.number > last).order_by(table.c.number).limit(_AT_A_TIME)
            ).all()
            for row in rows:
                if _is_current(row.record, seal):
                    continue
                bound_to = {"table": table.name, "person_id": row.person_id, "record_id": row.id}
                sealed = seal.close(seal.open(row.record, **bound_to), **bound_to)
                connection.execute(update(table).where(table.c.number == row.number).values(record=sealed))
                changed += 1
        if not rows:
            return changed
        last = rows[-1].number


def _is_current(kept: str, seal: Seal) -> bool:
    return kept.startswith(seal.prefix) if seal.prefix else not kept.startswith(MARK)
