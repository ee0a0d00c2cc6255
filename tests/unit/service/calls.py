"""One call of every use case, on what is kept for one person: their desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from coach.domain.access import Principal, Workplace
from coach.domain.account import Account
from coach.domain.draft import Draft, SavedPlan, Turn
from coach.domain.finding import Assessment, Response
from coach.domain.plan import CauseAnswers
from coach.domain.report import View
from coach.domain.review import Sharing
from coach.domain.review_case import Comment, ReviewCase, Share
from coach.report.compose import make_report
from coach.review.decide import decide
from coach.service import AnswerInProgress, Coach
from coach.store.private import SqlitePrivateStore
from coach.store.submissions import SqliteSubmissionStore
from tests.builders import ACCOUNT_TEXT, ME, make_check_in, make_turn
from tests.unit.report.building import make_closing
from tests.unit.suite.runs import make_run

ROLE = "shop-adviser"
SHOWN, GAP = "own-it", "keep-people-posted"
ACCOUNT = Account(text=ACCOUNT_TEXT, role_id=ROLE)
QUESTION = "Who owns a problem?"
SHARING = Sharing(findings=frozenset({SHOWN, GAP}), words=frozenset({GAP}))
OTHER = Sharing(findings=frozenset({GAP}))
WORKPLACE = Workplace(team="Early shift", site="Leeds")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

CLOSING = make_closing()
VIEW = View(period_id=CLOSING.period.id, rows="role", values=(ROLE,), behaviour_ids=(SHOWN,))


@dataclass(frozen=True)
class Desk:
    """Two accounts that were read, a plan with a check-in, two questions, and what was shared and decided."""

    earlier: Draft
    draft: Draft
    plan: SavedPlan
    first: Turn
    second: Turn
    case: ReviewCase

    def anew(self) -> "Desk":
        """Return the same with ids that nobody has had."""
        draft, first, second, shared = uuid4().hex, uuid4().hex, uuid4().hex, uuid4().hex
        return Desk(
            earlier=self.earlier.model_copy(update={"id": uuid4().hex}),
            draft=self.draft.model_copy(update={"id": draft}),
            plan=self.plan.model_copy(update={"id": f"{draft}-{self.plan.made_on}"}),
            first=self.first.model_copy(update={"id": first}),
            second=self.second.model_copy(update={"id": second, "follows": first}),
            case=ReviewCase(
                submission=self.case.submission.model_copy(update={"id": shared, "person": uuid4().hex}),
                history=tuple(item.model_copy(update={"submission_id": shared}) for item in self.case.history),
            ),
        )

    def answered(self) -> "Desk":
        """Return the same with an answer to the decision, so that it waits again."""
        answer = Comment(submission_id=self.case.submission.id, at=NOW, words="I rang twice.")
        case = self.case.model_copy(update={"history": (*self.case.history, answer)})
        return replace(self, case=case)

    def keep(self, store: SqlitePrivateStore, submissions: SqliteSubmissionStore, person_id: str) -> "Desk":
        """Keep all of it for a person."""
        submission = self.case.submission
        share = Share(id=submission.id, person=submission.person, draft_id=self.draft.id, shared_on=self.plan.made_on)
        store.save_share(share, person_id=person_id)
        submissions.add_submission(submission)
        for place, event in enumerate(self.case.history):
            submissions.add_event(event, after=place)
        store.save_draft(self.earlier, person_id=person_id)
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
    submission = coach.preview_submission(draft, SHARING, workplace=WORKPLACE, principal=ME)
    returned = decide(ReviewCase(submission=submission), "returned", by="lena", at=NOW, reason="Say more.")
    named = Response(behaviour_id=SHOWN, choice="contested", own_state="contrary")
    return Desk(
        earlier=draft.model_copy(update={"id": "earlier", "responses": (named,)}),
        draft=draft,
        plan=kept,
        first=make_turn(id="first"),
        second=make_turn(id="second"),
        case=ReviewCase(submission=submission, history=(returned,)),
    )


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
    "then_and_now": lambda coach, desk, who: coach.then_and_now(principal=who),
    "plans": lambda coach, desk, who: coach.plans(principal=who),
    "everything_of_me": lambda coach, desk, who: coach.everything_of_me(principal=who),
    "check_in": lambda coach, desk, who: coach.check_in(desk.plan.id, GAP, "stuck", principal=who),
    "account_behind": lambda coach, desk, who: coach.account_behind(desk.plan, principal=who),
    "shared_cases": lambda coach, desk, who: coach.shared_cases(principal=who),
    "left_to_others": lambda coach, desk, who: coach.left_to_others(principal=who),
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
    "share": lambda coach, desk, who: coach.share(desk.draft, OTHER, workplace=WORKPLACE, principal=who),
    "withdraw": lambda coach, desk, who: coach.withdraw(desk.case.submission.id, principal=who),
    "comment_on_decision": lambda coach, desk, who: coach.comment_on_decision(
        desk.case.submission.id, "I rang twice.", principal=who
    ),
    "delete_everything": lambda coach, desk, who: coach.delete_everything(principal=who),
}
"""What changes the desk of its owner."""

OF_OTHERS: Mapping[str, Call] = {
    "decide": lambda coach, desk, who: coach.decide(desk.answered().case, "approved", principal=who),
    "read_again": lambda coach, desk, who: coach.read_again(desk.case.submission.id, {GAP: "shown"}, principal=who),
}
"""What is done with a desk of anybody but the one who does it."""

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
    "all_to_share": lambda coach, desk, who: coach.all_to_share(desk.draft, principal=who),
    "preview_submission": lambda coach, desk, who: coach.preview_submission(
        desk.draft, SHARING, workplace=WORKPLACE, principal=who
    ),
    "review_queue": lambda coach, desk, who: coach.review_queue(principal=who),
    "review_case": lambda coach, desk, who: coach.review_case("a-submission", principal=who),
    "reviewer_agreement": lambda coach, desk, who: coach.reviewer_agreement(principal=who),
    "export_reviews": lambda coach, desk, who: coach.export_reviews(principal=who),
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
    "usage": lambda coach, desk, who: coach.usage(principal=who),
    "insights": lambda coach, desk, who: coach.insights(VIEW, principal=who),
    "insight_sheet": lambda coach, desk, who: coach.insight_sheet(make_report([CLOSING], VIEW), "help", principal=who),
    "export_insights": lambda coach, desk, who: coach.export_insights(VIEW, "markdown", principal=who),
    "close_period": lambda coach, desk, who: coach.close_period(CLOSING.period.id, principal=who),
    "audit_entries": lambda coach, desk, who: coach.audit_entries(principal=who),
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
