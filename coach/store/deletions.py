"""Who deleted everything, and what was taken back, and when: so that a backup that is put back does not bring it back.

The list is a file beside the databases, which no backup replaces. It holds hashes in the place of ids: whoever reads it
learns no id, but can check a guess.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from coach.errors import StoreError
from coach.store.failures import plain_failures

LIST = "deleted.jsonl"


class DeletionList:
    """The list of one home folder; any number of processes may add to it."""

    def __init__(self, home: Path) -> None:
        """Use the file in this folder; it is made when something is to be noted."""
        self._path = home / LIST

    def add(self, gone_id: str, *, at: datetime) -> None:
        """Note that a person deletes everything, or that a submission is taken back, by the id.

        When this returns, it survives a power cut.
        """
        with plain_failures(self._path):
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(file, "r+b") as listed:
                fcntl.flock(listed, fcntl.LOCK_EX)
                sound = _whole_lines(listed.read())
                salt = _salt(sound, self._path) if sound else token_hex(16)
                entry = {"gone": _hash(gone_id, salt), "at": at.isoformat()}
                # What a kill left of a line was never acknowledged.
                listed.truncate(len(sound))
                listed.seek(0, os.SEEK_END)
                listed.write(b"" if sound else _line({"salt": salt}))
                listed.write(_line(entry))
                listed.flush()
                os.fsync(file)

    def since(self, moment: datetime, *, among: Iterable[str]) -> frozenset[str]:
        """Return which of these ids are gone since this moment.

        Raises:
            StoreError: the list cannot be read.
        """
        with plain_failures(self._path):
            sound = _whole_lines(self._path.read_bytes()) if self._path.exists() else b""
        if not sound:
            return frozenset()
        salt = _salt(sound, self._path)
        gone = {hashed for hashed, at in _entries(sound, self._path) if at >= moment}
        return frozenset(one for one in among if _hash(one, salt) in gone)


def _whole_lines(content: bytes) -> bytes:
    return content[: content.rfind(b"\n") + 1]


def _line(fields: dict[str, str]) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _hash(gone_id: str, salt: str) -> str:
    return hmac.new(salt.encode(), gone_id.encode(), "sha256").hexdigest()


def _salt(sound: bytes, path: Path) -> str:
    try:
        return str(json.loads(sound.splitlines()[0])["salt"])
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None


def _entries(sound: bytes, path: Path) -> list[tuple[str, datetime]]:
    try:
        read = [json.loads(line) for line in sound.splitlines()[1:]]
        return [(str(entry["gone"]), datetime.fromisoformat(entry["at"])) for entry in read]
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"The list of deletions {str(path)!r} is damaged. Nothing was changed. Put back a copy of it; without one, "
        "move the file away, and whoever deleted everything or took something back since a backup was made has to do "
        "it again once it is put back."
    )
