"""Answers graded by others: the labels of the Joint Student Response Analysis task as the four states."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from coach.domain.evaluation import Metric, Outcome
from coach.domain.finding import STATE_WORDS, STATES
from evals.answer_features import answer_features
from evals.answers import FIVE, STATE_OF, THREE, GradedAnswer, GradingHeads, read_answers
from evals.scorers.agreement import Pair, accuracy, macro_f1
from evals.scorers.intervals import figure, share
from evals.suite.engine import EngineUnderTest
from evals.suite.task import Case, NoCurves, SkippedTask, Split
from evals.tasks.external import OTHERS, KnownVectors, external

TARGET = 0.40
_FIVE, _STATE, _THREE = "five-way", "state", "three-way"
_BELOW = "\n\n"
"""Between a question and its answer."""
_NEW, _FITTED = "not fitted on", "fitted on, another answer"


class Grading(NoCurves):
    """Answers to questions that their head was not fitted on; other answers to fitted questions are shown apart."""

    name = "grading"
    title = "Answers graded by others"
    question = (
        "Does the encoder with a small linear head tell right, half right, contrary and off the point as people did?"
    )
    main = "five-way macro-F1"
    dataset = "answer_grading/"
    written_by = OTHERS

    def __init__(self) -> None:
        """Read the heads when they are first needed, and embed each reference once."""
        self._heads: GradingHeads | None = None
        self._embed: KnownVectors | None = None

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return every answer that its head was not fitted on."""
        if split == "tune":
            return ()
        answers = read_answers(external(engine, "answer_grading"))
        if not answers:
            raise SkippedTask("external data not found: no file in answer_grading/ has the columns of graded answers")
        heads = self._load(engine)
        cases = tuple(unfitted_cases(answers, heads))
        if not cases:
            raise SkippedTask("the heads were fitted on every answer in answer_grading/, so none is left to measure")
        return cases

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Grade the answer."""
        head = self._load(engine).head_for(case.data["scheme"])
        self._embed = self._embed or KnownVectors(engine.encoder.embed)
        features = answer_features(case.data["response"], case.data["question"], case.data["references"], self._embed)
        return {"label": head.grade(features.tolist())}

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Compare the label and, where it is one of the five, the state that it stands for."""
        label = output["label"]
        got = {_FIVE: label, _THREE: label, _STATE: STATE_OF.get(label, label)}
        labels = tuple((item, expected, got[item]) for item, expected in case.labels.items())
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=float(label == case.data["label"]),
            slices=case.slices,
            labels=labels,
            text=case.text,
            expected=case.target,
            got=_in_words(label, case.data["scheme"]),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Sum up by whole questions, so that answers to one question are not taken for independent."""
        return tuple(_metrics([item for item in outcomes if item.slices["question"] == _NEW], self.main)) + tuple(
            _metrics_of_fitted([item for item in outcomes if item.slices["question"] == _FITTED])
        )

    def _load(self, engine: EngineUnderTest) -> GradingHeads:
        self._heads = self._heads or GradingHeads.load(engine.encoder.name)
        return self._heads


def unfitted_cases(answers: Sequence[GradedAnswer], heads: GradingHeads) -> Iterator[Case]:
    """Yield the answers that their head was not fitted on, those to questions that it was fitted on marked as such."""
    for answer in answers:
        head = heads.head_for(answer.label_scheme)
        if answer.row_hash not in head.fitted_rows:
            yield _case(answer, _FITTED if answer.question_hash in head.fitted_questions else _NEW)


def _case(answer: GradedAnswer, question: str) -> Case:
    labels = {_THREE: answer.label}
    if answer.label_scheme == "5way":
        labels = {_FIVE: answer.label, _STATE: STATE_OF[answer.label]}
    return Case(
        id=answer.id,
        text=f"{answer.question}{_BELOW}{answer.response}",
        target=_in_words(answer.label, answer.label_scheme),
        data={
            "question": answer.question,
            "response": answer.response,
            "references": list(answer.references),
            "scheme": answer.label_scheme,
            "label": answer.label,
        },
        slices={
            "labels": "five-way" if answer.label_scheme == "5way" else "three-way",
            "question": question,
        },
        labels=labels,
    )


def _metrics(outcomes: Sequence[Outcome], main: str) -> Iterator[Metric]:
    yield _over_questions(main, outcomes, _FIVE, lambda pairs: macro_f1(pairs, FIVE), target=TARGET)
    yield _over_questions("five-way labels right", outcomes, _FIVE, accuracy)
    yield _over_questions("four states, macro-F1", outcomes, _STATE, lambda pairs: macro_f1(pairs, STATES))
    states = _pairs(outcomes, _STATE)
    contrary = [got for expected, got in states if expected == "contrary"]
    yield share("contrary taken as shown", contrary.count("shown"), len(contrary), at_least=False)
    for state in STATES:
        right = sum(expected == got == state for expected, got in states)
        yield share(f"{STATE_WORDS[state]}: recall", right, sum(expected == state for expected, _ in states))
    yield _over_questions("three-way macro-F1", outcomes, _THREE, lambda pairs: macro_f1(pairs, THREE))


def _metrics_of_fitted(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    if outcomes:
        name = "five-way macro-F1 on other answers to fitted questions"
        yield _over_questions(name, outcomes, _FIVE, lambda pairs: macro_f1(pairs, FIVE))


def _over_questions(
    name: str,
    outcomes: Sequence[Outcome],
    item: str,
    compute: Callable[[Sequence[Pair]], float | None],
    *,
    target: float | None = None,
) -> Metric:
    questions: dict[str, list[Pair]] = {}
    for outcome in outcomes:
        questions.setdefault(outcome.text.partition(_BELOW)[0], []).extend(_pairs([outcome], item))
    groups = [pairs for pairs in questions.values() if pairs]
    return figure(
        name,
        groups,
        lambda drawn: compute([pair for pairs in drawn for pair in pairs]),
        target=target,
        n=sum(map(len, groups)),
        missing="there is no such answer",
    )


def _pairs(outcomes: Sequence[Outcome], item: str) -> list[Pair]:
    return [(expected, got) for outcome in outcomes for name, expected, got in outcome.labels if name == item]


def _in_words(label: str, scheme: str) -> str:
    return f"{label} ({STATE_WORDS[STATE_OF[label]]})" if scheme == "5way" else label
