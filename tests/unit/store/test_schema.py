from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from coach.store.schema import AUDIT_DATA, DRAFTS, PRIVATE, SESSION_DATA, SHARED


def in_memory() -> Engine:
    return create_engine("sqlite://", poolclass=StaticPool)


def test_a_moment_of_any_time_zone_comes_back_in_utc() -> None:
    moment = datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    engine = in_memory()
    PRIVATE.create_all(engine)
    with engine.begin() as connection:
        row = {"person_id": "mirela", "id": "draft-1", "updated_at": moment, "record_version": 1, "record": "{}"}
        connection.execute(insert(DRAFTS).values(row))
        kept = connection.execute(select(DRAFTS.c.updated_at)).scalar_one()
    engine.dispose()
    assert (kept, kept.tzinfo) == (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), UTC)


def test_every_private_table_names_its_owner() -> None:
    assert [name for name, table in PRIVATE.tables.items() if "person_id" not in table.c] == []


def test_no_shared_table_can_say_who_sent_something() -> None:
    columns = {column.name for table in SHARED.tables.values() for column in table.c}
    asked_and_spent = {"number", "id", "asked_on", "record_version", "record", "day", "tokens", "cost"}
    # A mark is a hash, and gone with its key when the week is over.
    used = {"week", "area", "role_id", "people", "key", "mark"}
    assert columns == asked_and_spent | used | {"submission_id", "place", "period_id", "closed_at"}


def test_no_table_of_sessions_can_say_who_signed_on() -> None:
    columns = {column.name for table in SESSION_DATA.tables.values() for column in table.c}
    assert columns == {"hash", "begun_at", "used_at", "ended_at", "keep_until"}


def test_no_table_of_the_audit_log_has_a_place_for_words() -> None:
    columns = {column.name for table in AUDIT_DATA.tables.values() for column in table.c}
    noted = {"number", "at", "who", "did", "kind", "record_id", "outcome", "begun"}
    assert columns == noted | {"before", "hash", "cut_at"}
