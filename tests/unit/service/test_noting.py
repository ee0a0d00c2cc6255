"""What of a call reaches the audit log, in which order, and what does not happen where the log cannot be written."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.bootstrap import build_coach
from coach.domain.access import ACCESS_ROLES, AccessRole, Principal
from coach.domain.audit import AuditEntry, AuditNote, Outcome
from coach.domain.own_data import KINDS
from coach.domain.review_case import ReviewCase
from coach.errors import CoachError, ReviewError, StoreError
from coach.service import Coach
from coach.service.access import RULES
from coach.service.audit_words import say_what, say_who
from coach.service.noting import Noted, NotNoted, note_call, note_refusal
from coach.settings import Settings
from coach.store.audit import SqliteAuditLog
from coach.store.private import SqlitePrivateStore
from coach.store.submissions import SqliteSubmissionStore
from tests.conftest import Clock, copy_home
from tests.unit.service.calls import ABOUT_NOBODY, CHANGES, FINDS, OF_OTHERS, OTHER, WORKPLACE, Desk, make_desk

CHANGED = Noted(words="changed it", kind="thing", changes=True, argument="thing_id")
OPENED = Noted(words="opened it", kind="thing", changes=False, argument="thing_id")
MADE = Noted(words="made it", kind="thing", changes=True, result=lambda thing_id: thing_id)
CALLS = {**FINDS, **CHANGES, **OF_OTHERS, **ABOUT_NOBODY}
REFUSED_FOR_NOW = StoreError("The disk is full.")


@dataclass
class Log:
    """An audit log in memory, which refuses from a given entry on."""

    refuses_from: int = 1_000
    entries: list[tuple[AuditNote, Outcome, int | None]] = field(default_factory=list)

    def append(self, note: AuditNote, outcome: Outcome, *, begun: int | None = None) -> int:
        if len(self.entries) + 1 >= self.refuses_from:
            raise REFUSED_FOR_NOW
        self.entries.append((note, outcome, begun))
        return len(self.entries)

    def is_noted(self, note: AuditNote, outcome: Outcome, *, within: timedelta) -> bool:
        return any(known[:2] == (note, outcome) for known in self.entries)

    def list_entries(self, **told: Any) -> tuple[AuditEntry, ...]:
        raise NotImplementedError

    def close(self) -> None: ...

    @property
    def told(self) -> list[tuple[str, str, Outcome, int | None]]:
        return [(note.who, note.record_id, outcome, begun) for note, outcome, begun in self.entries]


def call(log: Log, noted: Noted, act: Callable[[], object], thing_id: object = "4f1c") -> object:
    return note_call(log, noted, name="touch", who="rita", arguments={"thing_id": thing_id}, act=act)


def refuse() -> None:
    raise ReviewError("Not now.")


def fail() -> None:
    raise StoreError("The disk is full.")


def break_down() -> None:
    raise ZeroDivisionError


def test_a_change_is_noted_before_it_happens_and_when_it_has() -> None:
    log, done_after = Log(), []
    call(log, CHANGED, lambda: done_after.append(len(log.entries)))

    assert done_after == [1]
    assert log.told == [("rita", "4f1c", "begun", None), ("rita", "4f1c", "done", 1)]


def test_an_id_that_the_change_makes_is_noted_at_its_end() -> None:
    log = Log()
    assert call(log, MADE, lambda: "new-1") == "new-1"

    assert log.told == [("rita", "", "begun", None), ("rita", "new-1", "done", 1)]


def test_opening_is_noted_once_in_a_while_and_each_record_for_itself() -> None:
    log = Log()
    for thing_id in ("4f1c", "4f1c", "77aa"):
        assert call(log, OPENED, lambda: "words", thing_id) == "words"

    assert log.told == [("rita", "4f1c", "done", None), ("rita", "77aa", "done", None)]


@pytest.mark.parametrize(
    ("act", "error", "outcome"),
    [
        (refuse, ReviewError, "refused"),
        (fail, StoreError, "failed"),
        (break_down, ZeroDivisionError, "failed"),
    ],
)
def test_what_did_not_work_is_noted_as_that(act: Callable[[], None], error: type[Exception], outcome: str) -> None:
    changing, opening = Log(), Log()
    for log, noted in ((changing, CHANGED), (opening, OPENED)):
        with pytest.raises(error):
            call(log, noted, act)

    assert [told[2:] for told in changing.told] == [("begun", None), (outcome, 1)]
    assert [told[2:] for told in opening.told] == [(outcome, None)]


def test_where_the_log_cannot_be_written_nothing_happens_and_nothing_is_opened() -> None:
    happened: list[str] = []
    with pytest.raises(StoreError, match="The disk is full"):
        call(Log(refuses_from=1), CHANGED, lambda: happened.append("changed"))
    assert happened == []

    with pytest.raises(StoreError, match="The disk is full"):
        call(Log(refuses_from=1), OPENED, lambda: "words")


def test_what_has_happened_stays_when_its_end_cannot_be_noted_and_the_log_still_has_the_beginning() -> None:
    log = Log(refuses_from=2)

    assert call(log, CHANGED, lambda: "changed") == "changed"
    assert log.told == [("rita", "4f1c", "begun", None)]
    with pytest.raises(ReviewError):
        call(Log(refuses_from=2), CHANGED, refuse)


@pytest.mark.parametrize("sent", ["a b", "one\n2 | owen | done", "I rang twice.", "x" * 65, "", None, 7, ["4f1c"]])
def test_what_is_no_id_is_not_noted_in_its_place(sent: object) -> None:
    log = Log()
    call(log, CHANGED, lambda: None, sent)
    call(log, MADE, lambda: sent)

    assert {record_id for _, record_id, _, _ in log.told} == {""}


def test_a_refusal_names_who_and_what_and_nothing_that_has_to_be_looked_into() -> None:
    log, inside = Log(), Noted(words="x", kind="thing", changes=True, argument="thing.id")
    for note in (OPENED, inside, NotNoted("it is private")):
        note_refusal(log, note, name="touch", who="rita", arguments={"thing_id": "4f1c", "thing": object()})

    assert [(note.kind, note.record_id, outcome) for note, outcome, _ in log.entries] == [
        ("thing", "4f1c", "refused"),
        ("thing", "", "refused"),
        ("use case", "", "refused"),
    ]


@dataclass(frozen=True)
class World:
    """A coach on stores of its own, and its audit log."""

    coach: Coach
    store: SqlitePrivateStore
    submissions: SqliteSubmissionStore
    log: SqliteAuditLog
    desk: Desk

    def noted(self, call: Callable[[], object]) -> list[tuple[str, str, str, Outcome]]:
        """Return what a call adds to the log."""
        before = len(self.log.list_entries())
        with suppress(CoachError):
            call()
        return [(item.who, item.did, item.record_id, item.outcome) for item in self.log.list_entries()[before:]]


@pytest.fixture(scope="module")
def world(tiny_home: Path, tiny_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = copy_home(tiny_home, tmp_path_factory.mktemp("noting") / "home")
    coach = build_coach(Settings(home=home, knowledge=tiny_knowledge), clock=Clock(), exact_only=True)
    store, submissions = SqlitePrivateStore.open(home, clock=Clock()), SqliteSubmissionStore.open(home, clock=Clock())
    log = SqliteAuditLog.open(home, clock=Clock())
    yield World(coach, store, submissions, log, make_desk(coach))
    for opened in (store, submissions, log):
        opened.close()


@pytest.fixture(autouse=True)
def no_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite of evals is not installed, so that none is started."""
    monkeypatch.setitem(sys.modules, "inspect_ai", None)


