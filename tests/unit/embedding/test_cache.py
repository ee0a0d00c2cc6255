from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.embedding.cache import VectorCache
from coach.embedding.protocols import Vectors


class CountingEncoder:
    """Turns a text into a unit vector by its length, and remembers what it was asked."""

    dimension = 4

    def __init__(self, name: str = "counting@1") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        vectors = np.array([[len(text), 1, 2, 3] for text in texts], dtype=np.float32).reshape(len(texts), 4)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


TEXTS = ["own it", "keep people posted", "listen"]


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


def the_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_a_text_is_embedded_once(encoder: CountingEncoder, tmp_path: Path) -> None:
    first = VectorCache(encoder, tmp_path).embed(TEXTS)
    again = VectorCache(encoder, tmp_path).embed(TEXTS[::-1])

    assert encoder.asked == TEXTS
    assert np.array_equal(first, encoder.embed(TEXTS))
    assert np.array_equal(again, first[::-1])


def test_a_text_that_stands_twice_is_embedded_once(encoder: CountingEncoder, tmp_path: Path) -> None:
    vectors = VectorCache(encoder, tmp_path).embed(["own it", "listen", "own it"])

    assert encoder.asked == ["own it", "listen"]
    assert np.array_equal(vectors[0], vectors[2])


def test_only_new_texts_are_embedded(encoder: CountingEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).embed(TEXTS[:2])
    VectorCache(encoder, tmp_path).embed(TEXTS)

    assert encoder.asked == TEXTS


def test_what_was_not_asked_for_last_is_no_longer_stored(encoder: CountingEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).embed(TEXTS)
    VectorCache(encoder, tmp_path).embed(TEXTS[:1])

    with np.load(the_file(tmp_path)) as file:
        assert file["vectors"].shape == (1, encoder.dimension)


def test_no_texts_give_no_vectors(encoder: CountingEncoder, tmp_path: Path) -> None:
    assert VectorCache(encoder, tmp_path).embed([]).shape == (0, encoder.dimension)


def test_no_text_is_in_the_file(encoder: CountingEncoder, tmp_path: Path) -> None:
    VectorCache(encoder, tmp_path).embed(["a canary"])

    assert b"canary" not in the_file(tmp_path).read_bytes()


def test_encoders_do_not_share_vectors(tmp_path: Path) -> None:
    other = CountingEncoder("counting@2")
    VectorCache(CountingEncoder(), tmp_path).embed(TEXTS)
    VectorCache(other, tmp_path).embed(TEXTS)

    assert other.asked == TEXTS


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _store_other_shapes(path: Path) -> None:
    np.savez(path, keys=np.array(["x"]), vectors=np.zeros((1, 7), dtype=np.float32))


def _store_other_names(path: Path) -> None:
    np.savez(path, words=np.array(["x"]))


def _store_words_for_numbers(path: Path) -> None:
    np.savez(path, keys=np.array(["x"]), vectors=np.array([["a", "b", "c", "d"]]))


def _store_one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros((3, 4), dtype=np.float32))


def _store_no_number(path: Path) -> None:
    with np.load(path) as file:
        keys, vectors = file["keys"], file["vectors"]
    vectors[0, 0] = np.nan
    np.savez(path, keys=keys, vectors=vectors)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 no archive"),
        lambda path: path.write_bytes(b"\x80\x04K\x01."),
        _halve,
        _flip_a_bit,
        _store_other_shapes,
        _store_other_names,
        _store_words_for_numbers,
        _store_one_array,
        _store_no_number,
    ],
)
def test_a_damaged_file_costs_time_and_never_a_result(
    encoder: CountingEncoder, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    sound = VectorCache(encoder, tmp_path).embed(TEXTS)
    damage(the_file(tmp_path))

    assert np.array_equal(VectorCache(encoder, tmp_path).embed(TEXTS), sound)
    assert encoder.asked == TEXTS * 2
    VectorCache(encoder, tmp_path).embed(TEXTS)
    assert encoder.asked == TEXTS * 2, "the damaged file was not replaced"


def test_a_folder_that_cannot_be_made_costs_time_and_never_a_result(encoder: CountingEncoder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    assert VectorCache(encoder, tmp_path / "file" / "cache").embed(TEXTS).shape == (3, 4)


def test_a_file_that_cannot_be_written_costs_time_and_leaves_nothing_behind(
    encoder: CountingEncoder, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "counting@1.npz"
    (in_the_way / "folder").mkdir(parents=True)

    assert VectorCache(encoder, tmp_path).embed(TEXTS).shape == (3, 4)
    assert list(tmp_path.iterdir()) == [in_the_way]
