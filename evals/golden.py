"""The golden accounts: what people marked in them, and the state that follows for each behaviour of the role.

The files and how they were made: `evals/datasets/golden_accounts.md`; the guidelines: `golden_guidelines.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from coach.assess.state import decide_state
from coach.domain.account import Account
from coach.domain.finding import Bearing, State
from coach.domain.knowledge import Point, Role
from coach.domain.record import Record, Slug
from coach.knowledge.knowledge_base import KnowledgeBase
from evals.errors import DatasetError
from evals.jsonl import read_numbered, read_records

DATASETS = Path(__file__).resolve().parent / "datasets"
ACCOUNTS = DATASETS / "golden_accounts.jsonl"
LABELS = DATASETS / "golden_labels.jsonl"
FIRST_PASS, SECOND_PASS = DATASETS / "golden_labels_pass1.jsonl", DATASETS / "golden_labels_pass2.jsonl"

Style = Literal[
    "polished",
    "terse",
    "chatty",
    "second-language",
    "bulleted",
    "very-short",
    "very-long",
    "boastful",
    "self-critical",
    "mixed",
    "informal",
    "nothing-relevant",
]


class GoldenAccount(Record):
    """One account, before anybody labelled it."""

    id: Slug
    role_id: Slug
    style: Style
    split: Literal["tune", "test"]
    text: str = Field(min_length=1)


class Mark(Record):
    """Words that a person marked as evidence."""

    quote: str = Field(min_length=1)
    bearing: Bearing
    point: Point | None


class BehaviourMarks(Record):
    """All words marked for one behaviour."""

    behaviour_id: Slug
    evidence: tuple[Mark, ...] = Field(min_length=1)


class AccountLabels(Record):
    """What a labeller marked in one account; behaviours without evidence are left out."""

    id: Slug
    labels: tuple[BehaviourMarks, ...]
    reason: str = ""
    """Why it was settled this way, where two labellers differed."""


@dataclass(frozen=True)
class Golden:
    """One account with its labels."""

    account: GoldenAccount
    marks: Mapping[str, tuple[Mark, ...]]
    """By behaviour; a behaviour without marks is not described."""

    @property
    def as_account(self) -> Account:
        """The account as the product takes it."""
        return Account(text=self.account.text, role_id=self.account.role_id)

    def states(self, role: Role) -> dict[str, State]:
        """Return the state of each behaviour that the role is asked for, by the published rule."""
        return {
            asked.behaviour_id: state_of(self.marks.get(asked.behaviour_id, ()), asked.point)
            for asked in role.expectations
        }


def state_of(marks: Iterable[Mark], expected_point: int) -> State:
    """Return the state that follows from the marked words."""
    marked = tuple(marks)
    points = [mark.point for mark in marked if mark.point is not None]
    return decide_state(max(points, default=None), any(mark.bearing == "contrary" for mark in marked), expected_point)


def read_golden(
    knowledge: KnowledgeBase,
    split: Literal["tune", "test"] | None = None,
    *,
    accounts: Path = ACCOUNTS,
    labels: Path = LABELS,
) -> tuple[Golden, ...]:
    """Return the golden accounts of a split, or all of them.

    Raises:
        DatasetError: a line is malformed, an id stands twice, a role or behaviour is unknown, a quote is not in its
            account, or an account has no labels.
    """
    marked = read_labels(knowledge, accounts=accounts, labels=labels)
    return tuple(
        Golden(account, marked[account.id])
        for account in read_records(accounts, GoldenAccount)
        if split in (None, account.split)
    )


def read_labels(
    knowledge: KnowledgeBase, *, accounts: Path = ACCOUNTS, labels: Path = LABELS
) -> dict[str, dict[str, tuple[Mark, ...]]]:
    """Return one labeller's marks by account and behaviour, each checked against the account.

    Raises:
        DatasetError: as `read_golden` says.
    """
    known = {account.id: account for account in read_records(accounts, GoldenAccount)}
    found: dict[str, dict[str, tuple[Mark, ...]]] = {}
    for number, row in read_numbered(labels, AccountLabels):
        place = f"{labels.name}, line {number}"
        if row.id not in known:
            raise DatasetError(f"{place}: there is no account {row.id!r} in {accounts.name}. Take the line out.")
        found[row.id] = _checked(row, known[row.id], knowledge, place)
    missing = sorted(set(known) - set(found))
    if missing:
        raise DatasetError(f"{labels.name} has no line for {', '.join(missing)}. Label them, or take them out.")
    return found


def _checked(
    row: AccountLabels, account: GoldenAccount, knowledge: KnowledgeBase, place: str
) -> dict[str, tuple[Mark, ...]]:
    roles = {role.id: role for role in knowledge.roles}
    if account.role_id not in roles:
        raise DatasetError(f"{place}: the role {account.role_id!r} of {account.id!r} is not in the knowledge files.")
    asked = {item.behaviour_id for item in roles[account.role_id].expectations}
    for about in row.labels:
        if about.behaviour_id not in asked:
            raise DatasetError(
                f"{place}: {account.role_id!r} is not asked for {about.behaviour_id!r}. Take the label out."
            )
        for mark in about.evidence:
            if mark.quote not in account.text:
                raise DatasetError(
                    f"{place}: the quote {mark.quote!r} is not in {account.id!r}. Copy it letter by letter."
                )
            if (mark.bearing == "showing") != (mark.point is not None):
                raise DatasetError(
                    f"{place}: {mark.bearing} words have point {mark.point}: showing has one, contrary none."
                )
    return {about.behaviour_id: about.evidence for about in row.labels}
