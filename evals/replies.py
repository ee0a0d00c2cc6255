"""What a good model replies to the product's prompts, for measuring what is not the model's."""

import json
from itertools import cycle

from evals.hostile_model.asked import Asked
from evals.hostile_model.honest import first_sentence

_QUOTES = 2


def quote_sentences(asked: Asked) -> object:
    """Return the first sentences of the account as evidence; None where no quotes are asked for."""
    if '"quote"' not in json.dumps(asked.schema):
        return None
    kind = {"bearing": "showing", "point": 3}
    quoted = zip(asked.sentences[:_QUOTES], cycle(asked.ids), strict=False)
    return {"evidence": [{"quote": quote, "behaviour_id": behaviour_id, **kind} for quote, behaviour_id in quoted]}


def cite_first_passage(asked: Asked) -> str | None:
    """Return the first sentence of the first passage with its marker; None where there is no passage."""
    if not asked.passages:
        return None
    number, passage = min(asked.passages.items())
    return f"{first_sentence(passage)} [{number}]"
