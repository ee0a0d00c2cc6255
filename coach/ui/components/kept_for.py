"""How long records are kept, in words."""

from coach.domain.own_data import KINDS
from coach.settings import Settings


def kept_for(settings: Settings, kind: str) -> str:
    """Return how long records of a kind are kept, to stand after what they are called."""
    days = settings.keep_days.get(kind)
    if days is None:
        return "until you delete them"
    return f"for {'1 day' if days == 1 else f'{days:,} days'} after {KINDS[kind].since}"
