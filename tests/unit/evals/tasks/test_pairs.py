from pathlib import Path

import pytest

from evals.suite.task import Case, failed
from evals.tasks.pairs import Pairs
from tests.unit.evals.tasks.engines import make_engine


def _case(side: str) -> Case:
    read_as = {"shown": "showing", "contrary": "contrary"}[side]
    return Case(
        id=side,
        text="I pass it on.",
        target=f"{read_as}: own-it",
        data={"behaviour": "own-it", "side": side},
        labels={"own-it": read_as},
    )


@pytest.mark.parametrize(
    ("side", "read_as", "value"),
    [
        ("contrary", "contrary", 1.0),
        ("contrary", "unclear", 0.5),
        ("contrary", "nothing", 0.5),
        ("contrary", "showing", 0.0),
        ("shown", "showing", 1.0),
        ("shown", "contrary", 0.0),
    ],
)
def test_turning_a_statement_round_is_worse_than_saying_nothing(side: str, read_as: str, value: float) -> None:
    assert Pairs().score(_case(side), {"read as": read_as}).value == value


def test_contrary_taken_as_shown_is_a_share_of_the_contrary_statements() -> None:
    task = Pairs()
    read = [("contrary", "showing"), ("contrary", "nothing"), ("shown", "showing"), ("shown", "contrary")]
    outcomes = [*(task.score(_case(side), {"read as": kind}) for side, kind in read), failed(_case("contrary"), "x")]
    assert [(metric.name, metric.value, metric.n) for metric in task.metrics(outcomes)] == [
        ("contrary taken as shown", 1 / 3, 3),
        ("contrary read as contrary", 0.0, 3),
        ("shown taken as contrary", 0.5, 2),
        ("shown read as showing", 0.5, 2),
    ]


def test_both_sides_of_every_pair_are_samples(tmp_path: Path) -> None:
    cases = Pairs().cases(make_engine(tmp_path), "test")
    sides = [case.data["side"] for case in cases]
    assert sides.count("shown") == sides.count("contrary") > 200
