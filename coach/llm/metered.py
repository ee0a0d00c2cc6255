"""One model within one session: each call passes the breaker and is paid from the purse."""

from collections.abc import Iterator

from coach.errors import ModelError
from coach.llm.breaker import Breaker
from coach.llm.budget import Purse
from coach.llm.protocols import ChatModel, Reply, Request, Usage
from coach.llm.stopping import stopping
from coach.llm.tokens import estimate_tokens

# The others say nothing about whether the server is up.
_SERVER_IS_DOWN = ("unavailable", "slow")


class MeteredModel:
    """A model whose calls are counted."""

    def __init__(self, model: ChatModel, *, purse: Purse, breaker: Breaker) -> None:
        """Count the calls of `model` in a purse, and its failures in a breaker."""
        self._model = model
        self._purse = purse
        self._breaker = breaker

    @property
    def name(self) -> str:
        """The model as configured."""
        return self._model.name

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the reply of the model.

        Raises:
            ModelError: the budget does not allow the call, the model is left alone, or the call failed.
            StoreError: the day's ledger cannot be written.
        """
        self._breaker.admit(self.name)
        held = self._purse.reserve(request)
        received: list[str] = []
        try:
            for piece in self._watched(request):
                if isinstance(piece, Reply):
                    self._purse.settle(held, piece.usage, calls=piece.calls)
                else:
                    received.append(piece)
                yield piece
        finally:
            # A call that failed or was stopped has no usage; the server may well charge for what was sent and came.
            output_tokens = estimate_tokens("".join(received))
            estimate = Usage(input_tokens=held.most.input_tokens, output_tokens=output_tokens, is_estimated=True)
            self._purse.settle(held, estimate)

    def _watched(self, request: Request) -> Iterator[str | Reply]:
        try:
            with stopping(self._model.stream(request)) as stream:
                for piece in stream:
                    if isinstance(piece, Reply):
                        self._breaker.succeed()
                    elif piece:
                        self._breaker.begin()
                    yield piece
        except ModelError as error:
            if error.fault in _SERVER_IS_DOWN:
                self._breaker.fail()
            raise
