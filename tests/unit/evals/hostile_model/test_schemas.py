"""A value is built for any schema, and it is one of that schema."""

from datetime import date
from random import Random
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter

from evals.hostile_model.asked import Asked
from evals.hostile_model.characters import CHARACTERS, Scene
from evals.hostile_model.content import grow_list, loop_in_list
from evals.hostile_model.honest import answer_honestly


class Leaf(BaseModel):
    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    kind: Literal["a", "b"]
    always: Literal["x"]
    share: float = Field(ge=0.2, lt=1)
    count: int = Field(gt=2, le=5)
    when: date


class Tree(BaseModel):
    name: str = Field(min_length=3, max_length=8)
    leaf: Leaf
    maybe: Leaf | None
    several: list[Leaf] = Field(min_length=2)
    either: int | str
    flags: list[bool]
    branches: "list[Tree]" = Field(max_length=2)
    nothing: None


def request(schema: dict[str, Any]) -> Asked:
    return Asked(messages=(("user", "<account>\nI call back. I ask why.\n</account>"),), schema=schema, wants_json=True)


@pytest.mark.parametrize("model", [Leaf, Tree])
def test_the_honest_value_is_the_least_that_the_schema_allows(model: type[BaseModel]) -> None:
    text = answer_honestly(request(model.model_json_schema())).text

    value = model.model_validate_json(text)
    if isinstance(value, Tree):
        assert (len(value.several), value.maybe, value.branches, value.flags) == (2, None, [], [])


@pytest.mark.parametrize("character", ["obey", "exfil", "liar"])
@pytest.mark.parametrize("model", [Leaf, Tree])
def test_a_character_keeps_to_the_schema(model: type[BaseModel], character: str) -> None:
    for number in range(20):
        scene = Scene("127.0.0.1:9", number, Random(number))
        ordered = request(model.model_json_schema())

        model.model_validate_json(CHARACTERS[character](ordered, scene).text)


def test_a_list_at_the_top_is_built_too() -> None:
    adapter = TypeAdapter(list[Leaf])

    assert adapter.validate_json(answer_honestly(request(adapter.json_schema())).text) == []


def test_a_loop_begins_as_the_schema_asks_and_comes_round_in_its_list() -> None:
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "l": {"type": "array", "items": {"type": "string"}}},
    }

    looped, grown = (loop(answer_honestly(request(schema)), request(schema)).text for loop in (loop_in_list, grow_list))

    assert looped.startswith('{"n": 0, "l": ["a l", "a l", "a l", ')
    assert grown.startswith('{"n": 0, "l": ["0 of a l", "1 of a l", "2 of a l", ')
