"""Sentences that judge or diagnose a person: emotions, health, traits, scores, rankings, what should become of them.

None is ever shown. Patterns know the words; a sentence in another language than the passages counts as well, because
its words cannot be checked. The organisation's own words, and what the asker said of themselves, are not judgements.
"""

import re
from collections.abc import Iterable

_FEELINGS = (
    r"exhaust\w*|burn(?:ing|ed|t)?[- ]?out|unappreciated|ange[rd]\w*|angry|rage|anxi\w+|frustrat\w+|self-esteem|"
    r"lonel\w+|resent\w+|depress\w+|moods?|sad|sadness|empathy|de?motivat\w+|motivation|unmotivated|unhappy|happy|"
    r"happiness|afraid|fear(?:s|ful)?|stress\w*|(?:poor|lack of|bad) sleep|given up|feel(?:s|ing)? inside|"
    r"sentiments?|personality|introvert\w*|extrovert\w*|insecur\w*|disorders?|adhd|autis\w+|drunk|emotion\w*|tense|"
    r"guilt\w*|bitter\w*|upset|nervous|jealous\w*|asham\w+|disappoint\w*|overwhelm\w*|tired|bored|lazy|lazi\w+|"
    r"arrogan\w*|stubborn|temper|attitude|traits?|low confidence|irritat\w+|hostile|negativity|cynic\w+|pessimis\w+|"
    r"narciss\w+|neurotic|immature|ill health|worried|burnt|traumati[sz]ed|mental\w*|untreated|therap\w+"
)
_SCORES = (
    r"\d+(?:[.,]\d+)? ?(?:/|out of|of a possible) ?\d+|\d+ ?%|[★☆⭐]|\brank(?:s|ed|ing)?\b|\bgrade[ds]?\b|\bscor(?:e|"
    r"es|ed|ing)\b|\brating\b|\brated\b|\b(?:bottom|top) (?:\d+|half|third|quarter|performers?|of the (?:team|"
    r"class))|\bindex \d|\b(?:weak|strong|bett|worse|slow|bad|good|poor)(?:er|est)? (?:colleagues?|performers?|"
    r"advisers?|employees?|workers?)\b|\bcompared (?:with|to) (?!(?:last|the|a|an|this|what|our)\b)\w+|\b(?:than|"
    r"among) (?:your colleagues|the others|your peers)\b|\b(?:promotion|performance|potential|readiness|flight risk|"
    r"talent|suitability|aptitude)\b|\b\d+(?:st|nd|rd|th) (?:of|out of)|\b[A-Z]\w+ \(\d+[.,]\d+\)|\b(?:extend|renew|"
    r"terminate|end) (?:the|your|his|her|their) contract\b|\b(?:dismiss|promote|demote|fire|sack|discipline) (?:you|"
    r"him|her|them|this)\b|\byour (?:level|score|grade|rank)\b|\bgesamtnote\b|\bnote globale\b|\bpuntuaci[oó]n\b"
)
_SHORT_STRANGE_WORDS = (
    "als auf aus bei das dass dem den der des diese diesen dieser durch ein eine einem einen einer es für hat ich "
    "ihm ihn ihnen ihr ihre ihrem ihren ihrer im ist jemand kein keine mit nach nicht noch nur oder sein seine seit "
    "sich sie sind über und uns unter vom von vor wenn werden wie wird wir zu zum zur au aux avec ce cet cette ceux "
    "comme dans depuis des du elle elles est et être il ils je la le les leur lui mais ne nous par pas peur pour qu "
    "que qui sa ses si sont sous sur un une vos votre vous vôtre al ante como con de del desde donde el ella ellos "
    "en entre es esa ese esta este está están fue ha hoy la las le les lo los más muy ni no nos para parece pero por "
    "porque que quien quizá se ser sin sobre su sus también tiene tu un una usted y él"
)
_STRANGE = frozenset(_SHORT_STRANGE_WORDS.split()) - {"no", "si", "sin", "an", "des", "on"}
"""Short words of German, French and Spanish that English does not have."""

