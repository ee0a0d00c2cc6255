"""Plans: does every step rest on the account, the published rules and the catalogue?"""

from collections.abc import Mapping, Sequence
from typing import Any

from coach.assess.respond import apply_responses
from coach.domain.account import Account
from coach.domain.draft import Draft
from coach.domain.evaluation import Metric, Outcome
from coach.domain.finding import Assessment
from coach.domain.plan import MAX_FOCUS, Cause, CauseAnswers, GapPlan, PlanItem
from coach.knowledge.knowledge_base import KnowledgeBase
from evals.golden import Golden, read_golden
from evals.scorers.rubric import Checks, counts_of, failures_in, item_metrics, value_of
from evals.suite.engine import EngineUnderTest
from evals.suite.task import OWN_DATA, Case, NoCurves, Split
from evals.who import MEASURER

_PATTERNS: Mapping[str, tuple[Cause, ...]] = {
    "nothing said": (),
    "not sure how": ("skill",),
    "tools in the way": ("tools_process",),
    "not clear, and no time": ("clarity", "authority_capacity"),
}
"""What the employee says stands in the way of each gap."""
_TRAINABLE = {"clarity", "skill"}
ITEMS = (
    "at most three steps",
    "each step is about a gap",
    "nothing that was not mentioned becomes a step",
    "the largest gaps come first",
    "each quote is in the account",
    "each step is an if and a then",
    "each resource is in the catalogue, and about the behaviour",
    "what the catalogue lacks is said",
    "each step has a date ahead, on a working day",
    "training only where training can change it",
    "what training cannot change has an owner",
)


class Plans(NoCurves):
    """Each golden account with four answers to what stands in the way."""

    name = "plans"
    title = "Plans"
    question = "Does each step of a plan rest on the account, the published rules and the catalogue?"
    main = "plans in which everything holds"
    dataset = "golden_accounts.jsonl"
    written_by = OWN_DATA

    def cases(self, engine: EngineUnderTest, split: Split) -> Sequence[Case]:
        """Return each golden account of the split with one of the patterns, in turn."""
        accounts = read_golden(engine.knowledge, "tune" if split == "tune" else "test")
        patterns = tuple(_PATTERNS)
        return tuple(_case(golden, patterns[place % len(patterns)]) for place, golden in enumerate(accounts))

    def solve(self, engine: EngineUnderTest, case: Case) -> dict[str, Any]:
        """Read the account, say what stands in the way of each gap, and make the plan."""
        account = Account(text=case.text, role_id=case.data["role_id"])
        assessment = engine.coach.assess_without_fallback(account, principal=MEASURER)
        draft = Draft(id="eval", role_id=account.role_id, assessed_text=account.text, assessment=assessment)
        gaps = [gap.behaviour_id for gap in engine.coach.gaps(draft, principal=MEASURER)]
        answers = tuple(
            CauseAnswers(behaviour_id=gap, answers=dict.fromkeys(_PATTERNS[case.data["pattern"]], "no"))
            for gap in gaps[:MAX_FOCUS]
        )
        plan = engine.coach.preview_plan(draft.model_copy(update={"causes": answers}), principal=MEASURER)
        return {
            "assessment": assessment.model_dump(mode="json"),
            "plan": plan.model_dump(mode="json"),
            "gaps": gaps,
            "checks": check_plan(plan, assessment, gaps, case, engine.knowledge),
        }

    def score(self, case: Case, output: dict[str, Any]) -> Outcome:
        """Every item that applies must hold."""
        checks: Checks = output["checks"]
        plan = GapPlan.model_validate(output["plan"])
        return Outcome(
            sample_id=case.id,
            status="scored",
            value=value_of(checks),
            slices=case.slices,
            counts=counts_of(checks),
            text=case.text,
            expected=case.target,
            got=_in_words(plan),
            note=failures_in(checks),
        )

    def metrics(self, outcomes: Sequence[Outcome]) -> tuple[Metric, ...]:
        """Return the share of plans in which everything holds, then each item."""
        whole = [item.model_copy(update={"counts": {self.main: item.value or 0.0}}) for item in outcomes]
        return (
            *item_metrics(whole, {self.main: 1.0}, is_exact=lambda _: True),
            *item_metrics(outcomes, dict.fromkeys(ITEMS, 1.0)),
        )


def _case(golden: Golden, pattern: str) -> Case:
    return Case(
        id=golden.account.id,
        text=golden.account.text,
        target=f"a plan by the rules; in the way of each gap: {pattern}",
        data={"role_id": golden.account.role_id, "pattern": pattern},
        slices={"role": golden.account.role_id, "style": golden.account.style, "in the way": pattern},
    )


def check_plan(
    plan: GapPlan, assessment: Assessment, gaps: Sequence[str], case: Case, knowledge: KnowledgeBase
) -> dict[str, bool | None]:
    """Return which items of the rubric hold."""
    causes = set(_PATTERNS[case.data["pattern"]])
    steps = [item.behaviour_id for item in plan.items]
    silent = {item.behaviour_id for item in apply_responses(assessment, ()) if item.state == "not_described"}
    quotes = [evidence for item in plan.items for evidence in item.now]
    roadblocked = {item.behaviour_id for item in plan.roadblocks}
    only_roadblocks = bool(causes) and not causes & _TRAINABLE
    has_steps = bool(steps)
    return {
        "at most three steps": len(steps) <= MAX_FOCUS,
        "each step is about a gap": set(steps) <= set(gaps) if has_steps else None,
        "nothing that was not mentioned becomes a step": not silent & set(steps),
        "the largest gaps come first": steps == list(gaps[: len(steps)]) if has_steps else None,
        "each quote is in the account": (
            all(case.text[item.span.start : item.span.end] == item.quote for item in quotes) if quotes else None
        ),
        "each step is an if and a then": (
            all(
                item.action.sentence().startswith("If ") and ", then I " in item.action.sentence()
                for item in plan.items
            )
            if has_steps
            else None
        ),
        "each resource is in the catalogue, and about the behaviour": (
            all(_is_catalogued(item, knowledge) for item in plan.items) if has_steps else None
        ),
        "what the catalogue lacks is said": (
            all(item.resource is not None or item.uncovered for item in plan.items) if has_steps else None
        ),
        "each step has a date ahead, on a working day": (
            all(item.check_on > plan.made_on and item.check_on.weekday() < 5 for item in plan.items)
            if has_steps
            else None
        ),
        "training only where training can change it": not (only_roadblocks and has_steps) if gaps else None,
        "what training cannot change has an owner": (
            set(gaps[:MAX_FOCUS]) <= roadblocked and all(item.owner for item in plan.roadblocks)
            if gaps and causes - _TRAINABLE
            else None
        ),
    }


def _is_catalogued(item: PlanItem, knowledge: KnowledgeBase) -> bool:
    if item.resource is None:
        return True
    known = {resource.id: resource for resource in knowledge.resources}
    chosen = known.get(item.resource.resource_id)
    return chosen is not None and item.behaviour_id in chosen.behaviour_ids


def _in_words(plan: GapPlan) -> str:
    steps = [f"{item.behaviour_id}: {item.action.sentence()}" for item in plan.items]
    blocks = [f"roadblock {item.behaviour_id}, owner {item.owner}" for item in plan.roadblocks]
    return " | ".join([*steps, *blocks]) or "no step"
