from collections.abc import Collection

import numpy as np
import pytest

from coach.domain.passage import PassageKind
from coach.errors import StaleIndexError
from coach.retrieval.exact import ExactIndex, GuardedIndex
from coach.retrieval.passages import build_passages, index_text
from coach.retrieval.protocols import Neighbour, Vector
from tests.builders import HashEncoder, make_knowledge

PASSAGES = build_passages(make_knowledge())
VECTORS = HashEncoder().embed([index_text(passage) for passage in PASSAGES])


class BrokenIndex:
    remark = ""

    def search(
        self, vector: Vector, kind: PassageKind, *, limit: int, record_ids: Collection[str] | None = None
    ) -> list[Neighbour]:
        raise StaleIndexError("broken")


def test_a_passage_is_its_own_nearest_neighbour() -> None:
    row = next(row for row, passage in enumerate(PASSAGES) if passage.id == "story:the-late-van:body")
    found = ExactIndex(PASSAGES, VECTORS).search(VECTORS[row], "story", limit=5)
    assert found[0] == Neighbour(row, pytest.approx(1.0))
    assert {PASSAGES[neighbour.row].kind for neighbour in found} == {"story"}
    assert len(found) == 2


def test_a_search_can_be_held_to_some_records() -> None:
    found = ExactIndex(PASSAGES, VECTORS).search(VECTORS[0], "role", limit=50, record_ids={"warehouse-picker"})
    assert {PASSAGES[neighbour.row].record_id for neighbour in found} == {"warehouse-picker"}


def test_a_kind_without_passages_has_no_neighbours() -> None:
    only_vision = [passage for passage in PASSAGES if passage.kind == "vision"]
    index = ExactIndex(only_vision, VECTORS[: len(only_vision)])
    assert index.search(VECTORS[0], "story", limit=5) == []


def test_an_index_that_fails_is_replaced_and_the_reader_is_told() -> None:
    exact = ExactIndex(PASSAGES, VECTORS)
    index = GuardedIndex(BrokenIndex(), exact)
    assert index.remark == ""
    assert index.search(VECTORS[0], "vision", limit=3) == exact.search(VECTORS[0], "vision", limit=3)
    assert index.remark == "The search index could not be read, so every passage was compared one by one."
    assert np.isclose(index.search(VECTORS[1], "vision", limit=1)[0].similarity, 1.0)
