"""The secrets that the product made for itself and keeps in files, for their owner alone."""

import os
import re
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from coach.errors import SettingsError, StoreError
from coach.store.failures import plain_failures

_SECRET = re.compile(r"[0-9a-f]{64}")


def cookie_secret(home: Path) -> str:
    """Return the secret that signs the cookies of sign-on; a new one, where its file is gone, ends every sign-on.

    Raises:
        StoreError: the file cannot be used.
    """
    return kept_secret(home / "cookie.key")


def person_key(home: Path) -> str:
    """Return the key that makes the ids of people who sign on; with another one nobody finds their own records.

    Raises:
        SettingsError: the key is gone, and people have signed on with it.
        StoreError: the file cannot be used.
    """
    path = home / "person.key"
    if not path.exists() and (home / "sessions.db").exists():
        raise SettingsError(
            f"The file {str(path)!r} is gone. Without it nobody who signs on would find what they wrote. Put it back "
            "from your last backup. If nobody's records have to be found again, delete sessions.db too, and start anew."
        )
    return kept_secret(path)


def kept_secret(path: Path) -> str:
    """Return the secret in the file, 64 hexadecimal digits; make it where there is none.

    Any number of processes may do this at once; all get the same secret.

    Raises:
        StoreError: the file cannot be used, or it holds something else.
    """
    with plain_failures(path):
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        secret = path.read_text(encoding="ascii", errors="replace").strip()
    if not _SECRET.fullmatch(secret):
        raise StoreError(
            f"The file {str(path)!r} does not hold the secret that Vision Coach made. Put it back from your last "
            "backup. Nothing was changed."
        )
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # Whole or not at all; another process may have been faster.
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        new.unlink(missing_ok=True)
