"""Faults that were met, sorted into those that nobody can miss and the others."""

from typing import Any

import pytest

from coach.domain.answer import Answer
from evals.fault_ends import CHAT_FAULTS, End, Ended, Way, end_of_answer
from evals.model_bench import fault_figures
from tests.builders import make_turn


def make_worded(**overrides: Any) -> Answer:
    claim = {"text": "You keep the question until it is answered.", "citations": (1,), "seal": "supported"}
    data = make_turn().answer.model_dump() | {"lines": (), "prose": ((claim,),)}
    return Answer.model_validate(data | overrides)


@pytest.mark.parametrize(
    ("fault", "way", "end", "is_sound"),
    [
        ("end-50", "answer", "marked", True),
        ("end-50", "answer", "whole", False),
        ("end-50", "reading", "error", True),
        ("end-50", "reading", "unnoticed", False),
        ("no-usage", "reading", "whole", True),
        ("no-usage", "reading", "unnoticed", False),
        ("status-400-schema", "answer", "whole", True),
        ("status-400-schema", "reading", "whole", False),
    ],
)
def test_a_result_is_sound_if_it_is_whole_in_spite_of_the_fault_or_says_that_it_is_not(
    fault: str, way: Way, end: End, is_sound: bool
) -> None:
    assert Ended(fault, way, end).is_sound is is_sound
    assert fault in CHAT_FAULTS


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (make_worded(), "whole"),
        (make_worded(status="broken"), "marked"),
        (make_worded(prose=(({"text": "It rains.", "citations": (), "seal": "uncited"},),)), "marked"),
        (make_turn().answer.model_copy(update={"lines": (), "citations": (), "abstained": True}), "marked"),
        (make_turn().answer, "unnoticed"),
    ],
    ids=["backed", "broken off", "not backed", "nothing answers", "not worded by the model"],
)
def test_an_answer_is_whole_only_where_a_claim_is_backed_and_it_did_not_break_off(answer: Answer, end: End) -> None:
    assert end_of_answer(answer) == end


def test_a_fault_that_nobody_notices_lowers_the_share_and_is_named() -> None:
    met = [
        Ended("end-50", "answer", "marked"),
        Ended("hang", "answer", "whole"),
        Ended("hang", "reading", "error"),
        Ended("no-usage", "reading", "whole"),
    ]

    assert [(figure.name, figure.measured) for figure in fault_figures(met)] == [
        ("faults, answer: typed error or marked", "0.500 (0.095 to 0.905, n = 2): 0 typed errors, 1 marked"),
        ("faults, answer: neither", "hang"),
        ("faults, reading: typed error or marked", "1.000 (0.207 to 1.000, n = 1): 1 typed errors, 0 marked"),
        ("faults that leave a usable reply: it is used", "1.000 (0.207 to 1.000, n = 1)"),
    ]
