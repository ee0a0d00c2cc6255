"""What is asked of a model about one account: three prompts, filled in."""

from collections.abc import Mapping, Sequence

from coach.assess.model_text import ModelText
from coach.assess.twin import Numbered, render_plain, render_statements
from coach.domain.knowledge import Behaviour
from coach.domain.record import Record
from coach.domain.redaction import Redacted
from coach.llm.protocols import Request
from coach.llm.strict_schema import strict_schema
from coach.llm.tokens import estimate_input, estimate_tokens
from coach.prompting import Prompt, Prompts

# The shape around a quote and around a statement in JSON, and how much of an account a model quotes or matches.
_AROUND_A_QUOTE, _AROUND_A_STATEMENT, _A_MATCH = 35, 14, 30
_QUOTED_SHARE, _MATCHED_SHARE = 0.6, 0.7
_WORDS_PER_QUOTE = 14


class Estimate(Record):
    """About what reading one account takes, known before the first call."""

    calls: int
    input_tokens: int
    output_tokens: int


class ModelRequests:
    """Fill in the prompts of the model engine."""

    def __init__(self, prompts: Prompts) -> None:
        """Take `assess/read`, `assess/plain` and `assess/match` from `prompts`."""
        self._read = prompts["assess/read"]
        self._plain = prompts["assess/plain"]
        self._match = prompts["assess/match"]

    def read(self, text: ModelText, behaviours: Sequence[Behaviour]) -> Request:
        """Ask for the words that show each behaviour or its opposite."""
        return _request(self._read, behaviours=render_behaviours(behaviours), account=text.redacted)

    def plain(self, statements: Sequence[Numbered]) -> Request:
        """Ask for statements in plain words, without a word of the behaviours."""
        lines = render_statements(statements)
        # They are pieces of the redacted text, so there is nothing left to take out.
        return _request(self._plain, statements=Redacted(text=lines, original=lines))

    def match(
        self, statements: Sequence[Numbered], plain: Mapping[int, str], behaviours: Sequence[Behaviour], text: ModelText
    ) -> Request:
        """Ask which of the plain words show a behaviour or its opposite."""
        # They came from a model, and whatever leaves the process is redacted.
        words = text.redact_again(render_plain(statements, plain))
        return _request(self._match, behaviours=render_behaviours(behaviours), statements=words)


def _request(prompt: Prompt, **inputs: str | Redacted) -> Request:
    return Request(prompt=prompt.ref, messages=prompt.render(**inputs), max_output_tokens=prompt.max_output_tokens)


def render_behaviours(behaviours: Sequence[Behaviour]) -> str:
    """Return behaviours in as few words as a model needs: what each is, its four anchors, and what it is not."""
    return "\n".join(_render(behaviour) for behaviour in behaviours)


def _render(behaviour: Behaviour) -> str:
    anchors = [f"{anchor.point} {anchor.text}" for anchor in behaviour.anchors]
    return "\n".join((f"{behaviour.id}: {behaviour.summary}", *anchors, f"not: {' '.join(behaviour.dont)}"))


def estimate_requests(requests: Sequence[tuple[Request, type[Record]]], *, words: int, statements: int) -> Estimate:
    """Return about what requests about an account of so many words take; every call takes one reply."""
    asked = [request.model_copy(update={"output_schema": strict_schema(output)}) for request, output in requests]
    text = estimate_tokens(" " * words * 5)
    quotes = words * _QUOTED_SHARE / _WORDS_PER_QUOTE
    output = text * _QUOTED_SHARE + quotes * _AROUND_A_QUOTE
    output += text + statements * _AROUND_A_STATEMENT + statements * _MATCHED_SHARE * _A_MATCH
    return Estimate(
        calls=len(asked), input_tokens=sum(estimate_input(request) for request in asked), output_tokens=round(output)
    )
