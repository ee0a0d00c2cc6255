"""What of a call is ours."""

import pytest

from evals.model_process import Served
from evals.model_times import beyond_the_model


def test_our_time_is_what_passes_before_the_model_has_the_call_and_after_its_last_words() -> None:
    spans = [(10.0, 14.0), (20.0, 25.0)]
    served = [
        Served(received_at=10.25, first_piece_at=11.0, last_event_at=13.5),
        Served(received_at=20.5, first_piece_at=20.5, last_event_at=24.75),
    ]

    assert beyond_the_model(spans, served) == [0.75, 0.75]


def test_calls_that_cannot_be_told_apart_are_not_timed() -> None:
    with pytest.raises(ValueError, match="shorter"):
        beyond_the_model([(0.0, 1.0), (2.0, 3.0)], [Served(0.5, 0.6, 0.7)])
