import pytest

from evals.suite.task import Case, failed
from evals.tasks.seals import Seals


def _case(*, is_backed: bool) -> Case:
    label = "backed" if is_backed else "not backed"
    return Case(id=label, text="You ring back.", target=label, slices={"how": "paraphrase"}, labels={"claim": label})


@pytest.mark.parametrize(("is_backed", "is_sealed"), [(True, True), (True, False), (False, True), (False, False)])
def test_the_seal_is_right_exactly_where_the_claim_is_backed(is_backed: bool, is_sealed: bool) -> None:
    outcome = Seals().score(_case(is_backed=is_backed), {"sealed": is_sealed})
    assert outcome.value == float(is_backed == is_sealed)


def test_precision_recall_and_false_seals_are_counted_apart() -> None:
    task = Seals()
    said = [(True, True), (True, False), (True, True), (False, True), (False, False)]
    outcomes = [task.score(_case(is_backed=backed), {"sealed": sealed}) for backed, sealed in said]
    assert [metric.value for metric in task.metrics(outcomes)] == [2 / 3, 2 / 3, 0.5]


def test_a_failure_is_a_backed_claim_without_a_seal() -> None:
    task = Seals()
    outcomes = [task.score(_case(is_backed=True), {"sealed": True}), failed(_case(is_backed=True), "no encoder")]
    assert [metric.value for metric in task.metrics(outcomes)][:2] == [1.0, 0.5]
