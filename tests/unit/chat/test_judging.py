from pathlib import Path

import pytest

from coach.chat.gate import SentenceGate
from coach.chat.judging import Judge
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.passages import build_passages

CLAIMS = Path(__file__).resolve().parents[3] / "evals" / "hostile_model" / "claims.txt"
ROWS = [line.split("|", 2) for line in CLAIMS.read_text(encoding="utf-8").splitlines() if not line.startswith("%%")]
JUDGEMENTS = [sentence for kind, _, sentence in ROWS if kind in ("emotion", "score")]
OWN = (
    "You tell people early when it changes.",
    "You sound worried about the smell of gas. Let's make that safe first.",
)


def judge(*, question: str = "What do I do when the van is late?", own: tuple[str, ...] = OWN) -> Judge:
    return Judge(own_words=own, question=question)


def let_through(text: str, *, cut: int) -> tuple[str, str]:
    gate = SentenceGate(judge())
    pieces = (text[place : place + cut] for place in range(0, len(text), cut))
    shown = "".join(map(gate.feed, pieces)) + gate.finish()
    return shown, gate.text


@pytest.mark.parametrize("sentence", JUDGEMENTS)
def test_no_judgement_of_a_person_is_shown_or_kept(sentence: str) -> None:
    for cut in (1, 6, 1000):
        shown, kept = let_through(f"You ring early [1]. {sentence} [1] Then you wait.", cut=cut)
        assert kept == "You ring early [1]. Then you wait."
        assert "(left out) Then you wait." in shown
        assert sentence not in shown


@pytest.mark.parametrize(
    "sentence",
    [
        "You sound worried about the smell of gas.",
        "The customer feels looked after when one person stays with it.",
        "An upset customer needs to hear what happens next.",
        "Ring early when the delivery is late.",
        "Ask what the machine has to do in this home.",
        "You keep the problem on your own list until it is solved.",
    ],
)
def test_what_the_vision_says_of_customers_is_no_judgement(sentence: str) -> None:
    assert not judge().is_judgement(sentence)


def test_a_feeling_that_the_asker_named_may_be_taken_up() -> None:
    sentence = "You say that you are stressed, so ask a colleague for five minutes."
    assert judge().is_judgement(sentence)
    assert not judge(question="I am stressed when the queue is long").is_judgement(sentence)


def test_an_organisation_that_does_not_write_english_is_not_strange_to_itself() -> None:
    german = "Sie rufen die Kundin an, bevor sie fragt."
    assert judge().is_judgement(german)
    assert not judge(own=("Wir rufen die Kundin an, bevor sie fragt, und sagen, wie es weitergeht.",)).is_judgement(
        german
    )


def test_the_organisations_own_words_pass(knowledge: KnowledgeBase) -> None:
    for passage in build_passages(knowledge):
        gate = SentenceGate(judge(own=(passage.text,)))
        assert gate.feed(passage.text) + gate.finish() == passage.text


@pytest.mark.parametrize("cut", [1, 5, 1000])
def test_a_plain_sentence_is_shown_as_it_comes(cut: int) -> None:
    text = "You ring early [1]. Mr. Smith waits, e.g. at noon.\n\nThen you wait."
    assert let_through(text, cut=cut) == (text, text)


def test_a_sentence_is_held_back_from_its_first_suspicious_word_on() -> None:
    gate = SentenceGate(judge())
    assert [gate.feed(piece) for piece in ("Your own ", "score ", "is not ", "known. ", "But ")] == [
        "Your own ",
        "",
        "",
        "",
        "(left out) But ",
    ]


def test_a_judgement_that_is_cut_off_is_not_shown_either() -> None:
    assert let_through("You ring early. Your score is 3 out of", cut=4) == (
        "You ring early. Your (left out)",
        "You ring early. ",
    )


def test_a_sentence_in_another_language_is_found_behind_a_long_english_one() -> None:
    judge = Judge(own_words=["You stay with a customer's problem until it is solved."], question="What do I do?")
    ran_on = "You ring the customer before she has to ask, as the vision says “L'humeur de la personne est mauvaise"
    assert judge.is_judgement(ran_on)
    assert not judge.is_judgement(
        "You ring the customer in the Rue de la Paix back before she has to ask for it again."
    )
