from coach.chat.conversation import join_questions, redact_talk, words_of
from coach.domain.answer import Claim
from coach.llm.redact import Redactor
from tests.builders import make_turn

REDACTOR = Redactor()


def test_the_parts_of_a_talk_are_redacted_together() -> None:
    turn = make_turn(question="What do I tell Mrs Ann Porter?", line="Ring early.")
    talk = redact_talk(
        "And if Mrs Ann Porter is out? Her mail is ann@example.org",
        earlier=(turn,),
        begun="Mrs Ann Porter waits.",
        redactor=REDACTOR,
        keep=(),
    )
    assert talk.earlier.text == "Question: What do I tell Mrs [NAME_1]?\nAnswer: Ring early."
    assert talk.begun.text == "Mrs [NAME_1] waits."
    assert talk.question.text == "And if Mrs [NAME_1] is out? Her mail is [EMAIL_1]"
    assert talk.question.original == "And if Mrs Ann Porter is out? Her mail is ann@example.org"
    assert REDACTOR.restore(talk.whole, "Ring [NAME_1]") == "Ring Ann Porter"


def test_without_an_earlier_turn_only_the_question_is_there() -> None:
    talk = redact_talk("Must I ring?", earlier=(), begun="", redactor=REDACTOR, keep=())
    assert (talk.earlier.text, talk.begun.text, talk.question.text) == ("", "", "Must I ring?")


def test_a_long_answer_is_shortened() -> None:
    turn = make_turn(line="word " * 400)
    earlier = redact_talk("And then?", earlier=(turn,), begun="", redactor=REDACTOR, keep=()).earlier.text
    assert len(earlier) < 600
    assert earlier.endswith(" …")


def test_a_follow_up_is_joined_to_the_last_question() -> None:
    turns = (make_turn(question="First?"), make_turn(question="Second?"))
    assert join_questions(turns, "And then?") == "Second? And then?"
    assert join_questions((), "Alone?") == "Alone?"


def test_only_supported_claims_are_told_to_the_model_again() -> None:
    claims = (
        Claim(text="Ring early.", citations=(1,), seal="supported"),
        Claim(text="Pay them.", citations=(1,), seal="unsupported"),
        Claim(text="Hope.", seal="uncited"),
    )
    worded = make_turn().answer.model_copy(update={"lines": (), "prose": (claims,)})
    assert words_of(worded) == "Ring early."
