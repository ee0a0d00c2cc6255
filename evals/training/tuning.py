"""Statements and accounts of the demo organisation by other hands than its examples: for fitting only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from coach.assess.segment import segment
from coach.domain.account import Account
from evals.training.material import Labelled, Organisation

_DATASETS = Path(__file__).resolve().parents[1] / "datasets"
PAIR_FILES = tuple(sorted(_DATASETS.glob("tuning_pairs*.jsonl")))
ACCOUNT_FILES = (_DATASETS / "tuning_accounts_a.jsonl", _DATASETS / "tuning_accounts_b.jsonl")
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
            evidence=tuple(
                Quoted(
                    label["behaviour_id"],
                    item["quote"],
                    "shown" if item["bearing"] == "showing" else "contrary",
                    item["point"],
                )
                for label in row["labels"]
                for item in label["evidence"]
            ),
        )
        for row in rows
    )


def tuning_organisations(base: Organisation, accounts: Sequence[LabelledAccount]) -> tuple[Organisation, ...]:
    """Return the demo organisation's behaviours five times, each with one part of the tuning statements."""
    rows = [json.loads(line) for path in PAIR_FILES for line in path.read_text(encoding="utf-8").splitlines()]
    parts: list[list[Labelled]] = [[] for _ in range(PARTS)]
    for row in rows:
        parts[part_of(row["id"])] += _of_pair(row)
    for labelled in accounts:
        parts[part_of(labelled.id)] += _of_account(labelled)
    return tuple(
        replace(base, name=f"{base.name}, tuning part {number}", statements=tuple(part))
        for number, part in enumerate(parts)
    )


def _of_pair(row: dict[str, Any]) -> list[Labelled]:
    if row["behaviour_id"] is None:
        return [Labelled(row["text"], "", "unrelated", None, None)]
    shown = Labelled(row["shown"], row["behaviour_id"], "shown", int(row["point"]), None)
    return [shown, Labelled(row["contrary"], row["behaviour_id"], "contrary", None, None)]


def _of_account(labelled: LabelledAccount) -> list[Labelled]:
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
