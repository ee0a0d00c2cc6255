from typing import Any

import pytest

from coach.domain.evaluation import Metric
from evals.answer_features import FEATURES
from evals.answers import FIVE, THREE, GradedAnswer, GradingHead, GradingHeads
from evals.suite.task import failed
from evals.tasks.grading import Grading, unfitted_cases


def _answer(**overrides: Any) -> GradedAnswer:
    values = {
        "id": "a1",
        "question": "Why is it dark?",
        "question_id": "q1",
        "references": ("The switch is open.",),
        "response": "the switch is closed",
        "label": "contradictory",
        "label_scheme": "5way",
    }
    return GradedAnswer.model_validate(values | overrides)


def _head(labels: tuple[str, ...], *fitted: GradedAnswer) -> GradingHead:
    flat = (0.0,) * len(FEATURES)
    return GradingHead(
        features=FEATURES,
        mean=flat,
        scale=(1.0,) * len(FEATURES),
        labels=labels,
        weights=(flat,) * len(labels),
        biases=(0.0,) * len(labels),
        unseen_macro_f1=0.5,
        fitted_rows=tuple(item.row_hash for item in fitted),
        fitted_questions=tuple(item.question_hash for item in fitted),
    )


def _heads(*fitted: GradedAnswer) -> GradingHeads:
    return GradingHeads(encoder="e", five_way=_head(FIVE, *fitted), three_way=_head(THREE))


def _values(metrics: tuple[Metric, ...]) -> dict[str, float | None]:
    return {metric.name: metric.value for metric in metrics}


def test_an_answer_that_its_head_was_fitted_on_is_not_measured() -> None:
    seen, new = _answer(), _answer(id="a2", question="Why is it hot?")
    assert [case.id for case in unfitted_cases([seen, new], _heads(seen))] == ["a2"]


def test_another_answer_to_a_fitted_question_is_told_apart_whatever_the_question_is_called() -> None:
    other = _answer(id="a2", question_id="another-name", response="no idea")
    (case,) = unfitted_cases([other], _heads(_answer()))
    assert case.slices["question"] == "fitted on, another answer"


def test_a_row_that_one_head_was_fitted_on_is_new_to_the_other() -> None:
    three_way = _answer(label="incorrect", label_scheme="3way")
    (case,) = unfitted_cases([three_way], _heads(_answer()))
    assert (case.labels, case.slices["question"]) == ({"three-way": "incorrect"}, "not fitted on")


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("correct", "shown"),
        ("partially_correct_incomplete", "partly_shown"),
        ("contradictory", "contrary"),
        ("irrelevant", "not_described"),
        ("non_domain", "not_described"),
    ],
)
def test_each_of_the_five_labels_stands_for_a_state(label: str, state: str) -> None:
    (case,) = unfitted_cases([_answer()], _heads())
    outcome = Grading().score(case, {"label": label})
    assert outcome.labels == (("five-way", "contradictory", label), ("state", "contrary", state))
    assert outcome.value == float(label == "contradictory")


def test_an_error_within_a_state_is_an_error_in_five_ways_only() -> None:
    (case,) = unfitted_cases([_answer(label="irrelevant")], _heads())
    values = _values(Grading().metrics([Grading().score(case, {"label": "non_domain"})]))
    assert values["five-way macro-F1"] == 0.0
    assert values["four states, macro-F1"] == 1.0


def test_answers_to_fitted_questions_do_not_count_in_the_main_figure() -> None:
    task = Grading()
    new, other = _answer(id="a2", question="Why is it hot?"), _answer(id="a3")
    cases = {case.id: case for case in unfitted_cases([new, other], _heads(_answer()))}
    outcomes = [task.score(cases["a2"], {"label": "correct"}), task.score(cases["a3"], {"label": "contradictory"})]
    values = _values(task.metrics(outcomes))
    assert (values["five-way macro-F1"], values["contrary taken as shown"]) == (0.0, 1.0)
    assert values["five-way macro-F1 on other answers to fitted questions"] == 1.0


def test_a_failure_counts_as_a_wrong_label() -> None:
    task = Grading()
    first, second = unfitted_cases([_answer(), _answer(id="a2", question="Why is it hot?")], _heads())
    outcomes = [task.score(first, {"label": "contradictory"}), failed(second, "no encoder")]
    assert _values(task.metrics(outcomes))["five-way labels right"] == 0.5


def test_without_three_way_answers_their_figure_is_missing_and_not_zero() -> None:
    (case,) = unfitted_cases([_answer()], _heads())
    metric = {m.name: m for m in Grading().metrics([Grading().score(case, {"label": "correct"})])}["three-way macro-F1"]
    assert (metric.value, metric.missing) == (None, "there is no such answer")
