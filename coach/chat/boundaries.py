"""Recognise what is for a person: distress, legal questions, HR grievances and emergencies.

It is decided on the words alone, before any search or model, the same on both engines: first by patterns, then by a
small head for wordings that no pattern knows. How somebody feels is never guessed: only what is said counts, and a
customer's feelings or demands are ordinary work.
"""

import re
from dataclasses import dataclass

from coach.chat.boundary_head import BoundaryHead
from coach.chat.boundary_words import ANYONE, NOT_NOW, OWN
from coach.domain.answer import HumanRoute, Mode
from coach.domain.knowledge import Topic
from coach.embedding.protocols import StatementEncoder
from coach.knowledge.knowledge_base import KnowledgeBase

BOUNDARY_RULE = (
    "Some things are for a person and never for the coach: words of despair or of wanting to die, a legal question of "
    "your own, a grievance of your own or a colleague's (harassment, discrimination, pay, dismissal), and danger to "
    "somebody now. The coach then searches nothing and writes nothing. It names whom to turn to. What a customer "
    "says about money, lawyers or their own mood is ordinary work and is answered."
)

_ORDER: tuple[Topic, ...] = ("safety", "distress", "grievance", "legal")
"""Where words fit several topics, the first one counts."""

_MAX_READ = 2_000
"""Characters; the encoder reads no further."""

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\w)\'[^\']{3,}\'(?!\w)')
_OTHERS_SAY = re.compile(
    r"\b(?:customers?|callers?|clients?|shoppers?|tenants?|landlords?)\b[^.!?;]{0,40}?\b(?:said|says?|saying|wrote|"
    r"writes|shout(?:s|ed)|told (?:me|us)|tells (?:me|us)|thinks?|feels?|asks?|asked|calls?|called|demands?|wants?|"
    r"insists?|claims?)\b[^.!?;]*"
)
_SPELLINGS = (
    (re.compile(r"[\u2018\u2019\u02bc`]"), "'"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\b(ca|do|does|did|wo|is|are|was|were|have|has|could|would|should)nt\b"), r"\1n't"),
    (re.compile(r"\b(i)m\b"), r"\1'm"),
    (re.compile(r"\b(i)ve\b"), r"\1've"),
    (re.compile(r"\b(can)not\b|\b(can) not\b"), "can't"),
    (re.compile(r"\b(do|does|did|is|are|was|were|have|has) not\b"), r"\1n't"),
    (re.compile(r"\bi am\b"), "i'm"),
    (re.compile(r"\bi have\b"), "i've"),
    (re.compile(r"\banymore\b"), "any more"),
)


@dataclass(frozen=True)
class _Fallback:
    """What is said where the knowledge base names nobody."""

    words: str
    who: str
    how: str


_FALLBACKS: dict[Topic, _Fallback] = {
    "distress": _Fallback(
        "This is too heavy for a coach, and you should not be alone with it.",
        "Somebody you trust, your doctor, or a crisis line",
        "Talk to them today. If you or somebody else may come to harm, ring the emergency number now.",
    ),
    "legal": _Fallback(
        "This is a legal question, and the coach must not guess.",
        "A lawyer, a union or an advice centre",
        "Your manager or the people team can tell you who that is here.",
    ),
    "grievance": _Fallback(
        "How you are treated, your pay and your job are for a person. What you type here is no complaint and reaches "
        "nobody.",
        "The people team, or your manager's manager",
        "Ask for a talk in private; you may bring somebody along.",
    ),
    "safety": _Fallback(
        "Make people safe first. Everything else can wait.",
        "The emergency services, then your manager",
        "Ring the emergency number now.",
    ),
}


class Boundaries:
    """Tell what is for a person from what the coach may answer."""

    def __init__(self, head: BoundaryHead, encoder: StatementEncoder) -> None:
        """Read wordings that no pattern knows with `head`, which was fitted for `encoder`."""
        self._head = head
        self._encoder = encoder

    def recognise(self, text: str, *, mode: Mode = "ask") -> Topic | None:
        """Return the topic that makes this a question for a person, or None."""
        topic = match_words(text, mode=mode)
        if topic or mode == "capture" or not text.strip():
            return topic
        reading = self._encoder.read([text[:_MAX_READ]])
        return self._head.read(reading.vectors[0], reading.wording[0])


def match_words(text: str, *, mode: Mode = "ask") -> Topic | None:
    """Return the first topic whose words stand in the text, or None."""
    plain = _spell(text)
    # Somebody else's "I" is not the asker's, and what is captured is a customer's words altogether.
    own = "" if mode == "capture" else _OTHERS_SAY.sub(" ", _QUOTED.sub(" ", plain))
    for topic in _ORDER:
        now = "" if topic == "safety" and NOT_NOW.search(plain) else plain
        if any(pattern.search(now) for pattern in ANYONE.get(topic, ())):
            return topic
        if any(pattern.search(own) for pattern in OWN.get(topic, ())):
            return topic
    return None


def human_route(topic: Topic, knowledge: KnowledgeBase) -> HumanRoute:
    """Return whom to turn to with this topic; where the knowledge base names nobody, a plain word in its place."""
    route = knowledge.route(topic)
    if route:
        source = knowledge.sources.get(f"route:{topic}", "")
        return HumanRoute(topic=topic, words=route.words, who=route.who, how=route.how, source=source)
    fallback = _FALLBACKS[topic]
    return HumanRoute(topic=topic, words=fallback.words, who=fallback.who, how=fallback.how)


def _spell(text: str) -> str:
    """Return the text in small letters with one spelling for each short form."""
    plain = text.casefold()
    for pattern, instead in _SPELLINGS:
        plain = pattern.sub(instead, plain)
    return plain.strip()
