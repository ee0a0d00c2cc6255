"""Statements of work beside the behaviour that their authors filed them under, leave one out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.assess.features import bearing_features
from coach.assess.heads import Heads
from coach.assess.reference import Reference, build_references
from coach.domain.evaluation import Metric, Outcome
from coach.embedding.both import BothEncoders, load_statement_encoder
from evals.errors import DatasetError
from evals.matching import COLUMNS, Framework, read_frameworks
from evals.scorers.intervals import mean_of, share
from evals.scorers.ranking import reciprocal_rank
from evals.suite.engine import EngineUnderTest
from evals.suite.task import Case, NoCurves, SkippedTask, Split
from evals.tasks.external import OTHERS, external, read_json, read_tables
from evals.training.material import without

BEHAVIOURS = "behaviours.json"


class Matching(NoCurves):
    """Every statement of every framework in the folder, whatever their names."""

    name = "matching"
    title = "Matching on frameworks by others"
    question = "Is the behaviour that a framework's authors filed a statement under the first that the coach thinks of?"
    main = "mean reciprocal rank"
    dataset = "matching/"
    written_by = OTHERS

    def __init__(self) -> None:
        """Read each framework once."""
        self._frameworks: dict[str, Framework] = {}
        self._references: dict[str, tuple[Reference, ...]] = {}
        self._reader: BothEncoders | None = None
        self._heads: Heads | None = None

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return every statement; nothing is fitted on them, so there is only a test split."""
        if split == "tune":
            return ()
        frameworks = read_checked(external(engine, "matching"))
        if not any(framework.statements for framework in frameworks):
            raise SkippedTask("external data not found: no file in matching/ has the columns of filed statements")
        self._frameworks = {framework.name: framework for framework in frameworks}
        self._references = {}
        return tuple(case for framework in frameworks for case in _statements(framework))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Rank the framework's behaviours by how likely the statement bears on each."""
        framework = self._frameworks[case.data["framework"]]
        reader, heads, references = self._load(framework)
        statement = framework.statements[case.data["place"]]
        reading = reader.read([statement.text])
        others = [
            without(item, [statement]) if item.behaviour_id == statement.behaviour_id else item for item in references
        ]
        work = heads.wording_work.value(reading.wording)[0]
        features = bearing_features([statement.text], reading.vectors, others)[0]
        values = heads.bearing.value(np.column_stack([features, np.full(len(others), work)]))
        ids = [reference.behaviour_id for reference in references]
        return {"ranked": [ids[place] for place in np.argsort(-values, kind="stable").tolist()]}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Score the place of the right behaviour."""
        ranked, wanted = output["ranked"], case.data["behaviour"]
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=reciprocal_rank(ranked, [wanted]),
            slices=case.slices,
            counts={"top-1": float(wanted in ranked[:1]), "top-3": float(wanted in ranked[:3])},
            text=case.text,
            expected=case.target,
            got=", ".join(ranked[:3]),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return top-1, top-3 and the mean reciprocal rank of each framework."""
        return (
            mean_of(self.main, [item.value or 0.0 for item in outcomes]),
            *(metric for name in _names(outcomes) for metric in _of_framework(name, outcomes)),
        )

    def _load(self, framework: Framework) -> tuple[BothEncoders, Heads, tuple[Reference, ...]]:
        """Return what reads accounts in the product, and the framework as it is compared with."""
        self._reader = self._reader or load_statement_encoder()
        self._heads = self._heads or Heads.load(self._reader.name)
        if framework.name not in self._references:
            self._references[framework.name] = build_references(framework.materials, self._reader.embed)
        return self._reader, self._heads, self._references[framework.name]


def read_checked(folder: Path) -> tuple[Framework, ...]:
    """Read the frameworks, after each line was checked.

    Raises:
        SkippedTask: the behaviours are not there.
        DatasetError: a line or a behaviour is malformed, or a statement is filed under a behaviour that is not there.
    """
    if not (folder / BEHAVIOURS).is_file():
        raise SkippedTask(f"external data not found: {BEHAVIOURS} is not in {folder.name}/")
    known = _known_behaviours(read_json(folder / BEHAVIOURS))
    for path, rows in read_tables(folder, COLUMNS):
        for number, row in rows:
            if (row["framework"], row["behaviour_id"]) not in known:
                raise DatasetError(
                    f"{path.name}, line {number}: {BEHAVIOURS} has no behaviour {row['behaviour_id']!r} in the "
                    f"framework {row['framework']!r}. Add it there, or take the line out."
                )
    return read_frameworks(folder)


def _known_behaviours(frameworks: Any) -> set[tuple[str, str]]:
    try:
        pairs = {
            (name, behaviour["behaviour_id"])
            for name, behaviours in frameworks.items()
            for behaviour in behaviours
            if isinstance(behaviour["behaviour_text"], str)
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{BEHAVIOURS}: {error!r}. It maps each framework to a list of behaviours, each with behaviour_id and "
            "behaviour_text."
        ) from None
    return pairs


def _statements(framework: Framework) -> Iterator[Case]:
    behaviours = {material.behaviour_id: material.about[0] for material in framework.materials}
    for place, statement in enumerate(framework.statements):
        yield Case(
            id=f"{framework.name}/{place}",
            text=statement.text,
            target=f"{statement.behaviour_id}: {behaviours[statement.behaviour_id]}",
            data={"framework": framework.name, "place": place, "behaviour": statement.behaviour_id},
            slices={"framework": framework.name},
        )


def _names(outcomes: Sequence[Outcome]) -> list[str]:
    return sorted({item.slices["framework"] for item in outcomes})


def _of_framework(name: str, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    inside = [item for item in outcomes if item.slices["framework"] == name]
    for top in ("top-1", "top-3"):
        yield share(f"{name}: {top}", int(sum(item.counts.get(top, 0.0) for item in inside)), len(inside))
    yield mean_of(f"{name}: mean reciprocal rank", [item.value or 0.0 for item in inside])
