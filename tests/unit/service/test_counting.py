"""What counts as use of the coach: that something worked, for which job, and nothing of what it was about."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from coach.bootstrap import build_coach
from coach.domain.access import ACCESS_ROLES, Principal
from coach.domain.usage import EVERYBODY
from coach.errors import AccessError, StoreError
from coach.service import Coach
from coach.service.access import RULES
from coach.service.counting import COUNTED
from coach.settings import Settings
from coach.store.private import SqlitePrivateStore
from coach.store.submissions import SqliteSubmissionStore
from tests.conftest import Clock, copy_home
from tests.unit.service.calls import GAP, OTHER, QUESTION, ROLE, WORKPLACE, Desk, make_desk

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class World:
    """A coach that counts three people and more, on stores of its own."""

    home: Path
    clock: Clock
    coach: Coach
    desk: Desk

    def used(self) -> dict[tuple[str, str], int]:
        """Return the counts of the week that is over."""
        return {(use.area, use.role_id): use.people for use in self.coach.usage(principal=somebody("lena"))}

    def desk_of(self, who: Principal) -> Desk:
        store = SqlitePrivateStore.open(self.home, clock=self.clock)
        submissions = SqliteSubmissionStore.open(self.home, clock=self.clock)
        desk = self.desk.anew().keep(store, submissions, who.person_id)
        store.close()
        submissions.close()
        return desk


@pytest.fixture
def world(tiny_home: Path, tiny_knowledge: Path, tmp_path: Path) -> Iterator[World]:
    home, clock = copy_home(tiny_home, tmp_path / "home"), Clock()
    settings = Settings(home=home, knowledge=tiny_knowledge, smallest_group=3)
    coach = build_coach(settings, clock=clock, exact_only=True)
    yield World(home, clock, coach, make_desk(coach))
    for part in (coach._parts.usage(), coach._parts.audit(), coach._parts.private(), coach._parts.submissions()):
        part.close()


def somebody(name: str) -> Principal:
    return Principal(person_id=name, roles=frozenset(ACCESS_ROLES))


def test_everything_that_counts_is_a_use_case() -> None:
    assert COUNTED.keys() <= RULES.keys()


def test_people_who_use_the_coach_are_counted_and_whoever_deletes_everything_is_not(world: World) -> None:
    everybody = [somebody(name) for name in ("ana", "ben", "cleo")]
    for who in everybody:
        desk = world.desk_of(who)
        for _ in range(2):
            world.coach.ask(QUESTION, role_id=ROLE, principal=who)
        world.coach.save_draft(desk.draft, principal=who)
        world.coach.read_draft(desk.draft, principal=who)
        world.coach.check_in(desk.plan.id, GAP, "stuck", principal=who)
        world.coach.share(desk.draft, OTHER, workplace=WORKPLACE, principal=who)
    for who in everybody[:2]:
        world.coach.save_plan(world.desk_of(who).draft, principal=who)
    with pytest.raises(AccessError):
        world.coach.ask(QUESTION, role_id=ROLE, principal=Principal(person_id="dan", roles=frozenset()))
    with pytest.raises(StoreError):
        world.coach.check_in("no-plan", GAP, "stuck", principal=somebody("eve"))

    world.coach.delete_everything(principal=everybody[0])
    world.coach.ask(QUESTION, role_id=ROLE, principal=somebody("fay"))
    world.clock.now += WEEK

    assert world.used() == {
        ("ask", EVERYBODY): 3,
        ("ask", ROLE): 3,
        # Under the made-up key of what was shared: nobody can be found in it by their own.
        ("share", EVERYBODY): 3,
        ("share", ROLE): 3,
    }


def test_work_goes_on_where_it_cannot_be_counted(world: World) -> None:
    world.coach.ask(QUESTION, role_id=ROLE, principal=somebody("ana"))
    with closing(sqlite3.connect(world.home / "shared.db")) as raw:
        raw.execute("DROP TABLE usage_marks")

    assert world.coach.ask(QUESTION, role_id=ROLE, principal=somebody("ben")).answer.question == QUESTION
    assert [turn.answer.question for turn in world.coach.turns(principal=somebody("ben"))] == [QUESTION]
