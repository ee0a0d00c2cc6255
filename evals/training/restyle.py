"""The same words as somebody types them in a hurry: for training only, so that manner teaches nothing."""

import random
import re

_SHORTER = {
    "and": "n", "you": "u", "your": "ur", "are": "r", "before": "b4", "because": "cos", "people": "ppl",
    "customer": "cust", "customers": "custs", "about": "abt", "tomorrow": "tmrw", "please": "pls", "with": "w",
    "without": "w/o", "something": "smth", "through": "thru", "though": "tho", "minutes": "mins", "minute": "min",
    "hours": "hrs", "hour": "hr", "week": "wk", "weeks": "wks", "appointment": "appt", "message": "msg",
    "between": "btwn", "them": "em", "going": "goin", "until": "til", "number": "no", "manager": "mgr",
    "morning": "mornin", "what": "wot", "for": "4", "to": "2", "delivery": "del", "department": "dept",
    "probably": "prob", "usually": "usu", "sometimes": "smtimes",
}  # fmt: skip
_BEFORE = ("Well, ", "To be fair ", "Like I said, ", "Anyway, ", "honestly ", "So yeah, ", "Right, ", "I mean ")
_WORD = re.compile(r"[^\W\d_]+")
_ARTICLE = re.compile(r"\b(?:the|an?) ", re.IGNORECASE)
_I = re.compile(r"^(?:i|we) (?=[a-z])", re.IGNORECASE)


def restyle(text: str, chance: random.Random) -> str:
    """Return the text with some of: no capitals, no marks, short forms, lost articles, a slip of the finger."""
    if chance.random() < 0.5:
        text = text.lower()
    if chance.random() < 0.4:
        text = text.replace("'", "").replace("’", "")
    if chance.random() < 0.4:
        text = text.rstrip(".!") if chance.random() < 0.5 else re.sub(r"[.,;:!—-]+(?=\s|$)", "", text)
    if chance.random() < 0.5:
        share = chance.uniform(0.3, 1.0)
        text = _WORD.sub(lambda found: _shorter(found.group(), share, chance), text)
    if chance.random() < 0.3:
        text = _ARTICLE.sub(lambda found: "" if chance.random() < 0.7 else found.group(), text)
    if chance.random() < 0.2:
        text = _I.sub("", text)
    if chance.random() < 0.2:
        text = _slip(text, chance)
    return chance.choice(_BEFORE) + text if chance.random() < 0.12 else text


def _shorter(word: str, share: float, chance: random.Random) -> str:
    return _SHORTER[word.lower()] if word.lower() in _SHORTER and chance.random() < share else word


def _slip(text: str, chance: random.Random) -> str:
    """Swap two neighbouring letters of one word."""
    words = [found for found in _WORD.finditer(text) if len(found.group()) > 3]
    if not words:
        return text
    word = chance.choice(words)
    place = chance.randrange(word.start() + 1, word.end() - 2)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
