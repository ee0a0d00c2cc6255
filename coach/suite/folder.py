"""The folder of one run, as the suite and `process` leave it: what it says of the run."""

import fcntl
import json
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import time
from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ValidationError

from coach.domain.evaluation import Run
from coach.domain.record import Record
from coach.errors import SuiteError
from coach.suite.protocols import KeptRun, Progress, RunOrder, RunState, Split

RESULTS, PLAN, PROGRESS = "run.json", "plan.json", "progress.json"
"""The names that the suite gives its files."""
STARTED, LOG, LOCK = "started.json", "run.log", "run.lock"
"""Ours: what was started, what it printed, and a lock that it holds as long as it lives."""

_FRESH_S = 3_600
"""A process number may be used again; a run without news for so long is taken for dead."""
_LOG_READ = 65_536
_LAST_WORDS = 4
_LONGEST_LINE = 400
_PROGRESS_LINE = re.compile(r"\s*\d+ of\s+\d+\b|Stopped\.")
_TRACEBACK = "Traceback (most recent call last):"
_PLACE = re.compile(r'\s+File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<name>\S+)')
_ERROR_TYPE = re.compile(r"(?P<type>[A-Za-z_][\w.]*)(:|$)")

AnyRecord = TypeVar("AnyRecord", bound=BaseModel)


class Started(Record):
    """A run that was started from here."""

    order: RunOrder
    pid: int
    started_at: AwareDatetime
    log_from: int = 0
    """Where in the log this start begins."""
    is_stopped: bool = False


class _Plan(BaseModel):
    """What a run is about, as the suite keeps it; it keeps more than this."""

    engine: str
    split: Split
    epochs: int = 1
    seed: int | None = None
    limit: int | None = None
    tasks: dict[str, str]


def list_folders(home: Path) -> list[Path]:
    """Return the folders of the runs, newest first."""
    with suppress(OSError):
        found = [path for path in home.iterdir() if path.is_dir() and not path.name.startswith(".")]
        runs = [path for path in found if any((path / name).is_file() for name in (RESULTS, PLAN, STARTED))]
        return sorted(runs, key=lambda path: path.name, reverse=True)
    return []


def stamp(folder: Path) -> float:
    """Return what changes whenever the results of a run do; 0 where there are none."""
    try:
        return (folder / RESULTS).stat().st_mtime
    except OSError:
        return 0.0


def read_results(folder: Path) -> Run:
    """Return what a run measured.

    Raises:
        SuiteError: it is not finished, or its file is damaged.
    """
    try:
        return Run.model_validate_json((folder / RESULTS).read_bytes())
    except OSError:
        raise SuiteError(f"The run {folder.name!r} has no results. Measure anew, or go on with it.") from None
    except ValidationError:
        raise SuiteError(
            f"The results of the run {folder.name!r} cannot be read: the file is damaged or of another version. "
            "Every other run is safe. Measure anew."
        ) from None


def describe_finished(folder: Path) -> KeptRun:
    """Return what a list of runs says of one with results; one whose results are damaged failed."""
    try:
        info = read_results(folder).info
    except SuiteError as error:
        return KeptRun(id=folder.name, state="failed", last_words=(str(error),))
    plan = _read(folder / PLAN, _Plan)
    order = RunOrder(
        engine=info.engine,
        tasks=info.tasks,
        split=info.split,
        limit=plan.limit if plan else None,
        epochs=info.epochs,
        seed=info.seed,
    )
    return KeptRun(id=folder.name, state="finished", order=order, started_at=info.started_at)


def describe_unfinished(folder: Path) -> KeptRun:
    """Return how a run without results stands."""
    started = _read(folder / STARTED, Started)
    progress = _read(folder / PROGRESS, Progress)
    held = is_held(folder)
    running = held or _runs_elsewhere(folder, progress, started)
    words = () if running else last_words(folder, started)
    state: RunState = "running" if running else "stopped"
    if not running and words and not (started and started.is_stopped):
        state = "failed"
    return KeptRun(
        id=folder.name,
        state=state,
        order=started.order if started else _planned(folder),
        started_at=started.started_at if started else _moment(folder.name),
        progress=progress,
        last_words=words if state == "failed" else (),
        can_stop=held and started is not None,
    )


def read_started(folder: Path) -> Started | None:
    """Return what was started here; None where it was started elsewhere."""
    return _read(folder / STARTED, Started)


def write_started(folder: Path, started: Started) -> None:
    """Keep what was started; the file is whole or not there."""
    scratch = folder / f"{STARTED}.new"
    scratch.write_text(started.model_dump_json(indent=1), encoding="utf-8")
    scratch.replace(folder / STARTED)


def is_held(folder: Path) -> bool:
    """Say whether a run that was started here is alive: it holds its lock until its end, however that comes."""
    try:
        with (folder / LOCK).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def last_words(folder: Path, started: Started | None) -> tuple[str, ...]:
    """Return the end of a run's log, without its progress."""
    try:
        with (folder / LOG).open("rb") as handle:
            size = handle.seek(0, os.SEEK_END)
            handle.seek(max(started.log_from if started else 0, size - _LOG_READ))
            return telling_lines(handle.read().decode("utf-8", "replace"))
    except OSError:
        return ()


def telling_lines(log: str) -> tuple[str, ...]:
    """Return the lines that say why a run failed.

    Of an unforeseen error only its type and the places it passed through: its message can quote what was measured.
    """
    before, found, traceback = log.rpartition(_TRACEBACK)
    if found:
        lines = traceback.splitlines()
        places = [_place(match) for line in lines if (match := _PLACE.match(line))]
        kinds = [match["type"] for line in lines if (match := _ERROR_TYPE.match(line))]
        return (*places[1 - _LAST_WORDS :], *kinds[:1])
    said = [line.rstrip() for line in re.split(r"[\r\n]+", before or log) if line.strip()]
    return tuple(line[:_LONGEST_LINE] for line in said if not _PROGRESS_LINE.match(line))[-_LAST_WORDS:]


def _place(match: re.Match[str]) -> str:
    inside = "/".join(Path(match["file"]).parts[-3:])
    return f"{inside}:{match['line']} in {match['name']}"


def _runs_elsewhere(folder: Path, progress: Progress | None, started: Started | None) -> bool:
    """Say whether somebody runs it from a terminal."""
    if progress is None or (started and started.pid == progress.pid):
        return False
    try:
        is_fresh = time() - (folder / PROGRESS).stat().st_mtime < _FRESH_S
        os.kill(progress.pid, 0)
    except PermissionError:
        return is_fresh
    except (OSError, OverflowError):
        return False
    return is_fresh


def _planned(folder: Path) -> RunOrder | None:
    plan = _read(folder / PLAN, _Plan)
    if plan is None:
        return None
    with suppress(ValidationError):
        return RunOrder(tasks=tuple(plan.tasks), **plan.model_dump(exclude={"tasks"}))
    return None


def _moment(name: str) -> datetime | None:
    """Return when a run was started, as its name has it."""
    with suppress(ValueError):
        return datetime.strptime(f"{name[:15]}+0000", "%Y%m%dT%H%M%S%z")
    return None


def _read(path: Path, kind: type[AnyRecord]) -> AnyRecord | None:
    try:
        return kind.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
