"""Answers composed from a small organisation: what a reader may rely on."""

from collections.abc import Sequence

import pytest

from coach.chat.answer import AnswerComposer
from coach.domain.answer import Answer, Citation
from coach.domain.passage import Hit, Passage, Retrieval
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.passages import build_passages
from tests.builders import PROVENANCE, knowledge_data, make_knowledge


@pytest.fixture(scope="module")
def tiny() -> KnowledgeBase:
    return make_knowledge()


@pytest.fixture(scope="module")
def passages(tiny: KnowledgeBase) -> dict[str, Passage]:
    return {passage.id: passage for passage in build_passages(tiny)}


def found(passages: dict[str, Passage], *ids: str, scores: Sequence[float] = ()) -> Retrieval:
    hits = tuple(
        Hit(
            passage=passages[passage_id],
            rank=rank,
            score=score,
            similarity=0.5,
            dense_rank=rank,
            lexical_rank=None,
        )
        for rank, (passage_id, score) in enumerate(zip(ids, scores or [1.0] * len(ids), strict=True), start=1)
    )
    return Retrieval(query="Who owns a return?", hits=hits, abstained=False, support=0.9)


def compose(
    tiny: KnowledgeBase, passages: dict[str, Passage], retrieval: Retrieval, role_id: str = "shop-adviser"
) -> Answer:
    return AnswerComposer(tiny, tuple(passages.values()), PROVENANCE).compose(retrieval, role_id=role_id)


def sources(answer: Answer) -> list[tuple[str, str]]:
    ids = {citation.number: citation.passage_id for citation in answer.citations}
    return [(line.section, ids[line.citation]) for line in answer.lines]


def test_an_answer_about_a_behaviour_says_what_it_asks_looks_like_a_story_and_why(tiny, passages) -> None:
    answer = compose(tiny, passages, found(passages, "behaviour:own-it:do:2", "behaviour:own-it:dont:1"))

    assert sources(answer) == [
        ("asks", "behaviour:own-it:summary"),
        ("asks", "role:shop-adviser:expectations:1"),
        ("looks_like", "behaviour:own-it:do:2"),
        ("avoid", "behaviour:own-it:dont:1"),
        ("story", "story:the-second-kettle:body"),
        ("why", "behaviour:own-it:why"),
    ]
    assert answer.behaviour_ids == ("own-it",)


def test_every_line_is_the_words_of_the_passage_that_it_cites(tiny, passages) -> None:
    answer = compose(
        tiny,
        passages,
        found(passages, "behaviour:own-it:do:1", "behaviour:keep-people-posted:do:1", "vision:tiny-vision:statement"),
    )

    cited = {citation.number: citation for citation in answer.citations}
    assert [line.text for line in answer.lines] == [cited[line.citation].quote for line in answer.lines]
    assert answer.citations == tuple(
        Citation(
            number=number,
            passage_id=passage.id,
            kind=passage.kind,
            title=passage.title,
            quote=passage.text,
            source=passage.source,
        )
        for number, passage in ((c.number, passages[c.passage_id]) for c in answer.citations)
    )


def test_citations_are_numbered_in_the_order_of_reading_and_each_passage_once(tiny, passages) -> None:
    answer = compose(tiny, passages, found(passages, "behaviour:own-it:do:1", "behaviour:keep-people-posted:do:1"))

    read = list(dict.fromkeys(line.citation for line in answer.lines))
    assert read == [citation.number for citation in answer.citations] == list(range(1, len(read) + 1))
    assert len({citation.passage_id for citation in answer.citations}) == len(answer.citations)


def test_an_abstention_has_no_lines_and_shows_what_was_nearest(tiny, passages) -> None:
    nearest = found(passages, "behaviour:own-it:do:1").hits
    retrieval = Retrieval(query="May I lend a kettle?", hits=(), abstained=True, support=0.1, nearest=nearest)

    assert compose(tiny, passages, retrieval) == Answer(
        question="May I lend a kettle?",
        role_id="shop-adviser",
        behaviour_ids=(),
        lines=(),
        citations=(),
        abstained=True,
        nearest=nearest,
        support=0.1,
        provenance=PROVENANCE,
    )


