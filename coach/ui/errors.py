"""What happens when something fails: a sentence with a reference for the person, the details for a local log.

The message of an error is in neither: it can quote a person's words.
"""

import logging
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from secrets import token_hex
from traceback import walk_tb

import streamlit as st

from coach.errors import AccessError
from coach.ui.components.notice import failure

_LOG = logging.getLogger("coach.ui")


def report_script_error(error: Exception) -> bool:
    """Log what failed, tell the reader in plain words, and say that Streamlit has nothing to add.

    What a part of a page that is drawn again by itself was refused, such as after a sign-out elsewhere, is no failure.
    """
    if isinstance(error, AccessError):
        failure(error)
        return True
    reference = token_hex(4)
    _LOG.error("Reference %s", reference, exc_info=error)
    st.error(
        "Something went wrong, and the rest of this page cannot be shown. What you saved is safe. "
        "Load the page again; if it happens again, tell whoever looks after the coach this reference: "
        f"**{reference}**"
    )
    return True


def log_errors_in(folder: Path) -> None:
    """Write errors to `errors.log` in this folder, and keep the messages of errors out of every log of this process.

    Where the file cannot be written, errors go to the terminal.
    """
    handler: logging.Handler
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "errors.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _LOG.addHandler(handler)
    _LOG.propagate = False
    logging.setLogRecordFactory(_RecordWithoutMessage)
    threading.excepthook = _log_thread_error


def describe_error(error: BaseException) -> str:
    """Return the types of an error and of its causes, and the lines of code they passed through."""
    return "\ncaused by ".join("\n".join(_type_and_places(link)) for link in _chain(error))


class _RecordWithoutMessage(logging.LogRecord):
    """A log record whose traceback has the types and places of an error, and no message."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.exc_info and self.exc_info[1]:
            # A formatter takes this text where it is set.
            self.exc_text = describe_error(self.exc_info[1])


def _log_thread_error(failed: threading.ExceptHookArgs) -> None:
    _LOG.error("A thread failed", exc_info=failed.exc_value)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        yield link
        seen.add(id(link))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _type_and_places(error: BaseException) -> Iterator[str]:
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    for frame, line in walk_tb(error.__traceback__):
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
