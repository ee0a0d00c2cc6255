"""Pairs of a showing and a contrary statement for one behaviour: the costly error, statement by statement."""

from collections.abc import Sequence
from typing import Any

from coach.assess.heads import Heads
from coach.assess.match import Matcher
from coach.bootstrap import build_matcher
from coach.domain.account import Span, Statement
from coach.domain.evaluation import Metric, Outcome
from coach.domain.knowledge import Point
from coach.domain.record import Line, Record, Slug
from coach.embedding.both import load_statement_encoder
from evals.contrary import FILE
from evals.jsonl import read_records
from evals.scorers.intervals import share
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, SkippedTask, Split

TARGET = 0.10
_READ_AS = {"shown": "showing", "contrary": "contrary"}


class Pair(Record):
    """Two statements about one behaviour: one shows it, the other its contrary."""

    id: Line
    behaviour_id: Slug
    role_id: Slug
    shown: Line
    point: Point
    """The scale point that the showing statement was written for."""
    contrary: Line
    form: Line
    """How the contrary was made."""


class Pairs(NoCurves):
    """Both statements of every pair, each read for the behaviour that it was written for."""

    name = "pairs"
    title = "Contrary statements"
    question = "Is a statement that shows the contrary of a behaviour ever taken for showing it?"
    main = "contrary taken as shown"
    dataset = FILE.name
    written_by = OWN_DATA

    def __init__(self) -> None:
        """Build the matcher when it is first needed."""
        self._matcher: Matcher | None = None

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the statements; training and calibration never read them, so there is only a test split."""
        if split == "tune":
            return ()
        known = {behaviour.id for behaviour in engine.knowledge.behaviours}
        pairs = [pair for pair in read_records(FILE, Pair) if pair.behaviour_id in known]
        if not pairs:
            raise SkippedTask("the pairs are about behaviours of the demo vision, and the knowledge files hold another")
        return tuple(
            Case(
                id=f"{pair.id}-{side}",
                text=text,
                target=f"{_READ_AS[side]}: {pair.behaviour_id}",
                data={"behaviour": pair.behaviour_id, "side": side},
                slices={"written as": side, "behaviour": pair.behaviour_id, "form": pair.form},
                labels={pair.behaviour_id: _READ_AS[side]},
            )
            for pair in pairs
            for side, text in (("shown", pair.shown), ("contrary", pair.contrary))
        )

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read the statement as the embedded engine does, for that behaviour."""
        self._matcher = self._matcher or _load_matcher(engine)
        statement = Statement(text=case.text, span=Span(start=0, end=len(case.text)))
        bearings = {bearing.behaviour_id: bearing.kind for bearing in self._matcher.match([statement])}
        return {"read as": bearings.get(case.data["behaviour"], "nothing")}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """A statement is right when it is read as it was written; saying nothing is a lesser error than turning it."""
        expected, got = _READ_AS[case.data["side"]], output["read as"]
        is_turned = {expected, got} == {"showing", "contrary"}
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=0.0 if is_turned else 1.0 if got == expected else 0.5,
            slices=case.slices,
            labels=((case.data["behaviour"], expected, got),),
            text=case.text,
            expected=case.target,
            got=got,
            note="the wrong way round" if is_turned else "",
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return how often each side was turned round, and how often it was read as written."""
        read = [label[1:] for outcome in outcomes for label in outcome.labels]
        contrary = [got for expected, got in read if expected == "contrary"]
        shown = [got for expected, got in read if expected == "showing"]
        return (
            share(self.main, contrary.count("showing"), len(contrary), target=TARGET, at_least=False),
            share("contrary read as contrary", contrary.count("contrary"), len(contrary)),
            share("shown taken as contrary", shown.count("contrary"), len(shown), at_least=False),
            share("shown read as showing", shown.count("showing"), len(shown)),
        )


def _load_matcher(engine: EngineUnderTest) -> Matcher:
    reader = load_statement_encoder(engine.encoder)
    return build_matcher(engine.settings, engine.knowledge, reader, Heads.load(reader.name))
