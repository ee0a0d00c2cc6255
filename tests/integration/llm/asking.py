"""What the tests of the adapter ask the hostile model."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from coach.llm.protocols import Message, Request

SECRET = "Ms Planted of Elm Street"
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}
ANSWER = json.dumps({"answer": "Whoever hears of it owns it until the customer is helped. " * 3})
DEADLINE_S = 2.0
PATIENCE_S = 5.0


def make_request(**overrides: Any) -> Request:
    """Return a request that asks for JSON."""
    messages = (
        Message(role="system", text="You answer from {passages} at 100 %s, <b>“quoted”</b>."),
        Message(role="user", text=f"Who owns a problem? {SECRET}"),
    )
    options = {"prompt": "test@1:0", "messages": messages, "output_schema": SCHEMA, "max_output_tokens": 300}
    return Request(**{**options, **overrides})


def wait_until(holds: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    """Wait until it holds; fail where it does not in time."""
    pause, end = threading.Event(), time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.005)
