"""Statements of work matched with the behaviours of frameworks that nobody here wrote.

`python -m evals.matching` reads `matching/` in the folder named by COACH_EVAL_DATA. Each statement is compared with all
other statements of its framework as anchors (leave one out); nothing is fitted on the framework under test.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.assess.features import bearing_features
from coach.assess.heads import Heads
from coach.assess.reference import build_references
from coach.embedding.both import BothEncoders, load_statement_encoder
from coach.knowledge.material import Material
from coach.settings import load_settings
from evals.statistics import share_line
from evals.training.material import Labelled, without

FOLDER = "matching"
COLUMNS = ("framework", "behaviour_id", "statement")


@dataclass(frozen=True)
class Framework:
    """One framework: its behaviours and the statements that its authors filed under them."""

    name: str
    materials: tuple[Material, ...]
    statements: tuple[Labelled, ...]


def read_external(root: Path | None) -> tuple[Framework, ...]:
    """Read the frameworks in the folder of external data; none where it is not there."""
    if root is None or not (root / FOLDER).is_dir():
        return ()
    return read_frameworks(root / FOLDER)


def read_frameworks(folder: Path) -> tuple[Framework, ...]:
    """Read every framework in the folder, whatever its name, from every file whose lines have the columns."""
    behaviours = json.loads((folder / "behaviours.json").read_text(encoding="utf-8"))
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").split("\n")]
    rows = [row for line in lines if line.strip() and set(COLUMNS) <= set(row := json.loads(line))]
    return tuple(
        _framework(name, known, [row for row in rows if row["framework"] == name]) for name, known in behaviours.items()
    )


def _framework(name: str, behaviours: Sequence[dict[str, str]], rows: Sequence[dict[str, str]]) -> Framework:
    texts: dict[str, list[str]] = {behaviour["behaviour_id"]: [] for behaviour in behaviours}
    statements = []
    for row in rows:
        filed = texts[row["behaviour_id"]]
        statements.append(Labelled(row["statement"], row["behaviour_id"], "shown", None, len(filed)))
        filed.append(row["statement"])
    materials = tuple(
        Material(
            behaviour_id=behaviour["behaviour_id"],
            about=(behaviour["behaviour_text"],),
            showing=tuple(texts[behaviour["behaviour_id"]]),
            points=(1,) * len(texts[behaviour["behaviour_id"]]),
            contrary=(),
            avoid=(),
        )
        for behaviour in behaviours
    )
    return Framework(name, materials, tuple(statements))


def rank_behaviours(framework: Framework, encoder: BothEncoders, heads: Heads) -> NDArray[np.int64]:
    """Return for each statement the place (from 1) of the behaviour it was filed under."""
    references = build_references(framework.materials, encoder.embed)
    return np.array(list(_places(framework, references, encoder, heads)))


def _places(framework: Framework, references: Sequence, encoder: BothEncoders, heads: Heads) -> Iterator[int]:  # type: ignore[type-arg]
    ids = [reference.behaviour_id for reference in references]
    reading = encoder.read([statement.text for statement in framework.statements])
    work = heads.wording_work.value(reading.wording)
    for row, statement in enumerate(framework.statements):
        others = [without(reference, [statement]) for reference in references]
        features = bearing_features([statement.text], reading.vectors[row : row + 1], others)[0]
        values = heads.bearing.value(np.column_stack([features, np.full(len(ids), work[row])]))
        yield int((values > values[ids.index(statement.behaviour_id)]).sum()) + 1


def render_report(framework: Framework, places: NDArray[np.int64]) -> str:
    """Return top-1, top-3 and the mean reciprocal rank as text."""
    n = len(places)
    title = f"{framework.name}: {n} statements, {len(framework.materials)} behaviours"
    return "\n".join(
        [
            title,
            share_line("top-1", int((places == 1).sum()), n),
            share_line("top-3", int((places <= 3).sum()), n),
            f"{'mean reciprocal rank':46} {(1 / places).mean():.3f}",
        ]
    )


def main() -> None:
    """Print the report, or say that the data is not there."""
    frameworks = read_external(load_settings().eval_data)
    if not frameworks:
        print("skipped: external data not found (set COACH_EVAL_DATA to its folder)")
        return
    encoder = load_statement_encoder()
    heads = Heads.load(encoder.name)
    for framework in frameworks:
        print(render_report(framework, rank_behaviours(framework, encoder, heads)))


if __name__ == "__main__":
    main()
