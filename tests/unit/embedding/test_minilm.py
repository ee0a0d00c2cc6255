import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.embedding.minilm import FOLDER, MiniLM, encoder_name
from coach.errors import EmbeddingError

REPAIR = "I ring the customer two days after the repair."
# Cosines of the fp32 original, sentence-transformers/all-MiniLM-L6-v2 (model.safetensors, SHA-256 53aa5117…), with mean
# pooling in torch 2.13.
PARAPHRASES = [
    (REPAIR, "Two days after a repair I call the customer.", 0.911),
    ("A man is playing a guitar.", "Somebody plays a guitar.", 0.835),
    ("We never call back about a late delivery.", "Nobody rings back when a delivery is late.", 0.760),
    (
        "She wrote everything down for the next shift.",
        "She left complete notes for her colleagues on the following shift.",
        0.719,
    ),
    ("The invoice is wrong, and I correct it the same day.", "I fix a wrong bill on the day I find it.", 0.635),
    (
        "The van is late, so I tell people before they ask.",
        "When the delivery runs late I let people know early.",
        0.492,
    ),
]
RELATED = [
    (REPAIR, "I never ring the customer after a repair.", 0.708),
    ("He checks the machine before he leaves the house.", "The washing machine was delivered on Tuesday.", 0.352),
    ("The parts desk is short of staff this week.", "We are hiring two people for the warehouse.", 0.248),
]
UNRELATED = [
    ("Boil the eggs for nine minutes.", "The judge adjourned the hearing until spring.", 0.091),
    ("She speaks slowly for people who are hard of hearing.", "Copper conducts electricity well.", 0.061),
    ("Our rota changes every fourth week.", "A violin has four strings.", 0.038),
    (REPAIR, "The moon has no atmosphere.", 0.007),
]
LOST_TO_INT8 = 0.06


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "minilm")


def change_manifest(folder: Path, change: Callable[[dict], None]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(("one", "other", "published"), PARAPHRASES + RELATED + UNRELATED)
def test_it_is_as_close_as_the_original_finds_two_sentences(
    encoder: MiniLM, one: str, other: str, published: float
) -> None:
    first, second = encoder.embed([one, other])

    assert float(first @ second) == pytest.approx(published, abs=LOST_TO_INT8)


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in UNRELATED])
def test_unrelated_sentences_are_far_apart(encoder: MiniLM, one: str, other: str) -> None:
    first, second = encoder.embed([one, other])

    assert abs(float(first @ second)) < 0.15


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=200))
def test_every_text_becomes_a_vector_of_length_one(encoder: MiniLM, text: str) -> None:
    vectors = encoder.embed([text])

    assert vectors.shape == (1, 384)
    assert vectors.dtype == np.float32
    assert float(np.linalg.norm(vectors[0])) == pytest.approx(1.0, abs=1e-5)


def test_a_vector_depends_on_its_text_alone(encoder: MiniLM) -> None:
    texts = [REPAIR, "No.", "A much longer sentence about parcels, vans and the people who wait for both.", REPAIR]
    alone = np.concatenate([encoder.embed([text]) for text in texts])

    assert np.array_equal(encoder.embed(texts), alone)
    assert np.array_equal(encoder.embed(texts[::-1]), alone[::-1])


def test_vectors_and_wording_come_in_the_order_of_the_texts(encoder: MiniLM) -> None:
    reading = encoder.read([REPAIR, "The moon has no atmosphere."])

    assert np.array_equal(reading.vectors, encoder.embed([REPAIR, "The moon has no atmosphere."]))
    assert reading.wording.shape == (2, encoder.wording_dimension)
    assert np.array_equal(reading.wording[1], encoder.read(["The moon has no atmosphere."]).wording[0])


def test_no_texts_give_no_vectors(encoder: MiniLM) -> None:
    reading = encoder.read([])

    assert encoder.embed([]).shape == (0, encoder.dimension)
    assert reading.wording.shape == (0, encoder.wording_dimension)


def test_a_copy_gives_the_same_vectors(encoder: MiniLM, copied: Path) -> None:
    copy = MiniLM.load(copied)

    assert copy.name == encoder.name == encoder_name(copied)
    assert np.array_equal(copy.embed([REPAIR]), encoder.embed([REPAIR]))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)

    with pytest.raises(EmbeddingError, match=rf"{name}.*altered.*Install again"):
        MiniLM.load(copied)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_refused(copied: Path, name: str) -> None:
    (copied / name).unlink()

    with pytest.raises(EmbeddingError, match=rf"{name}.*missing.*Install again"):
        MiniLM.load(copied)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_that_the_manifest_does_not_vouch_for_is_refused(copied: Path, name: str) -> None:
    change_manifest(copied, lambda manifest: manifest["sha256"].pop(name))

    with pytest.raises(EmbeddingError, match=r"manifest.*Install again"):
        MiniLM.load(copied)


@pytest.mark.parametrize(
    "content",
    [None, b"", b"[]", b"{", b"\xff\xfe", b'"text"', b'{"name": "x"}', b'{"name": "x", "sha256": []}'],
)
def test_a_folder_without_a_sound_manifest_is_refused(copied: Path, content: bytes | None) -> None:
    (copied / "manifest.json").unlink()
    if content is not None:
        (copied / "manifest.json").write_bytes(content)

    with pytest.raises(EmbeddingError, match=r"manifest.*Install again"):
        MiniLM.load(copied)
    with pytest.raises(EmbeddingError, match=r"manifest.*Install again"):
        encoder_name(copied)


def test_a_model_that_cannot_run_is_refused_although_its_hash_is_right(copied: Path) -> None:
    (copied / "model.onnx").write_bytes(b"no model")
    digest = "f62c7d17e241fe5c5c0c64d2e32ab6e3bd10547a9c02977cc126acc0fe6e6554"
    change_manifest(copied, lambda manifest: manifest["sha256"].update({"model.onnx": digest}))

    with pytest.raises(EmbeddingError, match=r"cannot be run.*Install again"):
        MiniLM.load(copied)
