"""Vectors for texts: the same ones every time, nearer to each other the more words two texts share."""

import base64
import hashlib
import math
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

from evals.hostile_model.answer import Answer, count_tokens
from evals.hostile_model.asked import JsonObject
from evals.hostile_model.wire import Exchange

DIMENSION = 64
_WORD = re.compile(r"\w+")


def embed(text: str, dimension: int = DIMENSION) -> list[float]:
    """Return a vector of length 1."""
    vector = [0.0] * dimension
    for word in _WORD.findall(text.lower()) or [text]:
        digest = hashlib.blake2b(word.encode(errors="replace"), digest_size=8).digest()
        vector[int.from_bytes(digest[:4], "big") % dimension] += 1.0 if digest[4] & 1 else -1.0
    length = math.hypot(*vector) or 1.0
    return [value / length for value in vector]


def embeddings_body(
    asked: Mapping[str, Any], spoil: Callable[[int, list[float]], list[float]] = lambda _index, vector: vector
) -> JsonObject:
    """Return the body of a reply to a request for vectors; `spoil` changes each of them."""
    given = asked.get("input")
    texts = [str(text) for text in given] if isinstance(given, list) else [str(given)]
    size = int(asked.get("dimensions") or DIMENSION)
    vectors = [spoil(index, embed(text, size)) for index, text in enumerate(texts)]
    packed = asked.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": index, "embedding": _pack(vector) if packed else vector}
        for index, vector in enumerate(vectors)
    ]
    tokens = sum(count_tokens(text) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "data": data, "model": asked.get("model"), "usage": usage}


async def leave_one_out(exchange: Exchange, answer: Answer) -> None:
    """Give one vector fewer than there are texts."""
    body = embeddings_body(exchange.call.json)
    await exchange.send_json(body | {"data": body["data"][:-1]})


async def vary_size(exchange: Exchange, answer: Answer) -> None:
    """Give every vector another length."""
    await exchange.send_json(embeddings_body(exchange.call.json, lambda index, vector: [*vector, *[0.5] * index]))


async def spoil_numbers(exchange: Exchange, answer: Answer) -> None:
    """Give vectors whose first value is no number."""
    await exchange.send_json(embeddings_body(exchange.call.json, lambda _, vector: [math.nan, *vector[1:]]))


async def turn_order(exchange: Exchange, answer: Answer) -> None:
    """Give the last vector first; the `index` of each says where it belongs."""
    body = embeddings_body(exchange.call.json)
    await exchange.send_json(body | {"data": body["data"][::-1]})


def _pack(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
