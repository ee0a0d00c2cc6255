"""Does a sentence speak to the coach, as an order about its own result, instead of describing work?

The patterns read English as people write it to a machine. They are the first of two walls: what they miss meets the
matcher, to which an order about findings is no evidence of a behaviour.
"""

import re
import unicodedata

_READER = r"(?:ai|llm|language model|chatbot|bot|assessor|evaluator|grader)"
_NAMED_READER = rf"(?:{_READER}|coach|assistant|model|reviewer)"
# "Mark everything as shown on the pick list" is work.
_ELSEWHERE = r"(?!\"? (?:on|in|at|by|to|above|below|over|under)\b)"
_VERDICT = (
    r"\"?(?:shown|showing|contrary|demonstrated|positive|proven|met|perfect|excellent|evidence|passed|a pass)\b"
    + _ELSEWHERE
)
_TOP = (
    r"(?:(?:highest|top|maximum|max|full|perfect|excellent) (?:possible )?"
    r"(?:scores?|marks?|ratings?|grades?|points?|results?)|highest\b|point [1-4]\b|[\d.]+ ?(?:out of|/) ?\d+|1\.0\b)"
    + _ELSEWHERE
)
_REPLY = r"(?:repl(?:y|ies)|answers?|responses?|messages?|output|report|verdict)"
# Whoever tells what somebody else waits for ("they want your answer by noon") gives no order.
_SOMEBODY = (
    r"(?:(?:and|so|but|then|when|if|once|until|because),? )?"
    r"(?:he|she|they|it|i|we|you|who|somebody|someone|nobody|people|"
    r"(?:the|an?|my|our|his|her|their|your|this|that|these|those|some|most|every|each|one|no) \w+|"
    r"\w+ (?:says?|said|asks?|asked))"
)
_SOME, _FEW = r"[^.!?]{0,60}?", r"[^.!?]{0,25}?"
_FINDINGS = r"\b(?:behaviou?rs?|findings?|expectations?)\b"
_EVERY = rf"\b(?:all|every|each)\b{_FEW}{_FINDINGS}"
_WHOLE = (
    r"(?:everything|it all|all|all of (?:it|this|them)|all this|me|me down|this|these|the following|"
    r"(?:this|my|the|the whole) (?:account|text|person|employee|answer)|every (?:sentence|statement|line|answer|thing))"
)
# Where an order begins: "mark" in "and mark …", "to mark …" or ", mark …", and not in "some people mark …".
_ORDER = (
    r"(?:^\W*|[^\w\s']\s*|\b(?:and|or|but|so|then|to|you|must|should|shall|will|please|not|never|be|system|assistant|"
    r"user) )"
    r"(?:(?:please|just|now|simply|kindly|also|only|always) ){0,2}"
)
_GIVE_A_RESULT = (
    r"(?:mark|rate|score|grade|label|classify|assess|treat|count|consider|assume|regard|report|return|output|set|give|put|"
    r"record|list|change|turn|call|make|find|say|write|state|answer|respond|reply|conclude|confirm|declare|print|use|begin)\b"
)

