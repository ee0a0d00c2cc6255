"""The encoder behind an API, on a real socket: good replies, and every way in which a server fails."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from coach.embedding.cache import VectorCache
from coach.embedding.endpoint import Endpoint
from coach.embedding.fingerprint import PROBE
from coach.embedding.openai import AT_ONCE, OpenAIEncoder
from coach.embedding.protocols import Vectors
from coach.errors import Fault, ModelError, OutputError, SettingsError
from evals.hostile_model import FAULTS, HARMLESS, HostileModel
from evals.vector_server import VectorServer, reply
from tests.builders import HashEncoder
from tests.hostile import hostile

__all__ = ["hostile"]

KEY = "sk-canary-4711"
TEXTS = ["own it", "keep people posted", "listen"]
TIMEOUT_S = 1.0


def honest(texts: Sequence[str]) -> bytes:
    return reply(HashEncoder().embed(texts))


@pytest.fixture
def server() -> Iterator[VectorServer]:
    with VectorServer(honest) as running:
        yield running


@pytest.fixture
def encoder(server: VectorServer, tmp_path: Path) -> OpenAIEncoder:
    return make_encoder(server.url, tmp_path)


def make_encoder(url: str, folder: Path, *, api_key: str | None = KEY, model: str = "org/tiny:1") -> OpenAIEncoder:
    endpoint = Endpoint(model=model, base_url=url, api_key=api_key, timeout_s=TIMEOUT_S, pause_s=0.01)
    return OpenAIEncoder(endpoint, folder)


def test_texts_become_unit_vectors_in_their_order(encoder: OpenAIEncoder) -> None:
    np.testing.assert_allclose(encoder.embed(TEXTS), HashEncoder().embed(TEXTS), atol=1e-6)
    assert encoder.dimension == HashEncoder().dimension


def test_no_texts_give_no_vectors(encoder: OpenAIEncoder) -> None:
    assert encoder.embed([]).shape == (0, HashEncoder().dimension)


def test_many_texts_are_sent_in_batches_that_common_servers_take(encoder: OpenAIEncoder, server: VectorServer) -> None:
    texts = [f"text number {number}" for number in range(3 * AT_ONCE + 1)]

    np.testing.assert_allclose(encoder.embed(texts), HashEncoder().embed(texts), atol=1e-6)
    assert sorted(len(asked) for asked in server.asked) == [1, 2, 32, 32, 32]


def test_vectors_of_any_length_are_brought_to_length_one(encoder: OpenAIEncoder, server: VectorServer) -> None:
    server.answer = lambda texts: reply(HashEncoder().embed(texts) * 17)

    np.testing.assert_allclose(encoder.embed(TEXTS), HashEncoder().embed(TEXTS), atol=1e-6)


def test_vectors_in_another_order_find_their_texts(encoder: OpenAIEncoder, server: VectorServer) -> None:
    def backwards(texts: Sequence[str]) -> bytes:
        sent = json.loads(honest(texts))
        return json.dumps({**sent, "data": sent["data"][::-1]}).encode()

    server.answer = backwards

    np.testing.assert_allclose(encoder.embed(TEXTS), HashEncoder().embed(TEXTS), atol=1e-6)


def test_vectors_without_numbers_are_taken_in_order(encoder: OpenAIEncoder, server: VectorServer) -> None:
    server.answer = lambda texts: rows([{"embedding": vector.tolist()} for vector in HashEncoder().embed(texts)])

    np.testing.assert_allclose(encoder.embed(TEXTS), HashEncoder().embed(TEXTS), atol=1e-6)


def rows(data: object) -> bytes:
    return json.dumps({"data": data}).encode()


def vectors_as(change: Callable[[Vectors], Iterable[Iterable[float]]]) -> Callable[[Sequence[str]], bytes]:
    """Return an answer whose vectors, the probe's first, were changed."""

    def answer(texts: Sequence[str]) -> bytes:
        changed = change(HashEncoder().embed(texts).astype(np.float64))
        return rows([{"index": row, "embedding": list(vector)} for row, vector in enumerate(changed)])

    return answer


def with_number(number: float) -> Callable[[Vectors], Vectors]:
    def change(vectors: Vectors) -> Vectors:
        vectors[-1, 0] = number
        return vectors

    return change


