"""Drafts, plans, Ask history and shares of each person, in `private.db`."""

from collections.abc import Mapping
from pathlib import Path

from coach.domain.draft import Draft, SavedPlan, Turn
from coach.domain.own_data import KeptRecord
from coach.domain.plan import CheckIn
from coach.domain.review_case import Share
from coach.errors import StoreError
from coach.store.deletions import DeletionList
from coach.store.engine import Database
from coach.store.migrate import open_database
from coach.store.owned import OwnedRecords, delete_rows, kept_rows
from coach.store.protocols import Clock
from coach.store.rotation import check_keys
from coach.store.schema import DRAFTS, PLANS, PRIVATE, SHARES, TURNS
from coach.store.sealing import Seal


class SqlitePrivateStore:
    """The private store on SQLite; threads may share it."""

    def __init__(self, database: Database, *, clock: Clock, seal: Seal | None = None) -> None:
        """Use a database that has the newest tables; without a `seal`, text is kept in clear."""
        self._database = database
        self._clock = clock
        self._deletions = DeletionList(database.path.parent)
        self._seal = seal or Seal()
        self._drafts = OwnedRecords(DRAFTS, Draft, name="draft", seal=self._seal)
        self._plans = OwnedRecords(PLANS, SavedPlan, name="plan", seal=self._seal)
        self._turns = OwnedRecords(TURNS, Turn, name="Ask entry", seal=self._seal)
        self._shares = OwnedRecords(SHARES, Share, name="share", seal=self._seal)

    @classmethod
    def open(cls, home: Path, *, clock: Clock, seal: Seal | None = None) -> "SqlitePrivateStore":
        """Open private.db in the folder `home`; make it or bring its tables up to date where needed.

        Raises:
            StoreError: the file cannot be used, or what is in it is encrypted with a key that `seal` does not have.
        """
        database = open_database(home / "private.db", "private")
        try:
            with database.reading() as connection:
                check_keys(connection, seal or Seal())
        except StoreError:
            database.close()
            raise
        return cls(database, clock=clock, seal=seal)

    def save_draft(self, draft: Draft, *, person_id: str) -> Draft:
        """Save the draft under its id and return it with the time it was saved."""
        now = self._clock()
        saved = draft.model_copy(update={"updated_at": now})
        with self._database.writing() as connection:
            self._drafts.put(connection, saved, person_id=person_id, now=now)
        return saved

    def load_draft(self, draft_id: str, *, person_id: str) -> Draft | None:
        """Return the draft, or None if this person has none with that id."""
        with self._database.reading() as connection:
            return self._drafts.get(connection, draft_id, person_id=person_id)

    def list_drafts(self, *, person_id: str) -> tuple[Draft, ...]:
        """Return the person's drafts, the one saved last first."""
        with self._database.reading() as connection:
            return self._drafts.all(connection, DRAFTS.c.updated_at.desc(), person_id=person_id)

    def delete_draft(self, draft_id: str, *, person_id: str) -> None:
        """Delete the draft and every trace of its words in the store's files."""
        with self._database.writing() as connection:
            self._drafts.delete(connection, draft_id, person_id=person_id)
        self._database.erase_traces()

    def save_plan(self, saved: SavedPlan, *, person_id: str) -> None:
        """Save the plan with its check-ins, in place of one with the same id."""
        with self._database.writing() as connection:
            self._plans.put(connection, saved, person_id=person_id, now=self._clock())

    def load_plan(self, plan_id: str, *, person_id: str) -> SavedPlan | None:
        """Return the plan, or None if this person has none with that id."""
        with self._database.reading() as connection:
            return self._plans.get(connection, plan_id, person_id=person_id)

    def list_plans(self, *, person_id: str) -> tuple[SavedPlan, ...]:
        """Return the person's plans, newest first."""
        with self._database.reading() as connection:
            return self._plans.all(connection, person_id=person_id)

    def delete_plan(self, plan_id: str, *, person_id: str) -> None:
        """Delete the plan and every trace of its words in the store's files."""
        with self._database.writing() as connection:
            self._plans.delete(connection, plan_id, person_id=person_id)
        self._database.erase_traces()

    def add_check_in(self, plan_id: str, check_in: CheckIn, *, person_id: str) -> SavedPlan:
        """Add a check-in at the end of the plan's list and return the plan."""
        with self._database.writing() as connection:
            saved = self._plans.get(connection, plan_id, person_id=person_id)
            if saved is None:
                raise StoreError(
                    f"The check-in was not saved: there is no plan {plan_id!r} any more. Open My plan again, "
                    "then write the check-in on a plan that is listed there."
                )
            longer = saved.model_copy(update={"check_ins": (*saved.check_ins, check_in)})
            self._plans.put(connection, longer, person_id=person_id, now=self._clock())
        return longer

    def add_turn(self, turn: Turn, *, person_id: str) -> None:
        """Keep one question and its answer."""
        with self._database.writing() as connection:
            self._turns.put(connection, turn, person_id=person_id, now=self._clock())

    def list_turns(self, *, person_id: str, search: str = "") -> tuple[Turn, ...]:
        """Return the turns whose question and answer contain every word of `search`, newest first."""
        words = search.casefold().split()
        with self._database.reading() as connection:
            turns = self._turns.all(connection, person_id=person_id)
        return tuple(turn for turn in turns if _contains_all(turn, words))

    def delete_turn(self, turn_id: str, *, person_id: str) -> None:
        """Delete one turn and every trace of its words in the store's files."""
        with self._database.writing() as connection:
            self._turns.delete(connection, turn_id, person_id=person_id)
        self._database.erase_traces()

    def delete_turns(self, *, person_id: str) -> None:
        """Delete the person's whole Ask history and every trace of its words in the store's files."""
        with self._database.writing() as connection:
            self._turns.delete_all(connection, person_id=person_id)
        self._database.erase_traces()

    def save_share(self, share: Share, *, person_id: str) -> None:
        """Keep which submission is the person's."""
        with self._database.writing() as connection:
            self._shares.put(connection, share, person_id=person_id, now=self._clock())

    def list_shares(self, *, person_id: str) -> tuple[Share, ...]:
        """Return what the person shared, newest first."""
        with self._database.reading() as connection:
            return self._shares.all(connection, person_id=person_id)

    def delete_share(self, submission_id: str, *, person_id: str) -> None:
        """Forget that the submission was the person's."""
        with self._database.writing() as connection:
            self._shares.delete(connection, submission_id, person_id=person_id)
        self._database.erase_traces()

    def everything(self, *, person_id: str) -> Mapping[str, tuple[KeptRecord, ...]]:
        """Return all that is kept of the person, by the name of its table; records need not be readable."""
        with self._database.reading() as connection:
            return {
                table.name: kept_rows(connection, table, person_id=person_id, seal=self._seal)
                for table in PRIVATE.sorted_tables
            }

    def delete_everything(self, *, person_id: str) -> None:
        """Delete all that is kept of the person and every trace of its words in the store's files."""
        with self._database.writing() as connection:
            # A backup begins when nobody is writing, so it has either no record of theirs or an earlier time than this.
            self._deletions.add(person_id, at=self._clock())
            for table in PRIVATE.sorted_tables:
                delete_rows(connection, table, person_id=person_id)
        self._database.erase_traces()

    def close(self) -> None:
        """Let go of the database; a later call opens it again."""
        self._database.close()


def _contains_all(turn: Turn, words: list[str]) -> bool:
    text = "\n".join(turn.answer.texts()).casefold()
    return all(word in text for word in words)
