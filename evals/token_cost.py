"""Calls and tokens for reading one account: this design against two naive ones, on the same accounts.

`python -m evals.token_cost` renders the real prompts for the tuning accounts; a reply is what people marked in an
account, so every design finds the same. `--live 3` also reads three accounts with the configured model.
"""

import argparse
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coach.assess.model_requests import ModelRequests
from coach.assess.model_text import ModelText, make_model_text
from coach.assess.pipeline import split_statements
from coach.assess.replies import EvidenceReply, MatchReply, PlainReply
from coach.assess.twin import number_statements
from coach.bootstrap import build_coach
from coach.domain.account import Account
from coach.domain.knowledge import Behaviour
from coach.domain.record import Record
from coach.errors import CoachError
from coach.knowledge.files import load_knowledge
from coach.knowledge.folder import find_files
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.llm.protocols import Request
from coach.llm.redact import Redactor
from coach.llm.strict_schema import strict_schema
from coach.llm.tokens import estimate_input, estimate_tokens
from coach.prompting import Prompts, load_prompts
from coach.settings import content_folder, load_settings
from evals.statistics import mean_interval
from evals.training.tuning import LabelledAccount, Quoted, read_accounts
from evals.who import MEASURER


@dataclass(frozen=True)
class Cost:
    """What reading one account takes."""

    calls: int
    input_tokens: int
    output_tokens: int

    @property
    def tokens(self) -> int:
        """In and out."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True)
class Design:
    """A way to read an account, and what it takes."""

    name: str
    costs: tuple[Cost, ...]
    """One for each account."""

    def summary(self) -> str:
        """Return mean calls and tokens, with n."""
        low, high = mean_interval([cost.tokens for cost in self.costs])
        interval = f"({low:,.0f} to {high:,.0f}, n = {len(self.costs)})"
        return f"{self._calls():.1f} calls, {self._tokens():,.0f} tokens {interval}"

    def _calls(self) -> float:
        return statistics.mean(cost.calls for cost in self.costs)

    def _tokens(self) -> float:
        return statistics.mean(cost.tokens for cost in self.costs)

    def line(self, ours: "Design") -> str:
        """Return the design as one line of the table."""
        low, high = mean_interval([cost.tokens for cost in self.costs])
        shares = [cost.tokens / own.tokens for cost, own in zip(self.costs, ours.costs, strict=True)]
        cheapest, dearest = mean_interval(shares)
        times = f"{statistics.mean(shares):.2f} ({cheapest:.2f} to {dearest:.2f})"
        return f"{self.name:52} {self._calls():5.1f}  {self._tokens():8,.0f} ({low:,.0f} to {high:,.0f})  {times}"


class Costing:
    """Count what designs take."""

    def __init__(self, knowledge: KnowledgeBase, prompts: Prompts) -> None:
        """Count with these prompts."""
        self._knowledge = knowledge
        self._read = prompts["assess/read"]
        self._requests = ModelRequests(prompts)
        self._everything = _everything(knowledge.root)
        self._keep = own_words(knowledge)

    def text(self, account: Account) -> ModelText:
        """Return what a model is given of an account."""
        _, addressed = split_statements(account.text)
        return make_model_text(account, addressed, redactor=Redactor(), keep=self._keep)

    def ours(self, labelled: LabelledAccount) -> Cost:
        """Return what the product takes: the account, its statements in plain words, and these once more."""
        text, behaviours = self.text(labelled.account), self._behaviours(labelled)
        statements = number_statements(labelled.account, text)
        plain = {item.number: item.text for item in statements}
        said = [{"number": number, "plain": words} for number, words in plain.items()]
        matched = [{"number": 1} | _kind(item) for item in labelled.evidence]
        return _cost(
            (self._requests.read(text, behaviours), EvidenceReply, {"evidence": _evidence(labelled.evidence)}),
            (self._requests.plain(statements), PlainReply, {"statements": said}),
            (self._requests.match(statements, plain, behaviours, text), MatchReply, {"matches": matched}),
        )

    def one_reading(self, labelled: LabelledAccount) -> Cost:
        """Return what the product would take without its second reading."""
        request = self._requests.read(self.text(labelled.account), self._behaviours(labelled))
        return _cost((request, EvidenceReply, {"evidence": _evidence(labelled.evidence)}))

    def call_per_behaviour(self, labelled: LabelledAccount) -> Cost:
        """Return what one call for each behaviour takes, with the same few words about it, read once."""
        text = self.text(labelled.account)
        return _cost(
            *(
                (
                    self._requests.read(text, [behaviour]),
                    EvidenceReply,
                    {"evidence": _evidence(_about(labelled, behaviour))},
                )
                for behaviour in self._behaviours(labelled)
            )
        )

    def whole_knowledge_base(self, labelled: LabelledAccount) -> Cost:
        """Return what one call with all knowledge files takes, read once."""
        messages = self._read.render(behaviours=self._everything, account=self.text(labelled.account).redacted)
        request = Request(prompt=self._read.ref, messages=messages, max_output_tokens=self._read.max_output_tokens)
        return _cost((request, EvidenceReply, {"evidence": _evidence(labelled.evidence)}))

    def _behaviours(self, labelled: LabelledAccount) -> Sequence[Behaviour]:
        return self._knowledge.role_behaviours(labelled.account.role_id)


def compare_designs(knowledge: KnowledgeBase, accounts: Sequence[LabelledAccount]) -> tuple[Design, ...]:
    """Return the designs with what each takes for each account; the product's own comes first."""
    costing = Costing(knowledge, load_prompts(content_folder("prompts")))
    ways: dict[str, Callable[[LabelledAccount], Cost]] = {
        "this design: two readings, three calls": costing.ours,
        "this design without its second reading": costing.one_reading,
        "one call for each behaviour, one reading": costing.call_per_behaviour,
        "one call with the whole knowledge base, one reading": costing.whole_knowledge_base,
    }
    return tuple(Design(name, tuple(way(account) for account in accounts)) for name, way in ways.items())


