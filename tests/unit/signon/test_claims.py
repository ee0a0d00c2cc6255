"""What a provider said is taken as it stands, or the sign-on is refused."""

from datetime import timedelta

import pytest

from coach.errors import SignOnError
from coach.signon.claims import ClaimNames, read_claims
from tests.unit.signon.building import CLIENT, ISSUER, said

NAMES = ClaimNames(roles="groups", team="dept", site="office")


def test_the_claims_of_a_sign_on_are_cut_down_to_what_is_used() -> None:
    read = read_claims(
        said(email=" Ana@Example.com", name="Ana", groups=["reviewer"], dept="Returns", office=" ", picture="x"),
        NAMES,
        client_id=CLIENT,
    )

    assert (read.issuer, read.subject, read.email, read.name) == (ISSUER, "ana", "Ana@Example.com", "Ana")
    assert (read.role_values, read.team, read.site) == (("reviewer",), "Returns", None)
    assert read.expires_at - read.issued_at == timedelta(hours=1)


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"is_logged_in": None},
        {"is_logged_in": "true"},
        {"iss": None},
        {"iss": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "a" * 401},
        {"nonce": None},
        {"iat": None},
        {"iat": True},
        {"iat": "1795340000"},
        {"exp": None},
        {"exp": -1},
        {"exp": float("nan")},
        {"exp": 1e300},
        {"aud": None},
        {"aud": "another-app"},
        {"aud": ["another-app"]},
        {"aud": {"coach": 1}},
    ],
)
def test_what_is_no_sign_on_to_this_app_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(SignOnError):
        read_claims(said(**changed), NAMES, client_id=CLIENT)


def test_a_sign_on_to_several_apps_is_one_to_this_app_too() -> None:
    assert read_claims(said(aud=["another-app", CLIENT]), NAMES, client_id=CLIENT).subject == "ana"


@pytest.mark.parametrize(
    ("verified", "counts"),
    [(None, True), (True, True), ("true", True), (False, False), ("false", False), ("", False), (0, False), (1, False)],
)
def test_an_e_mail_address_that_nobody_checked_does_not_count(verified: object, counts: bool) -> None:
    read = read_claims(said(email="ana@example.com", email_verified=verified), NAMES, client_id=CLIENT)

    assert (read.email == "ana@example.com") is counts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("reviewer", ("reviewer",)),
        (["reviewer", 7, None, "x" * 401, "admin"], ("reviewer", "admin")),
        ({"reviewer": True}, ()),
        (7, ()),
        (None, ()),
    ],
)
def test_only_text_names_a_role(value: object, expected: tuple[str, ...]) -> None:
    assert read_claims(said(groups=value), NAMES, client_id=CLIENT).role_values == expected


def test_a_claim_that_was_not_named_is_not_looked_at() -> None:
    read = read_claims(said(groups=["admin"], dept="Returns"), ClaimNames(), client_id=CLIENT)

    assert (read.role_values, read.team) == ((), None)


@pytest.mark.parametrize("changed", [{"nonce": "n-2"}, {"sub": "bo"}, {"iss": "https://a.io"}, {"iat": 1_795_000_000}])
def test_every_sign_on_has_a_hash_of_its_own(changed: dict[str, object]) -> None:
    first = read_claims(said(), NAMES, client_id=CLIENT)
    other = read_claims(said() | changed, NAMES, client_id=CLIENT)

    assert first.session_hash != other.session_hash
    assert "ana" not in first.session_hash
