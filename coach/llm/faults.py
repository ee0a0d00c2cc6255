"""Every way in which a call fails, in one or two plain sentences that name the remedy.

The sentences never hold the key, the prompt, or anything that the server said.
"""

import math
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import httpx2
import openai

from coach.errors import Fault, ModelError, OutputError
from coach.llm.retry import RETRYABLE_STATUSES, asked_pause_s
from coach.llm.runaway import Runaway
from coach.llm.transport import Defect, WireError

_TOO_LONG = {"context_length_exceeded", "exceed_context_size_error"}
_NO_CREDIT = "insufficient_quota"


@dataclass(frozen=True)
class SettingNames:
    """The settings that a model was built from, for the remedies."""

    model: str = "COACH_MODEL"
    base_url: str = "COACH_BASE_URL"
    api_key: str = "COACH_API_KEY"


@dataclass(frozen=True)
class Failure:
    """What went wrong in one attempt."""

    says: str
    """What happened."""
    remedy: str
    """What to do now; begins in small letters."""
    fault: Fault
    retryable: bool = True
    """The same call can succeed later."""
    repeats: bool = False
    """The same request may be sent again at once, if nothing has come of the reply yet."""
    asked_s: float | None = None
    """The pause that the server asked for."""

    def error(self, partial: str = "") -> ModelError:
        """Return the error to raise; `partial` is what had come until then."""
        kept = "What had come until then is kept" if partial.strip() else "Nothing was lost"
        message = f"{self.says} {kept}; {self.remedy}."
        if self.fault == "unusable":
            return OutputError(message, partial=partial)
        return ModelError(message, fault=self.fault, retryable=self.retryable, partial=partial)


