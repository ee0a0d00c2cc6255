"""A server deletes what is over its time when it starts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from coach.store.private import SqlitePrivateStore
from tests.app.serving import serve_app
from tests.builders import make_draft, make_turn

PLAIN_PAGE = Path(__file__).with_name("plain_page.py")
PATIENCE_S = 30


def test_what_is_due_is_deleted_when_the_app_starts(tmp_path: Path) -> None:
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    store = SqlitePrivateStore.open(tmp_path / "home" / "coach", clock=lambda: two_days_ago)
    store.save_draft(make_draft(), person_id="local")
    store.add_turn(make_turn(), person_id="local")

    with serve_app(tmp_path / "home", script=PLAIN_PAGE, variables={"COACH_KEEP_QUESTIONS_DAYS": "1"}):
        deadline = monotonic() + PATIENCE_S
        while store.list_turns(person_id="local") and monotonic() < deadline:
            Event().wait(0.05)

    assert store.list_turns(person_id="local") == ()
    assert len(store.list_drafts(person_id="local")) == 1
    store.close()
