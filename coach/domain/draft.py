"""Work in progress that belongs to one person alone."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from coach.domain.account import MAX_ACCOUNT_CHARACTERS, Account, Asked, Span
from coach.domain.answer import Answer
from coach.domain.finding import Assessment, Response
from coach.domain.plan import CauseAnswers, CheckIn, GapPlan
from coach.domain.record import Record, Slug

Guess = Literal["often", "sometimes", "rarely", "does_not_apply"]
"""How often somebody thinks they do something, before they see what their account shows."""


class SituationAnswer(Record):
    """One situation prompt and what the employee wrote to it."""

    prompt: str
    text: str = ""


class Draft(Record):
    """An account in the making, and everything the employee has said about its findings."""

    id: str
    role_id: Slug | None = None
    months_in_role: int | None = Field(default=None, ge=0, le=720)
    on_my_mind: str = Field(default="", max_length=2_000)
    text: str = Field(default="", max_length=4 * MAX_ACCOUNT_CHARACTERS)
    """Kept even where it is too long to assess: nothing typed is lost."""
    situations: tuple[SituationAnswer, ...] = ()
    follow_up_texts: dict[Slug, str] = Field(default_factory=dict)
    """Answers to follow-up questions, by behaviour id."""
    guesses: dict[Slug, Guess] = Field(default_factory=dict)
    """What the employee guessed before the findings, by behaviour id; nothing is computed from it."""
    assessed_text: str = ""
    """The exact text that `assessment` points into."""
    assessment: Assessment | None = None
    read_on: date | None = None
    """The day on which it was read; None in accounts that were read before that was kept."""
    responses: tuple[Response, ...] = ()
    causes: tuple[CauseAnswers, ...] = ()
    focus: tuple[Slug, ...] = ()
    """The employee's own choice of focus behaviours where they swapped one; empty means the rule's order."""
    updated_at: datetime | None = None


class SavedPlan(Record):
    """A plan with its check-ins, as kept for its owner."""

    id: str
    made_on: date
    plan: GapPlan
    check_ins: tuple[CheckIn, ...] = ()

    @property
    def account_id(self) -> str:
        """Return the id of the account that the plan was made from."""
        return self.id.removesuffix(f"-{self.made_on.isoformat()}")


class Turn(Record):
    """One question and its answer in a person's Ask history."""

    id: str
    asked_at: datetime
    answer: Answer
    follows: str | None = None
    """The id of the turn that this one asks further about."""

    @model_validator(mode="after")
    def _follows_another_turn(self) -> Self:
        if self.follows == self.id:
            raise ValueError("a turn cannot follow itself")
        return self


AuthorQuestionKind = Literal["question", "doubt", "customer_said"]


class AuthorQuestion(Record):
    """What an employee chose to send to the authors: a question, a doubt, or what a customer said."""

    id: str
    asked_on: date
    kind: AuthorQuestionKind = "question"
    question: str
    """The words. What a customer said is kept without personal data."""
    role_id: Slug
    promise_id: Slug | None = None
    """The promise, the journey stage and the behaviour that a customer's words touch, where they touch one."""
    stage_id: Slug | None = None
    behaviour_id: Slug | None = None

    @model_validator(mode="after")
    def _only_a_customers_words_touch_something(self) -> Self:
        if self.kind != "customer_said" and (self.promise_id or self.stage_id or self.behaviour_id):
            raise ValueError(f"what was sent as a {self.kind!r} is not matched to a promise, a stage or a behaviour")
        return self


_GAP = "\n\n"


def account_of(draft: Draft, role_id: str) -> Account:
    """Return the employee's own words in a draft as one account: the text, then answers, then follow-ups."""
    parts = [part for part in (draft.text, *(item.text for item in draft.situations)) if part.strip()]
    text = _GAP.join(part.strip() for part in parts)
    asked = []
    for behaviour_id, answer in draft.follow_up_texts.items():
        if words := answer.strip():
            text = _GAP.join(filter(None, (text, words)))
            asked.append(Asked(behaviour_id=behaviour_id, span=Span(start=len(text) - len(words), end=len(text))))
    return Account(text=text, role_id=role_id, asked=tuple(asked))


def account_text(draft: Draft) -> str:
    """Return all of the employee's own words in a draft as one text."""
    return account_of(draft, draft.role_id or "no-role").text