@dataclass(frozen=True)
class Faults:
    """The failures of one model."""

    model: str
    base_url: str
    timeout_s: float
    names: SettingNames

    def slow(self) -> Failure:
        """Say that the deadline passed."""
        says = f"The model {self.model!r} did not finish within {self.timeout_s:g} seconds and was stopped."
        return Failure(says, "try again, or allow more time in COACH_TIMEOUT_S", "slow")

    def closed(self) -> Failure:
        """Say that the program ends."""
        return Failure(f"The call to the model {self.model!r} was stopped.", "start it again", "unavailable")

    def broken_off(self) -> Failure:
        """Say that the reply has no end."""
        return Failure(f"The reply of the model {self.model!r} broke off.", "try again", "incomplete")

    def cut(self, max_tokens: int) -> Failure:
        """Say that the reply reached the limit it was given."""
        says = f"The reply of the model {self.model!r} was cut at its limit of {max_tokens} tokens."
        remedy = f"ask for less at once, or choose another model in {self.names.model}"
        return Failure(says, remedy, "incomplete", retryable=False)

    def ended_by(self, reason: str) -> Failure:
        """Say that the model ended otherwise than by having said everything."""
        if reason == "content_filter":
            says = f"The reply of the model {self.model!r} was held back by its provider's filter."
            return self._unusable(says, "word the text in another way")
        if reason in ("tool_calls", "function_call"):
            return self._unusable(f"The model {self.model!r} asked for a tool in place of a reply.", "try again")
        return self.broken_off()

    def empty(self) -> Failure:
        """Say that there is no text."""
        says = f"The model {self.model!r} sent an empty reply, or declined to answer."
        return self._unusable(says, "word the text in another way")

    def ran_away(self, how: Runaway) -> Failure:
        """Say that the model would not have stopped."""
        what = "began to repeat itself" if how == "repeats" else "wrote far more than was asked of it"
        return self._unusable(f"The model {self.model!r} {what} and was stopped.", "try again")

    def explain(self, error: BaseException, *, has_schema: bool = False) -> Failure:
        """Say what an exception of the libraries below means."""
        if isinstance(error, TimeoutError):
            return self.slow()
        chain = list(_chain(error))
        for each in chain:
            if isinstance(each, WireError):
                return self._wire(each.defect)
            if isinstance(each, ssl.SSLError):
                return self._untrusted()
            if isinstance(each, openai.APIStatusError):
                return self._refused(each, has_schema=has_schema)
        if any(isinstance(each, openai.APIConnectionError | httpx2.TransportError) for each in chain):
            return self._unreachable(chain)
        if any(isinstance(each, openai.APIError) for each in chain):
            says = f"The server at {self.base_url!r} reported a fault in place of a reply."
            return Failure(says, "try again in a minute", "unavailable")
        return self._unusable(f"The server at {self.base_url!r} sent a reply that cannot be read.", "try again")

    def _unusable(self, says: str, remedy: str) -> Failure:
        return Failure(says, f"{remedy}, or choose another model in {self.names.model}", "unusable", retryable=False)

    def _unreachable(self, chain: list[BaseException]) -> Failure:
        if any(isinstance(each, httpx2.ConnectError | httpx2.ConnectTimeout) for each in chain):
            says = f"Nobody answers at {self.base_url!r}."
            remedy = f"check {self.names.base_url}, and that the model's server runs"
            return Failure(says, remedy, "unavailable", repeats=True)
        says = f"The server at {self.base_url!r} broke the connection."
        return Failure(says, "try again in a minute", "unavailable", repeats=True)

    def _untrusted(self) -> Failure:
        says = f"No safe connection to {self.base_url!r} can be made."
        remedy = f"check {self.names.base_url}, and that this machine trusts the server's certificate"
        return Failure(says, remedy, "unavailable", retryable=False)

    def _wire(self, defect: Defect) -> Failure:
        server = f"The server at {self.base_url!r}"
        if defect == "page":
            remedy = f"check {self.names.base_url}, and whether this network shows a page of its own"
            return Failure(f"{server} answered with a web page in place of a reply.", remedy, "unavailable")
        if defect == "too much":
            return self._unusable(f"{server} sent far more than a reply can hold and was cut off.", "try again")
        if defect == "elsewhere":
            remedy = f"check {self.names.base_url}"
            return Failure("A request to another address was stopped.", remedy, "settings", retryable=False)
        return self._unusable(f"{server} did not stream its reply.", "try again")

    def _refused(self, error: openai.APIStatusError, *, has_schema: bool) -> Failure:
        status = error.status_code
        if status in RETRYABLE_STATUSES and error.code != _NO_CREDIT and error.type != _NO_CREDIT:
            return self._busy(status, asked_pause_s(error.response.headers))
        says, remedy = self._refusal(error, has_schema=has_schema)
        is_setting = 300 <= status < 500 and status not in (408, 409, 425, 429)
        fault: Fault = "settings" if is_setting else "unavailable"
        return Failure(says, remedy, fault, retryable=not is_setting and status != 429)

    def _busy(self, status: int, asked_s: float | None) -> Failure:
        server = f"The server at {self.base_url!r}"
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            says = f"{server} has too many requests at the moment (429)."
        else:
            says = f"{server} has a fault of its own or is just starting ({status})."
        remedy = f"try again {_in_about(asked_s)}"
        return Failure(says, remedy, "unavailable", repeats=True, asked_s=asked_s)

    def _refusal(self, error: openai.APIStatusError, *, has_schema: bool) -> tuple[str, str]:
        status, server, names = error.status_code, f"The server at {self.base_url!r}", self.names
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return f"The account at {self.base_url!r} has no credit left (429).", f"add some, or change {names.api_key}"
        if status == HTTPStatus.UNAUTHORIZED:
            return f"{server} refused the key (401).", f"check {names.api_key}"
        if status == HTTPStatus.FORBIDDEN:
            says = f"{server} does not let this key use the model {self.model!r} (403)."
            return says, f"check {names.api_key} and {names.model}"
        if status == HTTPStatus.NOT_FOUND:
            says = f"There is no model {self.model!r} at {self.base_url!r} (404)."
            return says, f"check {_both(names.model, names.base_url)}"
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or {error.code, error.type} & _TOO_LONG:
            says = f"The text is too long for the model {self.model!r} ({status})."
            return says, f"shorten it, or choose a model that takes more in {names.model}"
        if status < 400:
            return f"{server} points to another address ({status}).", f"put the final address into {names.base_url}"
        if status >= 500 or status in (408, 409, 425):
            return f"{server} has a fault of its own ({status}).", "try again in a minute"
        schema = ", or set COACH_STRUCTURED_OUTPUT=text if it takes no JSON schemas" if has_schema else ""
        return f"{server} refused the request for the model {self.model!r} ({status}).", f"check {names.model}{schema}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _both(first: str, second: str) -> str:
    return first if first == second else f"{first} and {second}"


def _in_about(asked_s: float | None) -> str:
    if asked_s is None or asked_s <= 60:
        return "in a minute"
    return f"in {math.ceil(asked_s / 60)} minutes"
