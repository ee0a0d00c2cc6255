"""Every fault of the double: its id, what it looks like on the wire, and how it acts."""

from dataclasses import dataclass
from typing import Literal

from evals.hostile_model import content, embeddings, transport
from evals.hostile_model.transport import Act, refuse

Scope = Literal["any", "chat", "embeddings"]


@dataclass(frozen=True)
class Fault:
    """One way to misbehave."""

    id: str
    says: str
    """How it looks on the wire, in one line."""
    act: Act
    scope: Scope = "chat"
    """The calls that it spoils; the others are answered honestly."""


_BUSY = "Rate limit reached for this model."
_ANY = (
    Fault("status-400", "400; the message repeats the prompt", refuse(400, None, "Cannot read: {text}"), "any"),
    Fault(
        "status-400-context",
        "400, the prompt is too long for the model",
        refuse(400, "context_length_exceeded", "This model's maximum context length is 4096 tokens."),
        "any",
    ),
    Fault(
        "status-401",
        "401; the message repeats the key",
        refuse(401, "invalid_api_key", "Incorrect API key provided: {key}."),
        "any",
    ),
    Fault("status-403", "403, this model is not allowed", refuse(403, "model_not_allowed", "No access to it."), "any"),
    Fault(
        "status-404",
        "404, the model is unknown",
        refuse(404, "model_not_found", "The model does not exist or you do not have access to it."),
        "any",
    ),
    Fault("status-404-page", "404 with an HTML page: the address is wrong", transport.show_page(404), "any"),
    Fault("status-413", "413, the request is too large", refuse(413, None, "Request too large."), "any"),
    Fault("status-429", "429 without a time", refuse(429, "rate_limit_exceeded", _BUSY), "any"),
    Fault(
        "status-429-2s",
        "429 with `Retry-After: 2`",
        refuse(429, "rate_limit_exceeded", _BUSY, {"Retry-After": "2"}),
        "any",
    ),
    Fault(
        "status-429-121s",
        "429 with `Retry-After: 121`",
        refuse(429, "rate_limit_exceeded", _BUSY, {"Retry-After": "121"}),
        "any",
    ),
    Fault(
        "status-429-soon",
        "429 with `Retry-After: soon`, which is no time",
        refuse(429, "rate_limit_exceeded", _BUSY, {"Retry-After": "soon"}),
        "any",
    ),
    Fault(
        "status-429-quota",
        "429 with the code `insufficient_quota`",
        refuse(429, "insufficient_quota", "You exceeded your current quota."),
        "any",
    ),
    Fault("status-500", "500", refuse(500, None, "Internal error."), "any"),
    Fault("status-502", "502 with an HTML page", transport.show_page(502), "any"),
    Fault("status-503", "503, as llama.cpp says while it loads", refuse(503, None, "Loading model"), "any"),
    Fault("redirect-302", "302 to another host", transport.redirect(302), "any"),
    Fault("redirect-307", "307 to another host, which would send the prompt there", transport.redirect(307), "any"),
    Fault("refused", "nothing listens at the address", transport.hang, "any"),
    Fault("tls-garbage", "no TLS at an https address", transport.send_noise, "any"),
    Fault("hang", "the call is taken and never answered", transport.hang, "any"),
    Fault("html", "200 with an HTML page", transport.show_page(200), "any"),
    Fault("empty-body", "200 with an empty body", transport.send_bytes(b""), "any"),
    Fault("broken-json", "200 with half a JSON object", transport.send_bytes(b'{"id": "chatcmpl-'), "any"),
    Fault("deep-body", "200 with 100,000 open brackets", transport.send_bytes(b"[" * 100_000), "any"),
    Fault("json-list", "200 with a JSON list in place of an object", transport.send_value([1, 2]), "any"),
    Fault("error-body", "200 with an error as the body", transport.send_value({"error": {"message": "No."}}), "any"),
)

_SCHEMA = Fault(
    "status-400-schema", "400 for a request with a JSON schema; others are answered", transport.refuse_schema
)

_SLOW = (
    Fault("stall", "half of the text, then silence", transport.stall),
    Fault("drip", "one byte of the body each 100 ms", transport.drip),
    Fault("drip-headers", "one byte each 100 ms, from the first header on", transport.drip_headers),
    Fault("keep-alive", "comments that keep the connection alive, and no answer", transport.keep_alive),
    Fault("slow-start", "a good answer after `slow_s` seconds", transport.start_late),
)

