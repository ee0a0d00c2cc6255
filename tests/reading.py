"""What a reader sees: of a text that a page shows, and of the Markdown that `coach.ui.safe_text` makes of it."""

import re

# The only Markdown that may come out: escapes, spans without a colour, line breaks, paragraphs, and highlights.
_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])|:color\[(?:\\(?P<spanned>>)|(?P<bare>[:@.=-]))\]|(?P<line>\\\n)|(?P<paragraph>\n\n)"
    r"|(?P<opens>:(?:green|blue|orange|red|gray)-background\[(?:\*\*[^*]+\*\* )*)|(?P<closes>\])"
    r"|(?P<harmless>[^\\`*_\[\]{}<>|~$&@\n:]|:(?=\s))"
)
_STARTS_A_BLOCK = re.compile(r"^([-+=# \t]|[0-9]+[.)])", re.MULTILINE)
# What Streamlit looks for when the backslashes are gone.
_FOUND_LATER = re.compile(r"www\.|--|->|<-|[<>~]=|:/", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def shown_by(markdown: str) -> str:
    """Return the text that this Markdown shows, without highlights; fail on any Markdown that could do more."""
    assert not _STARTS_A_BLOCK.search(markdown), markdown
    assert not _FOUND_LATER.search(markdown.replace("\\", "")), markdown
    shown, position = [], 0
    while position < len(markdown):
        token = _TOKEN.match(markdown, position)
        assert token, f"{markdown[position:]!r} in {markdown!r} could mean something"
        position = token.end()
        shown.append(_text_of(token))
    return "".join(shown)


def _text_of(token: re.Match[str]) -> str:
    breaks = {"line": "\n", "paragraph": "\n\n", "opens": "", "closes": ""}
    kind = str(token.lastgroup)
    return breaks.get(kind, token[kind])


def as_lines(text: str) -> str:
    """Return the text as any page shows it: no blanks at the ends of lines, one empty line at most."""
    lines = "\n".join(line.strip() for line in text.splitlines()).strip("\n")
    return as_visible(re.sub(r"\n{3,}", "\n\n", lines))


def as_visible(text: str) -> str:
    """Return the text with control characters replaced by a sign that can be seen."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\ufeff", "\u2060"))
