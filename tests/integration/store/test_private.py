import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.errors import StoreError
from coach.store.private import SqlitePrivateStore
from coach.store.protocols import PrivateStore
from tests.builders import make_check_in, make_draft, make_saved_plan, make_share, make_turn
from tests.integration.store.children import TickingClock

ME = "mirela"
STRANGER = "owen"


def public_methods(of: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(method)
        for name, method in inspect.getmembers(of, inspect.isfunction)
        if not name.startswith("_")
    }


def test_the_store_has_the_methods_of_the_protocol() -> None:
    assert public_methods(SqlitePrivateStore) == public_methods(PrivateStore)


def test_a_draft_comes_back_whole_from_a_store_opened_again(home: Path, store: SqlitePrivateStore) -> None:
    saved = store.save_draft(make_draft(text='Ünïcode, "quotes" and a\nnew line'), person_id=ME)
    store.close()
    again = SqlitePrivateStore.open(home, clock=TickingClock())
    assert again.load_draft("draft-1", person_id=ME) == saved
    again.close()


def test_a_saved_draft_says_when(store: SqlitePrivateStore) -> None:
    clock = TickingClock()
    assert store.save_draft(make_draft(), person_id=ME) == make_draft(updated_at=clock())


def test_saving_a_draft_again_replaces_it(store: SqlitePrivateStore) -> None:
    store.save_draft(make_draft(text="Before"), person_id=ME)
    after = store.save_draft(make_draft(text="After"), person_id=ME)
    assert store.list_drafts(person_id=ME) == (after,)


def test_the_draft_saved_last_is_listed_first(store: SqlitePrivateStore) -> None:
    for draft_id in ("a", "b", "c", "a"):
        store.save_draft(make_draft(id=draft_id), person_id=ME)
    assert [draft.id for draft in store.list_drafts(person_id=ME)] == ["a", "c", "b"]


def test_what_was_never_saved_is_none(store: SqlitePrivateStore) -> None:
    assert store.load_draft("draft-1", person_id=ME) is None
    assert store.load_plan("plan-1", person_id=ME) is None


def test_deleting_what_is_not_there_is_no_error(store: SqlitePrivateStore) -> None:
    store.delete_draft("draft-1", person_id=ME)
    store.delete_plan("plan-1", person_id=ME)
    store.delete_turn("turn-1", person_id=ME)


def test_plans_are_listed_newest_first_also_after_a_check_in_on_an_older_one(store: SqlitePrivateStore) -> None:
    older, newer = make_saved_plan(id="older"), make_saved_plan(id="newer")
    store.save_plan(older, person_id=ME)
    store.save_plan(newer, person_id=ME)
    changed = store.add_check_in("older", make_check_in(), person_id=ME)
    assert store.list_plans(person_id=ME) == (newer, changed)


def test_check_ins_are_kept_in_order(store: SqlitePrivateStore) -> None:
    first, second = make_check_in(outcome="stuck"), make_check_in(outcome="done")
    store.save_plan(make_saved_plan(), person_id=ME)
    store.add_check_in("plan-1", first, person_id=ME)
    store.add_check_in("plan-1", second, person_id=ME)
    assert store.load_plan("plan-1", person_id=ME) == make_saved_plan(check_ins=(first, second))


def test_a_check_in_on_a_deleted_plan_is_refused(store: SqlitePrivateStore) -> None:
    store.save_plan(make_saved_plan(), person_id=ME)
    store.delete_plan("plan-1", person_id=ME)
    with pytest.raises(StoreError, match="there is no plan 'plan-1' any more"):
        store.add_check_in("plan-1", make_check_in(), person_id=ME)


def test_turns_are_listed_newest_first(store: SqlitePrivateStore) -> None:
    turns = [make_turn(id=turn_id) for turn_id in ("a", "b", "c")]
    for turn in turns:
        store.add_turn(turn, person_id=ME)
    assert store.list_turns(person_id=ME) == tuple(reversed(turns))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["lend", "ring"]),
        ("KETTLE", ["lend"]),
        ("may  kettle", ["lend"]),
        ("late ring", ["ring"]),
        ("straße", ["lend"]),
        ("STRASSE", ["lend"]),
        ("kettle late", []),
        ("behaviour_ids", []),
    ],
)
def test_a_search_finds_turns_with_every_word_in_question_or_answer(
    store: SqlitePrivateStore, search: str, found: list[str]
) -> None:
    store.add_turn(make_turn(id="ring", question="When do I ring?", line="Ring early when it is late."), person_id=ME)
    store.add_turn(make_turn(id="lend", question="May I lend a kettle?", line="In the Bahnhofstraße."), person_id=ME)
    assert [turn.id for turn in store.list_turns(person_id=ME, search=search)] == found


