"""The suite as a program of its own: asked for a short answer, or started in the background and left to itself."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, sleep

from pydantic import TypeAdapter, ValidationError

from coach.domain.evaluation import Comparison, Run
from coach.errors import SuiteError
from coach.settings import Settings, variables
from coach.suite.folder import (
    LOCK,
    LOG,
    PROGRESS,
    RESULTS,
    Started,
    describe_finished,
    describe_unfinished,
    is_held,
    list_folders,
    read_results,
    read_started,
    stamp,
    telling_lines,
    write_started,
)
from coach.suite.protocols import KeptRun, Missing, RunOrder, TaskChoice

_PATIENCE_S = 120.0
_TO_STOP_S = 5.0
_LOOK_AGAIN_S = 0.1
_REFUSED = 2
"""The suite's exit status where the input is wrong; its last line is then a sentence for people."""


class ProcessSuite:
    """The suite of the checkout that the product runs from."""

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime]) -> None:
        """Keep runs under the home folder of these settings."""
        self._settings = settings
        self._clock = clock
        self._home = settings.home / "evals"
        self._starting = Lock()
        # Results are long, and a page asks for them at every press. A stamp tells when they are others.
        self._finished = lru_cache(maxsize=500)(lambda folder, _stamp: describe_finished(folder))
        self._results = lru_cache(maxsize=4)(lambda folder, _stamp: read_results(folder))
        self._compared = lru_cache(maxsize=8)(self._compare)
        self._reported = lru_cache(maxsize=4)(self._report)
        self._known_tasks = lru_cache(maxsize=1)(self._ask_tasks)

    def missing(self) -> Missing | None:
        """Return what it lacks to run here, if anything."""
        if _checkout() is None:
            return "suite"
        return None if find_spec("inspect_ai") else "packages"

    def tasks(self) -> tuple[TaskChoice, ...]:
        """Return the tasks that can be measured; the suite is asked once."""
        return self._known_tasks()

    def runs(self) -> tuple[KeptRun, ...]:
        """Return the runs that are kept, newest first."""
        return tuple(
            self._finished(folder, stamp(folder)) if (folder / RESULTS).is_file() else describe_unfinished(folder)
            for folder in list_folders(self._home)
        )

    def run(self, run_id: str) -> Run:
        """Return what a finished run measured."""
        folder = self._folder(run_id)
        run: Run = self._results(folder, stamp(folder))
        return run

    def results(self, run_id: str) -> str:
        """Return a finished run as JSON."""
        return self.run(run_id).model_dump_json(indent=1)

    def start(self, order: RunOrder) -> str:
        """Begin a run in the background, and return its id."""
        slug = "".join(character if character.isalnum() else "-" for character in order.engine)[:60]
        folder = self._home / f"{self._clock():%Y%m%dT%H%M%S}-{slug}"
        with self._starting:
            self._refuse_if_busy()
            self._launch(folder, order)
        return folder.name

    def go_on(self, run_id: str) -> None:
        """Take up a run where it ended."""
        folder = self._folder(run_id)
        with self._starting:
            self._refuse_if_busy()
            order = describe_unfinished(folder).order
            if order is None:
                raise SuiteError(f"Nothing tells what the run {run_id!r} was to measure. Measure anew.")
            self._launch(folder, order)

    def stop(self, run_id: str) -> None:
        """End a run; what it measured is in its logs."""
        folder = self._folder(run_id)
        started = read_started(folder)
        if not is_held(folder):
            return
        if started is None:
            raise SuiteError(f"The run {run_id!r} was not started from here. Stop it where it was started.")
        write_started(folder, started.model_copy(update={"is_stopped": True}))
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(started.pid, how)
            if _ends(folder, within_s=_TO_STOP_S):
                return

    def compare(self, before: str, after: str) -> Comparison:
        """Compare two finished runs, sample by sample."""
        one, other = self._folder(before), self._folder(after)
        comparison: Comparison = self._compared(one, stamp(one), other, stamp(other))
        return comparison

    def report(self, run_id: str) -> str:
        """Return the page for readers about a finished run, as HTML."""
        folder = self._folder(run_id)
        page: str = self._reported(folder, stamp(folder))
        return page

    def _compare(self, before: Path, _one: float, after: Path, _other: float) -> Comparison:
        said = self._ask("-m", "evals", "compare", str(before), str(after), "--json")
        try:
            return Comparison.model_validate_json(said)
        except ValidationError:
            raise SuiteError("The suite's comparison cannot be read. The checkout holds two versions.") from None

    def _report(self, folder: Path, _stamp: float) -> str:
        page = folder / "report.html"
        self._ask("-m", "evals", "report", str(folder), "--out", str(page))
        try:
            return page.read_text(encoding="utf-8")
        except OSError as error:
            raise SuiteError(f"The report cannot be read: {error.strerror}. The run itself is safe.") from None

    def _ask_tasks(self) -> tuple[TaskChoice, ...]:
        try:
            return TypeAdapter(tuple[TaskChoice, ...]).validate_json(self._ask("-m", "evals", "tasks", "--json"))
        except ValidationError:
            raise SuiteError("The suite does not say what it can measure. Measure everything instead.") from None

    def _folder(self, run_id: str) -> Path:
        found = next((folder for folder in list_folders(self._home) if folder.name == run_id), None)
        if found is None:
            raise SuiteError(f"There is no run {run_id!r} any more. Choose another one.")
        return found

    def _refuse_if_busy(self) -> None:
        if any(run.state == "running" for run in self.runs()):
            raise SuiteError(
                "A run is at work already, and two would disturb each other. Wait for its end, or stop it."
            )

    def _launch(self, folder: Path, order: RunOrder) -> None:
        command = [*self._python(), "-m", "evals", "run", *_arguments(order), "--out", str(folder)]
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / PROGRESS).unlink(missing_ok=True)
            with (folder / LOCK).open("wb") as lock, (folder / LOG).open("ab") as log:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                log_from = log.tell()
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=self._environment(),
                    start_new_session=True,
                    pass_fds=(lock.fileno(),),
                )
            started = Started(order=order, pid=process.pid, started_at=self._clock(), log_from=log_from)
            write_started(folder, started)
        except OSError as error:
            raise SuiteError(
                f"The run could not be started: {error.strerror or error}. Every earlier run is safe."
            ) from None
        # Until somebody has heard of its end, the system keeps a dead process as one of ours.
        Thread(target=process.wait, name="evals", daemon=True).start()

    def _ask(self, *arguments: str) -> str:
        try:
            told = subprocess.run(
                [*self._python(), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                env=self._environment(),
                timeout=_PATIENCE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise SuiteError("The suite did not answer in time. Every run is safe. Try again.") from None
        if told.returncode == 0:
            return told.stdout
        lines = telling_lines(told.stderr)
        if told.returncode == _REFUSED and lines:
            raise SuiteError(lines[-1])
        raise SuiteError(f"The suite failed, and every run is safe. Where it failed: {'; '.join(lines) or 'unknown'}.")

    def _python(self) -> tuple[str, ...]:
        """Return how to run Python on the suite, whatever lies in the folder that somebody works in.

        Raises:
            SuiteError: the suite is not here.
        """
        if self.missing():
            raise SuiteError("The suite of evals is not installed here. The page Evals says how to get it.")
        return sys.executable, "-P"

    def _environment(self) -> dict[str, str]:
        around = variables("")
        path = os.pathsep.join(filter(None, (str(_checkout() or ""), around.get("PYTHONPATH"))))
        own = {"PYTHONPATH": path, "COACH_HOME": str(self._settings.home)}
        own["COACH_KNOWLEDGE"] = str(self._settings.knowledge)
        if self._settings.eval_data:
            own["COACH_EVAL_DATA"] = str(self._settings.eval_data)
        return {**around, **own}


def _checkout() -> Path | None:
    """Return the folder that holds the suite. It is looked for and not imported; another package has its name too."""
    spec = find_spec("evals")
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place.parent for place in places if (place / "suite" / "running.py").is_file()), None)


def _arguments(order: RunOrder) -> list[str]:
    told = [*order.tasks, "--engine", order.engine, "--split", order.split, "--epochs", str(order.epochs), "--no-gate"]
    if order.limit:
        told += ["--limit", str(order.limit)]
    if order.seed is not None:
        told += ["--seed", str(order.seed)]
    return told


def _ends(folder: Path, *, within_s: float) -> bool:
    until = monotonic() + within_s
    while is_held(folder):
        if monotonic() > until:
            return False
        sleep(_LOOK_AGAIN_S)
    return True
