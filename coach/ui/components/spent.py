"""What a language model takes, before and after, in words: calls, tokens and money."""

from coach.domain.provenance import Spent
from coach.ui.components.quiet import quiet


def estimate_line(spent: Spent, *, currency: str) -> None:
    """Say what reading an account will take."""
    quiet(f"Reading it takes about {name_spent(spent, currency)}.")


def spent_line(spent: Spent, *, what: str, currency: str) -> None:
    """Say what something took; `what` is ours, such as “This answer”."""
    about = "about " if spent.is_estimated else ""
    quiet(f"{what} took {about}{name_spent(spent, currency)} and {_seconds(spent.seconds)}.")


def money(amount: float, currency: str) -> str:
    """Return an amount of money, small ones to the hundredth of a cent."""
    if 0 < amount < 0.0001:
        return f"less than 0.0001 {currency}"
    figure = f"{amount:.2f}" if amount >= 0.01 or amount == 0 else f"{amount:.4f}".rstrip("0")
    return f"{figure} {currency}"


def tokens(count: int) -> str:
    """Return a number of tokens."""
    return f"{count:,} token{'' if count == 1 else 's'}"


def name_spent(spent: Spent, currency: str) -> str:
    """Return calls, tokens and money; without a currency, as it is on the embedded engine, no money."""
    parts = [f"{spent.calls} call{'' if spent.calls == 1 else 's'}", tokens(spent.input_tokens + spent.output_tokens)]
    if spent.cost is not None and currency:
        parts.append(money(spent.cost, currency))
    return ", ".join(parts)


def _seconds(seconds: float) -> str:
    rounded = max(1, round(seconds))
    return f"{rounded} second{'' if rounded == 1 else 's'}"
