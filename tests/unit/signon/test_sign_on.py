"""Who comes in, as whom, for how long, and who does not."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.errors import SettingsError, SignOnError, StoreError
from coach.signon.sign_on import SignOn
from coach.store.audit import SqliteAuditLog
from tests.conftest import NOW, Clock
from tests.unit.signon.building import person_id, said, sign_on

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def used_until(door: SignOn, clock: Clock, moment: datetime, claims: dict[str, object]) -> None:
    while clock.now < moment:
        clock.now = min(clock.now + 59 * MINUTE, moment)
        door.admit(claims)


def test_everybody_who_signs_on_is_an_employee_and_nothing_more(tmp_path: Path) -> None:
    with sign_on(tmp_path, Clock()) as door:
        assert door.admit(said()).principal.roles == {"employee"}


def test_a_person_is_the_same_at_every_sign_on_whatever_changes_about_them(tmp_path: Path) -> None:
    first = person_id(said(email="ana@example.com"), tmp_path)

    assert person_id(said(nonce="n-2", email="ana.new@example.com", name="Ana"), tmp_path) == first


def test_people_are_told_apart_by_issuer_and_subject_alone(tmp_path: Path) -> None:
    ids = {
        person_id(said(**changed), tmp_path)
        for changed in (
            {"email": "a@x.io"},
            {"sub": "bo", "email": "a@x.io"},
            {"iss": "https://other.example.com"},
            {"sub": "ana "},
            {"iss": "https://login.example.co", "sub": "mana"},
        )
    }

    assert len(ids) == 5


def test_nothing_can_be_read_out_of_a_person_s_id_or_guessed_without_the_key(tmp_path: Path) -> None:
    known = person_id(said(sub="ana@example.com"), tmp_path)

    assert "ana" not in known
    assert person_id(said(sub="ana@example.com"), tmp_path, person_key="o" * 64) != known


def test_no_setting_of_the_local_user_names_somebody_who_signs_on(tmp_path: Path) -> None:
    assert ":" in person_id(said(), tmp_path)  # which COACH_PERSON may not hold


@pytest.mark.parametrize(
    ("at", "lasts", "comes_in"),
    [
        (NOW, HOUR, True),
        (NOW - 59 * MINUTE, HOUR, True),
        (NOW - 63 * MINUTE, HOUR, False),
        (datetime(1970, 1, 2, tzinfo=NOW.tzinfo), HOUR, False),
        (NOW - 13 * HOUR, 20 * DAY, False),
        (NOW + MINUTE, HOUR, True),
        (NOW + HOUR, HOUR, False),
    ],
)
def test_a_token_of_another_time_begins_no_session(
    tmp_path: Path, at: datetime, lasts: timedelta, comes_in: bool
) -> None:
    with sign_on(tmp_path, Clock()) as door:
        if comes_in:
            door.admit(said(at=at, lasts=lasts))
        else:
            with pytest.raises(SignOnError, match="run out"):
                door.admit(said(at=at, lasts=lasts))


def test_a_session_goes_on_after_the_token_has_expired(tmp_path: Path) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        door.admit(said(lasts=5 * MINUTE))
        clock.now += 50 * MINUTE

        door.admit(said(lasts=5 * MINUTE))


def test_a_session_ends_when_it_is_not_used(tmp_path: Path) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        door.admit(said())
        clock.now += 59 * MINUTE
        door.admit(said())
        clock.now += 60 * MINUTE

        with pytest.raises(SignOnError, match="You did not use the coach for 60 minutes"):
            door.admit(said())


def test_a_session_ends_after_twelve_hours_however_it_is_used(tmp_path: Path) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        door.admit(said())
        used_until(door, clock, NOW + 12 * HOUR - MINUTE, said())
        clock.now = NOW + 12 * HOUR

        with pytest.raises(SignOnError, match="12 hours ago"):
            door.admit(said())


def test_whoever_signed_out_does_not_come_in_again_with_the_same_sign_on(tmp_path: Path) -> None:
    with sign_on(tmp_path, Clock()) as door:
        door.admit(said())
        door.end(said())
        with pytest.raises(SignOnError, match="You are signed out"):
            door.admit(said())

        assert not door.is_open(said())
        assert door.admit(said(nonce="n-2"))
        assert door.admit(said(sub="bo"))


@pytest.mark.parametrize("restarted", [False, True])
def test_an_ended_session_stays_ended_after_a_restart_or_with_a_clock_set_back(tmp_path: Path, restarted: bool) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        door.admit(said())
        clock.now += 61 * MINUTE
        with pytest.raises(SignOnError):
            door.admit(said())
    clock.now = NOW + 2 * MINUTE if restarted else NOW - MINUTE
    with sign_on(tmp_path, clock) as door, pytest.raises(SignOnError):
        door.admit(said())


def test_an_old_session_is_forgotten_and_its_cookie_still_opens_nothing(tmp_path: Path) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        door.admit(said())
        door.end(said())
        clock.now += 3 * DAY
        door.admit(said(at=clock.now, nonce="n-2"))

        with pytest.raises(SignOnError, match="run out"):
            door.admit(said())


def test_a_session_is_open_only_once_it_was_begun(tmp_path: Path) -> None:
    clock = Clock()
    with sign_on(tmp_path, clock) as door:
        assert not door.is_open(said())
        door.admit(said())
        assert door.is_open(said())
        assert not door.is_open(said(nonce="n-2"))
        assert not door.is_open({})
        clock.now += HOUR
        assert not door.is_open(said())


def test_a_sign_on_that_was_never_used_can_be_ended(tmp_path: Path) -> None:
    with sign_on(tmp_path, Clock()) as door:
        door.end(said())

        with pytest.raises(SignOnError, match="You are signed out"):
            door.admit(said())


def test_signing_out_without_a_sign_on_does_nothing(tmp_path: Path) -> None:
    with sign_on(tmp_path, Clock()) as door:
        door.end({})
        door.admit(said())


def test_a_role_that_is_taken_away_in_mid_session_is_gone_at_the_next_use(tmp_path: Path) -> None:
    roles = tmp_path / "roles.yaml"
    roles.write_text("people:\n  - sub: ana\n    roles: [admin]\n    team: Returns\n", encoding="utf-8")
    with sign_on(tmp_path / "home", Clock(), roles_file=roles) as door:
        assert door.admit(said()).principal.roles == {"employee", "admin"}
        assert door.admit(said()).workplace.team == "Returns"

        roles.write_text("people: []\n", encoding="utf-8")
        assert door.admit(said()).principal.roles == {"employee"}

        roles.write_text("people: [{sub: ana, roles: [root]}]\n", encoding="utf-8")
        with pytest.raises(SettingsError, match="'root' is no access role"):
            door.admit(said())


def noted(home: Path) -> list[tuple[str, str]]:
    log = SqliteAuditLog.open(home, clock=Clock())
    entries = log.list_entries()
    log.close()
    assert {entry.who for entry in entries} == {person_id(said(), home / "elsewhere")}
    return [(entry.did, entry.outcome) for entry in entries]


def test_signing_on_and_out_is_noted_and_using_the_coach_is_not(tmp_path: Path) -> None:
    clock, claims = Clock(), said()
    with sign_on(tmp_path, clock) as door:
        for _ in range(3):
            door.admit(claims)
            clock.now += 5 * MINUTE
        door.end(claims)
        with pytest.raises(SignOnError):
            door.admit(claims)

    assert noted(tmp_path) == [
        ("sign_on", "begun"),
        ("sign_on", "done"),
        ("sign_out", "begun"),
        ("sign_out", "done"),
    ]


def test_nobody_signs_on_where_it_cannot_be_noted(tmp_path: Path) -> None:
    with sign_on(tmp_path, Clock()) as door:
        door.admit(said(nonce="n-0"))
        with closing(sqlite3.connect(tmp_path / "audit.db")) as raw, raw:
            raw.execute("ALTER TABLE entries RENAME TO lost")
        with pytest.raises(StoreError):
            door.admit(said())
        assert not door.is_open(said())
        assert door.admit(said(nonce="n-0")).principal.roles == {"employee"}
