"""Say in one sentence whether a model can be used as it is set up."""

import difflib

from coach.errors import ModelError
from coach.llm.openai import OpenAIModel
from coach.llm.protocols import Message, Request, complete

# The product's own way of asking, so that a server that takes no schemas is found out too. The room is for models that
# think first; the reply itself is a few tokens long.
_REQUEST = Request(
    prompt="check@1",
    messages=(Message(role="user", text="Are you ready? Reply with JSON."),),
    output_schema={
        "type": "object",
        "properties": {"ready": {"type": "boolean"}},
        "required": ["ready"],
        "additionalProperties": False,
    },
    max_output_tokens=500,
)
_MOST_NAMES = 5
_LONGEST_NAME = 100


def check_model(model: OpenAIModel) -> str:
    """Make one small call; return that key, name and address are right.

    Raises:
        ModelError: they are not; the message names the setting and the remedy.
    """
    try:
        reply = complete(model, _REQUEST)
    except ModelError as error:
        if error.fault != "settings":
            raise
        failure = ModelError(f"{error}{_names(model)}", fault=error.fault)
    else:
        called = "" if reply.model == model.model else f" and calls itself {reply.model!r}"
        return f"The model {model.model!r} answers at {model.base_url!r}{called}."
    raise failure


def _names(model: OpenAIModel) -> str:
    """Return a sentence with the models that are there, nearest first; empty if that is not the trouble."""
    try:
        there = model.list_models()
    except ModelError:
        return ""
    if model.model in there or not there:
        return ""
    near = difflib.get_close_matches(model.model, there, n=_MOST_NAMES, cutoff=0.4) or sorted(there)[:_MOST_NAMES]
    return f" Models there: {', '.join(repr(name[:_LONGEST_NAME]) for name in near)}."
