"""The seal "supported" on claims whose cited passages back them, or do not."""

from collections.abc import Sequence
from typing import Any

from coach.chat.support import SupportCheck
from coach.domain.evaluation import Metric, Outcome
from coach.domain.passage import Passage
from coach.retrieval.passages import build_passages
from evals.jsonl import read_records
from evals.scorers.intervals import share
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, SkippedTask, Split
from evals.support import FILE, LabelledClaim

_YES, _NO = "backed", "not backed"


class Seals(NoCurves):
    """Every labelled claim, judged by the rule that seals an answer's claims."""

    name = "seals"
    title = "The seal \u201csupported\u201d"
    question = "Does a claim bear the seal exactly where the passages that it cites back it?"
    main = "sealed claims that are backed (precision)"
    dataset = FILE.name
    written_by = OWN_DATA

    def __init__(self) -> None:
        """Build the check, and the passages, when they are first needed."""
        self._check: SupportCheck | None = None
        self._passages: dict[str, Passage] = {}

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the claims of the split."""
        self._passages = {passage.id: passage for passage in build_passages(engine.knowledge)}
        claims = [item for item in read_records(FILE, LabelledClaim) if item.split == split]
        known = [item for item in claims if set(item.passages) <= set(self._passages)]
        if not known:
            raise SkippedTask("the claims cite passages of the demo knowledge, and the knowledge files hold others")
        return tuple(_case(item, self._passages) for item in known)

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Judge the claim."""
        self._check = self._check or SupportCheck(engine.encoder)
        cited = [self._passages[name] for name in case.data["passages"]]
        (is_sealed,) = self._check.are_supported([(case.data["claim"], cited)], question="")
        return {"sealed": is_sealed}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """The seal is right where it is there exactly if the claim is backed."""
        expected, got = case.labels["claim"], _YES if output["sealed"] else _NO
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=float(expected == got),
            slices=case.slices,
            labels=(("claim", expected, got),),
            text=case.text,
            expected=case.target,
            got="sealed as supported" if output["sealed"] else "not sealed",
            note="" if expected == got else f"how the claim was made: {case.slices['how']}",
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return precision and recall of the seal, and how often a claim without backing bears it."""
        pairs = [label[1:] for outcome in outcomes for label in outcome.labels]
        sealed = [expected for expected, got in pairs if got == _YES]
        backed = [got for expected, got in pairs if expected == _YES]
        bare = [got for expected, got in pairs if expected == _NO]
        return (
            share(self.main, sealed.count(_YES), len(sealed)),
            share("backed claims that are sealed (recall)", backed.count(_YES), len(backed)),
            share("claims without backing that are sealed", bare.count(_YES), len(bare), at_least=False),
        )


def _case(item: LabelledClaim, passages: dict[str, Passage]) -> Case:
    cited = "\n".join(f"[{name}] {passages[name].text}" for name in item.passages)
    label = _YES if item.supported else _NO
    return Case(
        id=item.id,
        text=f"{item.claim}\n\n{cited}",
        target=label,
        data={"claim": item.claim, "passages": list(item.passages)},
        slices={"how": item.how},
        labels={"claim": label},
    )
