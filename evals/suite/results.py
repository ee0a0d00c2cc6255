"""Runs on disk: one folder each, with the logs, the results, and how far it has come."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from coach.domain.evaluation import Run
from evals.errors import RunError

RESULTS, LOGS, PLAN, PROGRESS = "run.json", "logs", "plan.json", "progress.json"


def write_run(run: Run, folder: Path) -> Path:
    """Keep the results; the file is whole or not there."""
    path = folder / RESULTS
    _replace(path, run.model_dump_json(indent=1) + "\n")
    return path


def read_run(place: Path) -> Run:
    """Read a run from its folder or its file.

    Raises:
        RunError: there is no finished run, or the file is not one.
    """
    path = place / RESULTS if place.is_dir() else place
    if not path.is_file():
        raise RunError(f"There is no finished run in {str(place)!r}. Run it: python -m evals run")
    try:
        return Run.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place_in = ".".join(str(part) for part in first["loc"])
        raise RunError(
            f"{path.name} in {path.parent.name!r} is no run ({place_in}: {first['msg']}). Run anew."
        ) from None


def list_runs(folder: Path) -> Iterator[Path]:
    """Yield the folders of the runs, newest first; unfinished ones too."""
    found = [path for path in folder.glob("*") if (path / PLAN).is_file() or (path / RESULTS).is_file()]
    yield from sorted(found, key=lambda path: path.name, reverse=True)


def write_progress(folder: Path, *, done: int, total: int, task: str) -> None:
    """Say how far a run has come."""
    _replace(folder / PROGRESS, json.dumps({"done": done, "total": total, "task": task, "pid": os.getpid()}))


def write_plan(folder: Path, plan: dict[str, object]) -> None:
    """Keep what a run is about, so that only the same one goes on with it.

    Raises:
        RunError: the folder holds a run of something else.
    """
    path = folder / PLAN
    if read_plan(folder) not in (None, plan):
        raise RunError(
            f"{str(folder)!r} holds a run of something else: another engine, split, dataset, prompt or version. "
            "Name another folder with --out."
        )
    folder.mkdir(parents=True, exist_ok=True)
    _replace(path, json.dumps(plan, indent=1))


def read_plan(folder: Path) -> dict[str, object] | None:
    """Return what a run is about, or None where the folder holds none."""
    try:
        kept: dict[str, object] = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept


def _replace(path: Path, text: str) -> None:
    scratch = path.with_suffix(".new")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    finally:
        with suppress(FileNotFoundError):
            scratch.unlink()
