from collections.abc import Callable

import pytest

from coach.errors import KnowledgeError
from coach.knowledge.knowledge_base import KnowledgeBase
from tests.builders import make_knowledge

KNOWLEDGE = make_knowledge()


@pytest.mark.parametrize(
    ("look_up", "record_id"),
    [
        (KNOWLEDGE.behaviour, "keep-people-posted"),
        (KNOWLEDGE.role, "warehouse-picker"),
        (KNOWLEDGE.story, "the-late-van"),
        (KNOWLEDGE.resource, "what-owning-means"),
        (KNOWLEDGE.champion, "mirela"),
        (KNOWLEDGE.stage, "put-right"),
        (KNOWLEDGE.promise, "you-always-know"),
    ],
)
def test_a_record_is_found_by_its_id(look_up: Callable[[str], object], record_id: str) -> None:
    assert getattr(look_up(record_id), "id", None) == record_id


@pytest.mark.parametrize(
    ("look_up", "unknown", "message"),
    [
        (
            KNOWLEDGE.behaviour,
            "own-itt",
            "There is no behaviour 'own-itt' in the knowledge files; did you mean 'own-it'?",
        ),
        (
            KNOWLEDGE.role,
            "shop-advisor",
            "There is no role 'shop-advisor' in the knowledge files; did you mean 'shop-adviser'?",
        ),
        (KNOWLEDGE.champion, "zzz", "There is no champion 'zzz' in the knowledge files; use one of mirela"),
    ],
)
def test_an_unknown_id_is_refused_with_the_closest_known_ones(
    look_up: Callable[[str], object], unknown: str, message: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        look_up(unknown)
    assert str(caught.value) == message


def test_a_look_up_that_is_not_in_an_empty_register_says_so() -> None:
    nobody: KnowledgeBase = make_knowledge(champions=[])
    with pytest.raises(KnowledgeError) as caught:
        nobody.champion("mirela")
    assert str(caught.value) == "There is no champion 'mirela' in the knowledge files; there are none yet"


@pytest.mark.parametrize(
    ("role_id", "behaviour_ids"),
    [("shop-adviser", ["own-it", "keep-people-posted"]), ("warehouse-picker", ["own-it"])],
)
def test_a_free_pass_is_not_among_the_behaviours_of_a_role(role_id: str, behaviour_ids: list[str]) -> None:
    assert [behaviour.id for behaviour in KNOWLEDGE.role_behaviours(role_id)] == behaviour_ids
