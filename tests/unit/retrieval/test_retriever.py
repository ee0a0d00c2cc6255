from typing import Any

import pytest

from coach.domain.passage import Retrieval
from coach.errors import KnowledgeError
from coach.retrieval.build import embed_knowledge
from coach.retrieval.index import open_rows
from coach.retrieval.retriever import Retriever
from tests.builders import HashEncoder, make_calibration, make_knowledge


def make_retriever(**overrides: Any) -> Retriever:
    knowledge, encoder = make_knowledge(), HashEncoder()
    rows, _ = embed_knowledge(knowledge, encoder, {})
    index = open_rows(rows, encoder=encoder.name, folder=None, exact_only=True)
    return Retriever(index, encoder, roles=knowledge.roles, calibration=make_calibration(**overrides))


def ids(retrieval: Retrieval) -> list[str]:
    return [hit.passage.id for hit in retrieval.hits]


def test_the_passage_with_the_questions_words_is_the_first_hit() -> None:
    found = make_retriever().retrieve("Shall I ring early when the delivery is late?", role_id="shop-adviser")
    assert not found.abstained
    first = found.hits[0]
    assert (first.passage.id, first.rank, first.lexical_rank) == ("behaviour:keep-people-posted:do:2", 1, 1)
    assert -1.0 <= first.similarity <= 1.0


def test_hits_are_ordered_by_score_and_numbered() -> None:
    found = make_retriever().retrieve("ring the customer about a late delivery", k=5)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert [hit.rank for hit in found.hits] == [1, 2, 3, 4, 5]


def test_only_the_kinds_asked_for_are_found() -> None:
    found = make_retriever().retrieve("the late van broke down", kinds=("story",))
    assert {hit.passage.kind for hit in found.hits} == {"story"}
    assert found.hits[0].passage.record_id == "the-late-van"


def test_the_kinds_asked_for_do_not_change_the_support() -> None:
    retriever = make_retriever()
    question = "the late van broke down"
    assert retriever.retrieve(question, kinds=("vision",)).support == retriever.retrieve(question).support


def test_what_another_role_is_asked_for_is_left_out() -> None:
    found = make_retriever().retrieve("a kettle is missing from the shelf", role_id="shop-adviser", k=50)
    assert "role:warehouse-picker:expectations:1" not in ids(found)


def test_a_role_that_the_question_names_is_let_in() -> None:
    question = "what if a kettle is missing from the shelf of the warehouse picker"
    found = make_retriever().retrieve(question, role_id="shop-adviser", k=50)
    assert "role:warehouse-picker:expectations:1" in ids(found)


def test_a_story_of_another_role_stands_behind_one_of_the_own_role() -> None:
    retriever = make_retriever()
    question = "the van broke down at noon"
    own = retriever.retrieve(question, role_id="shop-adviser", k=50)
    other = retriever.retrieve(question, role_id="warehouse-picker", k=50)
    assert ids(own).index("story:the-late-van:body") < ids(other).index("story:the-late-van:body")


def test_without_a_role_every_role_can_be_found() -> None:
    found = make_retriever().retrieve("a kettle is missing from the shelf")
    assert found.hits[0].passage.id == "role:warehouse-picker:expectations:1"


def test_too_little_support_is_an_abstention_that_shows_the_nearest_passages() -> None:
    found = make_retriever().retrieve("quantum zebra kettle parliament", role_id="shop-adviser")
    assert (found.abstained, found.hits, len(found.nearest)) == (True, (), 3)
    assert found.support < 0.5


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_an_abstention_with_nothing_near(question: str) -> None:
    assert make_retriever(threshold=0.0).retrieve(question) == Retrieval(
        query=question, hits=(), abstained=True, support=0.0
    )


def test_only_the_beginning_of_an_endless_question_is_read() -> None:
    retriever = make_retriever()
    question = "ring early when the delivery is late " * 10_000
    found = retriever.retrieve(question)
    assert (found.query, found.hits) == (question, retriever.retrieve(question[:2_000]).hits)


def test_an_unknown_role_is_refused_by_name() -> None:
    with pytest.raises(KnowledgeError, match=r"There is no role 'shop-advisor' .* did you mean 'shop-adviser'"):
        make_retriever().retrieve("anything", role_id="shop-advisor")


def test_the_question_head_moves_the_kind_it_expects_ahead() -> None:
    question = "who stays with a problem"
    biases = {**make_calibration().biases, "resource": 50.0}
    expecting = make_retriever(biases=biases, threshold=0.0).retrieve(question)
    assert expecting.hits[0].passage.kind == "resource"
    assert make_retriever(threshold=0.0).retrieve(question).hits[0].passage.kind != "resource"
