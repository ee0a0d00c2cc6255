"""One call of every use case, on what is kept for one person: their desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from coach.domain.access import Principal
from coach.domain.account import Account
from coach.domain.draft import Draft, SavedPlan, Turn
from coach.domain.finding import Assessment, Response
from coach.domain.plan import CauseAnswers
from coach.domain.report import View
from coach.report.compose import make_report
from coach.service import AnswerInProgress, Coach
from coach.store.private import SqlitePrivateStore
from tests.builders import ACCOUNT_TEXT, ME, make_check_in, make_turn
from tests.unit.report.building import make_closing
from tests.unit.suite.runs import make_run

ROLE = "shop-adviser"
SHOWN, GAP = "own-it", "keep-people-posted"
ACCOUNT = Account(text=ACCOUNT_TEXT, role_id=ROLE)
QUESTION = "Who owns a problem?"

CLOSING = make_closing()
VIEW = View(period_id=CLOSING.period.id, rows="role", values=(ROLE,), behaviour_ids=(SHOWN,))


@dataclass(frozen=True)
class Desk:
    """An account that was read, the plan it led to with a check-in, and two questions, one after the other."""

    draft: Draft
    plan: SavedPlan
    first: Turn
    second: Turn

    def anew(self) -> "Desk":
        """Return the same with ids that nobody has had."""
        draft, first, second = uuid4().hex, uuid4().hex, uuid4().hex
        return Desk(
            draft=self.draft.model_copy(update={"id": draft}),
            plan=self.plan.model_copy(update={"id": f"{draft}-{self.plan.made_on}"}),
            first=self.first.model_copy(update={"id": first}),
            second=self.second.model_copy(update={"id": second, "follows": first}),
        )

    def keep(self, store: SqlitePrivateStore, person_id: str) -> "Desk":
        """Keep all of it for a person."""
        store.save_draft(self.draft, person_id=person_id)
        store.save_plan(self.plan, person_id=person_id)
        for turn in (self.first, self.second):
            store.add_turn(turn, person_id=person_id)
        return self


def make_desk(coach: Coach) -> Desk:
    """Return a desk as the coach would leave it today."""
    draft = Draft(
        id="draft",
        role_id=ROLE,
        text=ACCOUNT_TEXT,
        assessed_text=ACCOUNT_TEXT,
        assessment=coach.assess(ACCOUNT, principal=ME),
        responses=(Response(behaviour_id=SHOWN, choice="right"),),
    )
    plan = coach.preview_plan(draft, principal=ME)
    kept = SavedPlan(id="plan", made_on=plan.made_on, plan=plan, check_ins=(make_check_in(),))
    return Desk(draft=draft, plan=kept, first=make_turn(id="first"), second=make_turn(id="second"))


Call = Callable[[Coach, Desk, Principal], object]

FINDS: Mapping[str, Call] = {
    "start_answer": lambda coach, desk, who: _end(
        coach.start_answer(QUESTION, role_id=ROLE, goes_on=desk.second.id, principal=who)
    ),
    "ask": lambda coach, desk, who: coach.ask(QUESTION, role_id=ROLE, follows=desk.second.id, principal=who),
    "turns": lambda coach, desk, who: coach.turns(principal=who),
    "draft": lambda coach, desk, who: coach.draft(desk.draft.id, principal=who),
    "drafts": lambda coach, desk, who: coach.drafts(principal=who),
    "save_plan": lambda coach, desk, who: coach.save_plan(desk.draft, principal=who),
    "kept_plan": lambda coach, desk, who: coach.kept_plan(desk.draft, principal=who),
    "plans": lambda coach, desk, who: coach.plans(principal=who),
    "check_in": lambda coach, desk, who: coach.check_in(desk.plan.id, GAP, "stuck", principal=who),
}
"""What returns something else to the owner of a desk than to anybody else."""

CHANGES: Mapping[str, Call] = {
    "delete_turn": lambda coach, desk, who: coach.delete_turn(desk.second.id, principal=who),
    "delete_turns": lambda coach, desk, who: coach.delete_turns(principal=who),
    "start_draft": lambda coach, desk, who: coach.start_draft(principal=who),
    "save_draft": lambda coach, desk, who: coach.save_draft(_longer(desk.draft), principal=who),
    "delete_draft": lambda coach, desk, who: coach.delete_draft(desk.draft.id, principal=who),
    "choose_role": lambda coach, desk, who: coach.choose_role(desk.draft, "warehouse-picker", principal=who),
    "read_draft": lambda coach, desk, who: coach.read_draft(_longer(desk.draft), principal=who),
    "respond": lambda coach, desk, who: coach.respond(
        desk.draft, Response(behaviour_id=SHOWN, choice="contested", reason="I rang twice."), principal=who
    ),
    "take_back": lambda coach, desk, who: coach.take_back(desk.draft, SHOWN, principal=who),
    "answer_follow_up": lambda coach, desk, who: coach.answer_follow_up(
        desk.draft, GAP, "I text people the day before a delivery.", principal=who
    ),
    "answer_causes": lambda coach, desk, who: coach.answer_causes(
        desk.draft, CauseAnswers(behaviour_id=GAP), principal=who
    ),
    "choose_focus": lambda coach, desk, who: coach.choose_focus(desk.draft, [GAP], principal=who),
    "delete_plan": lambda coach, desk, who: coach.delete_plan(desk.plan.id, principal=who),
    "delete_everything": lambda coach, desk, who: coach.delete_everything(principal=who),
}
"""What changes the desk of its owner."""

ABOUT_NOBODY: Mapping[str, Call] = {
    "search": lambda coach, desk, who: coach.search(QUESTION, principal=who),
    "answer": lambda coach, desk, who: coach.answer(QUESTION, role_id=ROLE, principal=who),
    "send_to_authors": lambda coach, desk, who: coach.send_to_authors(desk.first.answer, principal=who),
    "is_with_authors": lambda coach, desk, who: coach.is_with_authors(desk.first.answer, principal=who),
    "questions_for_authors": lambda coach, desk, who: coach.questions_for_authors(principal=who),
    "preview": lambda coach, desk, who: coach.preview(ACCOUNT_TEXT, principal=who),
    "estimate": lambda coach, desk, who: coach.estimate(desk.draft, principal=who),
    "changes_since": lambda coach, desk, who: coach.changes_since(_assessment(desk), principal=who),
    "example_account": lambda coach, desk, who: coach.example_account(principal=who),
    "assess": lambda coach, desk, who: coach.assess(ACCOUNT, principal=who),
    "assess_without_fallback": lambda coach, desk, who: coach.assess_without_fallback(ACCOUNT, principal=who),
    "findings": lambda coach, desk, who: coach.findings(desk.draft, principal=who),
    "gaps": lambda coach, desk, who: coach.gaps(desk.draft, principal=who),
    "focus": lambda coach, desk, who: coach.focus(desk.draft, principal=who),
    "cause_questions": lambda coach, desk, who: coach.cause_questions(GAP, principal=who),
    "preview_plan": lambda coach, desk, who: coach.preview_plan(desk.draft, principal=who),
    "next_check": lambda coach, desk, who: coach.next_check(desk.plan, desk.plan.plan.items[0], principal=who),
    "suggest_when_stuck": lambda coach, desk, who: coach.suggest_when_stuck(desk.plan.plan.items[0], principal=who),
    "export_plan": lambda coach, desk, who: coach.export_plan(desk.plan, "json", principal=who),
    "health": lambda coach, desk, who: coach.health(principal=who),
    "spending": lambda coach, desk, who: coach.spending(principal=who),
    "missing_for_evals": lambda coach, desk, who: coach.missing_for_evals(principal=who),
    "eval_tasks": lambda coach, desk, who: coach.eval_tasks(principal=who),
    "eval_runs": lambda coach, desk, who: coach.eval_runs(principal=who),
    "eval_run": lambda coach, desk, who: coach.eval_run("a-run", principal=who),
    "newest_eval": lambda coach, desk, who: coach.newest_eval(principal=who),
    "changes_since_eval": lambda coach, desk, who: coach.changes_since_eval(make_run(), principal=who),
    "compare_evals": lambda coach, desk, who: coach.compare_evals("a-run", "another", principal=who),
    "eval_report": lambda coach, desk, who: coach.eval_report("a-run", principal=who),
    "eval_results": lambda coach, desk, who: coach.eval_results("a-run", principal=who),
    "start_eval": lambda coach, desk, who: coach.start_eval(principal=who),
    "go_on_with_eval": lambda coach, desk, who: coach.go_on_with_eval("a-run", principal=who),
    "stop_eval": lambda coach, desk, who: coach.stop_eval("a-run", principal=who),
    "organisation": lambda coach, desk, who: coach.organisation(principal=who),
    "periods": lambda coach, desk, who: coach.periods(principal=who),
    "insights": lambda coach, desk, who: coach.insights(VIEW, principal=who),
    "insight_sheet": lambda coach, desk, who: coach.insight_sheet(make_report([CLOSING], VIEW), "help", principal=who),
    "export_insights": lambda coach, desk, who: coach.export_insights(VIEW, "markdown", principal=who),
    "close_period": lambda coach, desk, who: coach.close_period(CLOSING.period.id, principal=who),
}
"""What reaches nobody's desk."""


def _longer(draft: Draft) -> Draft:
    return draft.model_copy(update={"text": f"{draft.text} I give my own name and number."})


def _assessment(desk: Desk) -> Assessment:
    assert desk.draft.assessment
    return desk.draft.assessment


def _end(answer: AnswerInProgress) -> Turn:
    for _ in answer:
        pass
    return answer.turn
