"""A language model behind any server that speaks OpenAI's protocol, by way of LangChain.

A call runs in the event loop of another thread, so that it ends at its deadline whatever the server does. What the
libraries below raise never leaves this package.
"""

import asyncio
import json
import logging
import random
import time
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Literal, cast

import httpx2
import openai
from langchain.chat_models import init_chat_model
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.tracers.context import tracing_v2_callback_var
from langchain_core.tracers.langchain import LangChainTracer

from coach.errors import ModelError
from coach.llm.call import Call, Item, Rules
from coach.llm.faults import Faults, SettingNames
from coach.llm.heard import as_model_name
from coach.llm.loop import LoopThread
from coach.llm.protocols import Message, Reply, Request
from coach.llm.retry import RetryBudget
from coach.llm.transport import CONNECT_S, MAX_BYTES, build_client

StructuredOutput = Literal["schema", "text"]

# How long whoever listens is left without news, and so cannot stop.
_HEARTBEAT_S = 0.25
# How much longer than the deadline a loop that was held up is waited for.
_GRACE_S = 0.5
_SCHEMA_IN_WORDS = "Reply with one JSON value alone, without other text, that fits this JSON schema:"


class OpenAIModel:
    """One model at one address. Threads may share it."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        api_key: str | None,
        timeout_s: float,
        concurrency: int = 4,
        structured_output: StructuredOutput = "schema",
        temperature: float | None = None,
        max_attempts: int = 3,
        max_bytes: int = MAX_BYTES,
        names: SettingNames | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Prepare calls to `model`; nothing is sent yet."""
        self.model = model
        self.base_url = base_url
        self.faults = Faults(model, base_url, timeout_s, names or SettingNames())
        self._structured_output = structured_output
        self._temperature = temperature
        self._rules = Rules(
            faults=self.faults,
            slots=asyncio.Semaphore(concurrency),
            retries=RetryBudget(clock=time.monotonic),
            max_attempts=max_attempts,
            sleep=sleep,
            draw=draw,
        )
        self._client = build_client(base_url, api_key=api_key, connections=concurrency + 1, max_bytes=max_bytes)
        self._chat = _build_chat(model, base_url, self._client)
        self._thread = LoopThread(f"model {model}")
        self._finalizer = weakref.finalize(self, self._thread.close, self._client.aclose)

    @property
    def name(self) -> str:
        """The model as configured."""
        return f"openai:{self.model}"

    def stream(self, request: Request) -> Iterator[str | Reply]:
        """Yield the reply in pieces as they come, and at the end the whole Reply. Closing the iterator cancels it.

        Raises:
            ModelError: the call failed.
        """
        items: SimpleQueue[Item] = SimpleQueue()
        call = Call(request, sent=self._messages(request), ask=self._ask, give=items.put)
        deadline = time.monotonic() + self.faults.timeout_s
        try:
            running = self._thread.submit(lambda: call.run(self._rules))
        except RuntimeError:
            raise self.faults.closed().error() from None
        has_ended = False
        try:
            while not has_ended:
                item = self._next(items, deadline)
                has_ended = not isinstance(item, str)
                if isinstance(item, ModelError):
                    raise item
                yield item
        finally:
            # A call that has ended puts its connection back by itself, to be used again.
            if not has_ended:
                running.cancel()

    def list_models(self) -> tuple[str, ...]:
        """Return the names of the models at the address, as far as the server tells.

        Raises:
            ModelError: it tells nothing.
        """
        try:
            return self._thread.submit(self._list_models).result(self.faults.timeout_s + _GRACE_S)
        # As in a call: the libraries raise what they like.
        except Exception as error:
            failure = self.faults.explain(error)
        raise failure.error()

    def close(self) -> None:
        """Stop every call, and end the thread."""
        self._finalizer()

    def _next(self, items: "SimpleQueue[Item]", deadline: float) -> Item:
        left_s = deadline + _GRACE_S - time.monotonic()
        try:
            return items.get(timeout=max(0.0, min(left_s, _HEARTBEAT_S)))
        except Empty:
            return "" if left_s > _HEARTBEAT_S else self.faults.slow().error()

    def _messages(self, request: Request) -> tuple[Message, ...]:
        if request.output_schema is None or self._structured_output == "schema":
            return request.messages
        *before, last = request.messages
        schema = json.dumps(request.output_schema, ensure_ascii=False)
        return (*before, Message(role=last.role, text=f"{last.text}\n\n{_SCHEMA_IN_WORDS}\n{schema}"))

    def _ask(self, messages: tuple[Message, ...], request: Request) -> AsyncGenerator[AIMessageChunk, None]:
        body: dict[str, object] = {} if self._temperature is None else {"temperature": self._temperature}
        if request.output_schema is not None and self._structured_output == "schema":
            schema = {"name": "reply", "schema": dict(request.output_schema), "strict": True}
            # Given as an argument of its own, it would make the library parse the reply, and lose it where that fails.
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        _switch_off_tracing()
        chunks = self._chat.astream(
            [{"role": message.role, "content": message.text} for message in messages],
            max_tokens=request.max_output_tokens,
            extra_body=body,
        )
        return cast(AsyncGenerator[AIMessageChunk, None], chunks)

    async def _list_models(self) -> tuple[str, ...]:
        client = openai.AsyncOpenAI(api_key=_no_key, base_url=self.base_url, http_client=self._client, max_retries=0)
        async with asyncio.timeout(self.faults.timeout_s):
            page = await client.models.list()
        return tuple(filter(None, (as_model_name(each.id) for each in page.data)))


async def _no_key() -> str:
    """Stand in for the key, which only the transport holds; without any, the environment's would be taken."""
    return "none"


def _build_chat(model: str, base_url: str, client: httpx2.AsyncClient) -> BaseChatModel:
    # At its debug level, which OPENAI_LOG can set, it writes prompts to the log.
    logging.getLogger("openai").setLevel(logging.WARNING)
    # Whatever is left out here may be taken from the environment.
    return init_chat_model(
        model,
        model_provider="openai",
        base_url=base_url,
        api_key=_no_key,
        timeout=httpx2.Timeout(None, connect=CONNECT_S),
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        output_version="v0",
        http_async_client=client,
        http_socket_options=(),
        openai_proxy=None,
        verbose=False,
        cache=False,
    )


class _Nobody(AsyncCallbackHandler):
    """A tracer that is told nothing."""

    ignore_llm = True
    ignore_chat_model = True


def _switch_off_tracing() -> None:
    """Take the place of the tracer that LANGSMITH_TRACING and its older names would put here."""
    tracing_v2_callback_var.set(cast(LangChainTracer, _Nobody()))
