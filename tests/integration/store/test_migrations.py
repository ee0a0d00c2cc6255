import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from coach.errors import StoreError
from coach.store.migrate import MIGRATIONS, DatabaseName, open_database, revisions
from coach.store.private import SqlitePrivateStore
from coach.store.schema import AUDIT_DATA, PRIVATE, SESSION_DATA, SHARED
from evals.kills.processes import PROCESSES, start
from tests.builders import make_draft
from tests.integration.store.children import PERSON, TickingClock, open_and_save

DATABASES: list[tuple[DatabaseName, MetaData]] = [
    ("private", PRIVATE),
    ("shared", SHARED),
    ("sessions", SESSION_DATA),
    ("audit", AUDIT_DATA),
]


@pytest.mark.parametrize(("name", "metadata"), DATABASES)
def test_the_migrations_lead_to_the_tables_in_the_code(home: Path, name: DatabaseName, metadata: MetaData) -> None:
    database = open_database(home / "x.db", name)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, metadata)
    database.close()
    assert difference == []


@pytest.mark.parametrize(("name", "metadata"), DATABASES)
def test_the_file_names_list_alembics_revisions_in_order(name: DatabaseName, metadata: MetaData) -> None:
    scripts = ScriptDirectory(str(MIGRATIONS / name))
    assert revisions(name) == tuple(script.revision for script in scripts.walk_revisions())[::-1]


def test_a_database_of_a_newer_version_is_refused_unchanged(home: Path, store: SqlitePrivateStore) -> None:
    store.save_draft(make_draft(), person_id=PERSON)
    store.close()
    file = home / "private.db"
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = 'v9999'")
    before = file.read_bytes()
    with pytest.raises(StoreError) as caught:
        SqlitePrivateStore.open(home, clock=TickingClock())
    assert str(caught.value) == (
        f"The file {str(file)!r} was made by a newer version of Vision Coach (tables 'v9999'; this version knows up to "
        f"{revisions('private')[-1]!r}). Nothing was changed. Install the newer version, or choose another folder with "
        "COACH_HOME."
    )
    assert file.read_bytes() == before


@pytest.mark.parametrize("folder", ["with space", "100% ünï?#"])
def test_a_home_can_have_any_name(tmp_path: Path, folder: str) -> None:
    store = SqlitePrivateStore.open(tmp_path / folder, clock=TickingClock())
    saved = store.save_draft(make_draft(), person_id=PERSON)
    assert store.list_drafts(person_id=PERSON) == (saved,)
    store.close()


def test_only_the_owner_can_read_the_home_and_its_files(home: Path, store: SqlitePrivateStore) -> None:
    store.save_draft(make_draft(), person_id=PERSON)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (home, *home.iterdir())}
    assert modes == {"home": 0o700, "private.db": 0o600, "private.db-wal": 0o600, "private.db-shm": 0o600}


def test_a_file_put_back_readable_for_all_is_closed_again(home: Path, store: SqlitePrivateStore) -> None:
    store.close()
    file = home / "private.db"
    file.chmod(0o644)
    SqlitePrivateStore.open(home, clock=TickingClock()).close()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_home_that_was_there_before_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    SqlitePrivateStore.open(tmp_path, clock=TickingClock()).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_eight_processes_can_open_a_new_home_at_once_and_save_to_one_plan(home: Path) -> None:
    together = PROCESSES.Barrier(8)
    children = [start(open_and_save, home, number, together) for number in range(8)]
    answers = [pipe.recv() for _, pipe in children]
    for child, pipe in children:
        pipe.close()
        child.join()
        child.close()
    assert answers == ["saved"] * 8
    marks = {f"{number}-{count}" for number in range(8) for count in range(10)}
    store = SqlitePrivateStore.open(home, clock=TickingClock())
    (plan,) = store.list_plans(person_id=PERSON)
    assert {draft.id for draft in store.list_drafts(person_id=PERSON)} == marks
    assert sorted(check_in.note for check_in in plan.check_ins) == sorted(marks)
    store.close()
