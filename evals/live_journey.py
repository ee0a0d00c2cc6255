"""The whole journey against a real model: ask, assess, plan. `python -m evals.live_journey > journey.md`.

The model is the one that COACH_MODEL and COACH_BASE_URL name. What is printed is what happened, good or bad.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from coach.bootstrap import build_coach
from coach.domain.answer import Answer, Mode
from coach.domain.draft import Draft
from coach.domain.finding import STATE_WORDS, Assessment, Evidence, Finding
from coach.domain.plan import GapPlan
from coach.domain.provenance import Spent
from coach.errors import ModelError
from coach.service import Coach
from coach.settings import load_settings
from evals.who import MEASURER

T = TypeVar("T")

_ROLE = "contact-centre-adviser"
_QUESTIONS: tuple[tuple[Mode, str], ...] = (
    ("ask", "A customer rings for the third time about the same fault. What does our vision ask of me?"),
    ("check", "The engineer is late and I decided to wait until the customer rings us. Is that right?"),
    ("ask", "What does the vision say about the price of the canteen?"),
)


def main() -> None:
    """Run the journey and print it as Markdown."""
    with tempfile.TemporaryDirectory() as home:
        settings = load_settings().model_copy(update={"home": Path(home), "fallback": ()})
        coach = build_coach(settings)
        print("\n".join(_journey(coach)))


def _journey(coach: Coach) -> Iterator[str]:
    yield "## How it is"
    yield ""
    for line in coach.health(principal=MEASURER):
        yield f"- {line.name}: {'ok' if line.ok else 'not ok'}. {line.text}"
    for mode, question in _QUESTIONS:
        yield from ("", f"## {mode.capitalize()}: “{question}”", "")
        yield from _asked(coach, question, mode)
    yield from ("", "## The example account", "")
    yield from _assessed(coach)


def _asked(coach: Coach, question: str, mode: Mode) -> Iterator[str]:
    try:
        answer, seconds = _timed(lambda: coach.answer(question, role_id=_ROLE, mode=mode, principal=MEASURER).answer)
    except ModelError as error:
        yield f"Failed ({error.fault}): {error}"
        return
    yield from _said(answer)
    yield from ("", f"{answer.status.capitalize()} after {seconds:.0f} s. {_took(answer.spent)}")


def _said(answer: Answer) -> Iterator[str]:
    if answer.abstained:
        yield "The vision does not say (decided before any call)." if not answer.spent else "The vision does not say."
    for paragraph in answer.prose:
        for claim in paragraph:
            cited = "".join(f"[{number}]" for number in claim.citations)
            yield f"- {claim.text} {cited} *{claim.seal}*"
    if answer.lines:
        yield f"Quoted in the organisation's own words: {len(answer.lines)} lines."
    for note in answer.notes:
        yield f"- Note: {note}"


def _assessed(coach: Coach) -> Iterator[str]:
    account = coach.example_account(principal=MEASURER)
    draft = Draft(id="live", role_id=account.role_id, text=account.text)
    estimate = coach.estimate(draft, principal=MEASURER)
    yield f"Estimated before: {_took(estimate)}"
    try:
        read, seconds = _timed(lambda: coach.assess(account, principal=MEASURER))
    except ModelError as error:
        yield from ("", f"Failed ({error.fault}): {error}")
        return
    yield f"Afterwards: {seconds:.0f} s. {_took(read.spent)}"
    yield f"Quotes refused because the account does not hold them word for word: {read.refused_quotes}."
    yield f"Quotes shown that the account does not hold at their place: {_ungrounded(read, account.text)}."
    yield ""
    for finding in read.findings:
        yield from _found(finding)
    for remark in read.remarks:
        yield f"- Remark: {remark}"
    plan = coach.preview_plan(
        draft.model_copy(update={"assessed_text": account.text, "assessment": read}), principal=MEASURER
    )
    yield from ("", "### The plan", "", *_planned(plan))


def _found(finding: Finding) -> Iterator[str]:
    yield f"- **{finding.behaviour_id}: {STATE_WORDS[finding.state]}**, {round(finding.confidence * 3)} of 3 readings"
    for evidence in (*finding.evidence, *finding.counter_evidence):
        yield f"    - {_quoted(evidence)}"


def _quoted(evidence: Evidence) -> str:
    seconded = {True: "agrees", False: "does not agree", None: "is missing"}[evidence.supported]
    return f"{evidence.bearing}: “{evidence.quote}” (the second reading {seconded})"


def _planned(plan: GapPlan) -> Iterator[str]:
    for number, item in enumerate(plan.items, 1):
        yield f"{number}. {item.behaviour_name}: {item.action.sentence()}"
    if not plan.items:
        yield "No step follows from this reading."


def _ungrounded(read: Assessment, text: str) -> int:
    shown = (item for finding in read.findings for item in (*finding.evidence, *finding.counter_evidence))
    return sum(text[item.span.start : item.span.end] != item.quote for item in shown)


def _took(spent: Spent | None) -> str:
    if spent is None:
        return "No call was made."
    return f"{spent.calls} calls, {spent.input_tokens:,} tokens in, {spent.output_tokens:,} tokens out."


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


if __name__ == "__main__":
    main()
