"""From settings to a Coach: what is made, when, and how often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from coach.bootstrap import build_coach, code_version
from coach.bootstrap.at_first_use import once
from coach.domain.access import local_principal
from coach.domain.account import Account
from coach.domain.provenance import Provenance
from coach.embedding.both import statement_encoder_name as encoder_name
from coach.errors import KnowledgeError, StoreError
from coach.service import Coach
from coach.settings import Settings
from tests.builders import ME, write_knowledge
from tests.conftest import Clock, copy_home

ACCOUNT = Account(
    text="I rang the customer two days after the repair to check the kettle worked.", role_id="shop-adviser"
)


@pytest.fixture
def build(tiny_knowledge: Path) -> Callable[[Path], Coach]:
    return lambda home: build_coach(Settings(home=home, knowledge=tiny_knowledge), clock=Clock(), exact_only=True)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_each_part_is_made_when_it_is_first_needed(build: Callable[[Path], Coach], tmp_path: Path) -> None:
    home = tmp_path / "home"
    coach = build(home)
    assert names(home) == set()

    coach.assess(ACCOUNT, principal=ME)
    assert names(home) == {"cache"}

    coach.start_draft(principal=ME)
    assert {"private.db"} <= names(home) <= {"cache", "private.db", "private.db-wal", "private.db-shm"}

    coach.send_to_authors(
        coach.answer("May I lend a kettle?", role_id="shop-adviser", principal=ME).answer, principal=ME
    )
    assert "shared.db" in names(home)


def test_a_result_says_what_made_it(build: Callable[[Path], Coach], tmp_path: Path) -> None:
    coach = build(tmp_path / "home")
    made_by = Provenance(
        engine="embedded",
        model=encoder_name(),
        knowledge_version=coach.knowledge.version,
        code_version=code_version(),
    )

    assert coach.provenance == made_by
    assert coach.assess(ACCOUNT, principal=ME).provenance == made_by


def test_what_one_coach_kept_another_one_finds(build: Callable[[Path], Coach], tmp_path: Path) -> None:
    draft = build(tmp_path / "home").start_draft(principal=ME)

    assert build(tmp_path / "home").drafts(principal=ME) == (draft,)


def test_a_home_that_cannot_be_made_costs_what_needs_keeping_and_nothing_else(
    build: Callable[[Path], Coach], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    coach = build(in_the_way / "home")

    assert coach.assess(ACCOUNT, principal=ME).statements == 1
    assert "compared one by one" in coach.search("Who owns a problem?", principal=ME).remark
    with pytest.raises(StoreError, match=str(in_the_way)):
        coach.start_draft(principal=ME)
    assert in_the_way.read_text(encoding="utf-8") == "not a folder"


def test_broken_knowledge_is_refused_with_every_problem(tmp_path: Path) -> None:
    broken = write_knowledge(tmp_path / "knowledge")
    (broken / "behaviours" / "own-it.yaml").write_text("id: [", encoding="utf-8")
    (broken / "journey.yaml").unlink()

    with pytest.raises(KnowledgeError) as refused:
        build_coach(Settings(home=tmp_path / "home", knowledge=broken), clock=Clock())

    assert any("behaviours/own-it.yaml" in problem for problem in refused.value.problems)
    assert any("journey.yaml" in problem for problem in refused.value.problems)
    assert names(tmp_path / "home") == set()


def test_two_threads_that_ask_for_the_same_part_get_one() -> None:
    both_are_making = Barrier(2)
    made: list[object] = []

    def make() -> object:
        try:
            both_are_making.wait(timeout=0.3)
        except BrokenBarrierError:
            made.append(object())
            return made[-1]
        raise AssertionError("two threads make the part at the same time")

    get = once(make)
    with ThreadPoolExecutor(2) as threads:
        first, second = (future.result() for future in [threads.submit(get), threads.submit(get)])

    assert first is second is made[0]
    assert len(made) == 1


def test_a_part_that_could_not_be_made_is_tried_again() -> None:
    attempts = iter([StoreError("The disk is full."), "made"])

    def make() -> str:
        outcome = next(attempts)
        if isinstance(outcome, StoreError):
            raise outcome
        return outcome

    get = once(make)
    with pytest.raises(StoreError):
        get()
    assert (get(), get()) == ("made", "made")


def test_people_on_several_threads_are_served_by_one_index_and_one_store(
    build: Callable[[Path], Coach], tiny_home: Path, tmp_path: Path
) -> None:
    coach = build(copy_home(tiny_home, tmp_path / "home"))

    def work(person_id: str) -> tuple[str, int]:
        principal = local_principal(person_id)
        turn = coach.ask("Who owns a problem?", role_id="shop-adviser", principal=principal)
        return turn.answer.model_dump_json(), len(coach.turns(principal=principal))

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(work, ["ada", "ben", "cay", "dee"]))

    assert set(results) == {(results[0][0], 1)}
