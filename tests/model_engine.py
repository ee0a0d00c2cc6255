"""Read accounts with a model that says what it was told to: replies, sessions and readers for tests."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from coach.assess.model_reader import ModelReader, ReadsAccounts
from coach.domain.account import Account
from coach.domain.finding import Assessment
from coach.domain.knowledge import Behaviour, Role
from coach.domain.provenance import Provenance
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import ChatModel
from coach.llm.redact import Redactor
from coach.llm.scripted import Scripted, ScriptedModel
from coach.llm.session import ModelSession
from coach.prompting import load_prompts
from tests.builders import PROVENANCE, make_assessment

PROMPTS = load_prompts(Path(__file__).resolve().parents[1] / "prompts")
LIMITS = Limits(plan_tokens=1_000_000, day_tokens=1_000_000_000)
Found = tuple[str, str, str, int]
"""A quote, a behaviour's id, a bearing and a point; 0 for none."""
Matched = tuple[int, str, str, int]
"""The number of a statement, a behaviour's id, a bearing and a point."""


def evidence_reply(found: Iterable[Found]) -> str:
    """Return a reply to `assess/read`."""
    names = ("quote", "behaviour_id", "bearing", "point")
    return json.dumps({"evidence": [dict(zip(names, item, strict=True)) for item in found]})


def plain_reply(words: Sequence[str], *, first: int = 1) -> str:
    """Return a reply to `assess/plain`: the words of statements numbered from `first` on."""
    return json.dumps({"statements": [{"number": first + place, "plain": text} for place, text in enumerate(words)]})


def match_reply(matched: Iterable[Matched]) -> str:
    """Return a reply to `assess/match`."""
    names = ("number", "behaviour_id", "bearing", "point")
    return json.dumps({"matches": [dict(zip(names, item, strict=True)) for item in matched]})


def script(*, read: Scripted, plain: Scripted | None = None, match: Scripted | None = None) -> ScriptedModel:
    """Return a model with one reply to each prompt of a reading; by default it puts two statements plainly."""
    return ScriptedModel(
        {
            "assess/read": [read],
            "assess/plain": [plain or plain_reply(["I ring the customer.", "We do not ring."])],
            "assess/match": [match or match_reply([])],
        }
    )


def session_of(*models: ChatModel, limits: Limits = LIMITS) -> ModelSession:
    """Return a session with a day of its own."""
    return ModelSession(models, Purse(limits, MemoryLedger(), today=lambda: date(2026, 11, 22)))


class Remembered:
    """An engine that says of each account what it is given."""

    def __init__(self, by_text: Mapping[str, Assessment] | None = None) -> None:
        """Say nothing of accounts that are not in `by_text`."""
        self._by_text = by_text or {}

    def read(self, account: Account, *, role: Role, behaviours: Sequence[Behaviour]) -> Assessment:
        """Return what is known of the account; no findings where nothing is known."""
        return self._by_text.get(account.text) or make_assessment(role_id=role.id, findings=(), statements=0)


def reader_of(embedded: ReadsAccounts | None = None, *, provenance: Provenance = PROVENANCE) -> ModelReader:
    """Return the model engine with the shipped prompts and the real redaction."""
    return ModelReader(prompts=PROMPTS, redactor=Redactor(), embedded=embedded or Remembered(), provenance=provenance)
