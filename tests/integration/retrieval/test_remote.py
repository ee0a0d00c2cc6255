"""Search with an encoder behind a server: what it changes, what it must not, and what happens while it is away."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic

import pytest

from coach.embedding.endpoint import Endpoint
from coach.embedding.fingerprint import PROBE
from coach.embedding.openai import OpenAIEncoder
from coach.errors import ModelError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.build import embed_knowledge, open_index
from coach.retrieval.index import Index, open_rows
from coach.retrieval.remote import REST_S, RemoteIndex, open_remote_index, remote_folder
from coach.retrieval.retriever import Retriever
from evals.hostile_model import HostileModel
from evals.vector_server import VectorServer, reply
from tests.builders import HashEncoder, make_calibration

QUESTION = "Shall I ring early when the delivery is late?"
BEYOND = "quantum zebra parliament"
AWAY = "The model that puts passages in order did not answer, so the coach's own encoder did."


def honest(texts: Sequence[str]) -> bytes:
    return reply(HashEncoder().embed(texts))


def upside_down(texts: Sequence[str]) -> bytes:
    """Give each text the vector of what it reads backwards: another model, of other opinions."""
    return reply(HashEncoder().embed([text[::-1] for text in texts]))


class Seconds:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Setting:
    """A home, a server and the retrievers over both."""

    def __init__(self, home: Path, knowledge: KnowledgeBase, url: str) -> None:
        self.home = home
        self.knowledge = knowledge
        self.url = url
        self.seconds = Seconds()

    def encoder(self) -> OpenAIEncoder:
        endpoint = Endpoint(model="tiny", base_url=self.url, timeout_s=0.5, pause_s=0.01)
        return OpenAIEncoder(endpoint, remote_folder(self.home))

    def remote(self, *, redact: Callable[[str], str] = lambda text: text) -> RemoteIndex:
        """Return a remote index that lives in memory."""
        encoder = self.encoder()

        def open_in_memory() -> Index:
            rows, _ = embed_knowledge(self.knowledge, encoder, {})
            return open_rows(rows, encoder=encoder.name, folder=None, exact_only=True)

        return RemoteIndex(encoder, open_index=open_in_memory, redact=redact, clock=self.seconds)

    def kept_remote(self) -> RemoteIndex:
        """Return a remote index on the disk, as the product has it."""
        encoder = self.encoder()
        return RemoteIndex(
            encoder,
            open_index=lambda: open_remote_index(self.knowledge, encoder, self.home, exact_only=True),
            redact=lambda text: text,
            clock=self.seconds,
        )

    def retriever(self, remote: RemoteIndex | None, **calibration: float) -> Retriever:
        encoder = HashEncoder()
        index = open_index(self.knowledge, encoder, self.home, exact_only=True)
        return Retriever(
            index, encoder, roles=self.knowledge.roles, calibration=make_calibration(**calibration), remote=remote
        )

    def folders(self) -> set[str]:
        return {path.name for path in (remote_folder(self.home) / "index").glob("*/")}


@pytest.fixture
def server() -> Iterator[VectorServer]:
    with VectorServer(honest) as running:
        yield running


@pytest.fixture
def setting(home: Path, knowledge: KnowledgeBase, server: VectorServer) -> Setting:
    return Setting(home, knowledge, server.url)


def test_the_same_model_behind_a_server_finds_the_same(setting: Setting, server: VectorServer) -> None:
    own = setting.retriever(None).retrieve(QUESTION, role_id="shop-adviser")

    found = setting.retriever(setting.remote()).retrieve(QUESTION, role_id="shop-adviser")

    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in own.hits]
    assert (found.abstained, found.support, found.remark) == (False, own.support, "")
    assert server.asked[-1] == [PROBE, QUESTION]


def test_another_model_changes_the_order_and_never_whether_there_is_an_answer(
    setting: Setting, server: VectorServer
) -> None:
    own = setting.retriever(None)
    server.answer = upside_down
    other = setting.retriever(setting.remote())

    for question in (QUESTION, BEYOND, "who owns a problem", "the shelf", "parliament of the shelf"):
        expected, found = own.retrieve(question), other.retrieve(question)
        assert (found.abstained, found.support) == (expected.abstained, expected.support)
    ordered = [[hit.passage.id for hit in each.retrieve(QUESTION).hits] for each in (own, other)]
    assert ordered[0] != ordered[1]


def test_a_question_without_an_answer_never_leaves_the_process(setting: Setting, server: VectorServer) -> None:
    assert setting.retriever(setting.remote()).retrieve(BEYOND).abstained
    assert server.asked == []


def test_what_is_sent_of_a_question_is_redacted(setting: Setting, server: VectorServer) -> None:
    remote = setting.remote(redact=lambda text: text.replace("Mirela", "[NAME_1]"))

    found = setting.retriever(remote, threshold=0.0).retrieve("Does Mirela ring early?")

    assert found.query == "Does Mirela ring early?"
    assert server.asked[-1] == [PROBE, "Does [NAME_1] ring early?"]


@pytest.mark.parametrize("mode", ["refused", "status-401", "status-503", "html", "hang"])
def test_while_the_server_is_away_the_own_encoder_searches_and_says_so(
    home: Path, knowledge: KnowledgeBase, mode: str
) -> None:
    with HostileModel(mode) as hostile:
        setting = Setting(home, knowledge, hostile.url)
        own = setting.retriever(None).retrieve(QUESTION, role_id="shop-adviser")
        retriever = setting.retriever(setting.remote())
        began = monotonic()

        found = retriever.retrieve(QUESTION, role_id="shop-adviser")

    assert monotonic() - began < 2
    assert found == own.model_copy(update={"remark": AWAY})
    assert setting.folders() == set()


def test_a_server_that_failed_is_left_alone_for_a_while_and_then_asked_again(
    setting: Setting, server: VectorServer
) -> None:
    server.answer = lambda texts: b""
    retriever = setting.retriever(setting.remote())
    assert retriever.retrieve(QUESTION).remark == AWAY
    server.answer, server.asked = honest, []

    setting.seconds.now = REST_S - 1
    assert (retriever.retrieve(QUESTION).remark, server.asked) == (AWAY, [])

    setting.seconds.now = REST_S
    assert retriever.retrieve(QUESTION).remark == ""


def test_a_server_that_fails_at_a_question_costs_that_question_its_order_only(
    setting: Setting, server: VectorServer
) -> None:
    retriever = setting.retriever(setting.remote())
    assert retriever.retrieve(QUESTION).remark == ""
    server.answer = lambda texts: b""

    found = retriever.retrieve(QUESTION)

    assert found == setting.retriever(None).retrieve(QUESTION).model_copy(update={"remark": AWAY})


def test_an_index_that_broke_off_half_way_is_never_used(setting: Setting, server: VectorServer) -> None:
    title = "The morning update card"
    server.answer = lambda texts: b"" if any(text.startswith(title) for text in texts) else honest(texts)
    retriever = setting.retriever(setting.kept_remote())

    assert retriever.retrieve(QUESTION).remark == AWAY
    assert setting.folders() == set()

    server.answer, setting.seconds.now = honest, REST_S
    assert retriever.retrieve(QUESTION).remark == ""
    assert len(setting.folders()) == 1


def test_another_model_under_the_same_name_makes_another_index(setting: Setting, server: VectorServer) -> None:
    retriever = setting.retriever(setting.kept_remote())
    assert retriever.retrieve(QUESTION).remark == ""
    (before,) = setting.folders()
    server.answer, server.asked = upside_down, []

    assert retriever.retrieve(QUESTION).remark == AWAY

    setting.seconds.now = REST_S
    assert retriever.retrieve(QUESTION).remark == ""
    (after,) = setting.folders()
    assert after != before
    after_start = setting.kept_remote().open()
    assert (after_start.name, after_start.embedded, server.asked[-1]) == (after, 0, [PROBE])
    assert after_start.encoder != HashEncoder().name


def test_vectors_of_another_model_are_not_taken_over(setting: Setting, server: VectorServer) -> None:
    before = setting.kept_remote().open()
    server.answer = upside_down

    after = setting.kept_remote().open()

    assert (after.embedded, after.reused) == (before.embedded, 0)
    assert open_index(setting.knowledge, HashEncoder(), setting.home, exact_only=True).reason == ""


def test_questions_that_come_at_once_wait_for_a_dead_server_once(home: Path, knowledge: KnowledgeBase) -> None:
    with HostileModel("hang") as hostile:
        remote = Setting(home, knowledge, hostile.url).remote()
        together, failed = Barrier(6), list[str]()

        def ask() -> None:
            together.wait()
            try:
                remote.view(QUESTION)
            except ModelError as error:
                failed.append(error.fault)

        threads = [Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (failed, len(hostile.calls)) == (["slow"] * 6, 1)
