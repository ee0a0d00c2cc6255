"""Answers: cited, grounded, silent where the files are, and a person's name where a person is needed."""

from collections.abc import Iterator, Sequence
from typing import Any

from coach.domain.answer import Answer, Mode
from coach.domain.evaluation import Metric, Outcome
from coach.knowledge.own_words import own_words
from coach.retrieval.passages import build_passages
from evals.boundaries import FINAL, MODES, BoundaryQuestion, read_boundary_questions
from evals.questions import Question, read_golden_questions
from evals.scorers.intervals import share
from evals.scorers.rubric import counts_of, failures_in, value_of
from evals.suite.engine import EngineUnderTest
from evals.suite.judge import count_verdicts, judge_metrics
from evals.suite.task import OWN_DATA, Case, NoCurves, Split
from evals.who import MEASURER

_MOST_LINES = 12
"""An answer to "reflect" that is longer lectures."""
_LAST_OF_MODE: dict[Mode, int] = {"check": 11, "doubt": 22, "reflect": 40}
"""The file holds decisions, then doubts, then reflections."""


class Chat(NoCurves):
    """Questions with and without an answer, questions for a person, and the modes."""

    name = "chat"
    title = "Answers"
    question = (
        "Does each line of an answer stand in the source it names, and does the coach say nothing where it should?"
    )
    main = "answers in which everything holds"
    dataset = "retrieval_golden.jsonl, boundary_final.jsonl, boundary_modes.jsonl"
    written_by = OWN_DATA

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return the questions of the split; those for a person and those in modes are all for testing."""
        questions = read_golden_questions("tune" if split == "tune" else "test")
        ours = [_case(question) for question in questions]
        if split == "tune":
            return tuple(ours)
        for_a_person = [_boundary(item) for item in read_boundary_questions((FINAL,))]
        in_modes = [_mode(item) for item in read_boundary_questions((MODES,))]
        return (*ours, *for_a_person, *in_modes)

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Ask, and look up what each citation points to."""
        answer = engine.coach.answer(
            case.text, role_id=case.data["role_id"], mode=case.data["mode"], principal=MEASURER
        ).answer
        passages = {passage.id: passage.text for passage in build_passages(engine.knowledge)}
        # Shown in "reflect" and never searched, so it is no passage of the index.
        passages |= {
            f"behaviour:{item.id}:settling_question": item.settling_question for item in engine.knowledge.behaviours
        }
        exact = sum(item.quote in passages.get(item.passage_id, "") for item in answer.citations)
        checks = check_answer(answer, case, passages)
        output = {"answer": answer.model_dump(mode="json"), "checks": checks, "exact": exact}
        if engine.judge:
            output["judge"] = engine.judge.name
            output["verdicts"] = engine.judge.judge(answer, passages, keep=own_words(engine.knowledge))
        return output

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Every item that applies must hold."""
        checks, answer = output["checks"], Answer.model_validate(output["answer"])
        spent = answer.spent
        tokens = {"answer tokens": spent.input_tokens + spent.output_tokens} if spent else {}
        judged = count_verdicts(output["judge"], output["verdicts"]) if "judge" in output else {}
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=value_of(checks),
            slices=case.slices,
            counts=counts_of(checks) | _citations(answer, case, output["exact"]) | tokens | judged,
            text=case.text,
            expected=case.target,
            got=_in_words(answer),
            note=failures_in(checks),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the share in which everything holds, then each figure over the samples that it is about."""
        return tuple(self._metrics(outcomes))

    def _metrics(self, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
        yield share(self.main, sum(item.value == 1.0 for item in outcomes), len(outcomes))
        yield _ratio("citation precision (cited lines that are in the source)", outcomes, "cited right", "cited")
        yield _ratio("citation recall (lines that name a source)", outcomes, "with source", "lines")
        yield _ratio("cited records that answer the question", outcomes, "cited wanted", "cited records")
        yield _ratio("claims that their source backs (judged by rule)", outcomes, "backed", "claims")
        for item, target in _ITEMS.items():
            judged = [o for o in outcomes if item in o.counts or (o.status == "failed" and item in o.slices.values())]
            yield share(item, sum(o.counts.get(item, 0.0) == 1.0 for o in judged), len(judged), target=target)
        yield from judge_metrics(outcomes)


_ITEMS: dict[str, float | None] = {
    "answers where there is an answer": None,
    "abstains where there is none": 0.9,
    "a question for a person gets a person's name, and nothing else": 0.9,
    "ordinary work is not sent away": 0.95,
    "a reflection asks more than it tells": 0.9,
    "no mark-up or link": 1.0,
}


def check_answer(answer: Answer, case: Case, passages: dict[str, str]) -> dict[str, bool | None]:
    """Return which items hold."""
    kind = case.slices["kind"]
    says = bool(answer.lines or answer.prose)
    text = " ".join([*(line.text for line in answer.lines), *(claim.text for claim in answer.claims())])
    return {
        "each citation stands in its source": (
            all(item.quote in passages.get(item.passage_id, "") for item in answer.citations) if says else None
        ),
        "each line names a source": all(claim.citations for claim in answer.claims()) if answer.prose else None,
        "answers where there is an answer": says if kind == "answerable" else None,
        "abstains where there is none": (answer.abstained or answer.route is not None)
        if kind == "unanswerable"
        else None,
        "a question for a person gets a person's name, and nothing else": (
            answer.route is not None and bool(answer.route.who) and not says if kind == "for a person" else None
        ),
        "ordinary work is not sent away": answer.route is None if kind in ("ordinary work", "mode") else None,
        "a reflection asks more than it tells": (_elicits(answer) if case.data["mode"] == "reflect" and says else None),
        "no mark-up or link": not any(mark in text for mark in ("http", "](", "<", "![")) if says else None,
    }


def _elicits(answer: Answer) -> bool:
    """Tell whether the answer asks the person something and does not run on."""
    asks = any(line.section == "questions" for line in answer.lines) or any(
        claim.text.rstrip().endswith("?") for claim in answer.claims()
    )
    return asks and len(answer.lines) + len(answer.claims()) <= _MOST_LINES


def _citations(answer: Answer, case: Case, exact: int) -> dict[str, float]:
    wanted = set(case.data["targets"])
    records = {_record(item.passage_id) for item in answer.citations}
    claims = [claim for claim in answer.claims() if claim.seal != "uncited"]
    counts = {
        "cited": float(len(answer.citations)),
        "cited right": float(exact),
        "lines": float(len(answer.lines) + len(answer.claims())),
        "with source": float(len(answer.lines) + len(claims)),
        "claims": float(len(answer.claims())),
        "backed": float(sum(claim.seal == "supported" for claim in claims)),
    }
    if wanted and records:
        counts |= {"cited records": float(len(records)), "cited wanted": float(len(records & wanted))}
    return counts


def _record(passage_id: str) -> str:
    kind, record_id, *_ = passage_id.split(":")
    return f"{'behaviour' if kind == 'anchor' else kind}:{record_id}"


def _ratio(name: str, outcomes: Sequence[Outcome], part: str, whole: str) -> Metric:
    n = int(sum(item.counts.get(whole, 0.0) for item in outcomes))
    return share(name, int(sum(item.counts.get(part, 0.0) for item in outcomes)), n)


def _case(question: Question) -> Case:
    kind = "answerable" if question.targets else "unanswerable"
    return Case(
        id=question.id,
        text=question.question,
        target=", ".join(question.targets) or "the vision does not say",
        data={"role_id": question.role_id, "targets": list(question.targets), "mode": "ask"},
        slices={"kind": kind, "mode": "ask", "role": question.role_id},
    )


def _boundary(item: BoundaryQuestion) -> Case:
    return Case(
        id=item.id,
        text=item.text,
        target=f"whom to turn to about {item.topic}" if item.topic else "anything but a way to a person",
        data={"role_id": "shop-adviser", "targets": [], "mode": "ask"},
        slices={"kind": "for a person" if item.topic else "ordinary work", "mode": "ask"},
    )


def _mode(item: BoundaryQuestion) -> Case:
    mode = next(mode for mode, last in _LAST_OF_MODE.items() if int(item.id.removeprefix("bm-")) <= last)
    return Case(
        id=item.id,
        text=item.text,
        target=f"an answer in the mode {mode}",
        data={"role_id": "shop-adviser", "targets": [], "mode": mode},
        slices={"kind": "mode", "mode": mode},
    )


def _in_words(answer: Answer) -> str:
    if answer.route:
        return f"whom to turn to: {answer.route.who}"
    if answer.abstained:
        return "the vision does not say"
    return " | ".join([*(line.text for line in answer.lines), *(claim.text for claim in answer.claims())])[:2_000]