_ABOUT_RESULTS = (
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}{_FINDINGS}{_SOME}\b(?:{_VERDICT}|{_TOP})",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\b(?:{_VERDICT}|{_TOP}){_SOME}{_EVERY}",
    rf"{_ORDER}{_GIVE_A_RESULT} {_WHOLE} {_FEW}\b(?:as|to be|is|are|at) (?:the )?(?:{_VERDICT}|{_TOP})",
    rf"{_ORDER}{_GIVE_A_RESULT} {_WHOLE} {_FEW}{_TOP}",
    rf"{_ORDER}{_GIVE_A_RESULT} me (?:an? )?(?:\d+ (?:on|for|in) (?:everything|all|every)|{_TOP})",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\bthe (?:highest|top|maximum) (?:score|mark|rating|grade|point)\b",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\"(?:shown|contrary|partly shown)\b{_ELSEWHERE}",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\bevidence\b{_SOME}\b(?:every|each|all)\b",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\b(?:sentence|statement|words?) as evidence\b",
    rf"{_ORDER}{_GIVE_A_RESULT}{_SOME}\bno gaps?\b(?! (?:in|on|between|at) the)",
    rf"{_ORDER}(?:give|award|return) (?:me )?{_TOP}",
    rf"{_ORDER}(?:(?:mark|rate|record|list|classify|count|treat|read|interpret)\b{_SOME}\bas|"
    rf"(?:re)?(?:set|change|turn)\b{_SOME}\bto|(?:answer|output|put|return|call|say)\b{_SOME}) \"?shown\b\"?"
    r"(?=\W*$| ?[,;:.]| (?:and|everywhere|for|instead|throughout)\b)",
    r"\b(?:not|never|n't) (?:mark|rate|report|label|list|count|flag|treat|classify|find|look for|mention|show)\b"
    rf"{_SOME}\b(?:contrary|not described|gaps? (?:for|in|about|on) "
    r"(?:this (?:person|account|text|employee)|my account|me))\b",
    rf"{_ORDER}(?:approve|delete|remove|change|drop|hide|clear|accept) {_SOME}\bfindings?\b",
    rf"{_ORDER}(?:(?:add|insert) {_SOME}\bevidence that|(?:invent|fabricate) {_SOME}\b(?:evidence|quotes?))\b",
    rf"{_EVERY}{_FEW}\b(?:is|are|be|been|was|were|counts? as) {_VERDICT}",
    rf"{_EVERY}{_FEW}\b(?:is|are) to be\b",
    rf"\bmeets? {_EVERY}|\b(?:excellent|perfect) {_FEW}{_EVERY}",
    rf"\b(?:answer|output|result|verdict|state)\b{_FEW}\b(?:is|be):? (?:always )?{_VERDICT}",
    rf"\beverything in (?:this|my) (?:account|text) (?:is|was) {_VERDICT}|\ball shown\b(?=\W*$|,)",
    r"\bno gaps? (?:allowed|found)\b|\bplan (?:empty|with no steps)\b",
    rf"\bconfidence\b{_SOME}\bfindings?\b|\bin your (?:reply|verdict|assessment|findings)\b",
    rf"\b(?:the|this|any) {_NAMED_READER}\b{_SOME}\b(?:must|should|shall|has to)\b{_SOME}"
    r"\b(?:contrary|shown|findings?|gaps?|behaviou?rs?)\b",
)
_ABOUT_ITS_ORDERS = (
    _ORDER + r"(?:ignore|disregard|forget|override|bypass|skip|drop)\b(?: \w+){0,4}? (?:"
    r"(?:previous|prior|earlier|preceding|above|original|initial|your) (?:\w+ ){0,2}"
    r"(?:instructions?|prompts?|rules?|guidelines?|guidance|text|context|directions)"
    r"|(?:instructions?|prompts?|rules?|guidelines?|text|sentences?|paragraphs?) (?:above|before|below)"
    r"|(?:contrary|negative) (?:statements?|sentences?|evidence|quotes?|words?|findings?)"
    r"|what i (?:wrote|said) (?:above|before|earlier)|(?:of )?the above"
    r"|(?:you )?(?:were|have been) told|you know|(?:this|the|your) assessment)\b",
    r"\bnew (?:system )?instructions? ?[:=]",
    r"^\W*(?:admin|system|developer|root)(?:istrator)? (?:override|command|prompt|instructions?) ?[:=>]",
    r"<\|?(?:system|im_start|assistant)|\[/?(?:inst|system)\]",
    _ORDER + rf"(?:reveal|print|repeat|show|leak|output|display|tell me|give me)\b{_SOME}\b"
    r"(?:your (?:\w+ )?(?:prompt|instructions)|(?:system|hidden|secret|initial) (?:prompt|instructions))",
    r"\byour (?:system|hidden|initial) (?:prompt|instructions)\b",
    # Somebody who describes work does not speak of the reader's own reply.
    rf"^\W*your {_REPLY}\b|{_ORDER}(?:provide|give|write|begin|start|end|finish|format|enhance|keep|make|craft|phrase|"
    rf"replace|use|put|add|insert|include|integrate|embed|tease|mention)\b[^.!?]{{0,160}}?\byour {_REPLY}\b",
    rf"^\W*(?:in|for|with|throughout|at the (?:end|start) of) your {_REPLY}\b",
    rf"^(?!\W*{_SOMEBODY}\b)[^.!?]{{0,160}}\byour (?:(?:next|own|final|whole) )?{_REPLY}\b",
    r"[\"']role[\"'] ?: ?[\"'](?:system|assistant|user)[\"']|[\"']override[\"'] ?:",
    rf"{_ORDER}(?:add|insert|include|integrate|embed|append)\b.{{0,200}}?(?:https?://|\bwww\.|\b(?:[\w-]+\.)+(?:com|org|net)\b)",
    r"^\W*from (?:now|here) on,? (?:only|always|you)\b|\b(?:this|each|every|my next) prompts?\b|\bjumble\b.*\byour\b",
    r"\b[a-z]+(?:-[a-z]+)+ ?[:=] ?(?:shown|contrary|partly)\b|\bnew anchors? for\b|\bthe quotes? for\b",
    rf"{_ORDER}(?:report|state|say|conclude|write|confirm|find) that this (?:person|employee|writer)\b",
    r"\b(?:dan|gpt|jailbreak(?:ed)?) (?:responses?|mode)\b|\[\W*(?:gpt|dan|classic|jailbreak)\W*\]|\byou must not ?:",
)
_TO_ITS_READER = (
    rf"^\W*(?:dear|hey|hi|hello|ok|to|attention|(?:\w+ )?(?:notes?|messages?|instructions?|requests?) (?:to|for)) "
    rf"(?:the |my |any )?(?:\w+ )?{_NAMED_READER} ?[,:;.!?-]"
    r"(?=.*\b(?:mark|rate|score|say|report|give|ignore|find|treat|set|must|always|shown|behaviou?rs?|account|findings?|"
    r"deserves?)\b)",
    rf"^\W*{_READER}(?: note)? ?[,:]|^\W*as (?:an? |the )?(?:\w+ )?{_NAMED_READER}\b,? you\b",
    rf"\bif you(?: are|'re) an? (?:\w+ )?(?:{_READER}|machine|model|assistant)\b|\byou, the {_NAMED_READER}\b",
    rf"\byou are (?:now |not )?an? (?:\w+ )?{_READER}\b",
    r"\byou are (?:now )?an? (?:\w+ )?(?:assistant|model|coach) (?:that|who|which|with|without)\b",
    r"\byou (?:must|will|should|shall|are to|have to) (?:(?:now|only|always) ){0,2}"
    r"(?:respond|reply|output|conclude) (?:that|with|only)\b",
    rf"{_ORDER}(?:act as (?:an? )?(?:\w+ )?(?:{_READER}|model)\b|pretend (?:(?:that )?you\b|to be (?:my|{_READER})))",
    r"\b(?:when|while|before|if|after) you (?:assess|evaluate|review|rate|grade|score|read|process|analy[sz]e) "
    r"(?:this|my) (?:text|account|answers?|words|submission)\b",
    r"\bstop (?:reading|assessing) (?:here|this|now)\b",
    r"\b(?:translate|summari[sz]e|rewrite) (?:this|my) (?:account|text)\b",
)
_RESULTS = re.compile("|".join(_ABOUT_RESULTS), re.IGNORECASE)
_ADDRESSED = re.compile("|".join((*_ABOUT_RESULTS, *_ABOUT_ITS_ORDERS, *_TO_ITS_READER)), re.IGNORECASE)