_ENDS = {
    "end": ("the stream ends in good order after {} % of the text, with no `finish_reason`", transport.end_early),
    "reset": ("the connection is cut after {} % of the text", transport.reset),
    "length": ("`finish_reason: length` after {} % of the text", content.cut_by_length),
    "bad-json": ("after {} % of the text the JSON breaks off", transport.break_json),
}
_CUT = tuple(
    Fault(f"{name}-{share}", says.format(share), make(share / 100))
    for name, (says, make) in _ENDS.items()
    for share in (10, 50, 95)
)
TRUNCATIONS = tuple(fault.id for fault in _CUT)
"""Half an answer in twelve ways."""

_STOPPED = (
    Fault(
        "done-without-reason", "half of the text, then `[DONE]` with no `finish_reason`", transport.end_without_reason
    ),
    Fault("close", "half of the text, then the connection is closed without an end", transport.close_early),
    Fault("error-midway", "half of the text, then an error event, with status 200", transport.fail_midway),
    Fault(
        "content-filter", "half of the text, then `finish_reason: content_filter`", content.alter(content.cut_by_filter)
    ),
    Fault("refusal", "no text, but a `refusal`", content.alter(content.refuse_politely)),
    Fault("tool-call", "no text, but a call of a tool that nobody offered", content.alter(content.call_a_tool)),
)

_EMPTY = (
    Fault("no-choices", "`choices: []`", transport.send_value({"id": "x", "object": "chat.completion", "choices": []})),
    Fault("null-content", "`content: null`", content.alter(content.give_none)),
    Fault("blank-content", "a text of white space", content.give(" ", "\n \n")),
)

_SHAPE = (
    Fault("wrong-shape", "JSON of another schema", content.give('{"weather": "sunny", "degrees": 21}')),
    Fault("prose", "prose where JSON was asked for", content.give("I would rather ", "tell you in words.")),
    Fault("fenced", "the answer in a code fence with words around it", content.alter(content.fence)),
    Fault("thinking", "thoughts in `<think>` before the answer", content.alter(content.think_aloud)),
    Fault("more-fields", "the answer with a field that the schema does not have", content.alter(content.add_fields)),
    Fault("deep-json", "text that opens 50,000 JSON objects", content.give('{"a":' * 50_000)),
    Fault("half-letter", "half of a surrogate pair in the text", content.give('{"a": "\ud83d"} ', "\ud83d")),
    Fault("bad-letters", "bytes in the text that are not UTF-8", transport.send_bad_letters),
)

_USAGE = (
    Fault("no-usage", "a good answer without `usage`", content.report_usage({})),
    Fault(
        "odd-usage",
        "a good answer with impossible figures in `usage`",
        content.report_usage({"prompt_tokens": -5, "completion_tokens": 10**12, "total_tokens": 0}),
    ),
)

_TOO_MUCH = (
    Fault("loop-list", "one item of a JSON list, repeated for ever", content.alter(content.loop_in_list)),
    Fault("grow-list", "a JSON list that grows for ever, each item new", content.alter(content.grow_list)),
    Fault("loop-prose", "one sentence, repeated for ever", content.alter(content.loop_in_prose)),
    Fault("loop-space", "white space for ever", content.alter(content.loop_in_space)),
    Fault("huge", "a text of 64 MB in one piece", transport.send_huge),
    Fault("packed", "a few kilobytes, packed, that unpack to 64 MB", transport.send_packed),
)

_VECTORS = (
    Fault("vector-missing", "one vector fewer than texts", embeddings.leave_one_out, "embeddings"),
    Fault("vector-size", "vectors of different lengths", embeddings.vary_size, "embeddings"),
    Fault("vector-nan", "vectors with a value that is no number", embeddings.spoil_numbers, "embeddings"),
    Fault("vector-order", "the vectors in another order, with their `index`", embeddings.turn_order, "embeddings"),
)

FAULTS = (*_ANY, _SCHEMA, *_SLOW, *_CUT, *_STOPPED, *_EMPTY, *_SHAPE, *_USAGE, *_TOO_MUCH, *_VECTORS)
HARMLESS = frozenset({"slow-start", "fenced", "thinking", "no-usage", "odd-usage", "vector-order"})
"""Faults that leave a whole, usable answer: the product must cope with them."""
