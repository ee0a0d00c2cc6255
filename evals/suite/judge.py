"""A language model as judge: is each claim of an answer backed by the passages that it cites?

Its verdicts stand beside the rule's seal and replace nothing. It is named, pinned by its prompt's hash, and refused
where it is the model under test.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from coach.domain.answer import Answer, Claim
from coach.domain.evaluation import Metric, Outcome
from coach.domain.record import Record
from coach.errors import CoachError
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.protocols import Request
from coach.llm.redact import Redactor
from coach.llm.session import ModelSession
from coach.prompting import Prompt, load_prompts
from coach.store.spending import SqliteSpendingLedger
from evals.errors import RunError
from evals.scorers.agreement import Pair, cohens_kappa
from evals.scorers.intervals import figure, share
from evals.suite.spec import is_same_model, settings_for

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"
Verdict = Literal["yes", "no", "cannot tell", "failed"]
"""Failed: the judge gave no verdict. It counts as that, never as a no."""
_BY = "judged by "
_JUDGED, _BACKED = "claims judged", "claims backed by the judge"
_UNSURE, _FAILED = "claims the judge could not tell", "claims the judge failed on"
_CELLS = {f"rule {seal}, judge {verdict}": (seal, verdict) for seal in ("yes", "no") for verdict in ("yes", "no")}


class VerdictReply(Record):
    """What the judge replies."""

    verdict: Literal["yes", "no", "cannot tell"]


@dataclass(frozen=True)
class SupportJudge:
    """A judge with a prompt; each answer gets a session of its own."""

    name: str
    prompt: Prompt
    open_session: Callable[[], ModelSession]

    @property
    def described(self) -> str:
        """The judge as a run names it: model and prompt."""
        return f"{self.name} ({self.prompt.ref})"

    def judge(
        self, answer: Answer, passages: Mapping[str, str], *, keep: Collection[str] = ()
    ) -> list[tuple[str, Verdict]]:
        """Return the rule's seal and the judge's verdict on each claim that cites a passage.

        `passages` are the whole texts by id; the words in `keep` are the organisation's own and are not redacted.
        """
        claims = [claim for claim in answer.claims() if claim.citations]
        if not claims:
            return []
        cited = {item.number: passages.get(item.passage_id, item.quote) for item in answer.citations}
        session = self.open_session()
        return [
            (claim.seal, self._verdict(session, claim, [cited[number] for number in claim.citations], keep))
            for claim in claims
        ]

    def _verdict(self, session: ModelSession, claim: Claim, passages: Sequence[str], keep: Collection[str]) -> Verdict:
        try:
            request = Request(
                prompt=self.prompt.ref,
                messages=self.prompt.render(
                    passages="\n\n".join(passages), claim=Redactor().redact(claim.text, keep=keep)
                ),
                max_output_tokens=self.prompt.max_output_tokens,
            )
            return session.ask_for(request, VerdictReply).value.verdict
        except CoachError:
            # A judge that fails says nothing about the engine: the sample is scored all the same.
            return "failed"


def build_judge(spec: str, *, engine: str, home: Path) -> SupportJudge:
    """Return the judge with this name for an engine; what it takes is counted in the day's ledger of `home`.

    Raises:
        RunError: it is the model under test, or no language model.
        SettingsError: it cannot be used.
        PromptError: its prompt breaks the contract.
    """
    if spec == "embedded":
        raise RunError("The judge must be a language model. Name one: --judge openai:<name>.")
    if is_same_model(spec, engine):
        raise RunError(
            f"The judge {spec!r} is the model under test ({engine!r}), and nobody judges their own answers. Name "
            "another one with --judge."
        )
    settings = settings_for(spec, home)
    home.mkdir(parents=True, exist_ok=True)
    sessions = SessionFactory(
        build_models(settings, clock=_now),
        Limits.from_settings(settings),
        SqliteSpendingLedger.open(home),
        clock=_now,
    )
    return SupportJudge(spec, load_prompts(PROMPTS)["judge-support"], sessions.open_session)


def _now() -> datetime:
    return datetime.now(UTC)


def count_verdicts(judge: str, verdicts: Sequence[tuple[str, Verdict]]) -> dict[str, float]:
    """Return an answer's verdicts as counts, apart from all others under the judge's name."""
    if not verdicts:
        return {}
    said = [verdict for _, verdict in verdicts]
    counts = {
        _JUDGED: said.count("yes") + said.count("no"),
        _BACKED: said.count("yes"),
        _UNSURE: said.count("cannot tell"),
        _FAILED: said.count("failed"),
    }
    pairs = [("yes" if seal == "supported" else "no", verdict) for seal, verdict in verdicts]
    counts |= {name: pairs.count(pair) for name, pair in _CELLS.items()}  # type: ignore[arg-type]
    return {f"{_BY}{judge}: {name}": float(count) for name, count in counts.items()}


def judge_metrics(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    """Yield the figures of each judge that judged; none where nobody did."""
    for judge in sorted({name for item in outcomes for name in _judges(item)}):
        yield from _metrics_of(judge, outcomes)


def _judges(outcome: Outcome) -> Iterator[str]:
    for name in outcome.counts:
        if name.startswith(_BY) and name.endswith(f": {_JUDGED}"):
            yield name.removeprefix(_BY).removesuffix(f": {_JUDGED}")


def _metrics_of(judge: str, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    def total(name: str) -> int:
        return int(sum(item.counts.get(f"{_BY}{judge}: {name}", 0.0) for item in outcomes))

    judged, unsure, failures = total(_JUDGED), total(_UNSURE), total(_FAILED)
    asked = judged + unsure + failures
    yield share(f"claims that their source backs ({_BY}{judge})", total(_BACKED), judged)
    yield share(f"{_UNSURE} ({judge})", unsure, asked, at_least=False)
    yield share(f"{_FAILED} ({judge})", failures, asked, at_least=False)
    yield figure(
        f"agreement of rule and judge (kappa, {judge})",
        outcomes,
        lambda drawn: cohens_kappa([pair for item in drawn for pair in _pairs(judge, item)]),
        n=judged,
        missing="all verdicts or all seals are alike, or there is none",
    )


def _pairs(judge: str, outcome: Outcome) -> Iterator[Pair]:
    for name, pair in _CELLS.items():
        yield from [pair] * int(outcome.counts.get(f"{_BY}{judge}: {name}", 0.0))
