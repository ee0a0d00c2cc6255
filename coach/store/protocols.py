"""What the rest of the product asks of a store."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from coach.domain.access import Session
from coach.domain.audit import AuditEntry, AuditNote, Outcome
from coach.domain.block import ClosedPeriod, Closing
from coach.domain.draft import AuthorQuestion, Draft, SavedPlan, Turn
from coach.domain.own_data import KeptRecord
from coach.domain.plan import CheckIn
from coach.domain.review import Decision, Submission
from coach.domain.review_case import CaseEvent, ReviewCase, Share
from coach.domain.usage import Area, WeekUse

Clock = Callable[[], datetime]
"""Say what time it is, with a time zone."""


class PrivateStore(Protocol):
    """Keep one person's work for that person alone.

    Every method takes the owner's `person_id` and sees no other person's records: to everybody else they do not
    exist. A method that returns has saved; every failure is a `StoreError`, and then nothing was half saved.
    """

    def save_draft(self, draft: Draft, *, person_id: str) -> Draft:
        """Save the draft under its id and return it with the time it was saved."""

    def load_draft(self, draft_id: str, *, person_id: str) -> Draft | None:
        """Return the draft, or None if this person has none with that id."""

    def list_drafts(self, *, person_id: str) -> tuple[Draft, ...]:
        """Return the person's drafts, the one saved last first."""

    def delete_draft(self, draft_id: str, *, person_id: str) -> None:
        """Delete the draft and every trace of its words in the store's files."""

    def save_plan(self, saved: SavedPlan, *, person_id: str) -> None:
        """Save the plan with its check-ins, in place of one with the same id."""

    def load_plan(self, plan_id: str, *, person_id: str) -> SavedPlan | None:
        """Return the plan, or None if this person has none with that id."""

    def list_plans(self, *, person_id: str) -> tuple[SavedPlan, ...]:
        """Return the person's plans, newest first."""

    def delete_plan(self, plan_id: str, *, person_id: str) -> None:
        """Delete the plan and every trace of its words in the store's files."""

    def add_check_in(self, plan_id: str, check_in: CheckIn, *, person_id: str) -> SavedPlan:
        """Add a check-in at the end of the plan's list and return the plan."""

    def add_turn(self, turn: Turn, *, person_id: str) -> None:
        """Keep one question and its answer."""

    def list_turns(self, *, person_id: str, search: str = "") -> tuple[Turn, ...]:
        """Return the turns whose question and answer contain every word of `search`, newest first."""

    def delete_turn(self, turn_id: str, *, person_id: str) -> None:
        """Delete one turn and every trace of its words in the store's files."""

    def delete_turns(self, *, person_id: str) -> None:
        """Delete the person's whole Ask history and every trace of its words in the store's files."""

    def save_share(self, share: Share, *, person_id: str) -> None:
        """Keep which submission is the person's."""

    def list_shares(self, *, person_id: str) -> tuple[Share, ...]:
        """Return what the person shared, newest first."""

    def delete_share(self, submission_id: str, *, person_id: str) -> None:
        """Forget that the submission was the person's."""

    def everything(self, *, person_id: str) -> Mapping[str, tuple[KeptRecord, ...]]:
        """Return all that is kept of the person, by the name of its table; records need not be readable."""

    def delete_everything(self, *, person_id: str) -> None:
        """Delete all that is kept of the person and every trace of its words in the store's files."""

    def close(self) -> None:
        """Let go of the database."""


class SharedStore(Protocol):
    """Keep what employees chose to send to others, without saying who sent it."""

    def add_question(self, question: AuthorQuestion) -> None:
        """Keep the question for the authors; the same question sent twice is kept once."""

    def list_questions(self) -> tuple[AuthorQuestion, ...]:
        """Return the questions in the order in which they were sent."""

    def add_closing(self, closed: ClosedPeriod, *, follows: str | None, closed_at: datetime) -> None:
        """Keep a closed period and what it settled, both or neither; `follows` is the period that was closed last.

        Raises:
            ReviewError: somebody closed a period since this one was counted; theirs is kept, and this one is not.
        """

    def list_closings(self) -> tuple[Closing, ...]:
        """Return the closed periods in the order in which they were closed."""

    def settled(self) -> frozenset[str]:
        """Return the ids of the submissions that closed periods are done with."""

    def close(self) -> None:
        """Let go of the database."""


class SubmissionStore(Protocol):
    """Keep what employees share for review, with its history. It does not know who they are."""

    def add_submission(self, submission: Submission) -> None:
        """Keep the submission; the same one handed in twice is kept once."""

    def load_case(self, submission_id: str) -> ReviewCase | None:
        """Return the submission with its history, or None if there is none, or none any more."""

    def list_cases(self) -> tuple[ReviewCase, ...]:
        """Return every submission with its history, in the order in which they were handed in."""

    def list_reviewed(self) -> tuple[tuple[Submission, ...], tuple[Decision, ...]]:
        """Return all submissions that nobody withdrew, and all decisions about them."""

    def first_shared_on(self) -> date | None:
        """Return the day of the oldest submission that nobody withdrew; None where there is none."""

    def add_event(self, event: CaseEvent, *, after: int) -> ReviewCase:
        """Add to a history that has `after` events, and return the case.

        Raises:
            ReviewError: somebody else added to it, or the submission was withdrawn; nothing was kept.
        """

    def withdraw(self, submission_id: str) -> None:
        """Delete the submission, its history, and every trace of their words in the store's files."""

    def close(self) -> None:
        """Let go of the database."""


class Usage(Protocol):
    """Count how many people used which part of the coach, without who they are once a week is over."""

    def mark(self, area: Area, *, role_id: str, who: str) -> None:
        """Count somebody once for this week."""

    def forget(self, who: str) -> None:
        """Take somebody out of the week that is not over."""

    def weeks(self) -> tuple[WeekUse, ...]:
        """Return the counts of the weeks that are over, the newest first."""

    def close(self) -> None:
        """Let go of the database."""


class SessionStore(Protocol):
    """Keep when each sign-on began, was last used and ended, by its hash, without whose it is."""

    def find(self, session_hash: str) -> Session | None:
        """Return the session, or None if none was begun with this hash."""

    def begin(self, session_hash: str, *, now: datetime, keep_until: datetime) -> None:
        """Begin a session, unless there is one with this hash; forget those that need not be kept any more."""

    def use(self, session_hash: str, *, now: datetime) -> None:
        """Note that the session was used."""

    def end(self, session_hash: str, *, now: datetime) -> None:
        """End the session; it stays known, so that it cannot be begun again."""

    def close(self) -> None:
        """Let go of the database."""


class AuditLog(Protocol):
    """Keep who did what to which record, when, and how it ended. Entries are only ever added."""

    def append(self, note: AuditNote, outcome: Outcome, *, begun: int | None = None) -> int:
        """Add an entry and return its number."""

    def is_noted(self, note: AuditNote, outcome: Outcome, *, within: timedelta) -> bool:
        """Say whether the same was noted with the same outcome a moment ago."""

    def list_entries(
        self, *, since: datetime | None = None, who: str | None = None, newest: int | None = None
    ) -> tuple[AuditEntry, ...]:
        """Return entries in the order in which they were written."""

    def close(self) -> None:
        """Let go of the database."""
