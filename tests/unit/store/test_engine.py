from coach.store.engine import sqlite_remark


def test_an_sqlite_with_the_log_fault_is_remarked_on() -> None:
    assert sqlite_remark((3, 51, 2)) == (
        "SQLite 3.51.2 has a rare fault when two processes write at the same moment (mended in 3.51.3). "
        "Run one Vision Coach per home folder."
    )


def test_a_mended_sqlite_needs_no_remark() -> None:
    assert sqlite_remark((3, 51, 3)) == ""
