"""Accounts with the evidence that people marked in them, and what a model that agrees with them replies."""

from dataclasses import dataclass

from coach.domain.account import Account
from evals.training.tuning import read_accounts
from tests.model_engine import Found, evidence_reply, match_reply, plain_reply

POEM = (
    "The sea is wide, the sea is deep,\nthe gulls above it never sleep,\nand I who walk along the sand\n"
    "hold all the evening in my hand.\n\nSnow on the hedge, a robin red,\nthe long brown field has gone to bed,\n"
    "and over all the moon, alone,\nis writing silver on the stone."
)
_MOST_STATEMENTS = 40


@dataclass(frozen=True)
class Case:
    """An account and what is in it."""

    account: Account
    found: tuple[Found, ...] = ()


SILENT = Case(Account(text=POEM, role_id="shop-adviser"))
LABELLED = tuple(
    Case(
        labelled.account,
        tuple(
            (item.quote, item.behaviour_id, "contrary" if item.label == "contrary" else "showing", item.point or 0)
            for item in labelled.evidence
        ),
    )
    for labelled in read_accounts()
)


def replies_to(case: Case) -> dict[str, list[str]]:
    """Return the replies, by prompt: what people marked, and one quote that is invented."""
    invented = ("I carried the piano up the stairs.", case.found[0][1], "showing", 4) if case.found else None
    matched = [(number, *item[1:]) for number, item in enumerate(case.found, start=1)]
    return {
        "assess/read": [evidence_reply([*case.found, *([invented] if invented else [])])],
        "assess/plain": [plain_reply(["I do my work."] * _MOST_STATEMENTS)],
        "assess/match": [match_reply(matched)],
    }
