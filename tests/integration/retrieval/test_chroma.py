from pathlib import Path

import numpy as np
import pytest

from coach.domain.passage import PASSAGE_KINDS
from coach.errors import StaleIndexError
from coach.retrieval.chroma import ChromaIndex, build_chroma, check_chroma
from coach.retrieval.exact import ExactIndex
from coach.retrieval.passages import build_passages, index_text
from tests.builders import HashEncoder, make_knowledge

PASSAGES = build_passages(make_knowledge())
VECTORS = HashEncoder().embed([index_text(passage) for passage in PASSAGES])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("chroma")
    build_chroma(built, PASSAGES, VECTORS)
    return built


def test_a_new_index_passes_its_check(folder: Path) -> None:
    check_chroma(folder, PASSAGES, VECTORS)


def test_the_vectors_of_every_kind_are_on_the_disk(folder: Path) -> None:
    vectors_on_disk = [path for path in folder.glob("*/data_level0.bin") if path.stat().st_size]
    assert len(vectors_on_disk) == len(PASSAGE_KINDS)


def test_neighbours_are_those_of_exact_search(folder: Path) -> None:
    chroma, exact = ChromaIndex(folder, PASSAGES), ExactIndex(PASSAGES, VECTORS)
    for row in range(0, len(PASSAGES), 7):
        kind = PASSAGES[row].kind
        found = chroma.search(VECTORS[row], kind, limit=3)
        expected = exact.search(VECTORS[row], kind, limit=3)
        assert [n.similarity for n in found] == pytest.approx([n.similarity for n in expected], abs=1e-5)


def test_a_search_can_be_held_to_some_records(folder: Path) -> None:
    found = ChromaIndex(folder, PASSAGES).search(VECTORS[0], "role", limit=50, record_ids={"warehouse-picker"})
    assert {PASSAGES[neighbour.row].record_id for neighbour in found} == {"warehouse-picker"}


def test_other_vectors_than_those_indexed_do_not_find_themselves(folder: Path) -> None:
    strangers = np.roll(VECTORS, 1, axis=1)
    with pytest.raises(StaleIndexError, match="no longer finds passage"):
        check_chroma(folder, PASSAGES, strangers)


def test_a_passage_too_many_is_noticed(folder: Path) -> None:
    with pytest.raises(
        StaleIndexError, match=r"has \d+ passages in 'cosine' space; \d+ in 'cosine' space were expected"
    ):
        ChromaIndex(folder, PASSAGES[:-1]).search(VECTORS[0], "vision", limit=1)


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(StaleIndexError, match="is gone"):
        ChromaIndex(tmp_path, PASSAGES).search(VECTORS[0], "vision", limit=1)
    assert list(tmp_path.iterdir()) == []
