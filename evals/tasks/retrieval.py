"""Search: is an answer found, how far up, and does it abstain where there is none?"""

from collections.abc import Iterable, Sequence
from typing import Any

from coach.domain.evaluation import Metric, Outcome
from coach.domain.passage import Passage
from evals.questions import GOLDEN_FILE, Question, read_golden_questions, record_of, targets_met
from evals.scorers.intervals import figure, mean_of, share
from evals.scorers.ranking import ndcg_at, recall_at, reciprocal_rank, success_at
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, Split
from evals.who import MEASURER

DEEP = 60
"""Passages that are looked at to find ten different records."""
_NONE = "no answer"


class Retrieval(NoCurves):
    """Ranking and abstention, each measured apart from the other."""

    name = "retrieval"
    title = "Search"
    question = "Does the search put a passage that answers on top, and say nothing where the files hold no answer?"
    main = "nDCG@10"
    dataset = GOLDEN_FILE.name
    written_by = OWN_DATA

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the questions of the split."""
        return tuple(_case(question) for question in read_golden_questions("tune" if split == "tune" else "test"))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Search twice: as the product does, and without abstaining, so that the ranking is measured apart."""
        role_id = case.data["role_id"]
        found = engine.coach.search(case.text, role_id=role_id, principal=MEASURER)
        ranking = engine.forced_retriever.retrieve(case.text, role_id=role_id, k=DEEP)
        passages = [hit.passage for hit in ranking.hits]
        return {
            "abstained": found.abstained,
            "support": found.support,
            "ranked": rank_targets(passages, case.data["targets"]),
        }

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Score the ranking of an answerable question, and the abstention of any."""
        targets, ranked = case.data["targets"], output["ranked"]
        right = output["abstained"] != bool(targets)
        counts = {"answerable": float(bool(targets)), "abstained": float(output["abstained"])}
        value = float(right)
        if targets:
            value = ndcg_at(ranked, targets, 10)
            counts |= {
                "success@5": success_at(ranked, targets, 5),
                "recall@5": recall_at(ranked, targets, 5),
                "nDCG@10": value,
                "reciprocal rank": reciprocal_rank(ranked, targets),
            }
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=value,
            slices=case.slices,
            counts=counts,
            text=case.text,
            expected=case.target,
            got="abstained" if output["abstained"] else ", ".join(ranked[:5]),
            note=_note(right, targets, ranked, output),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Sum up; a failed search counts as finding nothing and as abstaining wrongly."""
        with_answer = [item for item in outcomes if item.slices.get("kind") != _NONE]
        without = [item for item in outcomes if item.slices.get("kind") == _NONE]
        abstained = [item for item in outcomes if item.counts.get("abstained")]
        rightly = sum(item in without for item in abstained)
        values = {
            name: [item.counts.get(name, 0.0) for item in with_answer]
            for name in ("success@5", "recall@5", "nDCG@10", "reciprocal rank")
        }
        n_found = int(sum(values["success@5"]))
        return (
            share("recall@5 (an answer among the first five)", n_found, len(with_answer), target=0.95),
            mean_of("recall@5 (share of all answers)", values["recall@5"]),
            mean_of("nDCG@10", values["nDCG@10"], target=0.85),
            mean_of("mean reciprocal rank", values["reciprocal rank"]),
            share("abstention precision", rightly, len(abstained), target=0.9),
            share("abstention recall", rightly, len(without), target=0.9),
            *_by_slice(with_answer),
        )


def _by_slice(outcomes: Sequence[Outcome]) -> Iterable[Metric]:
    for name in ("kind", "role"):
        for value in sorted({item.slices[name] for item in outcomes if name in item.slices}):
            chosen = [item.counts.get("nDCG@10", 0.0) for item in outcomes if item.slices.get(name) == value]
            yield figure(f"nDCG@10, {name} {value}", chosen, lambda drawn: sum(drawn) / len(drawn))


def _case(question: Question) -> Case:
    kind = question.targets[0].split(":")[0] if question.targets else _NONE
    return Case(
        id=question.id,
        text=question.question,
        target=", ".join(question.targets) or "nothing: the files do not say",
        data={"role_id": question.role_id, "targets": list(question.targets)},
        slices={"kind": kind, "role": question.role_id, "style": question.style},
    )


def rank_targets(passages: Iterable[Passage], targets: Sequence[str]) -> list[str]:
    """Return the records in order of their first passage; one that meets a target bears the target's name."""
    wanted, met, ranked = frozenset(targets), set[str](), dict[str, str]()
    for passage in passages:
        record = record_of(passage)
        if record not in ranked:
            fresh = targets_met(passage, wanted) - met
            met |= fresh
            ranked[record] = next(iter(sorted(fresh)), f"{record}*" if record in met else record)
    return list(ranked.values())


def _note(right: bool, targets: Sequence[str], ranked: Sequence[str], output: dict[str, Any]) -> str:
    if not right:
        said = "abstained although there is an answer" if targets else "answered although there is none"
        return f"{said} (support {output['support']:.2f})"
    if targets and not any(record in targets for record in ranked[:5]):
        return "no answer among the first five"
    return ""
