"""The cookie of a sign-on counts only where it was signed here and its session is open."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from coach.signon.sign_on import SignOn
from coach.ui.identity_cookie import signed_on_by
from tests.conftest import Clock
from tests.unit.signon.building import said, sign_on

COOKIE = "_streamlit_user"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[SignOn]:
    with sign_on(tmp_path, Clock()) as opened:
        opened.admit(said())
        yield opened


def signed(value: object, *, secret: str = "c" * 64, name: str = COOKIE) -> str:
    return create_signed_value(secret, name, json.dumps(value)).decode()


def in_parts(claims: dict[str, object]) -> dict[str, str]:
    text, secret = json.dumps(claims), "c" * 64
    parts = {f"{COOKIE}_{number}": part for number, part in enumerate((text[:40], text[40:]), start=1)}
    return {
        COOKIE: create_signed_value(secret, COOKIE, "chunks-2").decode(),
        **{name: create_signed_value(secret, name, part).decode() for name, part in parts.items()},
    }


def test_somebody_who_is_signed_on_is_known_by_the_cookie(door: SignOn) -> None:
    assert signed_on_by(door)({COOKIE: signed(said())})
    assert signed_on_by(door)(in_parts(said()))


def test_every_other_cookie_is_refused(door: SignOn) -> None:
    whole, parts = signed(said()), in_parts(said())
    refused: list[dict[str, str]] = [
        {},
        {COOKIE: ""},
        {COOKIE: "chunks-2"},
        {COOKIE: json.dumps(said())},
        {COOKIE: signed(said(), secret="d" * 64)},
        {COOKIE: signed(said(), name="_streamlit_xsrf")},
        {COOKIE: whole[:-5] + ("A" if whole[-5] != "A" else "B") + whole[-4:]},
        {COOKIE: signed([1])},
        {COOKIE: signed(said(nonce="n-2"))},
        {COOKIE: "\u20ac" * 9},
        {COOKIE: "a" * 100_000},
        {**parts, f"{COOKIE}_2": parts[f"{COOKIE}_1"]},
        {name: value for name, value in parts.items() if not name.endswith("_2")},
    ]

    assert [cookies for cookies in refused if signed_on_by(door)(cookies)] == []


def test_the_cookie_counts_no_more_after_signing_out(door: SignOn) -> None:
    door.end(said())

    assert not signed_on_by(door)({COOKIE: signed(said())})
