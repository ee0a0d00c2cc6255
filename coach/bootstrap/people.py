"""Who comes in, and how what they wrote is kept: sign-on, retention, encryption, and the hold on the home folder."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta

from coach.bootstrap.at_first_use import make_home, once
from coach.settings import Settings
from coach.signon.claims import ClaimNames
from coach.signon.roles_file import NO_ROLES_FILE, WatchedRoles
from coach.signon.sign_on import SignOn, SignOnLimits
from coach.store.audit import SqliteAuditLog
from coach.store.kept_secret import cookie_secret, person_key
from coach.store.keys import store_keys
from coach.store.lock import using_home
from coach.store.retention import Retention
from coach.store.sealing import Seal
from coach.store.sessions import SqliteSessionStore


def build_retention(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Retention:
    """Return what deletes records when their time is over; the database is opened at once.

    Raises:
        StoreError: the database cannot be used.
    """
    make_home(settings)
    return Retention.open(settings.home, settings.keep_days, clock=clock)


def delete_due(settings: Settings, *, dry_run: bool = False) -> dict[str, int]:
    """Delete what is kept for longer than the settings say, or count it; return how many, by table or "audit".

    Raises:
        StoreError: a database refused; a later run takes it up where this one ended.
    """
    counts = {}
    if settings.keep_days:
        with closing(build_retention(settings)) as retention:
            counts = retention.count_due() if dry_run else retention.delete_due()
    # Where nothing was noted yet, no log is made for it.
    if (settings.home / "audit.db").exists():
        with closing(build_audit_log(settings)) as log:
            days = settings.keep_audit_days
            counts["audit"] = log.count_due(days) if dry_run else log.cut(days)
    return counts


def build_audit_log(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> SqliteAuditLog:
    """Return the audit log; the database is opened at once.

    Raises:
        StoreError: the database cannot be used.
    """
    make_home(settings)
    return SqliteAuditLog.open(settings.home, clock=clock)


def build_seal(settings: Settings) -> Seal:
    """Return what encrypts private text with the keys that are set, or leaves it in clear.

    Raises:
        SettingsError: a key or the file with keys cannot be used.
    """
    return Seal(store_keys(settings))


def hold_home(settings: Settings) -> AbstractContextManager[None]:
    """Hold the home folder while the app is served, so that no backup takes the place of databases that are open.

    Raises:
        StoreError: a backup is being put back, or that was stopped half way.
    """
    return using_home(settings.home)


def build_sign_on(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> SignOn | None:
    """Return who comes in by sign-on; None where there is none, and one local user.

    Raises:
        SettingsError: the roles file has an error, or the key of people's ids is gone.
        StoreError: a key cannot be read or made.
    """
    if not settings.has_sign_on:
        return None
    make_home(settings)
    roles = WatchedRoles(settings.roles_file).current if settings.roles_file else lambda: NO_ROLES_FILE
    roles()
    return SignOn(
        client_id=settings.oidc_client_id,
        names=ClaimNames(roles=settings.roles_claim, team=settings.team_claim, site=settings.site_claim),
        roles=roles,
        sessions=once(lambda: SqliteSessionStore.open(settings.home)),
        audit=once(lambda: build_audit_log(settings, clock=clock)),
        person_key=person_key(settings.home),
        cookie_secret=cookie_secret(settings.home),
        limits=SignOnLimits(idle=timedelta(minutes=settings.idle_min), absolute=timedelta(hours=settings.session_h)),
        clock=clock,
    )
