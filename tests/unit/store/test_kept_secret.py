"""A secret is made once, for its owner alone, and never made anew where people's records hang on it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.errors import SettingsError, StoreError
from coach.store.kept_secret import cookie_secret, kept_secret, person_key
from coach.store.sessions import SqliteSessionStore


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"

    assert person_key(home) == person_key(home) != cookie_secret(home) == cookie_secret(home)
    assert {file.name: file.stat().st_mode & 0o777 for file in home.iterdir()} == {
        "person.key": 0o600,
        "cookie.key": 0o600,
    }


def test_many_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(kept_secret, [tmp_path / "one.key"] * 64))

    assert len(secrets) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["one.key"]


def test_a_file_that_others_can_read_is_closed(tmp_path: Path) -> None:
    secret = person_key(tmp_path)
    (tmp_path / "person.key").chmod(0o644)

    assert person_key(tmp_path) == secret
    assert (tmp_path / "person.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "a" * 63, "g" * 64, "a" * 65])
def test_a_file_that_holds_something_else_is_refused_and_left(tmp_path: Path, content: str) -> None:
    (tmp_path / "person.key").write_text(content)

    with pytest.raises(StoreError, match="Put it back from your last backup"):
        person_key(tmp_path)
    assert (tmp_path / "person.key").read_text() == content


def test_the_key_of_people_is_not_made_anew_where_somebody_has_signed_on(tmp_path: Path) -> None:
    SqliteSessionStore.open(tmp_path).close()

    with pytest.raises(SettingsError, match=r"person.key' is gone"):
        person_key(tmp_path)
    assert cookie_secret(tmp_path)
