"""Generated replies whose quotes are invented, changed in one word, too short or too long, and what becomes of them.

Whether a quote is in an account is decided here by comparing words, with no code of the product.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from json import dumps

from coach.assess.model_reader import ModelReader
from coach.assess.segment import count_words, segment
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.llm.scripted import ScriptedModel
from coach.prompting import load_prompts
from coach.settings import content_folder
from evals.model_parts import ReadAccount, build_reader, open_session
from evals.training.tuning import read_accounts

REPLIES, SEED = 1_000, 20261122
INVENTED = (
    "I stay late until the last customer has gone home.",
    "We send every complaint on to head office unread.",
    "I keep a diary of what each customer told me.",
    "Most mornings I text my own customers if the van is late.",
)
INSTEAD = {"i": "we", "the": "a", "and": "or", "customer": "client", "to": "for", "is": "was", "it": "this"}
_PLAIN = dumps({"statements": [{"number": 1, "plain": "I do my work."}]})
_NO_MATCH = dumps({"matches": []})


@dataclass(frozen=True)
class Generated:
    """A reply, how many of its quotes are not in the account or are no quotes, and those that are."""

    reply: str
    false: int
    true: frozenset[str]


@dataclass(frozen=True)
class Quotes:
    """What was counted over all replies."""

    false: int = 0
    """Quotes in the replies that are not in the account, or are no quotes."""
    refused: int = 0
    shown: int = 0
    ungrounded: int = 0
    """Quotes that were shown and are not in the account, or not where they say."""


def count_quotes(knowledge: KnowledgeBase, read_embedded: ReadAccount, *, replies: int = REPLIES) -> Quotes:
    """Have so many replies read by the model engine; `read_embedded` is its third reading."""
    rng, counted = random.Random(SEED), Quotes()
    reader = build_reader(knowledge, load_prompts(content_folder("prompts")), cache(read_embedded))
    accounts = [labelled.account for labelled in read_accounts()]
    words = [sentences(account, reader) for account in accounts]
    for number in range(replies):
        place = number % len(accounts)
        role = knowledge.role(accounts[place].role_id)
        behaviours = knowledge.role_behaviours(role.id)
        generated = generate(accounts[place], words[place], [behaviour.id for behaviour in behaviours], rng=rng)
        session = open_session(_model(generated.reply))
        assessment = reader.read(accounts[place], role=role, behaviours=behaviours, session=session)
        counted = _add(counted, generated, assessment, accounts[place].text)
    return counted


def generate(
    account: Account, words: Sequence[list[str]], behaviour_ids: Sequence[str], *, rng: random.Random
) -> Generated:
    """Return a reply with up to eight quotes; `words` are those of the account's sentences."""
    evidence: list[dict[str, object]] = []
    false, true = 0, set[str]()
    for _ in range(rng.randint(1, 8)):
        kind = rng.choice(["true", "invented", "near", "near", "short", "long"])
        quote = _quote(kind, account, words, rng)
        if " ".join(quote.split()) in true or (kind == "near" and holds(account.text, quote)):
            continue
        bearing = rng.choice(["showing", "contrary"])
        point = rng.randint(1, 4) if bearing == "showing" else 0
        evidence.append({"quote": quote, "behaviour_id": rng.choice(behaviour_ids), "bearing": bearing, "point": point})
        false += kind != "true"
        if kind == "true":
            true.add(" ".join(quote.split()))
    return Generated(dumps({"evidence": evidence}), false, frozenset(true))


def sentences(account: Account, reader: ModelReader) -> list[list[str]]:
    """Return the words of sentences that a comparison as simple as this one can judge.

    Not those with a name in them, which the model never saw, nor those with marks that could part a word.
    """
    shown = [item.text for item in segment(reader.preview(account).text) if item.text in account.text]
    return [text.split() for text in shown if count_words(text) == len(text.split()) >= 6]


def holds(text: str, quote: str) -> bool:
    """Return whether a run of the text's words is the quote."""
    plain = str.maketrans("’‘“”–—", "''\"\"--")
    words, sought = text.translate(plain).split(), quote.translate(plain).split()
    return any(words[start : start + len(sought)] == sought for start in range(len(words)))


def near_quote(words: Sequence[str], rng: random.Random) -> str:
    """Return words of the account with one of them changed, left out, added, swapped or cut."""
    near = _true_quote(words, rng).split()
    place = rng.randrange(1, len(near) - 1)
    change = rng.choice(["change", "leave out", "add", "swap", "cut"])
    if change == "change":
        near[place] = INSTEAD.get(near[place].lower(), f"{near[place]}s")
    elif change == "leave out":
        del near[place]
    elif change == "add":
        near.insert(place, "really")
    elif change == "swap":
        near[place - 1 : place + 1] = near[place], near[place - 1]
    else:
        near[-1] = near[-1].rstrip(".,;:!?()\"'’”")[:-1] or "x"
    return " ".join(near)


def _true_quote(words: Sequence[str], rng: random.Random) -> str:
    length = rng.randint(4, min(12, len(words)))
    start = rng.randrange(len(words) - length + 1)
    return rng.choice([" ", "\n", "  "]).join(words[start : start + length])


def _quote(kind: str, account: Account, words: Sequence[list[str]], rng: random.Random) -> str:
    if kind == "true":
        return _true_quote(rng.choice(words), rng)
    if kind == "invented":
        return rng.choice(INVENTED)
    if kind == "near":
        return near_quote(rng.choice(words), rng)
    if kind == "short":
        return " ".join(rng.choice(words)[:2])
    return " ".join((account.text * 20).split()[: rng.randint(140, 300)])


def _add(counted: Quotes, generated: Generated, assessment: Assessment, text: str) -> Quotes:
    shown = [item for finding in assessment.findings for item in (*finding.evidence, *finding.counter_evidence)]
    ungrounded = [
        item
        for item in shown
        if text[item.span.start : item.span.end] != item.quote or " ".join(item.quote.split()) not in generated.true
    ]
    return replace(
        counted,
        false=counted.false + generated.false,
        refused=counted.refused + assessment.refused_quotes,
        shown=counted.shown + len(shown),
        ungrounded=counted.ungrounded + len(ungrounded),
    )


def _model(reply: str) -> ScriptedModel:
    return ScriptedModel({"assess/read": [reply], "assess/plain": [_PLAIN], "assess/match": [_NO_MATCH]})
