"""The roles file says who has which access roles and where they work, or it is refused with its line."""

from pathlib import Path

import pytest

from coach.domain.access import Workplace
from coach.errors import SettingsError
from coach.signon.claims import ClaimNames, SignOnClaims, read_claims
from coach.signon.roles_file import NO_ROLES_FILE, WatchedRoles, load_roles_file
from tests.unit.signon.building import CLIENT, said

FILE = """\
people:
  - email: Rita@Example.com
    roles: [reviewer, author]
    team: Returns
  - sub: 00u1
    roles: [admin]
    site: Larkmoor
"""
NAMES = ClaimNames(roles="groups", team="dept", site="office")


def somebody(**changed: object) -> SignOnClaims:
    return read_claims(said(**changed), NAMES, client_id=CLIENT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "roles.yaml"
    file.write_text(FILE, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("changed", "roles"),
    [
        ({}, {"employee"}),
        ({"email": "rita@example.com"}, {"employee", "reviewer", "author"}),
        ({"email": "RITA@EXAMPLE.COM", "email_verified": True}, {"employee", "reviewer", "author"}),
        ({"email": "rita@example.com", "email_verified": False}, {"employee"}),
        ({"email": "rita@example.com.evil.example"}, {"employee"}),
        ({"sub": "rita@example.com"}, {"employee"}),
        ({"sub": "00u1"}, {"employee", "admin"}),
        ({"sub": "00U1"}, {"employee"}),
        ({"email": "00u1"}, {"employee"}),
        ({"sub": "00u1", "email": "rita@example.com"}, {"employee", "reviewer", "author", "admin"}),
        ({"groups": ["sponsor", "root", "Admin"]}, {"employee", "sponsor"}),
    ],
)
def test_the_file_and_the_claim_say_what_somebody_may_do(
    path: Path, changed: dict[str, object], roles: set[str]
) -> None:
    assert load_roles_file(path).roles_of(somebody(**changed)) == roles


def test_values_of_the_claim_are_those_that_the_file_names_once_it_names_any(path: Path) -> None:
    path.write_text("claim_values:\n  LD-Team: [reviewer]\n", encoding="utf-8")

    assert load_roles_file(path).roles_of(somebody(groups=["LD-Team", "admin"])) == {"employee", "reviewer"}


def test_team_and_site_come_from_the_file_and_then_from_the_claims(path: Path) -> None:
    read = load_roles_file(path)

    assert read.workplace_of(somebody(email="rita@example.com", dept="Other", office="Dock")) == Workplace(
        team="Returns", site="Dock"
    )
    assert read.workplace_of(somebody(sub="00u1")) == Workplace(site="Larkmoor")
    assert NO_ROLES_FILE.workplace_of(somebody(dept="Other")) == Workplace(team="Other")


@pytest.mark.parametrize(
    ("text", "place", "said_of_it"),
    [
        (
            "people:\n  - email: a@x.io\n    roles: [boss]\n",
            "roles.yaml:3: people[1].roles[1]",
            "'boss' is no access role",
        ),
        ("people:\n  - email: a@x.io\n    roles: admin\n", "roles.yaml:3: people[1].roles", "is not a list"),
        ("people:\n  - email: a@x.io\n    role: [admin]\n", "roles.yaml:3: people[1].role", "is not a field here"),
        ("people:\n  - roles: [admin]\n", "roles.yaml:2: people[1]", "name the person by email or by sub"),
        ("people:\n  - email: a@x.io\n    sub: a\n", "roles.yaml:2: people[1]", "and not by both"),
        ("people:\n  - sub: 7\n", "roles.yaml:2: people[1].sub", "put it in quotes"),
        (
            "people:\n  - sub: a\n  - sub: b\n  - sub: a\n",
            "roles.yaml:4: people[3]",
            "names the person of line 2 again",
        ),
        ("people:\n  - email: a@x.io\n  - email: A@x.io\n", "roles.yaml:3: people[2]", "of line 2 again"),
        ("claim_values:\n  LD: [boss]\n", "roles.yaml:2: claim_values.LD[1]", "'boss' is no access role"),
        ("peple: []\n", "roles.yaml:1: peple", "is not a field here"),
        ("people: [\n", "roles.yaml:", "is not valid YAML"),
        ("people:\n  - &a {sub: x}\n  - *a\n", "roles.yaml:2: people[1]", "has the anchor"),
        ("people: !!python/object:os.system []\n", "roles.yaml:1: people", "has the tag"),
        ("", "roles.yaml:1", "is empty"),
        ("- a\n", "roles.yaml:1", "is not a group of fields"),
    ],
)
def test_a_malformed_file_is_refused_with_line_field_and_remedy_and_names_nobody(
    path: Path, text: str, place: str, said_of_it: str
) -> None:
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        load_roles_file(path)

    message = str(refused.value)
    assert message.startswith(f"The roles file 'roles.yaml' (COACH_ROLES_FILE) cannot be used: {place}")
    assert said_of_it in message
    assert message.endswith("Until it is mended, nobody gets in. What was saved is safe.")
    assert "a@x.io" not in message


@pytest.mark.parametrize("content", [b"\xff\xfe", b"people:\n" + b"# x\n" * 60_000])
def test_a_file_that_is_no_text_or_too_large_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"UTF-8|larger than"):
        load_roles_file(path)


def test_a_change_of_the_file_counts_at_once(path: Path) -> None:
    watched, rita = WatchedRoles(path), somebody(email="rita@example.com")
    assert "reviewer" in watched.current().roles_of(rita)

    path.write_text(FILE.replace("reviewer", "champion"), encoding="utf-8")
    assert watched.current().roles_of(rita) == {"employee", "champion", "author"}

    path.write_text("people: [", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(SettingsError):
            watched.current()

    new = path.with_suffix(".new")
    new.write_text(FILE, encoding="utf-8")
    new.replace(path)
    assert "reviewer" in watched.current().roles_of(rita)

    path.unlink()
    with pytest.raises(SettingsError, match="put it back"):
        watched.current()
