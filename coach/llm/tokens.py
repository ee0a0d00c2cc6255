"""How many tokens a text is, about; nothing is downloaded to know it better."""

import json
from math import ceil

from coach.llm.protocols import Request

_BYTES_PER_TOKEN = 3
_TOKENS_AROUND_A_MESSAGE = 8


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is, rather too many than too few.

    Tokenizers make a token of about four letters of English and of one sign of Chinese; a third of the bytes is above
    the first and equals the second.
    """
    return ceil(len(text.encode("utf-8", "surrogatepass")) / _BYTES_PER_TOKEN)


def estimate_input(request: Request) -> int:
    """Return about how many tokens a request is, its schema included."""
    messages = sum(estimate_tokens(message.text) + _TOKENS_AROUND_A_MESSAGE for message in request.messages)
    if request.output_schema is None:
        return messages
    return messages + estimate_tokens(json.dumps(request.model_dump(include={"output_schema"})))
