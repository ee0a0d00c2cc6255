"""One call: its requests one after the other, its deadline, and what it hands over."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from langchain_core.messages import AIMessageChunk

from coach.errors import ModelError
from coach.llm.faults import Failure, Faults
from coach.llm.heard import Heard
from coach.llm.protocols import Message, Reply, Request
from coach.llm.retry import RetryBudget, pause_s
from coach.llm.runaway import RunawayDetector

Item = str | Reply | ModelError
"""A piece of text, and at the end the whole reply or what went wrong."""

Ask = Callable[[tuple[Message, ...], Request], AsyncGenerator[AIMessageChunk, None]]

# After the end of the text only the count of tokens is missing, and some servers never send it.
_END_S = 1.0


@dataclass(frozen=True)
class Rules:
    """What holds for every call of a model."""

    faults: Faults
    slots: asyncio.Semaphore
    retries: RetryBudget
    max_attempts: int
    sleep: Callable[[float], Awaitable[None]]
    draw: Callable[[], float]


class Call:
    """One call of a model, which gives exactly one reply or error, after any number of pieces."""

    def __init__(self, request: Request, *, sent: tuple[Message, ...], ask: Ask, give: Callable[[Item], None]) -> None:
        """Prepare a call that sends the messages in `sent`."""
        self._request = request
        self._sent = sent
        self._ask = ask
        self._give_item = give
        self._heard = self._listener("")
        self._requests = 0
        self._has_ended = False

    async def run(self, rules: Rules) -> None:
        """Make the call; return when nothing of it is left."""
        faults = rules.faults
        try:
            async with asyncio.timeout(faults.timeout_s) as limit:
                self._end(await self._attempts(rules, limit))
        except TimeoutError:
            self._end(self._outcome(faults) if self._heard.finish_reason else self._failed(faults.slow()))
        except asyncio.CancelledError:
            self._end(self._failed(faults.closed()))
            raise

    async def _attempts(self, rules: Rules, limit: asyncio.Timeout) -> Reply | ModelError:
        rules.retries.note_call()
        attempt = 0
        while True:
            attempt += 1
            failure = await self._attempt(rules, limit)
            if failure is None or self._heard.finish_reason:
                return self._outcome(rules.faults)
            pause = _pause(failure, attempt, rules, limit)
            if pause is None:
                return self._failed(failure)
            await rules.sleep(pause)

    async def _attempt(self, rules: Rules, limit: asyncio.Timeout) -> Failure | None:
        self._heard = self._listener(rules.faults.model)
        try:
            async with rules.slots:
                self._requests += 1
                return await self._listen(rules.faults, limit)
        # The libraries below raise whatever their parsing runs into: IndexError, TypeError, RecursionError and more.
        except Exception as error:
            failure = rules.faults.explain(error, has_schema=self._request.output_schema is not None)
        # Never asked for again: the person has seen the beginning.
        return rules.faults.broken_off() if self._heard.text else failure

    async def _listen(self, faults: Faults, limit: asyncio.Timeout) -> Failure | None:
        runaway = RunawayDetector(self._request.max_output_tokens)
        async with aclosing(self._ask(self._sent, self._request)) as chunks:
            async for chunk in chunks:
                piece = self._heard.read(chunk)
                if found := runaway.feed(piece):
                    return faults.ran_away(found)
                if piece:
                    self._heard.keep(piece)
                    self._give_item(piece)
                if self._heard.is_over:
                    self._end(self._outcome(faults))
                if self._heard.finish_reason:
                    _shorten(limit)
        return None

    def _listener(self, model: str) -> Heard:
        return Heard(self._request, model=model)

    def _outcome(self, faults: Faults) -> Reply | ModelError:
        reason = self._heard.finish_reason
        if reason is None:
            return self._failed(faults.broken_off())
        if reason == "length":
            return self._failed(faults.cut(self._request.max_output_tokens))
        if reason != "stop":
            return self._failed(faults.ended_by(reason))
        if not self._heard.text.strip():
            return self._failed(faults.empty())
        return self._heard.reply(calls=self._requests)

    def _failed(self, failure: Failure) -> ModelError:
        # Half of a JSON reply is of no use to anybody, so nobody is told that it is kept.
        return failure.error(self._heard.text if self._request.output_schema is None else "")

    def _end(self, item: Reply | ModelError) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._give_item(item)


def _pause(failure: Failure, attempt: int, rules: Rules, limit: asyncio.Timeout) -> float | None:
    """Return how long to wait before the next attempt, or None to give up."""
    if not failure.repeats or attempt == rules.max_attempts:
        return None
    pause = pause_s(attempt, failure.asked_s, draw=rules.draw)
    if pause is None or pause >= _left(limit) or not rules.retries.take():
        return None
    return pause


def _left(limit: asyncio.Timeout) -> float:
    return (limit.when() or 0.0) - asyncio.get_running_loop().time()


def _shorten(limit: asyncio.Timeout) -> None:
    """Let the call wait only a moment longer."""
    if _left(limit) > _END_S:
        limit.reschedule(asyncio.get_running_loop().time() + _END_S)
