import json
from typing import Any

import pytest
from pydantic import ValidationError

from coach.domain.answer import Answer, Claim
from coach.domain.draft import AuthorQuestion, Turn
from tests.builders import make_author_question, make_turn

ANSWER = make_turn().answer
ROUTE = {"topic": "legal", "words": "Not for me.", "who": "The legal desk", "how": "Ring 0808 157 0001."}
CLAIM = Claim(text="Ring early.", citations=(1,), seal="supported")
EMPTY: dict[str, Any] = {"lines": (), "citations": (), "behaviour_ids": ()}


def changed(**fields: Any) -> Answer:
    return Answer.model_validate({**ANSWER.model_dump(), **fields})


def test_a_turn_that_was_kept_before_there_were_modes_still_loads() -> None:
    kept = json.loads(make_turn().model_dump_json())
    for added in ("mode", "prose", "status", "route", "customer_words", "notes", "spent"):
        del kept["answer"][added]
    del kept["follows"]
    assert Turn.model_validate_json(json.dumps(kept)) == make_turn()


def test_a_question_that_was_sent_before_there_were_kinds_still_loads() -> None:
    kept = json.loads(make_author_question().model_dump_json())
    for added in ("kind", "promise_id", "stage_id", "behaviour_id"):
        del kept[added]
    assert AuthorQuestion.model_validate_json(json.dumps(kept)) == make_author_question()


@pytest.mark.parametrize(
    "fields",
    [
        {"prose": ((CLAIM,),), "lines": ()},
        {"route": ROUTE, **EMPTY},
        {"abstained": True, **EMPTY},
        {"mode": "capture", "customer_words": {"text": "It was late."}, **EMPTY},
        {"prose": ((CLAIM,),), "lines": (), "status": "broken"},
        {"status": "stopped", **EMPTY},
    ],
)
def test_these_answers_can_be(fields: dict[str, Any]) -> None:
    assert changed(**fields).model_dump_json()


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"prose": ((CLAIM,),)}, "quoted or worded, not both"),
        ({"route": ROUTE}, "say nothing else"),
        ({"abstained": True}, "say nothing else"),
        ({"abstained": True, "route": ROUTE, **EMPTY}, "was not searched"),
        (EMPTY, "does not say why"),
        ({"status": "broken"}, "only an answer that a model words"),
        ({"abstained": True, "status": "stopped", **EMPTY}, "only an answer that a model words"),
        ({"customer_words": {"text": "It was late."}}, "keeps no customer's words"),
        ({"prose": ((CLAIM, CLAIM.model_copy(update={"citations": (2,)})),), "lines": ()}, "points to no citation"),
        ({"prose": ((),), "lines": ()}, "a paragraph of the answer is empty"),
        ({"citations": ANSWER.citations * 2}, "one number"),
    ],
)
def test_these_answers_cannot_be(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        changed(**fields)


@pytest.mark.parametrize(("seal", "citations"), [("uncited", (1,)), ("supported", ()), ("unsupported", ())])
def test_a_seal_fits_the_citations(seal: str, citations: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError, match="citations"):
        Claim.model_validate({"text": "Ring early.", "citations": citations, "seal": seal})


def test_a_turn_cannot_follow_itself() -> None:
    with pytest.raises(ValidationError, match="cannot follow itself"):
        make_turn(follows="turn-1")


@pytest.mark.parametrize("kind", ["question", "doubt"])
def test_only_a_customers_words_are_matched_to_the_vision(kind: str) -> None:
    with pytest.raises(ValidationError, match="is not matched"):
        make_author_question(kind=kind, behaviour_id="own-it")
    assert make_author_question(kind="customer_said", behaviour_id="own-it").behaviour_id == "own-it"


def test_every_word_of_an_answer_can_be_searched() -> None:
    worded = changed(prose=((CLAIM,),), lines=())
    assert worded.texts() == ("When do I ring?", "Ring early.")
    assert changed(route=ROUTE, **EMPTY).texts() == ("When do I ring?", *(ROUTE[k] for k in ("words", "who", "how")))