@contextmanager
def unwritable(log: SqliteAuditLog) -> Iterator[None]:
    with closing(sqlite3.connect(log._database.path)) as raw:
        raw.execute("ALTER TABLE entries RENAME TO lost")
        try:
            yield
        finally:
            raw.execute("ALTER TABLE lost RENAME TO entries")


def somebody(name: str, *roles: AccessRole) -> Principal:
    return Principal(person_id=name, roles=frozenset(roles or ACCESS_ROLES))


def test_what_is_shared_is_in_the_log_with_its_id_and_without_whose_it_is(world: World) -> None:
    ana, rita = somebody("ana"), somebody("rita", "reviewer")
    desk = world.desk.anew().keep(world.store, world.submissions, "ana")
    shared: list[ReviewCase] = []
    added = world.noted(lambda: shared.append(world.coach.share(desk.draft, OTHER, workplace=WORKPLACE, principal=ana)))
    (case,) = shared
    new_id = case.submission.id
    added += world.noted(lambda: world.coach.review_case(new_id, principal=rita))
    added += world.noted(lambda: world.coach.decide(case, "returned", reason="Say more.", principal=rita))
    added += world.noted(lambda: world.coach.comment_on_decision(new_id, "I rang twice.", principal=ana))
    added += world.noted(lambda: world.coach.withdraw(new_id, principal=ana))

    assert added == [
        ("sender", "share", "", "begun"),
        ("sender", "share", new_id, "done"),
        ("rita", "review_case", new_id, "done"),
        ("rita", "decide", new_id, "begun"),
        ("rita", "decide", new_id, "done"),
        ("sender", "comment_on_decision", new_id, "begun"),
        ("sender", "comment_on_decision", new_id, "done"),
        ("sender", "withdraw", new_id, "begun"),
        ("sender", "withdraw", new_id, "done"),
    ]
    assert world.log.verify().broken_at is None


