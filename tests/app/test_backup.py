"""A backup is written while the app is served; it is put back only once the app is stopped."""

import os
import subprocess
import sys
from pathlib import Path

from coach.store.private import SqlitePrivateStore
from tests.app.serving import ROOT, serve_app
from tests.builders import make_draft
from tests.conftest import Clock

PLAIN_PAGE = Path(__file__).with_name("plain_page.py")


def run(home: Path, *arguments: str) -> tuple[int, str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home.parent),
        "COACH_HOME": str(home),
    }
    command = [sys.executable, "-W", "error", "-m", "coach", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout == ""
    return done.returncode, " ".join(done.stderr.split())


def test_the_running_app_can_be_backed_up_and_keeps_a_backup_from_taking_its_place(tmp_path: Path) -> None:
    home, backup = tmp_path / "served" / "coach", tmp_path / "backup.zip"
    store = SqlitePrivateStore.open(home, clock=Clock())
    store.save_draft(make_draft(text="Before"), person_id="local")
    store.close()

    with serve_app(tmp_path / "served", script=PLAIN_PAGE):
        code, said = run(home, "backup", str(backup))
        assert (code, "bytes, and was read back. It holds everybody's words." in said) == (0, True)
        store.save_draft(make_draft(text="After"), person_id="local")
        store.close()
        code, said = run(home, "restore", str(backup))
        assert (code, "Vision Coach is running on" in said) == (1, True)
        assert [draft.text for draft in store.list_drafts(person_id="local")] == ["After"]
        store.close()

    code, said = run(home, "restore", str(backup))
    assert code == 0
    assert said.startswith("Put back private.db as they were at ")
    assert "Delete that folder once all is well: it holds everybody's words." in said
    assert [draft.text for draft in store.list_drafts(person_id="local")] == ["Before"]
    store.close()
