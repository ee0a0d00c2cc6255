import pytest

from coach.retrieval.lens import Lens, RoleNames
from coach.retrieval.passages import build_passages
from tests.builders import make_knowledge

PASSAGES = {passage.id: passage for passage in build_passages(make_knowledge())}
PICKER = Lens(frozenset({"warehouse-picker"}))


@pytest.mark.parametrize(
    ("passage_id", "hidden", "foreign"),
    [
        ("behaviour:own-it:summary", False, False),
        ("role:warehouse-picker:summary", False, False),
        ("role:shop-adviser:summary", True, True),
        ("story:the-late-van:body", False, True),
        ("resource:what-owning-means:summary", False, False),
    ],
)
def test_other_roles_stand_back_and_only_what_they_are_asked_for_is_hidden(
    passage_id: str, hidden: bool, foreign: bool
) -> None:
    passage = PASSAGES[passage_id]
    assert (PICKER.hides(passage), PICKER.is_foreign(passage)) == (hidden, foreign)


@pytest.mark.parametrize(
    ("query", "role_ids"),
    [
        ("What does a shop adviser do?", {"shop-adviser"}),
        ("and the Sales Assistants", {"shop-adviser"}),
        ("warehouse-picker or shop adviser", {"shop-adviser", "warehouse-picker"}),
        ("workshop advisers meet", set()),
        ("", set()),
    ],
)
def test_a_question_names_roles_by_name_or_by_what_they_are_also_called(query: str, role_ids: set[str]) -> None:
    assert RoleNames(make_knowledge().roles).named_in(query) == role_ids