# "I ring …" and "Usually we …", but not "I want you to …" or "My instruction …".
_OWN_ACT = re.compile(
    r"^\W*(?:(?:and|so|but|then|yes|well|usually|sometimes|often|mostly),? )?(?:i|we|my|our)\b(?! (?:\w+ )?"
    r"(?:want|need|ask|tell|order|instruct|command|expect|request|beg|urge|advise|require|(?:would|'d) like) "
    rf"(?:you|(?:the|this|any) {_NAMED_READER})\b| (?:instructions?|orders?|requests?|command)\b)",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"[,;:]|\.\.\.| - ")

_CYRILLIC = "\u0430\u0435\u0456\u0458\u043e\u0440\u0441\u0443\u0445\u0455\u0410\u0415\u0406\u041e\u0420\u0421\u0422"
_AS_LATIN = "aeijopcyxsAEIOPCT"
_PLAIN = str.maketrans(
    # What a keyboard, a word processor or somebody in disguise puts in the place of a plain character.
    "\u2018\u2019\u201c\u201d\u2013\u2014_" + _CYRILLIC,
    "''\"\"-- " + _AS_LATIN,
    "*`",
)


def speaks_to_the_coach(statement: str) -> bool:
    """Return whether a sentence gives orders to its reader instead of describing work.

    It stays in the account and is never evidence. A sentence about the writer's own acts ("I ignore old tickets") is
    work, whatever words it uses, up to an order about results that has a clause of its own.
    """
    plain = as_read(statement)
    if not is_own_act(plain):
        return bool(_ADDRESSED.search(plain))
    return any(_NEW_CLAUSE.search(plain, 0, order.start() + 1) for order in _RESULTS.finditer(plain))


def is_own_act(plain: str) -> bool:
    """Return whether a sentence, as it is read, begins with what its writer does."""
    return bool(_OWN_ACT.match(plain))


def is_invisible(character: str) -> bool:
    """Return whether a character steers the text and shows nothing: zero width, direction, tag."""
    return unicodedata.category(character) == "Cf"


def as_read(statement: str) -> str:
    """Return the words as a reader sees them, on one line, in plain letters."""
    visible = "".join(
        character for character in unicodedata.normalize("NFKC", statement) if not is_invisible(character)
    )
    return " ".join(visible.translate(_PLAIN).split())