_TRIGGER = re.compile(rf"\b(?:{_FEELINGS})\b|{_SCORES}|\b(?:{'|'.join(sorted(_STRANGE))})\b", re.IGNORECASE)
_FEELING = re.compile(rf"\b(?:{_FEELINGS})\b", re.IGNORECASE)
_SCORE = re.compile(_SCORES, re.IGNORECASE)
_OF_A_CUSTOMER = re.compile(
    r"\b(?:customers?|callers?|clients?|tenants?|landlords?|buyers?|households?|famil(?:y|ies)|people|homes?|visitors?|"
    r"somebody (?:who|at)|someone (?:who|at))\b",
    re.IGNORECASE,
)
_SAID_OF_YOU = re.compile(
    r"\b(?:you|your (?:\w+ )?(?:tone|words?|texts?|style|voice|writing|message|account|question|motivation|mood|"
    r"state))\b(?: \w+){0,3}? (?:seem|sound|appear|look|feel|are|were|was|is|has|have|show|reveal|suggest|betray|"
    r"point|lack)\w*\b"
    rf"[^.!?]{{0,60}}?\b(?:{_FEELINGS})\b|\b(?:somebody|someone|anybody|anyone|a person) (?:this|so|that|as) |"
    r"\byou(?: \w+){0,2} feels? inside\b",
    re.IGNORECASE,
)
_OF_STAFF = re.compile(
    r"\b(?:employee|worker|writer|author|account|text|paragraph|tone|between the lines)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_WORDS_AND_NUMBERS = re.compile(r"[^\W_]+")
_MARKERS = re.compile(r"\[\d+\]")
_LEAST_WORDS = 4
"""Fewer words stand in a passage by chance."""
_SHORT_ENGLISH_WORDS = (
    "a about after again all also an and any are as ask at be because been before but by call can could did "
    "do does each every few for from get give go had has have he help her him his how i if in into is it its "
    "just keep know let like make may me might more most must my need never next no not now of on once one "
    "only or other our out over own say see she should so some someone stay still take tell than that the "
    "their them then there these they thing this those through time to too until up us use very want was way "
    "we were what when where which while who why will with without work would yes you your"
)
_ENGLISH = frozenset(_SHORT_ENGLISH_WORDS.split())

_STRETCH, _STRANGE_IN_A_STRETCH = 7, 3


class Judge:
    """Tell a sentence that judges a person from one that says what the vision asks."""

    def __init__(self, *, own_words: Iterable[str], question: str) -> None:
        """Let through what stands in `own_words`, the passages, and feelings that the asker named in `question`."""
        self._own = [_plain(text) for text in own_words]
        self._named = _feelings(question)
        self._told = _feelings(" ".join(self._own))
        # An organisation may write in another language than English; then it is not strange here.
        self._reads_english = not _is_strange(" ".join(self._own))

    def suspicious_from(self, sentence: str, start: int) -> int | None:
        """Return where the first word stands, from `start` on, that makes the sentence one to be looked at whole."""
        found = _TRIGGER.search(sentence, start)
        return found.start() if found else None

    def is_judgement(self, sentence: str) -> bool:
        """Say whether the sentence must not be shown."""
        words = _plain(_MARKERS.sub(" ", sentence))
        if len(words.split()) >= _LEAST_WORDS and any(words in text for text in self._own):
            return False
        is_strange = self._reads_english and _is_strange(words)
        return is_strange or bool(_SCORE.search(sentence)) or self._names_a_feeling(sentence)

    def _names_a_feeling(self, sentence: str) -> bool:
        feelings = _feelings(sentence) - self._named
        if not feelings:
            return False
        if _SAID_OF_YOU.search(sentence) or _OF_STAFF.search(sentence):
            return True
        return not (feelings <= self._told or _OF_A_CUSTOMER.search(sentence))


def _feelings(text: str) -> set[str]:
    return {found.group().lower() for found in _FEELING.finditer(text)}


def _is_strange(text: str) -> bool:
    """Say whether a text, or a stretch of it, has more short words of another language than of English."""
    words = _words(text)
    strange, english = [word in _STRANGE for word in words], [word in _ENGLISH for word in words]
    # A sentence in French that runs on from a long English one, without a full stop between them.
    stretches = range(max(len(words) - _STRETCH + 1, 0))
    return sum(strange) > sum(english) or any(
        sum(strange[start : start + _STRETCH]) >= _STRANGE_IN_A_STRETCH and not any(english[start : start + _STRETCH])
        for start in stretches
    )


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _plain(text: str) -> str:
    """Return the words and numbers of a text in small letters."""
    return " ".join(_WORDS_AND_NUMBERS.findall(text.lower()))
