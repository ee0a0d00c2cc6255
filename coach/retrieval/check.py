"""Check a new index in a process of its own: a damaged one may end the process that opens it.

Run as ``python -m coach.retrieval.check FOLDER MANIFEST_SHA256``; ends with 0, or with 1 and the reason on standard
error.
"""

import subprocess
import sys
from pathlib import Path

from coach.errors import StaleIndexError
from coach.retrieval.chroma import check_chroma
from coach.retrieval.index import read_rows
from coach.retrieval.manifest import CHROMA, check_files, read_manifest

_TIMEOUT_S = 120
_CODE = Path(__file__).resolve().parents[2]


def check_in_child(folder: Path, digest: str) -> None:
    """Run this module on a folder and wait for its verdict.

    Raises:
        StaleIndexError: the index failed the check, or the checking process died or did not end.
    """
    command = [sys.executable, "-m", "coach.retrieval.check", str(folder.absolute()), digest]
    try:
        # The folder of the code is the child's working directory, so that a checkout is found without being installed.
        child = subprocess.run(command, cwd=_CODE, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StaleIndexError(
            f"The index in {str(folder)!r} could not be checked ({error}). Build it again."
        ) from error
    if child.returncode:
        reason = child.stderr.strip().splitlines()[-1:] or [f"the process ended with {child.returncode}"]
        raise StaleIndexError(f"The index in {str(folder)!r} failed its check: {reason[0]}")


def check_folder(folder: Path, digest: str) -> None:
    """Check files, counts and self-recall.

    Raises:
        StaleIndexError: something is wrong with the index.
    """
    manifest = read_manifest(folder, digest)
    check_files(folder, manifest)
    rows = read_rows(folder, manifest)
    check_chroma(folder / CHROMA, rows.passages, rows.passage_vectors)
    # Reading must not have changed what the next start compares.
    check_files(folder, manifest)


if __name__ == "__main__":
    try:
        check_folder(Path(sys.argv[1]), sys.argv[2])
    except StaleIndexError as problem:
        sys.exit(str(problem))
