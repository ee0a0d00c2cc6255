"""What a provider says of somebody who signs on, as Streamlit keeps it, and a sign-on over a real store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from coach.signon.claims import ClaimNames
from coach.signon.roles_file import NO_ROLES_FILE, WatchedRoles
from coach.signon.sign_on import SignOn, SignOnLimits
from coach.store.audit import SqliteAuditLog
from coach.store.sessions import SqliteSessionStore
from tests.conftest import NOW, Clock

CLIENT = "coach"
ISSUER = "https://login.example.com"
LIMITS = SignOnLimits(idle=timedelta(minutes=60), absolute=timedelta(hours=12))


def said(*, at: datetime = NOW, lasts: timedelta = timedelta(hours=1), **claims: object) -> dict[str, object]:
    """Return the claims of somebody who signed on at a moment; None takes a claim away."""
    told: dict[str, object] = {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": "ana",
        "aud": CLIENT,
        "nonce": "n-1",
        "iat": int(at.timestamp()),
        "exp": int((at + lasts).timestamp()),
        **claims,
    }
    return {name: value for name, value in told.items() if value is not None}


@contextmanager
def sign_on(
    home: Path,
    clock: Clock,
    *,
    roles_file: Path | None = None,
    names: ClaimNames = ClaimNames(),  # noqa: B008  # it is frozen
    person_key: str = "k" * 64,
) -> Iterator[SignOn]:
    """Open a sign-on with sessions in this home."""
    sessions, audit = SqliteSessionStore.open(home), SqliteAuditLog.open(home, clock=clock)
    yield SignOn(
        client_id=CLIENT,
        names=names,
        roles=WatchedRoles(roles_file).current if roles_file else lambda: NO_ROLES_FILE,
        sessions=lambda: sessions,
        audit=lambda: audit,
        person_key=person_key,
        cookie_secret="c" * 64,
        limits=LIMITS,
        clock=clock,
    )
    sessions.close()
    audit.close()


def person_id(claims: Mapping[str, object], home: Path, *, person_key: str = "k" * 64) -> str:
    """Return whose records they are who sign on with these claims."""
    with sign_on(home, Clock(), person_key=person_key) as door:
        return door.admit(claims).principal.person_id
