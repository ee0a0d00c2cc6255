"""Write a file that was not there before, for its owner alone."""

import os
from pathlib import Path

from coach.errors import StoreError
from coach.store.failures import plain_failures

_NOTHING_WRITTEN = "No file was written."


def write_new_file(out: Path, content: bytes) -> None:
    """Write a file for its owner alone, like the stores that its words come from.

    Raises:
        StoreError: there is a file already, or the disk refused; no file was written.
    """
    with plain_failures(out, outcome=_NOTHING_WRITTEN):
        try:
            file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise StoreError(
                f"There is a file {str(out)!r} already. {_NOTHING_WRITTEN} Name another one with --out."
            ) from None
        try:
            with os.fdopen(file, "wb") as written:
                written.write(content)
        except OSError:
            out.unlink(missing_ok=True)
            raise
