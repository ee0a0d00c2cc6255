"""A failure leaves a reference on the page and its place in the log, and nobody's words in either."""

import logging
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coach.ui.errors import describe_error, log_errors_in

WORDS = "I told Mrs Example her password"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Undo what is meant for the rest of a server's life."""
    log = logging.getLogger("coach.ui")
    before = (logging.getLogRecordFactory(), threading.excepthook, list(log.handlers), log.propagate)
    yield
    for handler in log.handlers:
        handler.close()
    logging.setLogRecordFactory(before[0])
    threading.excepthook, log.handlers, log.propagate = before[1:]


def fail() -> None:
    try:
        raise KeyError(WORDS)
    except KeyError as error:
        raise ValueError(WORDS) from error


def caught() -> ValueError:
    with pytest.raises(ValueError, match=WORDS) as failed:
        fail()
    return failed.value


def test_an_error_is_described_by_types_and_places_without_its_message() -> None:
    lines = describe_error(caught()).splitlines()

    assert [line.split(":")[0] for line in lines if not line.startswith("  ")] == [
        "builtins.ValueError",
        "caused by builtins.KeyError",
    ]
    assert any(line.startswith(f"  {__file__}:") and line.endswith(" in fail") for line in lines)
    assert WORDS not in "\n".join(lines)


def test_an_error_that_causes_itself_is_described_once() -> None:
    error = ValueError(WORDS)
    error.__cause__ = error

    assert describe_error(error) == "builtins.ValueError"


PAGE_THAT_FAILS = f"""
from coach.ui.errors import report_script_error

assert report_script_error(ValueError("{WORDS}"))
"""


def test_the_page_shows_a_reference_and_the_log_the_details(tmp_path: Path) -> None:
    log_errors_in(tmp_path / "home")

    page = AppTest.from_string(PAGE_THAT_FAILS).run()

    [shown] = page.error
    log = (tmp_path / "home" / "errors.log").read_text(encoding="utf-8")
    reference = shown.value.split("**")[1]
    assert len(reference) == 8
    assert f"ERROR coach.ui: Reference {reference}\nbuiltins.ValueError" in log
    assert WORDS not in shown.value + log


def test_no_log_of_the_process_has_the_message_of_an_error(tmp_path: Path) -> None:
    log_errors_in(tmp_path)
    log = logging.getLogger("somebody.elses")
    handler = logging.FileHandler(tmp_path / "other.log")
    log.addHandler(handler)

    log.error("It failed", exc_info=caught())
    handler.close()
    log.removeHandler(handler)

    assert (tmp_path / "other.log").read_text().startswith("It failed\nbuiltins.ValueError\n")
    assert WORDS not in (tmp_path / "other.log").read_text()


def test_a_thread_that_fails_is_logged_without_its_message(tmp_path: Path) -> None:
    log_errors_in(tmp_path)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    log = (tmp_path / "errors.log").read_text()
    assert "A thread failed\nbuiltins.ValueError" in log
    assert WORDS not in log


def test_the_folder_of_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    log_errors_in(tmp_path / "home")

    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_without_a_place_for_the_log_errors_go_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")

    log_errors_in(tmp_path / "file")
    logging.getLogger("coach.ui").error("Reference")

    assert "ERROR coach.ui: Reference" in capsys.readouterr().err
