"""What a failed request for vectors is called: a typed error with the setting and the remedy, without key or text."""

from collections.abc import Mapping

from coach.errors import Fault, ModelError, OutputError

OURS = "set COACH_EMBEDDING=minilm"
"""What always works."""
_BUSY = (408, 409, 425, 429)
_NO_CREDIT = b"insufficient_quota"


class Refusal(ModelError):
    """A request failed; a second one may be worth it after a while."""

    def __init__(self, message: str, *, fault: Fault, retryable: bool = False, asked_s: float | None = None) -> None:
        """Keep how long the server asks to wait, if it does."""
        super().__init__(message, fault=fault, retryable=retryable)
        self.asked_s = asked_s


def refused(server: str, status: int, headers: Mapping[str, str], content: bytes) -> Refusal:
    """Return the error for a reply with another status than 200."""
    said = f"(status {status})"
    if status in (401, 403):
        return Refusal(f"{server} refused the key {said}. Correct COACH_API_KEY, or {OURS}.", fault="settings")
    if status == 404:
        remedy = "Correct COACH_EMBEDDING, or COACH_BASE_URL, which goes up to and with /v1."
        return Refusal(f"{server} has no embedding model of this name {said}. {remedy}", fault="settings")
    if _NO_CREDIT in content:
        return Refusal(f"{server} says that no credit is left {said}. Top up, or {OURS}.", fault="settings")
    if status in _BUSY or status >= 500:
        return Refusal(
            f"{server} cannot answer now {said}. Try again later, or {OURS}.",
            fault="unavailable",
            retryable=True,
            asked_s=_asked_s(headers),
        )
    if status < 400:
        remedy = "Correct COACH_BASE_URL to the address that is meant."
        return Refusal(f"{server} sends us elsewhere {said}. {remedy}", fault="settings")
    remedy = f"Name another model in COACH_EMBEDDING, or {OURS}."
    return Refusal(f"{server} refused the texts {said}; they may be too long for it. {remedy}", fault="settings")


def unreachable(server: str) -> Refusal:
    """Return the error for an address where nobody answers."""
    remedy = f"Start it, or correct COACH_BASE_URL, or {OURS}."
    return Refusal(f"{server} cannot be reached. {remedy}", fault="unavailable", retryable=True)


def broke_off(server: str) -> Refusal:
    """Return the error for a reply that did not come whole."""
    return Refusal(f"{server} broke off. Try again later, or {OURS}.", fault="incomplete", retryable=True)


def too_slow(server: str, timeout_s: float) -> ModelError:
    """Return the error for a deadline that passed."""
    return ModelError(
        f"{server} sent no vectors within {timeout_s:g} seconds. Try again later, or {OURS}.",
        fault="slow",
        retryable=True,
    )


def unusable(server: str, what: str) -> OutputError:
    """Return the error for a reply that cannot be used."""
    remedy = f"Name an embedding model in COACH_EMBEDDING and its server in COACH_BASE_URL, or {OURS}."
    return OutputError(f"{server} sent {what}. {remedy}")


def _asked_s(headers: Mapping[str, str]) -> float | None:
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
