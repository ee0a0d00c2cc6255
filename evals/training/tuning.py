"""Statements and accounts of the demo organisation by other hands than its examples: for fitting only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from coach.assess.segment import segment
from coach.domain.account import Account
from coach.domain.record import Line, Record, Slug
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.material import Material
from evals.golden import read_golden
from evals.jsonl import read_records
from evals.training.material import ORGANISATIONS_FILE, Labelled, Organisation

_DATASETS = Path(__file__).resolve().parents[1] / "datasets"
PAIR_FILES = tuple(sorted(_DATASETS.glob("tuning_pairs*.jsonl")))
ACCOUNT_FILES = (_DATASETS / "tuning_accounts_a.jsonl", _DATASETS / "tuning_accounts_b.jsonl")
TRAINING_ACCOUNTS = _DATASETS / "training_accounts.jsonl"
"""Accounts that the reader is trained on; what was fitted on them must not be judged on them."""
TWINS_FILE = _DATASETS / "training_twins.jsonl"
"""Statements that the reader is trained on, each told again in five manners."""
PARTS = 5


@dataclass(frozen=True)
class Quoted:
    """One piece of evidence that the authors marked in an account."""

    behaviour_id: str
    quote: str
    label: str
    """shown or contrary."""
    point: int | None


@dataclass(frozen=True)
class LabelledAccount:
    """An account and every piece of evidence in it."""

    id: str
    account: Account
    evidence: tuple[Quoted, ...]


def tuning_accounts(knowledge: KnowledgeBase) -> tuple[LabelledAccount, ...]:
    """Return every account that thresholds are tuned on: our own, and the golden ones of the split "tune"."""
    golden = (
        LabelledAccount(
            id=item.account.id,
            account=item.as_account,
            evidence=tuple(
                Quoted(behaviour_id, mark.quote, "shown" if mark.bearing == "showing" else "contrary", mark.point)
                for behaviour_id, marks in item.marks.items()
                for mark in marks
            ),
        )
        for item in read_golden(knowledge, "tune")
    )
    return (*read_accounts(), *golden)


def part_of(sample_id: str) -> int:
    """Return the part (0 to 4) that a sample belongs to, always the same."""
    return crc32(sample_id.encode("utf-8")) % PARTS


def read_accounts(paths: Sequence[Path] = ACCOUNT_FILES) -> tuple[LabelledAccount, ...]:
    """Read the labelled accounts."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        LabelledAccount(
            id=row["id"],
            account=Account(text=row["text"], role_id=row["role_id"]),
            evidence=_quoted(row),
        )
        for row in rows
    )


def _quoted(row: dict[str, Any]) -> tuple[Quoted, ...]:
    return tuple(
        Quoted(
            label["behaviour_id"],
            item["quote"],
            "shown" if item["bearing"] == "showing" else "contrary",
            item["point"],
        )
        for label in row["labels"]
        for item in label["evidence"]
    )


def training_statements() -> tuple[Labelled, ...]:
    """Return the statements about the demo vision that the reader is trained on: pairs, and pieces of accounts."""
    rows = [json.loads(line) for path in PAIR_FILES for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [statement for row in rows for statement in _of_pair(row)]
    return (*pairs, *(item for labelled in read_accounts([TRAINING_ACCOUNTS]) for item in statements_of(labelled)))


def tuning_organisations(base: Organisation, accounts: Sequence[LabelledAccount]) -> tuple[Organisation, ...]:
    """Return the demo organisation's behaviours five times, each with one part of the accounts to tune on."""
    parts: list[list[Labelled]] = [[] for _ in range(PARTS)]
    for labelled in accounts:
        parts[part_of(labelled.id)] += statements_of(labelled)
    return tuple(
        replace(base, name=f"{base.name}, tuning part {number}", statements=tuple(part))
        for number, part in enumerate(parts)
    )


class RetoldStatement(Record):
    """A statement of the training files with its other tellings, by manner."""

    id: Slug
    text: Line
    told: dict[Slug, Line]


def read_twins() -> tuple[RetoldStatement, ...]:
    """Read the retold statements."""
    return read_records(TWINS_FILE, RetoldStatement)


def _of_pair(row: dict[str, Any]) -> list[Labelled]:
    if row["behaviour_id"] is None:
        return [Labelled(row["text"], "", "unrelated", None, None)]
    shown = Labelled(row["shown"], row["behaviour_id"], "shown", int(row["point"]), None)
    return [shown, Labelled(row["contrary"], row["behaviour_id"], "contrary", None, None)]


def statements_of(labelled: LabelledAccount) -> list[Labelled]:
    """Return the statements of an account, each once for every behaviour that it bears on."""
    statements = []
    for statement in segment(labelled.account.text):
        inside = [
            item
            for item in labelled.evidence
            if _overlaps(labelled.account.text, item.quote, statement.span.start, statement.span.end)
        ]
        about = frozenset(item.behaviour_id for item in inside)
        statements += [
            Labelled(statement.text, item.behaviour_id, item.label, item.point, None, about - {item.behaviour_id})
            for item in {item.behaviour_id: item for item in inside}.values()
        ]
        if not inside:
            statements.append(Labelled(statement.text, "", "unrelated", None, None))
    return statements


def _overlaps(text: str, quote: str, start: int, end: int) -> bool:
    """Return whether a statement shares most of the shorter of the two with a quote."""
    begin = text.index(quote)
    shared = min(end, begin + len(quote)) - max(start, begin)
    return shared >= 0.5 * min(len(quote), end - start)


def read_whole_organisations(path: Path = ORGANISATIONS_FILE) -> tuple[Organisation, ...]:
    """Read the invented organisations whose accounts are marked throughout."""
    return tuple(_whole(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def _whole(row: dict[str, Any]) -> Organisation:
    materials, statements = [], []
    for behaviour in row["behaviours"]:
        examples = [(item["text"], item["point"]) for item in behaviour["examples"]["showing"]]
        anchors = [(item["text"], item["point"]) for item in behaviour["anchors"]]
        contrary = behaviour["examples"]["contrary"]
        materials.append(
            Material(
                behaviour_id=behaviour["id"],
                about=(
                    f"{behaviour['name']}. {behaviour['summary']}",
                    *behaviour["do"],
                    *(text for text, _ in anchors),
                ),
                showing=tuple(text for text, _ in (*examples, *anchors)),
                points=tuple(point for _, point in (*examples, *anchors)),
                contrary=tuple(contrary),
                avoid=tuple(behaviour["dont"]),
            )
        )
        statements += [Labelled(t, behaviour["id"], "shown", point, n) for n, (t, point) in enumerate(examples)]
        statements += [Labelled(text, behaviour["id"], "contrary", None, n) for n, text in enumerate(contrary)]
    for number, account in enumerate(row["accounts"]):
        text = Account(text=account["text"], role_id="any")
        statements += statements_of(LabelledAccount(f"{row['organisation']}-{number}", text, _quoted(account)))
    return Organisation(row["organisation"], tuple(materials), tuple(statements))
