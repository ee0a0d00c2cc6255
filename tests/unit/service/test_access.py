"""Every use case, called by every access role alone, by none and by all, on records of one's own and of others."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import pytest

from coach.bootstrap import build_coach
from coach.domain.access import ACCESS_ROLES, AccessRole, Principal, local_principal
from coach.domain.draft import Turn
from coach.errors import AccessError, CoachError
from coach.service import Coach
from coach.service.access import RULES, Rule, use_case
from coach.service.noting import Noted
from coach.service.parts import Parts
from coach.settings import Settings
from coach.store.private import SqlitePrivateStore
from coach.store.submissions import SqliteSubmissionStore
from tests.builders import ME
from tests.conftest import ROOT, Clock, copy_home
from tests.unit.service.calls import ABOUT_NOBODY, CHANGES, FINDS, OF_OTHERS, QUESTION, ROLE, Call, Desk, make_desk

OWN = {**FINDS, **CHANGES}
ROLE_SETS: tuple[frozenset[AccessRole], ...] = (
    frozenset(),
    *(frozenset({role}) for role in ACCESS_ROLES),
    frozenset(ACCESS_ROLES),
)
PLAIN = {
    "knowledge": "what the organisation publishes for everybody in it",
    "provenance": "which versions are at work; it stands on every page and every file",
    "today": "the day",
    "uses_model": "a setting, said on the page before anybody types",
    "currency": "a setting",
    "second_reading_percent": "a setting",
    "insight_names": "what the organisation calls its roles, stages and behaviours",
}
"""What is no use case: it is about the installation alone, and nothing is done or looked up for anybody."""
NARROWER: dict[str, set[AccessRole]] = {
    "questions_for_authors": {"champion", "author"},
    "review_queue": {"reviewer"},
    "review_case": {"reviewer"},
    "left_to_others": {"reviewer"},
    "decide": {"reviewer"},
    "read_again": {"reviewer"},
    "reviewer_agreement": {"reviewer"},
    "export_reviews": {"reviewer", "admin"},
    "missing_for_evals": {"author", "reviewer", "sponsor", "admin"},
    "eval_tasks": {"author", "reviewer", "sponsor", "admin"},
    "eval_runs": {"author", "reviewer", "sponsor", "admin"},
    "eval_run": {"author", "reviewer", "sponsor", "admin"},
    "newest_eval": {"author", "reviewer", "sponsor", "admin"},
    "changes_since_eval": {"author", "reviewer", "sponsor", "admin"},
    "compare_evals": {"author", "reviewer", "sponsor", "admin"},
    "eval_report": {"author", "reviewer", "sponsor", "admin"},
    "eval_results": {"author", "reviewer", "sponsor", "admin"},
    "start_eval": {"author", "reviewer", "admin"},
    "go_on_with_eval": {"author", "reviewer", "admin"},
    "stop_eval": {"author", "reviewer", "admin"},
    "organisation": {"reviewer", "sponsor", "admin"},
    "periods": {"reviewer", "sponsor", "admin"},
    "insights": {"reviewer", "sponsor", "admin"},
    "usage": {"reviewer", "sponsor", "admin"},
    "insight_sheet": {"reviewer", "sponsor", "admin"},
    "export_insights": {"reviewer", "sponsor", "admin"},
    "close_period": {"reviewer", "admin"},
    "audit_entries": {"admin"},
}
"""Who may call what is not for everybody."""
_ID = re.compile(r"[0-9a-f]{32}")


class Touched(Exception):
    """Something was read, changed or asked."""


class Untouchable:
    """A part or an argument that says so when anybody as much as looks at it."""

    def __getattr__(self, name: str) -> NoReturn:
        raise Touched(name)

    def __call__(self, *args: object, **kwargs: object) -> NoReturn:
        raise Touched("called")


@dataclass(frozen=True)
class World:
    """A coach on stores of its own, a look into them, and what a desk holds."""

    coach: Coach
    store: SqlitePrivateStore
    submissions: SqliteSubmissionStore
    desk: Desk

    def kept(self, who: Principal) -> tuple[object, ...]:
        """Return everything that is kept for somebody."""
        lists = (self.store.list_drafts, self.store.list_plans, self.store.list_turns, self.store.list_shares)
        shares = self.store.list_shares(person_id=who.person_id)
        cases = tuple(self.submissions.load_case(share.id) for share in shares)
        return *(records(person_id=who.person_id) for records in lists), cases

    def outcome(self, call: Call, desk: Desk, who: Principal) -> str:
        """Return what a call returned or raised, and what it left for whoever called, without any id."""
        return f"{outcome(partial(call, self.coach, desk, who))} {without_ids(self.kept(who))}"


class Silent:
    """An audit log that takes everything and keeps nothing: it is written before anything else is touched."""

    def append(self, *told: object, **more: object) -> int:
        return 1

    def is_noted(self, *told: object, **more: object) -> bool:
        return False

    def list_entries(self, **told: object) -> NoReturn:
        raise Touched("read")


def outcome(call: Callable[[], object]) -> str:
    try:
        return without_ids(call())
    except CoachError as error:
        return without_ids(error)


def without_ids(value: object) -> str:
    return _ID.sub("an-id", repr(value))


def somebody(roles: frozenset[AccessRole]) -> Principal:
    return Principal(person_id=uuid4().hex, roles=roles)


def may(name: str, roles: frozenset[AccessRole]) -> bool:
    return not RULES[name].roles.isdisjoint(roles)


@pytest.fixture(scope="module")
def untouchable() -> Coach:
    part: Any = Untouchable()
    log: Any = Silent()
    return Coach(Parts(**{**{field.name: part for field in fields(Parts)}, "audit": lambda: log}))


@pytest.fixture(scope="module")
def world(tiny_home: Path, tiny_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = copy_home(tiny_home, tmp_path_factory.mktemp("access") / "home")
    coach = build_coach(Settings(home=home, knowledge=tiny_knowledge), clock=Clock(), exact_only=True)
    store = SqlitePrivateStore.open(home, clock=Clock())
    submissions = SqliteSubmissionStore.open(home, clock=Clock())
    yield World(coach, store, submissions, make_desk(coach))
    store.close()
    submissions.close()


@pytest.fixture(scope="module")
def empty_home(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_home(tiny_home, tmp_path_factory.mktemp("nobody") / "home")


@pytest.fixture(scope="module")
def coach_of_nobody(empty_home: Path, tiny_knowledge: Path) -> Coach:
    return build_coach(Settings(home=empty_home, knowledge=tiny_knowledge), clock=Clock(), exact_only=True)


def test_every_public_name_of_coach_is_in_the_table_or_is_plain_data(untouchable: Coach) -> None:
    public = {name for name in (*dir(Coach), *vars(untouchable)) if not name.startswith("_")}

    assert public == {*RULES, *PLAIN}
    assert not RULES.keys() & PLAIN.keys()


def test_every_use_case_of_the_table_is_called_here() -> None:
    assert {*OWN, *OF_OTHERS} == {name for name, rule in RULES.items() if rule.own}
    assert ABOUT_NOBODY.keys() == {name for name, rule in RULES.items() if not rule.own}


def test_everybody_may_do_everything_but_what_is_listed_here() -> None:
    everybody = set(ACCESS_ROLES)

    assert {name: set(rule.roles) for name, rule in RULES.items() if rule.roles != everybody} == NARROWER


@pytest.mark.parametrize("name", RULES)
def test_a_use_case_is_told_who_asks_and_can_be_told_nobody_else(name: str) -> None:
    parameters = signature(getattr(Coach, name)).parameters
    who = parameters["principal"]

    assert (who.kind, who.default, who.annotation) == (Parameter.KEYWORD_ONLY, Parameter.empty, Principal)
    assert not {"person_id", "person", "owner", "owner_id"} & parameters.keys()


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("roles", ROLE_SETS, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_whoever_may_not_is_refused_before_anything_is_touched(
    name: str, roles: frozenset[AccessRole], untouchable: Coach
) -> None:
    parameters = signature(getattr(untouchable, name)).parameters.values()
    needed = {item.name: Untouchable() for item in parameters if item.default is Parameter.empty}

    with pytest.raises(Touched if may(name, roles) else AccessError):
        getattr(untouchable, name)(**{**needed, "principal": somebody(roles)})


@pytest.mark.parametrize("who", [None, "ada", {"person_id": "ada", "roles": ["admin"]}])
def test_nothing_but_a_principal_is_taken_for_one(who: Any, untouchable: Coach) -> None:
    with pytest.raises(TypeError, match="who asks"):
        untouchable.drafts(principal=who)
    with pytest.raises(TypeError, match="who asks"):
        untouchable.drafts()  # type: ignore[call-arg]


@pytest.mark.parametrize("name", RULES)
def test_the_table_says_of_each_use_case_what_is_noted_or_why_nothing_is(name: str) -> None:
    note = RULES[name].note

    assert note is not None
    assert note.words if isinstance(note, Noted) else len(note.because.split()) > 3


def test_a_use_case_of_which_nothing_says_whether_it_is_noted_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("coach.service.access.RULES", {"read_everybody": Rule("read everybody")})

    def read_everybody(self: Coach, *, principal: Principal) -> None: ...

    with pytest.raises(TypeError, match="NotNoted"):
        use_case(read_everybody)


def test_a_use_case_that_is_not_in_the_table_cannot_be_written() -> None:
    def read_everybody(self: Coach, *, principal: Principal) -> None: ...

    with pytest.raises(KeyError, match="read_everybody"):
        use_case(read_everybody)


def test_the_app_and_the_command_line_each_take_the_principal_from_one_place() -> None:
    rooms = (file for room in ("ui", "cli") for file in (ROOT / "coach" / room).rglob("*.py"))
    makers = {file.relative_to(ROOT).as_posix() for file in rooms if "coach.domain.access" in file.read_text("utf-8")}

    assert makers == {"coach/ui/who.py", "coach/cli/who.py"}


def test_a_refusal_says_what_and_whom_to_ask_and_is_the_same_for_every_record(untouchable: Coach) -> None:
    with pytest.raises(AccessError) as stopped:
        untouchable.stop_eval("20261127T064651-embedded", principal=somebody(frozenset({"sponsor"})))
    with pytest.raises(AccessError) as looked:
        untouchable.draft("4f1c", principal=somebody(frozenset()))

    assert str(stopped.value) == (
        "Only an author, a reviewer or an admin may run evals; ask whoever looks after the coach for access."
    )
    assert str(looked.value) == (
        "Only somebody with an access role may keep accounts; ask whoever looks after the coach for access."
    )


@pytest.mark.parametrize("name", OWN)
def test_somebody_else_s_record_is_the_same_as_none(name: str, world: World) -> None:
    owner = somebody(frozenset(ACCESS_ROLES))
    desk = world.desk.anew().keep(world.store, world.submissions, owner.person_id)
    before = world.kept(owner)

    for roles in ROLE_SETS:
        theirs = world.outcome(OWN[name], desk, somebody(roles))
        unknown = world.outcome(OWN[name], world.desk.anew(), somebody(roles))

        assert theirs == unknown, roles
        assert theirs.startswith("AccessError") != may(name, roles)
        assert world.kept(owner) == before, roles


def test_a_question_of_one_s_own_does_not_open_one_of_somebody_else(world: World) -> None:
    theirs = world.desk.anew().keep(world.store, world.submissions, somebody(frozenset(ACCESS_ROLES)).person_id)

    def ask(goes_on: str) -> Turn:
        me = somebody(frozenset({"employee"}))
        mine = world.desk.anew().keep(world.store, world.submissions, me.person_id)
        begun = world.coach.start_answer(QUESTION, role_id=ROLE, follows=mine.first.id, goes_on=goes_on, principal=me)
        list(begun)
        assert begun.turn.follows == mine.first.id
        return begun.turn

    assert without_ids(ask(theirs.second.id)) == without_ids(ask(uuid4().hex))


@pytest.mark.parametrize("name", OWN)
def test_one_s_own_record_is_found_by_whoever_may(name: str, world: World) -> None:
    stranger = outcome(partial(OWN[name], world.coach, world.desk.anew(), ME))

    for roles in ROLE_SETS:
        owner = somebody(roles)
        desk = world.desk.anew().keep(world.store, world.submissions, owner.person_id)
        before = world.kept(owner)
        found = outcome(partial(OWN[name], world.coach, desk, owner))

        if not may(name, roles):
            assert found.startswith("AccessError")
            assert world.kept(owner) == before
        elif name in FINDS:
            assert found != stranger, roles
        else:
            assert world.kept(owner) != before, roles


def test_a_reviewer_decides_about_everybody_s_submissions_but_their_own(world: World) -> None:
    reviewer, colleague = (somebody(frozenset({"reviewer"})) for _ in range(2))
    desk = world.desk.anew()
    desk.answered().keep(world.store, world.submissions, reviewer.person_id)
    before = world.kept(reviewer)

    own = outcome(partial(OF_OTHERS["decide"], world.coach, desk, reviewer))

    assert own.startswith("ReviewError")
    assert "somebody else at L&D has to decide about it" in own
    assert "You shared this submission yourself" in outcome(
        partial(OF_OTHERS["read_again"], world.coach, desk, reviewer)
    )
    assert world.kept(reviewer) == before
    assert world.coach.left_to_others(principal=colleague) == frozenset()
    assert not outcome(partial(OF_OTHERS["decide"], world.coach, desk, colleague)).startswith("ReviewError")
    assert world.kept(reviewer) != before


def test_where_one_person_is_everybody_they_decide_about_their_own(world: World) -> None:
    alone = local_principal(uuid4().hex)
    desk = world.desk.anew()
    desk.answered().keep(world.store, world.submissions, alone.person_id)

    assert world.coach.left_to_others(principal=alone) == frozenset()
    assert not outcome(partial(OF_OTHERS["decide"], world.coach, desk, alone)).startswith("ReviewError")


@pytest.mark.parametrize("roles", ROLE_SETS, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_whoever_may_not_review_decides_about_nothing(roles: frozenset[AccessRole], world: World) -> None:
    owner = somebody(frozenset({"employee"}))
    desk = world.desk.anew()
    desk.answered().keep(world.store, world.submissions, owner.person_id)
    before = world.kept(owner)

    said = outcome(partial(OF_OTHERS["decide"], world.coach, desk, somebody(roles)))

    assert said.startswith("AccessError") != may("decide", roles)
    assert (world.kept(owner) != before) == may("decide", roles)


@pytest.mark.parametrize("name", ABOUT_NOBODY)
def test_what_is_not_about_one_s_own_records_reaches_nobody_s(
    name: str, world: World, coach_of_nobody: Coach, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The suite of evals is not installed, so that none is started.
    monkeypatch.setitem(sys.modules, "inspect_ai", None)

    for roles in ROLE_SETS:
        said = outcome(partial(ABOUT_NOBODY[name], coach_of_nobody, world.desk, somebody(roles)))

        assert said.startswith("AccessError") != may(name, roles), said
    assert not (empty_home / "private.db").exists()
