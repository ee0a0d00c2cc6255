"""The style twin: the account's statements in plain words, read a second time without their style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coach.assess.model_text import ModelText, question_about
from coach.assess.replies import Match, Plain, can_be_used
from coach.assess.segment import segment
from coach.assess.state import decide_state
from coach.domain.account import Account, Span
from coach.domain.finding import Bearing, State


@dataclass(frozen=True)
class Numbered:
    """One statement of the redacted text, as it is put to a model."""

    number: int
    text: str
    place: Span
    """Where it stands in the redacted text."""
    question: str = ""
    """The mark of the question that it answers, if it answers one."""


@dataclass(frozen=True, kw_only=True)
class SecondReading:
    """What the twin shows of each behaviour."""

    matches: tuple[Match, ...]
    places: Mapping[int, Span]
    """The statements that were read, by number."""
    left_out: int
    """Statements that the model did not put into plain words."""
    ignored: int
    """Items about no statement, or about no behaviour of the role."""

    def supports(self, behaviour_id: str, bearing: Bearing, place: Span) -> bool | None:
        """Return whether the twin reads the statements at `place` the same way; None if it read none of them."""
        holding = {number for number, span in self.places.items() if span.start < place.end and place.start < span.end}
        if not holding:
            return None
        about = [item for item in self.matches if item.number in holding and item.behaviour_id == behaviour_id]
        return any(item.bearing == bearing for item in about)

    def state(self, behaviour_id: str, expected_point: int) -> State:
        """Return the state that the twin gives, by the same rule."""
        about = [item for item in self.matches if item.behaviour_id == behaviour_id]
        best = max((item.point for item in about if item.bearing == "showing"), default=None)
        return decide_state(best, any(item.bearing == "contrary" for item in about), expected_point)


def number_statements(account: Account, text: ModelText) -> tuple[Numbered, ...]:
    """Return the statements of the redacted text; marks that stand for nothing in the account are none."""
    found: list[Numbered] = []
    for statement in segment(text.redacted.text):
        span = text.to_account(statement.span)
        if span:
            words = " ".join(statement.text.split())
            found.append(Numbered(len(found) + 1, words, statement.span, _question(account, span)))
    return tuple(found)


def _question(account: Account, span: Span) -> str:
    inside = (asked for asked in account.asked if asked.span.start <= span.start and span.end <= asked.span.end)
    return next((question_about(asked.behaviour_id) for asked in inside), "")


def render_statements(statements: Sequence[Numbered]) -> str:
    """Return statements as a model reads them, one on each line after its number."""
    return "\n".join(f"{item.number} {item.text}" for item in statements)


def render_plain(statements: Sequence[Numbered], plain: Mapping[int, str]) -> str:
    """Return what was put into plain words as a model reads it, with the questions that were answered."""
    return "\n".join(
        " ".join(filter(None, (str(item.number), item.question, plain[item.number])))
        for item in statements
        if item.number in plain
    )


def words_by_number(said: Sequence[Plain], statements: Sequence[Numbered]) -> dict[int, str]:
    """Return the plain words of each statement that was asked for; of two the first counts."""
    asked = {item.number for item in statements}
    plain: dict[int, str] = {}
    for item in said:
        words = " ".join(item.plain.split())
        if item.number in asked and words:
            plain.setdefault(item.number, words)
    return plain


def second_reading(
    said: Sequence[Match], statements: Sequence[Numbered], plain: Mapping[int, str], *, behaviour_ids: frozenset[str]
) -> SecondReading:
    """Return what of a model's matches can be used."""
    places = {item.number: item.place for item in statements if item.number in plain}
    matches = tuple(item for item in said if item.number in places and can_be_used(item, behaviour_ids))
    return SecondReading(
        matches=matches,
        places=places,
        left_out=len(statements) - len(places),
        ignored=len(said) - len(matches),
    )
