"""Who comes in: the claims of a sign-on, the roles of this moment, and a session that has not ended."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from coach.domain.access import Principal, Session, Workplace
from coach.domain.audit import AuditNote
from coach.errors import SignOnError, StoreError
from coach.signon.claims import ClaimNames, SignOnClaims, read_claims
from coach.signon.roles_file import RolesFile
from coach.store.protocols import AuditLog, Clock, SessionStore

_LEEWAY = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
_NOTE_USE_EVERY = timedelta(minutes=1)
# Longer than a clock is set back by mistake.
_KEPT_LONGER = timedelta(days=1)
_SIGN_ON_AGAIN = "Sign on again to go on. What you saved is safe."


@dataclass(frozen=True, kw_only=True)
class SignOnLimits:
    """How long one sign-on lasts."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """Somebody who is signed on."""

    principal: Principal
    workplace: Workplace
    name: str
    """What to call them on their own screen."""


class SignOn:
    """The one place where a sign-on becomes a principal; asked anew for every use case. Threads may share it."""

    def __init__(
        self,
        *,
        client_id: str,
        names: ClaimNames,
        roles: Callable[[], RolesFile],
        sessions: Callable[[], SessionStore],
        audit: Callable[[], AuditLog],
        person_key: str,
        cookie_secret: str,
        limits: SignOnLimits,
        clock: Clock,
    ) -> None:
        """Admit with these parts; those given as functions are asked each time, `cookie_secret` is for the app."""
        self._client_id = client_id
        self._names = names
        self._roles = roles
        self._sessions = sessions
        self._audit = audit
        self._person_key = person_key.encode()
        self.cookie_secret = cookie_secret
        self.limits = limits
        self._clock = clock

    def admit(self, said: Mapping[str, object]) -> Admitted:
        """Return who signed on; `said` are all claims that came with the sign-on.

        Raises:
            SignOnError: nobody is signed on, or not any more.
            SettingsError: the roles file has an error.
            StoreError: the sessions cannot be read or noted.
        """
        claims = read_claims(said, self._names, client_id=self._client_id)
        self._go_on(claims)
        roles = self._roles()
        return Admitted(
            principal=Principal(person_id=self._person_id(claims), roles=roles.roles_of(claims)),
            workplace=roles.workplace_of(claims),
            name=claims.name or claims.email or claims.subject,
        )

    def end(self, said: Mapping[str, object]) -> None:
        """End the session for good; nothing where nobody is signed on."""
        try:
            claims = read_claims(said, self._names, client_id=self._client_id)
        except SignOnError:
            return
        now = self._clock()
        with self._noted(claims, "sign_out"):
            # A sign-on that was never used is ended too.
            self._note_begin(claims, now)
            self._sessions().end(claims.session_hash, now=now)

    def is_open(self, said: Mapping[str, object]) -> bool:
        """Say whether there is a session that was begun and has not ended."""
        try:
            claims = read_claims(said, self._names, client_id=self._client_id)
            session = self._sessions().find(claims.session_hash)
            return session is not None and not self._why_over(session, self._clock())
        except SignOnError:
            return False

    def _go_on(self, claims: SignOnClaims) -> None:
        now = self._clock()
        session = self._sessions().find(claims.session_hash)
        if session is None:
            self._begin(claims, now)
        elif why := self._why_over(session, now):
            # For good: a clock that is set back must not bring it to life.
            self._sessions().end(claims.session_hash, now=now)
            raise SignOnError(f"{why} {_SIGN_ON_AGAIN}")
        elif abs(now - session.used_at) >= _NOTE_USE_EVERY:
            self._sessions().use(claims.session_hash, now=now)

    def _begin(self, claims: SignOnClaims, now: datetime) -> None:
        """Begin a session of a sign-on that has only just happened; the cookie of an old one begins none."""
        is_of_now = claims.issued_at - _LEEWAY <= now < claims.issued_at + self.limits.absolute
        if not is_of_now or now >= claims.expires_at + _LEEWAY:
            raise SignOnError(f"This sign-on has run out. {_SIGN_ON_AGAIN}")
        with self._noted(claims, "sign_on"):
            self._note_begin(claims, now)

    @contextmanager
    def _noted(self, claims: SignOnClaims, did: str) -> Iterator[None]:
        """Note what happens inside; where that cannot be noted, it does not happen."""
        note = AuditNote(who=self._person_id(claims), did=did, kind="sign-on")
        begun = self._audit().append(note, "begun")
        yield
        # It has happened. Where its end cannot be noted, the log still says that it began.
        with suppress(StoreError):
            self._audit().append(note, "done", begun=begun)

    def _note_begin(self, claims: SignOnClaims, now: datetime) -> None:
        # At least until its token could begin no other session.
        keep_until = max(claims.expires_at + _LEEWAY, now + self.limits.absolute) + _KEPT_LONGER
        self._sessions().begin(claims.session_hash, now=now, keep_until=keep_until)

    def _why_over(self, session: Session, now: datetime) -> str:
        if session.ended_at is not None:
            return "You are signed out."
        if now - session.begun_at >= self.limits.absolute:
            return f"You signed on {self.limits.absolute // timedelta(hours=1)} hours ago, and it lasts no longer."
        if now - session.used_at >= self.limits.idle:
            return f"You did not use the coach for {self.limits.idle // timedelta(minutes=1)} minutes."
        return ""

    def _person_id(self, claims: SignOnClaims) -> str:
        """Return whose records they are: the same at every sign-on, and nothing that can be guessed or read.

        The colon keeps it apart from whatever COACH_PERSON can name.
        """
        told = json.dumps([claims.issuer, claims.subject]).encode()
        return f"person:{hmac.new(self._person_key, told, sha256).hexdigest()}"
