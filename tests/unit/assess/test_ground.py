import pytest

from coach.assess.ground import check_span
from coach.domain.account import Span
from coach.errors import GroundingError

TEXT = "I ring back. I ring back."


def test_a_span_holds_exactly_its_quote() -> None:
    assert check_span(TEXT, "ring", Span(start=15, end=19)) == Span(start=15, end=19)


@pytest.mark.parametrize("span", [(14, 18), (15, 20), (24, 28), (400, 404)])
def test_a_span_that_holds_other_words_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(GroundingError, match=rf"Other words than the quote 'ring' stand at {span[0]} to {span[1]}"):
        check_span(TEXT, "ring", Span(start=span[0], end=span[1]))


def test_the_message_holds_no_more_of_the_account_than_the_start_of_the_quote() -> None:
    with pytest.raises(GroundingError) as refused:
        check_span("nothing of the kind", "a" * 200 + "secret", Span(start=0, end=5))

    assert "secret" not in str(refused.value)
