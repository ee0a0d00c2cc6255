"""The settings of sign-on: whole or not at all, and nothing that lets others in or listen."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import SIGN_ON, load_settings

WHOLE = {
    "PUBLIC_URL": "https://coach.example.com",
    "OIDC_METADATA_URL": "https://login.example.com/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "coach",
    "OIDC_CLIENT_SECRET": "planted",
}


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"COACH_{name}", value)


def refusal() -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "planted" not in str(refused.value)
    return str(refused.value)


def test_without_these_settings_nobody_signs_on() -> None:
    assert not load_settings().has_sign_on


def test_with_all_of_them_people_sign_on_and_other_machines_may_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, **WHOLE, HOST="0.0.0.0", ROLES_FILE="roles.yaml")
    settings = load_settings()

    assert settings.has_sign_on
    assert settings.roles_file == Path("roles.yaml").absolute()
    assert "planted" not in repr(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "coach.example.com", "127.0.0.1.example.com"])
def test_an_address_that_other_machines_reach_is_refused_without_sign_on(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    set_all(monkeypatch, HOST=host)

    said = refusal()

    assert f"COACH_HOST: other machines can reach {host!r}, and nobody has to sign on; use 127.0.0.1" in said
    assert all(f"COACH_{name.upper()}" in said for name in SIGN_ON)


@pytest.mark.parametrize("left_out", WHOLE)
def test_a_part_of_them_is_refused_and_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    set_all(monkeypatch, **{name: value for name, value in WHOLE.items() if name != left_out})

    assert refusal().endswith(f"missing: COACH_{left_out}.")


@pytest.mark.parametrize("name", ["ROLES_FILE", "ROLES_CLAIM", "TEAM_CLAIM", "SITE_CLAIM"])
def test_roles_for_people_who_do_not_sign_on_are_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_all(monkeypatch, **{name: "x"})

    assert f"COACH_{name}: it needs sign-on" in refusal()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://coach.example.com"),
        ("PUBLIC_URL", "https://coach.example.com/app"),
        ("PUBLIC_URL", "https://me:planted@coach.example.com"),
        ("PUBLIC_URL", "coach.example.com"),
        ("PUBLIC_URL", "http://127.0.0.1.example.com"),
        ("OIDC_METADATA_URL", "http://login.example.com/x"),
        ("OIDC_METADATA_URL", "file:///etc/passwd"),
        ("IDLE_MIN", "61"),
        ("IDLE_MIN", "0"),
        ("SESSION_H", "13"),
    ],
)
def test_what_others_could_read_or_what_lasts_too_long_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    set_all(monkeypatch, **WHOLE | {name: value})

    assert f"COACH_{name}: " in refusal()


def test_a_clear_line_to_other_machines_is_refused_also_with_sign_on(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, **WHOLE | {"PUBLIC_URL": "http://localhost:8501", "HOST": "0.0.0.0"})

    assert "COACH_PUBLIC_URL must start with https://" in refusal()