UNUSABLE = {
    "fewer vectors than texts": vectors_as(lambda vectors: vectors[:-1]),
    "more vectors than texts": vectors_as(lambda vectors: [*vectors, vectors[0]]),
    "no vectors": vectors_as(lambda vectors: []),
    "another dimension": vectors_as(lambda vectors: vectors[:, :7]),
    "one vector of another dimension": vectors_as(lambda vectors: [*vectors[:-1], vectors[-1][:7]]),
    "empty vectors": vectors_as(lambda vectors: [[] for _ in vectors]),
    "no number": vectors_as(with_number(float("nan"))),
    "an endless number": vectors_as(with_number(float("inf"))),
    "a number too large to measure": vectors_as(with_number(1e308)),
    "a vector of zeros": vectors_as(lambda vectors: [*vectors[:-1], vectors[-1] * 0]),
    "another model": vectors_as(lambda vectors: vectors[:, ::-1]),
    "one place twice": lambda texts: rows([{"index": 0, "embedding": [1.0]} for _ in texts]),
    "packed vectors": lambda texts: rows([{"index": row, "embedding": "AACAPw=="} for row, _ in enumerate(texts)]),
    "nothing for numbers": lambda texts: rows([{"index": row, "embedding": [None]} for row, _ in enumerate(texts)]),
    "words for numbers": lambda texts: rows([{"index": row, "embedding": ["1.0"]} for row, _ in enumerate(texts)]),
    "a page": lambda texts: b"<!doctype html><title>Sign in</title>",
    "an error": lambda texts: b'{"error": {"message": "no"}}',
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_reply_that_holds_something_else_is_refused_whole(
    encoder: OpenAIEncoder, server: VectorServer, answer: Callable[[Sequence[str]], bytes]
) -> None:
    assert encoder.dimension == HashEncoder().dimension
    server.answer = answer

    with pytest.raises(OutputError, match="COACH_EMBEDDING") as raised:
        encoder.embed(TEXTS)

    assert raised.value.fault == "unusable"
    assert not any(text in str(raised.value) for text in (*TEXTS, KEY))
    server.answer = honest
    np.testing.assert_allclose(encoder.embed(TEXTS), HashEncoder().embed(TEXTS), atol=1e-6)


ANY = [fault.id for fault in FAULTS if fault.scope in ("any", "embeddings") and fault.id not in HARMLESS]
SETTINGS = {"status-400", "status-400-context", "status-400-schema", "status-401", "status-403", "status-404"} | {
    "status-404-page",
    "status-413",
    "status-429-quota",
    "redirect-302",
    "redirect-307",
}
AWAY = {"status-429", "status-429-2s", "status-429-121s", "status-429-soon", "status-500", "status-502"} | {
    "status-503",
    "refused",
    "tls-garbage",
}


def expected_fault(mode: str) -> Fault:
    if mode == "hang":
        return "slow"
    return "settings" if mode in SETTINGS else "unavailable" if mode in AWAY else "unusable"


@pytest.mark.parametrize("mode", ANY)
def test_every_fault_of_a_server_is_a_typed_error_in_time(hostile: HostileModel, tmp_path: Path, mode: str) -> None:
    hostile.mode = mode
    encoder = make_encoder(hostile.url, tmp_path)
    began = monotonic()

    with pytest.raises(ModelError, match="COACH_") as raised:
        encoder.embed(["canary words"])

    assert monotonic() - began < TIMEOUT_S + 1
    assert raised.value.fault == expected_fault(mode)
    assert not any(secret in f"{raised.value}{raised.value.__cause__}" for secret in (KEY, "canary words"))
    assert hostile.canary_hits == []
    assert len(hostile.calls) <= 3


def test_a_server_that_is_busy_for_a_moment_is_asked_again(hostile: HostileModel, tmp_path: Path) -> None:
    hostile.mode = ["status-503", "status-429", "honest"]

    assert make_encoder(hostile.url, tmp_path).embed(TEXTS).shape == (3, 64)


@pytest.mark.parametrize("mode", ["status-401", "status-404", "status-429-quota", "status-429-121s", "html"])
def test_what_cannot_get_better_is_asked_once(hostile: HostileModel, tmp_path: Path, mode: str) -> None:
    hostile.mode = mode

    with pytest.raises(ModelError):
        make_encoder(hostile.url, tmp_path).embed(TEXTS)

    assert len(hostile.calls) == 1


def test_nothing_is_sent_but_the_texts_the_model_and_the_key(
    hostile: HostileModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "LANGSMITH_GATEWAY"):
        monkeypatch.setenv(name, f"http://{hostile.canary}/v1")
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "from-the-environment")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-From: the-environment")

    make_encoder(hostile.url, tmp_path, api_key=None).embed(["own it"])

    call = hostile.calls[-1]
    assert call.json == {"model": "org/tiny:1", "input": [PROBE, "own it"], "encoding_format": "float"}
    assert set(call.headers) == {
        "host",
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "user-agent",
    }
    assert hostile.canary_hits == []