def test_an_unreadable_record_is_said_and_can_be_deleted(store: SqlitePrivateStore) -> None:
    store.save_draft(make_draft(), person_id=ME)
    with store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE drafts SET record = '{}'")
    with pytest.raises(StoreError, match=r"The draft 'draft-1' cannot be read: id \(missing\)"):
        store.list_drafts(person_id=ME)
    store.delete_draft("draft-1", person_id=ME)
    assert store.list_drafts(person_id=ME) == ()


# What a stranger gets who knows every id, for each method of the store.
ATTEMPTS: dict[str, tuple[Callable[[PrivateStore], object], object]] = {
    "save_draft": (lambda s: s.save_draft(make_draft(text="Mine"), person_id=STRANGER).text, "Mine"),
    "load_draft": (lambda s: s.load_draft("draft-1", person_id=STRANGER), None),
    "list_drafts": (lambda s: s.list_drafts(person_id=STRANGER), ()),
    "delete_draft": (lambda s: s.delete_draft("draft-1", person_id=STRANGER), None),
    "save_plan": (lambda s: s.save_plan(make_saved_plan(check_ins=(make_check_in(),)), person_id=STRANGER), None),
    "load_plan": (lambda s: s.load_plan("plan-1", person_id=STRANGER), None),
    "list_plans": (lambda s: s.list_plans(person_id=STRANGER), ()),
    "delete_plan": (lambda s: s.delete_plan("plan-1", person_id=STRANGER), None),
    "add_check_in": (lambda s: s.add_check_in("plan-1", make_check_in(), person_id=STRANGER), StoreError),
    "add_turn": (lambda s: s.add_turn(make_turn(question="Mine?"), person_id=STRANGER), None),
    "list_turns": (lambda s: s.list_turns(person_id=STRANGER), ()),
    "delete_turn": (lambda s: s.delete_turn("turn-1", person_id=STRANGER), None),
    "delete_turns": (lambda s: s.delete_turns(person_id=STRANGER), None),
    "save_share": (lambda s: s.save_share(make_share(draft_id="mine"), person_id=STRANGER), None),
    "list_shares": (lambda s: s.list_shares(person_id=STRANGER), ()),
    "delete_share": (lambda s: s.delete_share("submission-1", person_id=STRANGER), None),
    "everything": (
        lambda s: s.everything(person_id=STRANGER),
        {"drafts": (), "plans": (), "shares": (), "turns": ()},
    ),
    "delete_everything": (lambda s: s.delete_everything(person_id=STRANGER), None),
}


def test_every_method_that_touches_records_is_tried_by_a_stranger() -> None:
    assert set(ATTEMPTS) == set(public_methods(PrivateStore)) - {"close"}


@pytest.mark.parametrize("method", sorted(ATTEMPTS))
def test_nothing_is_done_without_naming_the_person(method: str) -> None:
    person = public_methods(SqlitePrivateStore)[method].parameters["person_id"]
    assert (person.kind, person.default) == (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty)


def outcome(attempt: Callable[[PrivateStore], object], store: PrivateStore) -> object:
    try:
        return attempt(store)
    except StoreError as error:
        return type(error)


@pytest.mark.parametrize("method", sorted(ATTEMPTS))
def test_a_stranger_neither_sees_nor_changes_what_is_mine(store: SqlitePrivateStore, method: str) -> None:
    mine = (store.save_draft(make_draft(), person_id=ME),), (make_saved_plan(),), (make_turn(),), (make_share(),)
    store.save_plan(make_saved_plan(), person_id=ME)
    store.add_turn(make_turn(), person_id=ME)
    store.save_share(make_share(), person_id=ME)
    attempt, expected = ATTEMPTS[method]
    assert outcome(attempt, store) == expected
    lists = (store.list_drafts, store.list_plans, store.list_turns, store.list_shares)
    assert tuple(records(person_id=ME) for records in lists) == mine
