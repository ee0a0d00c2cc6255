"""What the provider of identities said of somebody at sign-on: its claims, checked and cut down to what is used."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from coach.domain.record import Record
from coach.errors import SignOnError

_MAX_LENGTH = 400
_MAX_VALUES = 2_000
_UNKNOWN = "The provider of identities did not say clearly who you are ({what}). Sign on again; if that does not help, "


@dataclass(frozen=True, kw_only=True)
class ClaimNames:
    """The claims that an administrator named; empty where none is used."""

    roles: str = ""
    team: str = ""
    site: str = ""


class SignOnClaims(Record):
    """Who signed on, by the one who knows them; what it says is true because the provider signed it."""

    issuer: str
    subject: str
    nonce: str
    issued_at: datetime
    expires_at: datetime
    email: str | None = None
    """None also where the provider says that nobody has checked it."""
    name: str | None = None
    role_values: tuple[str, ...] = ()
    team: str | None = None
    site: str | None = None

    @property
    def session_hash(self) -> str:
        """What tells this sign-on from every other, of the same person too."""
        told = [self.issuer, self.subject, self.nonce, self.issued_at.timestamp(), self.expires_at.timestamp()]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def read_claims(claims: Mapping[str, object], names: ClaimNames, *, client_id: str) -> SignOnClaims:
    """Return the claims of somebody who signed on.

    Raises:
        SignOnError: nobody signed on, or the claims are not those of a sign-on to this app.
    """
    if claims.get("is_logged_in") is not True:
        raise SignOnError("Sign on to use the coach.")
    audience = claims.get("aud")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise _unclear("it was said to another app")
    return SignOnClaims(
        issuer=_needed(claims, "iss"),
        subject=_needed(claims, "sub"),
        nonce=_needed(claims, "nonce"),
        issued_at=_moment(claims, "iat"),
        expires_at=_moment(claims, "exp"),
        email=_line(claims, "email") if _is_checked(claims.get("email_verified")) else None,
        name=_line(claims, "name"),
        role_values=_values(claims.get(names.roles)) if names.roles else (),
        team=_line(claims, names.team) if names.team else None,
        site=_line(claims, names.site) if names.site else None,
    )


def _is_checked(verified: object) -> bool:
    # Some providers send it as text, and some send it only where the answer is no.
    return verified is None or verified is True or (isinstance(verified, str) and verified.strip().lower() == "true")


def _needed(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    # As it was sent: two people must not become one by a space.
    if not isinstance(value, str) or not value or len(value) > _MAX_LENGTH:
        raise _unclear(f"the claim {name!r} is missing or no text")
    return value


def _moment(claims: Mapping[str, object], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 100_000_000_000:
        raise _unclear(f"the claim {name!r} is missing or no time")
    return datetime.fromtimestamp(value, UTC)


def _line(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    words = value.strip() if isinstance(value, str) else ""
    return words if words and words.isprintable() and len(words) <= _MAX_LENGTH else None


def _values(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    return tuple(item for item in found[:_MAX_VALUES] if isinstance(item, str) and len(item) <= _MAX_LENGTH)


def _unclear(what: str) -> SignOnError:
    return SignOnError(_UNKNOWN.format(what=what) + "ask whoever looks after the coach.")
