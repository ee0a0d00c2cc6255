"""Findings about whole accounts beside what labellers marked in them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from coach.domain.account import Account
from coach.domain.evaluation import Curve, Metric, Outcome
from coach.domain.finding import STATE_WORDS, STATES, Assessment, Evidence
from evals.golden import FIRST_PASS, SECOND_PASS, Golden, read_golden, read_labels, state_of
from evals.reviewers import REVIEWED, ReviewedFinding, read_reviewed
from evals.scorers.agreement import accuracy, macro_f1
from evals.scorers.calibration import Said, reliability
from evals.scorers.intervals import figure, share
from evals.scorers.readers import Reading, reader_metrics
from evals.scorers.states import Targets, calibration_metric, pairs_of, state_metrics
from evals.suite.engine import EngineUnderTest
from evals.suite.task import FAILED, OWN_DATA, Case, Split
from evals.who import MEASURER

_TARGETS = Targets(macro_f1=0.75, contrary_as_shown=0.05)
_REVIEWERS = "reviewers"
_Twice = dict[str, tuple[str, str]]
"""What two readers said of each behaviour."""


class Findings:
    """States, quotes and confidence on the golden accounts."""

    name = "findings"
    title = "Findings about accounts"
    question = "Does the coach find in an account of work what the labellers marked in it, behaviour by behaviour?"
    main = "macro-F1"
    dataset = "golden_accounts.jsonl"
    written_by = (
        f"{OWN_DATA}; both labelling passes are by the same kind of labeller, a language model, so how far they agree "
        "is an upper bound on how far people would"
    )

    # Not in the samples: what readers said apart from each other is no target, and must not change the version.
    _twice: Mapping[str, _Twice] = MappingProxyType({})

    def __init__(self, reviewed: Path = REVIEWED) -> None:
        """Measure on the golden accounts, and on what reviewers corrected where that was imported."""
        self._reviewed = reviewed

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the golden accounts of the split, each with its states; reviewers' findings are for testing only."""
        wanted: Literal["tune", "test"] = "tune" if split == "tune" else "test"
        golden = read_golden(engine.knowledge, wanted)
        reviewed = read_reviewed(self._reviewed) if wanted == "test" else ()
        self._twice = _read_twice(golden, engine) | {
            _reviewed_id(item): {item.behaviour_id: (item.reader_1, item.reader_2 or FAILED)} for item in reviewed
        }
        return (*(_case(item, engine) for item in golden), *map(_reviewed_case, reviewed))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read the account."""
        account = Account(text=case.text, role_id=case.data["role_id"])
        assessment = engine.coach.assess_without_fallback(account, principal=MEASURER)
        return {"assessment": assessment.model_dump(mode="json")}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Compare states, and look for each quote in the account."""
        assessment = Assessment.model_validate(output["assessment"])
        expected = case.labels
        got = {finding.behaviour_id: finding.state for finding in assessment.findings}
        labels = tuple((item, state, got.get(item, FAILED)) for item, state in expected.items())
        quotes = [item for finding in assessment.findings for item in (*finding.evidence, *finding.counter_evidence)]
        exact = sum(case.text[item.span.start : item.span.end] == item.quote for item in quotes)
        wrong = [(item, want, came) for item, want, came in labels if want != came]
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=1 - len(wrong) / len(labels),
            slices=self._source(case) | case.slices,
            counts={
                "quotes": len(quotes),
                "quotes exact": exact,
                "quotes beside a mark": sum(_is_beside(item, case) for item in quotes),
                "refused quotes": assessment.refused_quotes,
                **{f"sure: {item.behaviour_id}": item.confidence for item in assessment.findings},
                **_spent(assessment),
            },
            labels=labels,
            text=case.text,
            expected=case.target,
            got=_in_words(got),
            note="; ".join(
                f"{item}: marked {STATE_WORDS.get(want, want)}, found {STATE_WORDS.get(came, came)}"  # type: ignore[call-overload]
                for item, want, came in wrong
            ),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Sum up; a failed account counts as wrong in every behaviour. Reviewers' findings have their own figures."""
        golden = [outcome for outcome in outcomes if outcome.slices.get("source") != _REVIEWERS]
        reviewed = [outcome for outcome in outcomes if outcome.slices.get("source") == _REVIEWERS]
        quotes = int(sum(outcome.counts.get("quotes", 0) for outcome in outcomes))
        exact = int(sum(outcome.counts.get("quotes exact", 0) for outcome in outcomes))
        marked = int(sum(outcome.counts.get("quotes", 0) for outcome in golden))
        beside = int(sum(outcome.counts.get("quotes beside a mark", 0) for outcome in golden))
        return (
            *state_metrics(golden, _TARGETS),
            *self._reader_metrics(golden),
            *(self._reviewed_metrics(reviewed) if reviewed else ()),
            share("quotes word for word in the account", exact, quotes, target=1.0, is_exact=True),
            share("quotes that the labellers marked for this behaviour too", beside, marked),
            calibration_metric(golden, _said),
            share("accounts that failed", sum(o.status == "failed" for o in outcomes), len(outcomes), at_least=False),
        )

    def _source(self, case: Case) -> dict[str, str]:
        return {"source": "authors"} if case.id in self._twice else {}

    def _reader_metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        if not self._twice:
            return ()
        return reader_metrics(self._readings(outcomes), between="two labelling passes", minus="labellers")

    def _reviewed_metrics(self, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
        n = len(pairs_of(outcomes))
        yield figure("reviewers: macro-F1", outcomes, lambda drawn: macro_f1(pairs_of(drawn), STATES), n=n)
        yield figure("reviewers: findings right", outcomes, lambda drawn: accuracy(pairs_of(drawn)), n=n)
        yield from reader_metrics(self._readings(outcomes), between="two reviewers", minus="reviewers")

    def _readings(self, outcomes: Sequence[Outcome]) -> list[Reading]:
        """Return what two readers and the coach said, by account; a failed account is in it as that."""
        found = []
        for outcome in outcomes:
            twice = self._twice.get(outcome.sample_id, {})
            labels = tuple((*twice[item], got) for item, _, got in outcome.labels if item in twice)
            found += [Reading(labels)] if labels else []
        return found

    def curves(self, outcomes: Sequence[Outcome]) -> tuple[Curve, ...]:
        """Return how often findings were right, by how sure the coach was."""
        said = [item for outcome in outcomes for item in _said(outcome)]
        return (Curve(name="confidence", points=reliability(said)),) if said else ()


def _case(golden: Golden, engine: EngineUnderTest) -> Case:
    role = engine.knowledge.role(golden.account.role_id)
    states = golden.states(role)
    return Case(
        id=golden.account.id,
        text=golden.account.text,
        target=_in_words(states),
        data={
            "role_id": role.id,
            "marks": {item: [mark.quote for mark in marks] for item, marks in golden.marks.items()},
        },
        slices={"role": role.id, "style": golden.account.style, "kind of role": role.kind},
        labels=dict(states),
    )


def _reviewed_case(item: ReviewedFinding) -> Case:
    states = {item.behaviour_id: item.state}
    return Case(
        id=_reviewed_id(item),
        text=item.text,
        target=_in_words(states),
        data={"role_id": item.role_id, "marks": {item.behaviour_id: [mark.quote for mark in item.evidence]}},
        slices={"source": _REVIEWERS, "role": item.role_id},
        labels=dict(states),
        is_private=True,
    )


def _reviewed_id(item: ReviewedFinding) -> str:
    # Golden accounts have ids of the same form.
    return f"reviewed/{item.id}"


def _read_twice(accounts: Sequence[Golden], engine: EngineUnderTest) -> dict[str, _Twice]:
    passes = [read_labels(engine.knowledge, labels=path) for path in (FIRST_PASS, SECOND_PASS)]
    found: dict[str, _Twice] = {}
    for golden in accounts:
        first, second = (marked[golden.account.id] for marked in passes)
        found[golden.account.id] = {
            asked.behaviour_id: (
                state_of(first.get(asked.behaviour_id, ()), asked.point),
                state_of(second.get(asked.behaviour_id, ()), asked.point),
            )
            for asked in engine.knowledge.role(golden.account.role_id).expectations
        }
    return found


def _in_words(states: dict[str, Any]) -> str:
    return "; ".join(f"{item}: {STATE_WORDS.get(state, state)}" for item, state in states.items())


def _is_beside(found: Evidence, case: Case) -> bool:
    """Tell whether a quote shares most of the shorter of the two with words that labellers marked for the behaviour."""
    for marked in case.data["marks"].get(found.behaviour_id, ()):
        begin = case.text.find(marked)
        shared = min(found.span.end, begin + len(marked)) - max(found.span.start, begin)
        if shared >= 0.5 * min(len(found.quote), len(marked)):
            return True
    return False


def _said(outcome: Outcome) -> list[Said]:
    return [
        (outcome.counts[f"sure: {item}"], want == came)
        for item, want, came in outcome.labels
        if f"sure: {item}" in outcome.counts
    ]


def _spent(assessment: Assessment) -> dict[str, float]:
    spent = assessment.spent
    if spent is None:
        return {}
    return {
        "calls": spent.calls,
        "tokens": spent.input_tokens + spent.output_tokens,
        "seconds": spent.seconds,
        **({"cost": spent.cost} if spent.cost is not None else {}),
    }
