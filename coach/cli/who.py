"""Who asks: the one place where the command line takes the principal of every use case from."""

from coach.domain.access import Principal, local_principal
from coach.settings import load_settings


def principal() -> Principal:
    """Return who types: whoever can run a command here is the one local user."""
    return local_principal(load_settings().person)