def test_on_a_log_that_cannot_be_written_nothing_is_shared_decided_or_opened_and_private_work_goes_on(
    world: World,
) -> None:
    ana, rita = somebody("ana-2"), somebody("rita-2", "reviewer")
    desk = world.desk.anew()
    desk.answered().keep(world.store, world.submissions, "ana-2")
    before, entries = world.submissions.list_cases(), world.log.list_entries()
    went_on = []
    with unwritable(world.log):
        for act in (
            lambda: world.coach.share(desk.draft, OTHER, workplace=WORKPLACE, principal=ana),
            lambda: world.coach.withdraw(desk.case.submission.id, principal=ana),
            lambda: world.coach.decide(desk.answered().case, "approved", principal=rita),
            lambda: world.coach.review_case(desk.case.submission.id, principal=rita),
            lambda: world.coach.everything_of_me(principal=ana),
            lambda: world.coach.delete_everything(principal=ana),
        ):
            with suppress(StoreError):
                act()
                went_on.append(act)
        drafts = world.coach.drafts(principal=ana)
        saved = world.coach.save_draft(desk.draft, principal=ana)

    assert went_on == []
    assert desk.draft.id == saved.id
    assert saved.id in [draft.id for draft in drafts]
    assert world.submissions.list_cases() == before
    assert world.log.list_entries() == entries


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if isinstance(rule.note, NotNoted)])
def test_nothing_is_noted_of_what_people_do_for_themselves_or_what_tells_of_nobody(name: str, world: World) -> None:
    who = somebody(f"alone-{name}")
    desk = world.desk.anew().keep(world.store, world.submissions, who.person_id)

    assert world.noted(lambda: CALLS[name](world.coach, desk, who)) == []


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if isinstance(rule.note, Noted)])
def test_everything_else_is_noted_and_no_word_of_anybody_is(name: str, world: World) -> None:
    who = somebody(f"noted-{name}")
    desk = world.desk.anew().keep(world.store, world.submissions, who.person_id)

    added = world.noted(lambda: CALLS[name](world.coach, desk, who))

    assert {entry[1] for entry in added} == {name}
    assert {entry[0] for entry in added} in ({who.person_id}, {"sender"})
    assert added[-1][3] != "begun"


@pytest.mark.parametrize("name", ["drafts", "decide", "everything_of_me", "audit_entries"])
def test_a_refusal_by_rule_is_noted_of_every_use_case(name: str, world: World) -> None:
    nobody = Principal(person_id=f"nobody-{name}", roles=frozenset())

    for expected in ([(nobody.person_id, name, "", "refused")], []):
        assert world.noted(lambda: CALLS[name](world.coach, world.desk, nobody)) == expected


def test_a_person_gets_what_was_noted_with_their_key_and_nobody_else_s(world: World) -> None:
    world.coach.left_to_others(principal=somebody("lena", "reviewer"))
    world.coach.review_queue(principal=somebody("lena", "reviewer"))
    packed = world.coach.everything_of_me(principal=somebody("lena", "reviewer"))

    own = [entry.did for entry in world.log.list_entries(who="lena")]
    assert own == ["review_queue", "everything_of_me"]
    assert b"audit.json" in packed
    assert "audit" not in KINDS, "what is deleted with everything of a person is in KINDS"


@pytest.mark.parametrize(
    ("changed", "who", "what"),
    [
        ({}, "rita", "decided about a submission 4f1c"),
        ({"outcome": "begun"}, "rita", "decided about a submission 4f1c (it began, and nothing says how it ended)"),
        ({"outcome": "refused"}, "rita", "wanted to review what employees share 4f1c (refused)"),
        ({"outcome": "failed"}, "rita", "decided about a submission 4f1c (failed)"),
        ({"who": "sender", "did": "share"}, "An employee", "shared a submission 4f1c"),
        ({"who": f"person:{'ab12' * 16}", "did": "sign_on", "record_id": ""}, "Person ab12ab12", "signed on"),
        ({"who": "upkeep", "did": "of_a_newer_version"}, "The coach itself", "did: of a newer version 4f1c"),
    ],
)
def test_an_entry_is_said_in_plain_words(changed: dict[str, object], who: str, what: str) -> None:
    told = {"number": 1, "at": "2026-11-22T09:30:00Z", "who": "rita", "did": "decide", "kind": "submission"}
    entry = AuditEntry.model_validate({**told, "record_id": "4f1c", "outcome": "done", "hash": "0", **changed})

    assert (say_who(entry), say_what(entry)) == (who, what)
