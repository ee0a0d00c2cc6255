from coach.domain.passage import PASSAGE_KINDS, Passage
from coach.retrieval.passages import build_passages, index_text
from tests.builders import knowledge_data, make_knowledge


def passages_by_id(**overrides: object) -> dict[str, Passage]:
    return {passage.id: passage for passage in build_passages(make_knowledge(**overrides))}


def test_every_kind_has_passages_and_no_two_share_an_id() -> None:
    passages = build_passages(make_knowledge())
    assert {passage.kind for passage in passages} == set(PASSAGE_KINDS)
    assert len({passage.id for passage in passages}) == len(passages)


def test_a_passage_carries_its_fields_own_words_and_where_they_stand() -> None:
    assert passages_by_id()["behaviour:own-it:do:2"] == Passage(
        id="behaviour:own-it:do:2",
        kind="behaviour",
        record_id="own-it",
        field="do:2",
        title="Own it to the end",
        text="Check after the repair that the kettle works.",
        source="behaviours/own-it.yaml",
        behaviour_ids=("own-it",),
    )


def test_an_expectation_reads_as_one_sentence_about_its_role_and_behaviour() -> None:
    assert passages_by_id()["role:shop-adviser:expectations:1"] == Passage(
        id="role:shop-adviser:expectations:1",
        kind="role",
        record_id="shop-adviser",
        field="expectations:1",
        title="Shop adviser",
        text="If a kettle comes back broken, then I give my name and ring after the repair.",
        source="roles/shop-adviser.yaml",
        role_ids=("shop-adviser",),
        behaviour_ids=("own-it",),
    )


def test_a_line_of_sight_reads_from_the_task_to_the_feeling() -> None:
    passage = passages_by_id()["role:warehouse-picker:line_of_sight:1"]
    assert passage.text == "Pick orders. → the shop adviser → at ease"


def test_a_story_is_about_the_role_that_lived_it() -> None:
    passage = passages_by_id()["story:the-late-van:body"]
    assert (passage.role_ids, passage.behaviour_ids) == (("shop-adviser",), ("keep-people-posted",))


def test_a_resource_is_about_the_roles_it_suits_and_says_what_it_takes() -> None:
    passages = passages_by_id()
    assert passages["resource:morning-update-card:summary"].role_ids == ()
    suited = passages["resource:what-owning-means:summary"]
    assert (suited.role_ids, suited.title) == (
        ("shop-adviser", "warehouse-picker"),
        "What owning a problem means (reading, 10 minutes)",
    )


def test_what_employees_might_write_is_never_a_passage() -> None:
    data = knowledge_data()
    unsaid = {
        line
        for behaviour in data["behaviours"]
        for line in (*behaviour["contrary"], *(line for anchor in behaviour["anchors"] for line in anchor["examples"]))
    }
    assert not unsaid & {passage.text for passage in build_passages(make_knowledge())}


def test_a_passage_keeps_its_id_when_other_records_change() -> None:
    before = passages_by_id()
    after = passages_by_id(stories=[])
    assert after == {passage_id: passage for passage_id, passage in before.items() if passage.kind != "story"}


def test_the_title_is_searched_with_the_text() -> None:
    passage = passages_by_id()["vision:tiny-vision:promises:2"]
    assert index_text(passage) == "What we promise our customers. You always know what happens next."
