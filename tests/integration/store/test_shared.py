import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.store.protocols import SharedStore
from coach.store.shared import SqliteSharedStore
from tests.builders import make_author_question


@pytest.fixture
def shared(home: Path) -> Iterator[SqliteSharedStore]:
    opened = SqliteSharedStore.open(home)
    yield opened
    opened.close()


def test_the_store_has_the_methods_of_the_protocol() -> None:
    for name, method in inspect.getmembers(SharedStore, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(SqliteSharedStore, name)) == inspect.signature(method)


def test_questions_come_back_in_the_order_in_which_they_were_sent(home: Path, shared: SqliteSharedStore) -> None:
    sent = tuple(make_author_question(id=question_id) for question_id in ("b", "a", "c"))
    for question in sent:
        shared.add_question(question)
    shared.close()
    again = SqliteSharedStore.open(home)
    assert again.list_questions() == sent
    again.close()


def test_a_question_sent_twice_is_kept_once(shared: SqliteSharedStore) -> None:
    shared.add_question(make_author_question())
    shared.add_question(make_author_question())
    assert shared.list_questions() == (make_author_question(),)


def test_another_question_with_the_same_id_is_refused_and_the_first_kept(shared: SqliteSharedStore) -> None:
    shared.add_question(make_author_question())
    with pytest.raises(StoreError, match="The question 'question-1' was not sent: another one has this id"):
        shared.add_question(make_author_question(question="Something else?"))
    assert shared.list_questions() == (make_author_question(),)
