"""Personal data in texts of others, in accounts of ours and in sentences written by rule: found, and nothing else?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coach.domain.account import Span
from coach.domain.evaluation import Metric, Outcome
from coach.domain.redaction import Private
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from evals.presidio import FILE as PRESIDIO
from evals.presidio import read_presidio
from evals.redaction_marks import KINDS, Mark, Marked, read_marked
from evals.redaction_report import ACCOUNTS, Score, measure
from evals.redaction_samples import structured
from evals.scorers.intervals import share
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, Split
from evals.tasks.flipping import in_slice, values_of

STRUCTURED = 500
_TARGETS: dict[Private, float] = {"email": 0.95, "phone": 0.95, "card": 0.95}
_OTHERS, _OWN, _BY_RULE = "texts by others", "our accounts", "written by rule"


class Redaction(NoCurves):
    """Every marked text; those of others are left out where they are not there."""

    name = "redaction"
    title = "Personal data hidden"
    question = "Is personal data hidden before words go to a language model, and is little else hidden?"
    main = "personal data hidden"
    dataset = f"{ACCOUNTS.name}, sentences written by rule, {PRESIDIO.parent.name}/"
    written_by = f"{OWN_DATA}; presidio-research (MIT), synthetic"

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the texts; of those by others the half of the split, of ours all for testing."""
        half = read_presidio(engine.settings.eval_data, "tune" if split == "tune" else "test")
        theirs = [make_case(text.marked, _OTHERS, number) for number, text in enumerate(half)]
        if split == "tune":
            return tuple(theirs)
        # Rules are written with the other half in view; of this one nothing but figures is to be seen.
        theirs = [replace(case, text=f"{case.id}, kept unseen", target="kept unseen") for case in theirs]
        keep = own_words(engine.knowledge)
        return (
            *theirs,
            *(make_case(text, _OWN, number, keep=keep) for number, text in enumerate(read_marked(ACCOUNTS))),
            *(make_case(text, _BY_RULE, number) for number, text in enumerate(structured(STRUCTURED))),
        )

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Hide what is private, as the product does before it asks a model."""
        marked, keep = _marked(case), frozenset(case.data["keep"])
        score = measure([marked], keep=keep)
        counts, is_seen = _counts(score), case.text == marked.text
        if not is_seen:
            return {"text": "", "counts": counts, "missed": ["in a text that is kept unseen"] * len(score.missed)}
        return {"text": Redactor().redact(marked.text, keep=keep).text, "counts": counts, "missed": score.missed}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """A text is right where nothing private is left in it."""
        missed = output["missed"]
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=float(not missed),
            slices=case.slices,
            counts=output["counts"],
            text=case.text,
            expected=case.target,
            got=output["text"],
            note="; ".join(f"not hidden: {item}" for item in missed),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return what was hidden at all, then recall and precision of each kind, then each source."""
        return tuple(self._metrics(outcomes))

    def _metrics(self, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
        yield _hidden(self.main, outcomes)
        for kind in KINDS:
            found, tags = _total(outcomes, f"{kind} found"), _total(outcomes, f"{kind} tags")
            yield share(f"{kind}: recall", found, _marks(outcomes, kind), target=_TARGETS.get(kind))
            yield share(f"{kind}: precision", _total(outcomes, f"{kind} right"), tags)
        for source in values_of(outcomes, "source"):
            yield _hidden(f"{source}: hidden", in_slice(outcomes, "source", source))


def make_case(marked: Marked, source: str, number: int, *, keep: frozenset[str] = frozenset()) -> Case:
    """Return a marked text as a sample."""
    return Case(
        id=f"{source}/{number}",
        text=marked.text,
        target="; ".join(f"{mark.kind}: {_words(marked.text, mark.span)}" for mark in marked.marks)
        or "nothing private",
        data={
            "text": marked.text,
            "keep": sorted(keep),
            "marks": [[mark.kind, mark.span.start, mark.span.end] for mark in marked.marks],
        },
        slices={"source": source},
        labels={f"mark {place}": mark.kind for place, mark in enumerate(marked.marks, start=1)},
    )


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _marked(case: Case) -> Marked:
    marks = tuple(Mark(kind, Span(start=start, end=end)) for kind, start, end in case.data["marks"])
    return Marked(case.data["text"], marks)


def _counts(score: Score) -> dict[str, float]:
    """Return what occurred; a kind that did not occur is left out."""
    counts: dict[str, float] = {}
    for kind, tally in score.tallies.items():
        if tally.n or tally.tags:
            counts |= {
                kind: tally.n,
                f"{kind} found": tally.found,
                f"{kind} hidden": tally.hidden,
                f"{kind} tags": tally.tags,
                f"{kind} right": tally.right,
            }
    return counts


def _hidden(name: str, outcomes: Sequence[Outcome]) -> Metric:
    hidden = sum(_total(outcomes, f"{kind} hidden") for kind in KINDS)
    return share(name, hidden, sum(_marks(outcomes, kind) for kind in KINDS))


def _marks(outcomes: Sequence[Outcome], kind: Private) -> int:
    """Return how much there was to hide; in a text that failed nothing was hidden."""
    lost = sum(expected == kind for o in outcomes if o.status == "failed" for _, expected, _ in o.labels)
    return lost + _total(outcomes, kind)


def _total(outcomes: Sequence[Outcome], name: str) -> int:
    return int(sum(outcome.counts.get(name, 0.0) for outcome in outcomes))
