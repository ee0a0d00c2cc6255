import traceback

import pytest

from coach.domain.draft import Draft
from coach.errors import StoreError
from coach.store.records import RECORD_VERSION, decode, encode
from tests.builders import make_draft


def test_a_record_comes_back_as_it_was() -> None:
    draft = make_draft(text='Ünïcode, "quotes", \x00 and a\nnew line \N{THUMBS UP SIGN}')
    assert decode(Draft, encode(draft, name="draft"), name="draft", version=RECORD_VERSION) == draft


def test_an_unreadable_record_is_named_with_what_to_do_now() -> None:
    with pytest.raises(StoreError) as caught:
        decode(Draft, '{"id": "draft-1", "text": 5, "mood": "my secret words"}', name="draft 'draft-1'", version=7)
    assert str(caught.value) == (
        "The draft 'draft-1' cannot be read: text (string_type), mood (extra_forbidden). It was saved in format 7, and "
        f"this version reads format {RECORD_VERSION}. Nothing was changed. Install the version of Vision Coach that "
        "saved it, or delete it."
    )


def test_text_that_is_no_json_is_an_unreadable_record() -> None:
    with pytest.raises(StoreError, match=r"cannot be read: record \(json_invalid\)"):
        decode(Draft, '{"id": "draft-1', name="draft", version=1)


def test_a_record_that_could_not_be_read_again_is_refused_when_it_is_saved() -> None:
    unchecked = make_draft().model_copy(update={"on_my_mind": "my secret words " * 1_000})
    with pytest.raises(StoreError) as caught:
        encode(unchecked, name="draft 'draft-1'")
    assert str(caught.value) == (
        "The draft 'draft-1' cannot be kept as it is: on_my_mind (string_too_long). Nothing was changed, and "
        "everything saved before is safe. Shorten or correct what was written there, then save again."
    )


def test_the_whole_traceback_holds_none_of_the_employees_words() -> None:
    text = encode(make_draft(), name="draft").replace('"months_in_role":14', '"months_in_role":"my secret words"')
    with pytest.raises(StoreError) as caught:
        decode(Draft, text, name="draft", version=1)
    assert "secret" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
