import pytest

from coach.llm.tokens import estimate_input, estimate_tokens
from tests.builders import make_request


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("Hello there", 4), ("Grüße", 3), ("你好", 2), ("🙂", 2), ("\ud83d", 1)]
)
def test_a_token_is_taken_to_be_three_bytes(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


def test_a_request_counts_its_schema() -> None:
    plain = estimate_input(make_request())
    assert (plain, estimate_input(make_request(output_schema={"type": "object"}))) == (15, 15 + 13)