@pytest.mark.parametrize("key", ["sk-ключ", "sk-1\n", "sk-1\r\nX-More: 1"])
def test_a_key_that_cannot_be_one_is_refused_before_anything_is_sent(
    hostile: HostileModel, tmp_path: Path, key: str
) -> None:
    with pytest.raises(SettingsError, match="COACH_API_KEY") as raised:
        make_encoder(hostile.url, tmp_path, api_key=key).embed(TEXTS)

    assert key not in str(raised.value)
    assert hostile.calls == []


def test_one_model_keeps_its_name_at_another_address_and_with_other_roundings(tmp_path: Path) -> None:
    def rounded(texts: Sequence[str]) -> bytes:
        return reply(HashEncoder().embed(texts).round(3))

    with VectorServer(honest) as first, VectorServer(rounded) as second:
        names = {make_encoder(server.url, tmp_path).name for server in (first, second)}

    (name,) = names
    assert name.startswith("openai:org/tiny:1@")


def test_another_model_under_the_same_name_has_another_name(server: VectorServer, tmp_path: Path) -> None:
    before = make_encoder(server.url, tmp_path).name
    server.answer = vectors_as(lambda vectors: vectors[:, ::-1])
    turned = make_encoder(server.url, tmp_path).name
    server.answer = vectors_as(lambda vectors: vectors[:, :32])
    shorter = make_encoder(server.url, tmp_path).name

    assert len({before, turned, shorter}) == 3


def test_a_model_that_changes_while_we_work_gets_another_name(encoder: OpenAIEncoder, server: VectorServer) -> None:
    before = encoder.name
    server.answer = vectors_as(lambda vectors: vectors[:, ::-1])
    with pytest.raises(OutputError, match="another model than before"):
        encoder.embed(TEXTS)

    assert encoder.name != before
    assert encoder.embed(TEXTS).shape == (3, encoder.dimension)


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"\x80\x04K\x01."])
def test_a_damaged_memory_of_the_model_costs_a_name_and_never_a_start(
    server: VectorServer, tmp_path: Path, damage: bytes
) -> None:
    make_encoder(server.url, tmp_path).embed(TEXTS)
    (memory,) = tmp_path.iterdir()
    memory.write_bytes(damage)

    assert make_encoder(server.url, tmp_path).name == make_encoder(server.url, tmp_path).name


def test_a_folder_that_cannot_be_made_is_no_obstacle(server: VectorServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    assert make_encoder(server.url, tmp_path / "file").embed(TEXTS).shape == (3, 64)


def test_a_build_that_broke_off_goes_on_where_it_stopped(server: VectorServer, tmp_path: Path) -> None:
    texts = [f"text number {number}" for number in range(300)]

    def tire(asked: Sequence[str]) -> bytes:
        return b"" if texts[200] in asked else honest(asked)

    server.answer = tire
    with pytest.raises(OutputError):
        VectorCache(make_encoder(server.url, tmp_path), tmp_path).embed(texts)
    server.answer, server.asked = honest, []

    vectors = VectorCache(make_encoder(server.url, tmp_path), tmp_path).embed(texts)

    np.testing.assert_allclose(vectors, HashEncoder().embed(texts), atol=1e-6)
    assert {text for asked in server.asked for text in asked} == {PROBE, *texts[128:]}
