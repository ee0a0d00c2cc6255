"""Task statements of occupations beside the detailed work activities that analysts linked them with."""

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.evaluation import Metric, Outcome
from evals.errors import DatasetError
from evals.scorers.intervals import mean_of, share
from evals.scorers.ranking import reciprocal_rank, success_at
from evals.suite.engine import EngineUnderTest
from evals.suite.task import Case, NoCurves, SkippedTask, Split
from evals.tasks.external import OTHERS, KnownVectors, external

SAMPLE = 400
CANDIDATES = 50
SEED = 20_261_128
_TASK, _LINK, _ACTIVITY = ("Task ID", "Task"), ("Task ID", "DWA ID"), ("DWA ID", "DWA Title")


class Onet(NoCurves):
    """A seeded sample of tasks, each with its activities among others."""

    name = "onet"
    title = "Tasks and work activities of O*NET"
    question = "Is the work activity that analysts linked a task with the first of fifty that the encoder thinks of?"
    main = "mean reciprocal rank"
    dataset = "onet/"
    written_by = OTHERS

    def __init__(self) -> None:
        """Embed each activity once."""
        self._embed: KnownVectors | None = None

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the sample; nothing is fitted on it, so there is only a test split."""
        if split == "tune":
            return ()
        folder = external(engine, "onet")
        tasks = {row["Task ID"]: row["Task"] for row in read_tab_separated(folder, _TASK)}
        titles = {row["DWA ID"]: row["DWA Title"] for row in read_tab_separated(folder, _ACTIVITY)}
        linked: dict[str, set[str]] = {}
        for row in read_tab_separated(folder, _LINK):
            if row["Task ID"] in tasks and row["DWA ID"] in titles:
                linked.setdefault(row["Task ID"], set()).add(row["DWA ID"])
        if not linked:
            raise SkippedTask("external data not found: onet/ has no tasks, activities and links between them")
        return tuple(_sample(tasks, titles, linked))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Rank the candidates by how near they lie to the task."""
        self._embed = self._embed or KnownVectors(engine.encoder.embed)
        titles = case.data["candidates"]
        likeness = self._embed(list(titles.values())) @ self._embed([case.text])[0]
        ids = list(titles)
        return {"ranked": [ids[place] for place in np.argsort(-likeness, kind="stable").tolist()]}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Score the place of the first right activity."""
        ranked, right = output["ranked"], case.data["right"]
        titles = case.data["candidates"]
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=reciprocal_rank(ranked, right),
            counts={f"top-{k}": success_at(ranked, right, k) for k in (1, 3)},
            text=case.text,
            expected=case.target,
            got=" / ".join(titles[item] for item in ranked[:3]),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return top-1, top-3 and the mean reciprocal rank."""
        return (
            mean_of(self.main, [item.value or 0.0 for item in outcomes]),
            *(share(top, int(sum(item.counts.get(top, 0.0) for item in outcomes)), len(outcomes)) for top in _TOPS),
        )


_TOPS = ("top-1", "top-3")


def read_tab_separated(folder: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of every tab-separated file whose first line names the columns.

    Raises:
        DatasetError: such a file has a row without one of them.
    """
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.tsv")]):
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                # The titles hold quotation marks that quote nothing.
                rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
                if not set(columns) <= set(rows.fieldnames or ()):
                    continue
                for row in rows:
                    if any(not row[column] for column in columns):
                        raise DatasetError(
                            f"{path.name}, line {rows.line_num}: there is no {' or no '.join(columns)}. Mend the line."
                        )
                    yield {column: row[column] for column in columns}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DatasetError(f"{path.name} cannot be read ({error}). Put it there as UTF-8 with tabs.") from None


def _sample(tasks: dict[str, str], titles: dict[str, str], linked: dict[str, set[str]]) -> Iterator[Case]:
    rng = random.Random(SEED)
    activities = sorted(titles)
    for task_id in rng.sample(sorted(linked), min(SAMPLE, len(linked))):
        right = sorted(linked[task_id])
        others = [item for item in activities if item not in linked[task_id]]
        chosen = [*right, *rng.sample(others, max(0, min(CANDIDATES - len(right), len(others))))]
        # Equal likeness keeps this order, so the right ones must not come first.
        rng.shuffle(chosen)
        yield Case(
            id=f"task-{task_id}",
            text=tasks[task_id],
            target=" / ".join(titles[item] for item in right),
            data={"right": right, "candidates": {item: titles[item] for item in chosen}},
        )
