"""An engine under test that has only a folder of external data; nothing of it is loaded until a sample is run."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from evals.suite.engine import EngineUnderTest


def make_engine(folder: Path) -> EngineUnderTest:
    """Return the embedded engine with `folder`/data as its external data."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    return EngineUnderTest(spec="embedded", home=folder / "home", eval_data=data)


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write one JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
