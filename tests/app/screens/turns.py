"""Answers that are known in advance, kept as if somebody had asked, so that a screen is tested and not the engine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coach.domain.draft import Turn
from coach.store.private import SqlitePrivateStore
from tests.builders import ME, make_turn

ROLE = "warehouse-picker"
SUPPORTED = {"text": "You ring before they ring you.", "citations": (1,), "seal": "supported"}
UNSUPPORTED = {"text": "The first call is free.", "citations": (1,), "seal": "unsupported"}
UNCITED = {"text": "Everybody likes a call.", "seal": "uncited"}
ROUTE = {"topic": "legal", "words": "This needs a lawyer.", "who": "The legal desk", "how": "Ring 0808 157 0260."}


def keep_turns(home: Path, *turns: Turn) -> None:
    """Keep turns as the person's own."""
    store = SqlitePrivateStore.open(home, clock=lambda: datetime.now(UTC))
    for turn in turns:
        store.add_turn(turn, person_id=ME.person_id)
    store.close()


def make_answered(*, id: str = "turn-1", follows: str | None = None, **answer: Any) -> Turn:
    """Return a turn with an answer that a language model worded, with some fields of the answer replaced."""
    turn = make_turn(id=id, follows=follows)
    worded = {"role_id": ROLE, "behaviour_ids": (), "lines": (), "prose": ((SUPPORTED,),)}
    provenance = turn.answer.provenance.model_copy(update={"engine": "model", "model": "openai:hostile"})
    fields = turn.answer.model_dump() | worded | {"provenance": provenance} | answer
    return make_turn(id=id, follows=follows, answer=fields)


def make_unanswered(*, id: str = "turn-1", **answer: Any) -> Turn:
    """Return a turn without prose and sources, with some fields of the answer replaced."""
    return make_answered(id=id, **({"prose": (), "citations": ()} | answer))
