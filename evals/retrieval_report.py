"""Measure retrieval and abstention on the questions of one split, and print a table.

Run it from the repository root::

    python -m evals.retrieval_report          # the split "test", which nothing was fitted on
    python -m evals.retrieval_report control  # 80 more, written last and measured once
    python -m evals.retrieval_report tune     # the split that the numbers were fitted on

With COACH_EMBEDDING=openai:<name>, that model puts the passages in order, as it does in the product.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import NamedTuple

from coach.bootstrap import build_retriever
from coach.domain.passage import Passage
from coach.embedding.minilm import READER, MiniLM
from coach.knowledge.files import load_knowledge
from coach.report.interval import wilson
from coach.retrieval.calibration import Calibration
from coach.retrieval.retriever import Retriever
from coach.settings import content_folder, load_settings
from evals.questions import Question, Split, read_questions, record_of, targets_met

_DEEP = 60
"""Passages that are looked at to find ten different records."""


class Share(NamedTuple):
    """A count out of n, with its 95 % Wilson interval."""

    hits: int
    n: int

    def text(self) -> str:
        """Return the share with its interval."""
        if self.n == 0:
            return "no cases"
        low, high = wilson(self.hits, self.n)
        return f"{self.hits / self.n:.3f}  ({self.hits} of {self.n}; 95 %: {low:.2f} to {high:.2f})"


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """What happened to one question."""

    question: Question
    abstained: bool
    support: float
    records: tuple[str, ...]
    """The records of the ranking, best first, whether the search abstained or not."""
    gains: tuple[int, ...]
    """For each record, how many targets it meets that none before it met."""
    first_passages_meet: bool
    """Whether one of the first five passages meets a target."""


@dataclass(frozen=True, kw_only=True)
class RetrievalReport:
    """The figures of one split."""

    split: Split
    results: tuple[QuestionResult, ...]

    @property
    def abstention_precision(self) -> Share:
        """Of the searches that abstained, how many were right to."""
        abstained = [result for result in self.results if result.abstained]
        return Share(sum(not result.question.targets for result in abstained), len(abstained))

    @property
    def abstention_recall(self) -> Share:
        """Of the questions without an answer, how many were abstained from."""
        beyond = [result for result in self.results if not result.question.targets]
        return Share(sum(result.abstained for result in beyond), len(beyond))

    @property
    def answerable(self) -> tuple[QuestionResult, ...]:
        """The questions that have an answer."""
        return tuple(result for result in self.results if result.question.targets)

    @property
    def recall_at_5(self) -> Share:
        """Questions with an acceptable record among the first five records."""
        return Share(sum(any(result.gains[:5]) for result in self.answerable), len(self.answerable))

    @property
    def passages_at_5(self) -> Share:
        """Questions with an acceptable record among the first five passages."""
        return Share(sum(result.first_passages_meet for result in self.answerable), len(self.answerable))

    @property
    def all_targets_at_5(self) -> float:
        """The mean share of all acceptable records that stand among the first five records."""
        return fmean(sum(result.gains[:5]) / len(result.question.targets) for result in self.answerable)

    @property
    def ndcg_at_10(self) -> float:
        """Normalised discounted cumulative gain over records; the ideal puts every acceptable record first."""
        return fmean(ndcg(result.gains[:10], len(result.question.targets)) for result in self.answerable)

    @property
    def reciprocal_rank(self) -> float:
        """The mean of 1 / rank of the first acceptable record."""
        return fmean(next((1 / rank for rank, gain in enumerate(r.gains, 1) if gain), 0.0) for r in self.answerable)


def ndcg(gains: Sequence[int], targets: int) -> float:
    """Return the discounted gain of a ranking over the best possible one."""
    found = sum(min(gain, 1) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
    return found / sum(1 / math.log2(rank + 1) for rank in range(1, min(targets, 10) + 1))


def measure(retriever: Retriever, forced: Retriever, split: Split) -> RetrievalReport:
    """Ask every question of a split; `forced` never abstains, so that the ranking is measured apart from abstention."""
    results = [_ask(retriever, forced, question) for question in read_questions(split)]
    return RetrievalReport(split=split, results=tuple(results))


def _ask(retriever: Retriever, forced: Retriever, question: Question) -> QuestionResult:
    found = retriever.retrieve(question.question, role_id=question.role_id)
    ranking = forced.retrieve(question.question, role_id=question.role_id, k=_DEEP)
    passages = [hit.passage for hit in ranking.hits]
    targets = frozenset(question.targets)
    records, gains = _rank_records(passages, targets)
    return QuestionResult(
        question=question,
        abstained=found.abstained,
        support=found.support,
        records=records,
        gains=gains,
        first_passages_meet=any(targets_met(passage, targets) for passage in passages[:5]),
    )


def _rank_records(passages: Iterable[Passage], targets: frozenset[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the records in order of their first passage, and the targets each of them is the first to meet."""
    met: set[str] = set()
    gains: dict[str, int] = {}
    for passage in passages:
        record = record_of(passage)
        if record not in gains:
            fresh = targets_met(passage, targets) - met
            gains[record] = len(fresh)
            met |= fresh
    return tuple(gains), tuple(gains.values())


def render(report: RetrievalReport) -> str:
    """Return the table, and below it the questions that went wrong."""
    lines = [
        f"Retrieval questions, split {report.split!r}",
        f"  abstention precision                 {report.abstention_precision.text()}",
        f"  abstention recall                    {report.abstention_recall.text()}",
        f"  recall@5, an acceptable record       {report.recall_at_5.text()}",
        f"  the same among the first 5 passages  {report.passages_at_5.text()}",
        f"  recall@5, all acceptable records     {report.all_targets_at_5:.3f}  (n = {len(report.answerable)})",
        f"  nDCG@10                              {report.ndcg_at_10:.3f}  (n = {len(report.answerable)})",
        f"  mean reciprocal rank                 {report.reciprocal_rank:.3f}  (n = {len(report.answerable)})",
        "Wrong, the surest first",
    ]
    for result in sorted(report.results, key=lambda result: -abs(result.support - 0.5)):
        problem = _problem(result)
        if problem:
            lines.append(f"  {result.question.id} support {result.support:.2f}: {problem}: {result.question.question}")
    return "\n".join(lines)


def _problem(result: QuestionResult) -> str:
    if result.abstained == bool(result.question.targets):
        return "abstained, but there is an answer" if result.abstained else "answered, but there is no answer"
    if result.question.targets and not any(result.gains[:5]):
        return f"none of {', '.join(result.question.targets)} among {', '.join(result.records[:5])}"
    return ""


def main(split: Split) -> None:
    """Build an index in a temporary folder, measure and print."""
    knowledge = load_knowledge(content_folder("knowledge"), today=datetime.now(UTC).date())
    encoder = MiniLM.load()
    calibration = Calibration.load(encoder.name)
    never = calibration.model_copy(update={"threshold": 0.0})
    with TemporaryDirectory() as home:
        settings, trained = load_settings().model_copy(update={"home": Path(home)}), MiniLM.load(READER)
        retriever, forced = (
            build_retriever(settings, knowledge, encoder, trained, calibration=each) for each in (calibration, never)
        )
        print(render(measure(retriever, forced, split)))


if __name__ == "__main__":
    named: dict[str, Split] = {"tune": "tune", "control": "control"}
    main(named.get(sys.argv[-1], "test"))
