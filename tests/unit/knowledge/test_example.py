from pathlib import Path

import pytest

from coach.domain.account import Account
from coach.errors import KnowledgeError
from coach.knowledge.example import FILE, load_example
from coach.knowledge.knowledge_base import KnowledgeBase


def test_the_demo_organisation_has_an_example_for_one_of_its_roles(knowledge: KnowledgeBase) -> None:
    example = load_example(knowledge.root)

    assert knowledge.role(example.role_id)
    assert len(example.text.split()) > 100


def test_the_account_is_the_text_after_the_front_matter(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("---\nrole_id: shop-adviser\n---\n\nI ring.\n\nI write.\n", encoding="utf-8")

    assert load_example(tmp_path) == Account(text="I ring.\n\nI write.", role_id="shop-adviser")


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"I ring people back.",
        b"---\nrole: shop-adviser\n---\nI ring.",
        b"---\nrole_id: 7\n---\nI ring.",
        b"---\nrole_id: [\n---\nI ring.",
        b"---\nrole_id: Shop Adviser\n---\nI ring.",
        b"---\n- role_id\n---\nI ring.",
        b"\xff\xfe---",
    ],
)
def test_a_missing_or_broken_example_says_what_to_write(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)

    with pytest.raises(
        KnowledgeError, match=r"no example account in .*Write one: example-account.md with the field role_id"
    ):
        load_example(tmp_path)
