"""All calls of one plan or one answer: within a budget, and with fallbacks that are announced."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from threading import Lock
from typing import TypeVar

from coach.domain.provenance import Spent
from coach.domain.record import Record
from coach.errors import Fault, ModelError, SettingsError
from coach.llm.breaker import Breaker
from coach.llm.budget import Purse
from coach.llm.metered import MeteredModel
from coach.llm.protocols import ChatModel, Reply, Request, complete
from coach.llm.stopping import stopping
from coach.llm.structured import Structured, ask_for

T = TypeVar("T")
RecordT = TypeVar("RecordT", bound=Record)

_WHY: dict[Fault, str] = {
    "settings": "cannot be used as it is set up (`coach doctor` says why)",
    "unavailable": "could not be reached",
    "slow": "did not answer in time",
    "incomplete": "broke off its reply",
    "unusable": "gave a reply that could not be used",
}
# They would fail the next call as well, and the person would wait for it again.
_LASTING = ("settings", "unavailable", "slow")


class ModelSession:
    """Models in the order in which they are tried, for one plan or one answer. Threads may share it.

    It is a ChatModel itself. No fallback is made when the budget is spent, nor after text was shown.
    """

    def __init__(self, models: Sequence[ChatModel], purse: Purse, *, breakers: Sequence[Breaker] = ()) -> None:
        """Pay the calls of these models from a purse; `breakers`, one for each, are shared with other sessions."""
        if not models:
            raise SettingsError("No model is set up. Name one in COACH_MODEL, such as 'openai:gpt-5-mini'.")
        pairs = zip(models, breakers or [Breaker() for _ in models], strict=True)
        self._models = tuple(MeteredModel(model, purse=purse, breaker=breaker) for model, breaker in pairs)
        self._purse = purse
        self._lock = Lock()
        self._given_up: set[MeteredModel] = set()
        self._remarks: dict[str, None] = {}
        self._used: dict[str, None] = {}

    @property
    def name(self) -> str:
        """The first model as configured."""
        return self._models[0].name

    @property
    def remarks(self) -> tuple[str, ...]:
        """One sentence for each fallback that was made."""
        with self._lock:
            return tuple(self._remarks)

    @property
    def models_used(self) -> tuple[str, ...]:
        """The models whose replies were used, in order, each with the server's own name for it where that differs."""
        with self._lock:
            return tuple(self._used)

    @property
    def spent(self) -> Spent:
        """What the calls that have ended took."""
        return self._purse.spent

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the reply of the first model that answers.

        Raises:
            ModelError: no model answered, one failed in the middle of its reply, or the budget is spent.
            StoreError: the day's ledger cannot be written.
        """
        for turn in self._turns():
            has_begun = False
            try:
                with stopping(turn.model.stream(request)) as stream:
                    for piece in stream:
                        has_begun = has_begun or bool(piece)
                        if isinstance(piece, Reply):
                            self._note_use(turn.model, piece)
                        yield piece
                return
            except ModelError as error:
                if has_begun or not self._falls_back(turn, error.fault):
                    raise

    def complete(self, request: Request) -> Reply:
        """Return the whole reply of the first model that gives one.

        Raises:
            ModelError: no model gave one, or the budget is spent.
            StoreError: the day's ledger cannot be written.
        """
        model, reply = self._first(lambda model: complete(model, request))
        self._note_use(model, reply)
        return reply

    def ask_for(self, request: Request, output: type[RecordT]) -> Structured[RecordT]:
        """Return the reply as a record, of the first model that gives one.

        Raises:
            OutputError: the last model's replies could not be used, not even after the repair turn.
            ModelError: no model answered, or the budget is spent.
            StoreError: the day's ledger cannot be written.
        """
        model, structured = self._first(lambda model: ask_for(model, request, output))
        self._note_use(model, structured.replies[-1])
        return structured

    def _first(self, call: Callable[[MeteredModel], T]) -> tuple[MeteredModel, T]:
        # Nothing of such a call was shown, so that a reply that broke off is no reason to stop here.
        *before, last = self._turns()
        for turn in before:
            try:
                return turn.model, call(turn.model)
            except ModelError as error:
                if not self._falls_back(turn, error.fault):
                    raise
        return last.model, call(last.model)

    def _turns(self) -> list["_Turn"]:
        with self._lock:
            left = [model for model in self._models if model not in self._given_up]
        return [_Turn(model, following) for model, following in zip_longest(left, left[1:])]

    def _falls_back(self, turn: "_Turn", fault: Fault) -> bool:
        """Tell whether another model is to be tried, and announce it."""
        if turn.following is None or fault == "budget":
            return False
        remark = f"The model {turn.model.name!r} {_WHY[fault]}, so {turn.following.name!r} was asked instead."
        with self._lock:
            self._remarks[remark] = None
            if fault in _LASTING:
                self._given_up.add(turn.model)
        return True

    def _note_use(self, model: MeteredModel, reply: Reply) -> None:
        is_same = reply.model in (model.name, model.name.partition(":")[2])
        with self._lock:
            self._used[model.name if is_same else f"{model.name} ({reply.model})"] = None


@dataclass(frozen=True)
class _Turn:
    """A model to try, and the one after it."""

    model: MeteredModel
    following: MeteredModel | None
