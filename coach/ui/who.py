"""Who asks: the one place where the app takes the principal of every use case from."""

from coach.domain.access import Principal, Workplace, local_principal
from coach.settings import load_settings


def principal() -> Principal:
    """Return who uses this session. There is one local user until there is sign-on."""
    return local_principal(load_settings().person)


def workplace() -> Workplace:
    """Return where the person of this session works, as far as it is told."""
    return Workplace()