def render_table(designs: Sequence[Design]) -> str:
    """Return the table as text."""
    n = len(designs[0].costs)
    head = f"{'design':52} {'calls':>5}  {'tokens':>8} (95 % interval)  times this design"
    return "\n".join(
        [
            f"n = {n} accounts; means; tokens estimated at 3 bytes each",
            head,
            *(item.line(designs[0]) for item in designs),
        ]
    )


def _cost(*calls: tuple[Request, type[Record], object]) -> Cost:
    asked = [request.model_copy(update={"output_schema": strict_schema(output)}) for request, output, _ in calls]
    return Cost(
        calls=len(calls),
        input_tokens=sum(estimate_input(request) for request in asked),
        output_tokens=sum(estimate_tokens(json.dumps(reply)) for _, _, reply in calls),
    )


def _evidence(quoted: Sequence[Quoted]) -> list[dict[str, object]]:
    return [{"quote": item.quote} | _kind(item) for item in quoted]


def _kind(item: Quoted) -> dict[str, object]:
    bearing = "contrary" if item.label == "contrary" else "showing"
    return {"behaviour_id": item.behaviour_id, "bearing": bearing, "point": item.point or 0}


def _about(labelled: LabelledAccount, behaviour: Behaviour) -> list[Quoted]:
    return [item for item in labelled.evidence if item.behaviour_id == behaviour.id]


def _everything(root: Path) -> str:
    files, _ = find_files(root)
    return "\n".join((root / file.name).read_text(encoding="utf-8") for file in files)


def _print_live(accounts: Sequence[LabelledAccount]) -> None:
    coach = build_coach(load_settings(), exact_only=True)
    for labelled in accounts:
        try:
            read = coach.assess_without_fallback(labelled.account, principal=MEASURER)
        except CoachError as error:
            print(f"{labelled.id}: {error}")
            continue
        print(f"{labelled.id}: {read.spent}, {read.refused_quotes} quotes refused, {read.provenance.model}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Calls and tokens for reading one account.")
    parser.add_argument("--live", type=int, default=0, help="also read so many accounts with the configured model")
    wanted = parser.parse_args()
    knowledge = load_knowledge(load_settings().knowledge, today=datetime.now(UTC).date())
    accounts = read_accounts()
    print(render_table(compare_designs(knowledge, accounts)))
    _print_live(accounts[: wanted.live])


if __name__ == "__main__":
    main()
