from datetime import date

import pytest

from coach.chat.capture import to_authors
from coach.domain.answer import Mode
from coach.domain.draft import AuthorQuestion
from tests.chat_engine import make_embedded

DAY = date(2026, 11, 22)
SAID = "Mrs Ann Porter said nobody did ring her when the delivery was late"


def sent(text: str, mode: Mode) -> AuthorQuestion:
    answer = make_embedded().answer(text, role_id="shop-adviser", mode=mode)
    return to_authors(answer, id="sent-1", on=DAY)


@pytest.mark.parametrize(("mode", "kind"), [("ask", "question"), ("check", "question"), ("doubt", "doubt")])
def test_a_question_or_a_doubt_is_sent_word_for_word(mode: Mode, kind: str) -> None:
    text = "Which parrot sings loudest?"
    assert sent(text, mode) == AuthorQuestion.model_validate(
        {"id": "sent-1", "asked_on": DAY, "kind": kind, "question": text, "role_id": "shop-adviser"}
    )


def test_what_a_customer_said_is_sent_without_personal_data() -> None:
    found = sent(SAID, "capture")
    assert (found.kind, found.behaviour_id, found.promise_id) == (
        "customer_said",
        "keep-people-posted",
        "you-always-know",
    )
    assert "Porter" not in found.model_dump_json()
    assert "nobody did ring her" in found.question
