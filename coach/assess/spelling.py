"""Short forms as people type them in a chat, written out: how somebody types must not change what is found."""

import re

_WRITTEN_OUT = {
    # One letter, one sound.
    "n": "and", "u": "you", "ur": "your", "r": "are", "w": "with", "w/": "with", "w/o": "without", "&": "and",
    "b4": "before", "l8r": "later", "m8": "mate", "gr8": "great", "2day": "today", "2moro": "tomorrow",
    # Clipped words.
    "abt": "about", "acct": "account", "addr": "address", "agn": "again", "aft": "afternoon",
    "appt": "appointment", "appts": "appointments", "asap": "as soon as possible", "atm": "at the moment",
    "bc": "because", "cos": "because", "coz": "because", "cuz": "because", "cd": "could", "wd": "would",
    "shd": "should", "cust": "customer", "custs": "customers", "dept": "department", "defo": "definitely",
    "eng": "engineer", "evry": "every", "fwd": "forward", "hrs": "hours", "mgmt": "management", "mgr": "manager",
    "min": "minute", "mins": "minutes", "morn": "morning", "msg": "message", "msgs": "messages", "mth": "month",
    "mths": "months", "nxt": "next", "o/t": "overtime", "ord": "order", "pls": "please", "plz": "please",
    "ppl": "people", "prob": "probably", "probs": "problems", "qtr": "quarter", "qtrs": "quarters",
    "rcvd": "received", "sb": "somebody", "sched": "schedule", "smth": "something", "sth": "something",
    "sum1": "someone", "sys": "system", "thanx": "thanks", "thx": "thanks", "tho": "though", "thru": "through",
    "til": "until", "tmrw": "tomorrow", "tmw": "tomorrow", "usu": "usually", "wk": "week", "wks": "weeks",
    "wkend": "weekend", "yest": "yesterday", "yr": "year", "yrs": "years",
    # Run together.
    "dunno": "don't know", "gimme": "give me", "gonna": "going to", "gotta": "have got to", "kinda": "kind of",
    "lemme": "let me", "noone": "no one", "outta": "out of", "sorta": "sort of", "wanna": "want to",
    # Without the apostrophe, where no other word is written so.
    "aint": "isn't", "arent": "aren't", "cant": "can't", "couldnt": "couldn't", "couldve": "could've",
    "didnt": "didn't", "doesnt": "doesn't", "dont": "don't", "hadnt": "hadn't", "hasnt": "hasn't",
    "havent": "haven't", "im": "I'm", "isnt": "isn't", "ive": "I've", "shes": "she's", "shouldnt": "shouldn't",
    "thats": "that's", "theres": "there's", "theyd": "they'd", "theyll": "they'll", "theyre": "they're",
    "theyve": "they've", "wasnt": "wasn't", "werent": "weren't", "weve": "we've", "whats": "what's",
    "whos": "who's", "wont": "won't", "wouldnt": "wouldn't", "youd": "you'd", "youll": "you'll", "youre": "you're",
    "youve": "you've",
    # Days; "sat" and "sun" are words of their own.
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday",
}  # fmt: skip
_LONG = sorted((word for word in _WRITTEN_OUT if len(word) > 2 or not word.isalpha()), key=len, reverse=True)
_TINY = sorted(word for word in _WRITTEN_OUT if word not in _LONG)
# In capitals, or with a full stop, one or two letters are more often initials ("HR", "N. Patel"). A number stands
# before "mins" with or without a space.
_SHORT = re.compile(
    rf"(?<![^\W\d_])(?<!['’./\w-])(?P<number>\d*)(?P<word>(?i:{'|'.join(map(re.escape, _LONG))}))(?![\w'’/-])"
    rf"|(?<!\S)(?P<tiny>{'|'.join(map(re.escape, _TINY))})(?=[\s,;:!?)]|$)"
    r"|(?P<hours>\d+) ?hr\b"
)


def write_out(text: str) -> str:
    """Return the text with common short forms written out; everything else stays as it is."""
    return _SHORT.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    if found["hours"]:
        return f"{found['hours']} hour"
    word = found["word"] or found["tiny"]
    whole = _WRITTEN_OUT[word.lower()]
    if word[:1].isupper():
        whole = whole[:1].upper() + whole[1:]
    return f"{found['number']} {whole}" if found["number"] else whole
