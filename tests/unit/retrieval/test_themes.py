"""What a question is about, by the trained encoder."""

import numpy as np
import pytest

from coach.embedding.minilm import READER, MiniLM
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.themes import Themes, build_themes, join
from tests.builders import HashEncoder, make_knowledge


def make_themes() -> Themes:
    knowledge, encoder = make_knowledge(), HashEncoder()
    return build_themes(knowledge.behaviours, knowledge.roles, encoder, encoder.embed)


def nearest(themes: Themes, question: str) -> str:
    near = themes.nearness(question)
    return max(near, key=lambda behaviour_id: near[behaviour_id])


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Ring early when the delivery is late?", "keep-people-posted"),
        ("I tell them it is not my department", "own-it"),
    ],
)
def test_a_question_is_near_a_behaviour_by_what_shows_it_and_by_what_is_its_opposite(question: str, about: str) -> None:
    assert nearest(make_themes(), question) == about


def test_a_sentence_that_asks_in_general_does_not_drown_the_one_that_tells(knowledge: KnowledgeBase) -> None:
    reader = MiniLM.load(READER)
    themes = build_themes(knowledge.behaviours, knowledge.roles, reader, reader.embed)
    told = "I have promised a call-back and there is no news yet."
    assert nearest(themes, f"{told} What does the vision ask of me?") == nearest(themes, told) == "keep-people-posted"


def test_every_behaviour_has_a_nearness_between_minus_one_and_one() -> None:
    near = make_themes().nearness("what do I do")
    assert set(near) == {behaviour.id for behaviour in make_knowledge().behaviours}
    assert all(-1.001 <= value <= 1.001 for value in near.values())


def test_a_behaviour_without_words_of_its_opposite_is_still_found() -> None:
    knowledge, encoder = make_knowledge(), HashEncoder()
    bare = [behaviour.model_copy(update={"dont": (), "contrary": ()}) for behaviour in knowledge.behaviours]
    themes = build_themes(bare, knowledge.roles, encoder, encoder.embed)
    assert nearest(themes, "Ring early when the delivery is late?") == "keep-people-posted"
    assert not np.isnan(themes.contrary).any()


def test_what_the_texts_say_counts_twice() -> None:
    assert join({"a": 0.5, "b": 0.4}, {"a": 0.1, "b": 0.4}) == pytest.approx({"a": 1.1, "b": 1.2})


def test_the_shipped_reader_knows_what_a_question_without_any_word_of_the_vision_is_about(
    knowledge: KnowledgeBase,
) -> None:
    reader = MiniLM.load(READER)
    themes = build_themes(knowledge.behaviours, knowledge.roles, reader, reader.embed)
    assert (
        nearest(themes, "The parcel will come on Friday now. Shall I wait until she rings me?") == "keep-people-posted"
    )
    assert nearest(themes, "The sheet is full and I go home in five minutes. What must the night crew find?") == (
        "hand-over-well"
    )
