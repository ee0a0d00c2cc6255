import pytest

from coach.chat.sentences import sentence_end, split_sentences, take_markers


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("You ring [1]. You wait [2].", ["You ring [1]. ", "You wait [2]."]),
        ("You ring. [1] You wait. [2][3]", ["You ring. [1] ", "You wait. [2][3]"]),
        ("“I ring you.” [1] Then I do.", ["“I ring you.” [1] ", "Then I do."]),
        ("You ring [1] You wait [2]", ["You ring [1] ", "You wait [2]"]),
        ("Mr. Smith waits, e.g. at noon. Ring!", ["Mr. Smith waits, e.g. at noon. ", "Ring!"]),
        ("It costs 3.50 today.\nSo say it.", ["It costs 3.50 today.\n", "So say it."]),
        ("No end here", ["No end here"]),
        ("", []),
    ],
)
def test_a_sentence_keeps_its_markers(text: str, sentences: list[str]) -> None:
    assert list(split_sentences(text)) == sentences


def test_a_sentence_has_not_ended_while_a_marker_may_follow() -> None:
    assert sentence_end("You ring. ") is None
    assert sentence_end("You ring. [1]") is None
    assert sentence_end("You ring. [1] Y") == len("You ring. [1] ")


def test_markers_are_taken_out_of_the_words() -> None:
    assert take_markers("You ring [1][2] early [2].\n") == ("You ring early.", (1, 2))