@pytest.mark.parametrize(
    ("role_id", "expectation"),
    [
        (
            "shop-adviser",
            "If a kettle comes back broken, then I give my name and ring after the repair.",
        ),
        (
            "warehouse-picker",
            "If a kettle is missing from the shelf, then I look for it until I know where it is.",
        ),
    ],
)
def test_each_role_is_told_what_it_is_asked_for_itself(tiny, passages, role_id: str, expectation: str) -> None:
    answer = compose(tiny, passages, found(passages, "behaviour:own-it:summary"), role_id)

    asked = [line.text for line in answer.lines if line.section == "asks"]
    assert asked == [passages["behaviour:own-it:summary"].text, expectation]


def test_a_role_with_a_free_pass_reads_of_it_and_is_asked_for_nothing(tiny, passages) -> None:
    answer = compose(tiny, passages, found(passages, "behaviour:keep-people-posted:do:1"), "warehouse-picker")

    assert sources(answer)[:2] == [
        ("asks", "behaviour:keep-people-posted:summary"),
        ("asks", "role:warehouse-picker:free_passes:1"),
    ]
    assert not any(passage_id.startswith("role:shop-adviser") for _, passage_id in sources(answer))


def test_a_free_pass_that_the_search_found_itself_is_said_once(tiny, passages) -> None:
    retrieval = found(passages, "role:warehouse-picker:free_passes:1", "behaviour:keep-people-posted:do:1")

    answer = compose(tiny, passages, retrieval, "warehouse-picker")

    assert [line.text for line in answer.lines].count("The shop rings the customer.") == 1


def test_what_it_looks_like_comes_from_the_behaviour_where_the_search_found_no_such_line(tiny, passages) -> None:
    answer = compose(tiny, passages, found(passages, "behaviour:own-it:summary"))

    assert [passage_id for section, passage_id in sources(answer) if section == "looks_like"] == [
        "behaviour:own-it:do:1",
        "behaviour:own-it:do:2",
    ]


@pytest.mark.parametrize(
    ("scores", "behaviour_ids"),
    [
        ((1.0, 0.9), ("own-it", "keep-people-posted")),
        ((1.0, 0.5), ("own-it",)),
        ((0.5, 1.0), ("keep-people-posted",)),
        ((1.0, 1.0), ("keep-people-posted", "own-it")),
    ],
)
def test_a_second_behaviour_joins_only_if_it_weighs_nearly_as_much(
    tiny, passages, scores: tuple[float, float], behaviour_ids: tuple[str, ...]
) -> None:
    retrieval = found(passages, "behaviour:own-it:do:1", "behaviour:keep-people-posted:do:1", scores=scores)

    assert compose(tiny, passages, retrieval).behaviour_ids == behaviour_ids


def test_a_question_about_the_vision_is_answered_with_its_own_words_first(tiny, passages) -> None:
    answer = compose(
        tiny, passages, found(passages, "vision:tiny-vision:statement", "behaviour:own-it:do:1", scores=(1.0, 0.1))
    )

    assert sources(answer)[0] == ("asks", "vision:tiny-vision:statement")


def test_hits_about_no_behaviour_make_an_answer_of_at_most_three_lines(tiny, passages) -> None:
    ids = [passage_id for passage_id, passage in passages.items() if not passage.behaviour_ids][:5]
    answer = compose(tiny, passages, found(passages, *ids))

    assert sources(answer) == [("asks", passage_id) for passage_id in ids[:3]]
    assert answer.behaviour_ids == ()


def test_a_story_that_the_search_found_is_told_before_one_from_the_role() -> None:
    stories = knowledge_data()["stories"]
    elsewhere = {**stories[0], "id": "a-story-from-the-warehouse", "role_id": "warehouse-picker"}
    tiny = make_knowledge(stories=[*stories, elsewhere])
    passages = {passage.id: passage for passage in build_passages(tiny)}

    asked = compose(tiny, passages, found(passages, "behaviour:own-it:do:1"))
    searched = compose(tiny, passages, found(passages, "story:a-story-from-the-warehouse:body"))

    assert ("story", "story:the-second-kettle:body") in sources(asked)
    assert ("story", "story:a-story-from-the-warehouse:body") in sources(searched)


def test_a_behaviour_without_a_story_is_answered_without_one() -> None:
    tiny = make_knowledge(stories=[])
    passages = {passage.id: passage for passage in build_passages(tiny)}

    answer = compose(tiny, passages, found(passages, "behaviour:own-it:do:1"))

    assert "story" not in {section for section, _ in sources(answer)}
