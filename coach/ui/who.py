"""Who asks: the one place where the app takes the principal of every use case from.

Nothing of it is remembered in the browser session: each call looks anew at the sign-on, the session and the roles.
"""

import streamlit as st

from coach.domain.access import ACCESS_ROLES, Principal, Workplace, local_principal
from coach.errors import SignOnError
from coach.service.access import RULES
from coach.signon.sign_on import Admitted
from coach.ui import resources

_LOCAL = "You are the one user of this coach, and there is no sign-on."


def principal() -> Principal:
    """Return who uses this session.

    Raises:
        SignOnError: nobody is signed on, or not any more.
        SettingsError: the roles file has an error.
        StoreError: the sessions cannot be read or noted.
    """
    return _admitted().principal


def roles() -> tuple[str, ...]:
    """Return their access roles in words, in a fixed order; raises as `principal` does."""
    held = principal().roles
    return tuple(role for role in ACCESS_ROLES if role in held)


def may(use_case: str) -> bool:
    """Say whether they may call a use case, to leave out what would be refused; raises as `principal` does."""
    return RULES[use_case].allows(principal())


def workplace() -> Workplace:
    """Return where they work, as far as it is known; raises as `principal` does."""
    return _admitted().workplace


def name() -> str:
    """Return what to call them on their own screen; raises as `principal` does."""
    return _admitted().name


def signs_on() -> bool:
    """Say whether people sign on here; else there is one local user."""
    return resources.sign_on() is not None


def seen_by(use_case: str) -> str:
    """Return who can see a page that needs this use case, for its quiet line."""
    if not signs_on() or "employee" in RULES[use_case].roles:
        return "Everybody who can open this coach can see this page"
    return f"Only {RULES[use_case].who} can see this page"


def sign_out() -> None:
    """End this sign-on for good, in every window and for every copy of its cookie, and leave the page."""
    sign_on = resources.sign_on()
    if sign_on is None:
        raise SignOnError(_LOCAL)
    sign_on.end(_said())
    st.logout()


def _admitted() -> Admitted:
    sign_on = resources.sign_on()
    if sign_on is not None:
        return sign_on.admit(_said())
    settings = resources.settings()
    return Admitted(
        principal=local_principal(settings.person),
        workplace=Workplace(team=settings.team, site=settings.site),
        name=settings.person,
    )


def _said() -> dict[str, object]:
    """Return all claims of the sign-on that the cookie carried when this page was opened; none where nobody did."""
    return {str(claim): value for claim, value in st.user.to_dict().items()}
