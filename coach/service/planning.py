"""From findings to a plan, and what becomes of its steps."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from coach.domain.access import Principal
from coach.domain.draft import Draft, SavedPlan
from coach.domain.plan import CauseAnswers, CauseQuestion, CheckIn, CheckInOutcome, Gap, GapPlan, PlanItem
from coach.domain.then_and_now import ThenAndNow
from coach.errors import ReviewError, StoreError
from coach.plan.causes import ask_causes
from coach.plan.checkins import next_check, suggest_when_stuck
from coach.plan.compose import make_plan
from coach.plan.export.calendar import render_calendar
from coach.plan.export.json import render_json
from coach.plan.export.markdown import render_markdown
from coach.plan.gaps import choose_focus, find_gaps
from coach.plan.then_and_now import compare_over_time
from coach.service.access import use_case
from coach.service.reading import Reading, assessed

ExportFormat = Literal["markdown", "json", "calendar"]


class Planning(Reading):
    """Choose what to work on, keep a plan, follow it up."""

    @use_case
    def gaps(self, draft: Draft, *, principal: Principal) -> tuple[Gap, ...]:
        """Return all gaps in the published order."""
        return find_gaps(assessed(draft), self.knowledge.behaviours, responses=draft.responses)

    @use_case
    def focus(self, draft: Draft, *, principal: Principal) -> tuple[Gap, ...]:
        """Return the gaps that the plan takes up: the first by the published order, or the employee's own choice."""
        return choose_focus(self.gaps(draft, principal=principal), draft.focus)

    @use_case
    def cause_questions(self, behaviour_id: str, *, principal: Principal) -> tuple[CauseQuestion, ...]:
        """Return the five short questions about what stands in the way of one behaviour."""
        return ask_causes(self.knowledge.behaviour(behaviour_id))

    @use_case
    def answer_causes(self, draft: Draft, answers: CauseAnswers, *, principal: Principal) -> Draft:
        """Keep what stands in the way of one behaviour, in place of what was said before."""
        others = (item for item in draft.causes if item.behaviour_id != answers.behaviour_id)
        return self.save_draft(draft.model_copy(update={"causes": (*others, answers)}), principal=principal)

    @use_case
    def choose_focus(self, draft: Draft, behaviour_ids: Sequence[str], *, principal: Principal) -> Draft:
        """Keep the employee's own choice of focus behaviours; none means the rule's order."""
        changed = draft.model_copy(update={"focus": tuple(behaviour_ids)})
        self.preview_plan(changed, principal=principal)
        return self.save_draft(changed, principal=principal)

    @use_case
    def preview_plan(self, draft: Draft, *, principal: Principal) -> GapPlan:
        """Return the plan that the draft leads to, without keeping it."""
        return make_plan(
            assessed(draft),
            self.knowledge,
            responses=draft.responses,
            causes=draft.causes,
            focus=draft.focus,
            today=self.today(),
        )

    @use_case
    def save_plan(self, draft: Draft, *, principal: Principal) -> SavedPlan:
        """Make the plan and keep it; the same draft on the same day keeps one plan."""
        plan = self.preview_plan(draft, principal=principal)
        earlier = self._parts.private().load_plan(_plan_id(draft, plan), person_id=principal.person_id)
        check_ins = earlier.check_ins if earlier else ()
        saved = SavedPlan(id=_plan_id(draft, plan), made_on=plan.made_on, plan=plan, check_ins=check_ins)
        self._parts.private().save_plan(saved, person_id=principal.person_id)
        return saved

    @use_case
    def kept_plan(self, draft: Draft, *, principal: Principal) -> SavedPlan | None:
        """Return the plan of the draft as it was kept today, if the draft still leads to the same one."""
        plan = self.preview_plan(draft, principal=principal)
        kept = self._parts.private().load_plan(_plan_id(draft, plan), person_id=principal.person_id)
        return kept if kept and kept.plan == plan else None

    @use_case
    def plans(self, *, principal: Principal) -> tuple[SavedPlan, ...]:
        """Return the person's plans, newest first."""
        return self._parts.private().list_plans(person_id=principal.person_id)

    @use_case
    def then_and_now(self, *, principal: Principal) -> tuple[ThenAndNow, ...]:
        """Return the person's kept accounts, and plans of accounts that are gone, each beside the one before it."""
        private = self._parts.private()
        return compare_over_time(
            private.list_drafts(person_id=principal.person_id), private.list_plans(person_id=principal.person_id)
        )

    @use_case
    def delete_plan(self, plan_id: str, *, principal: Principal) -> None:
        """Delete a plan with its check-ins."""
        self._parts.private().delete_plan(plan_id, person_id=principal.person_id)

    @use_case
    def check_in(
        self, plan_id: str, behaviour_id: str, outcome: CheckInOutcome, *, note: str = "", principal: Principal
    ) -> SavedPlan:
        """Keep what became of one step."""
        saved = self._parts.private().load_plan(plan_id, person_id=principal.person_id)
        if saved is None:
            raise StoreError(f"There is no plan {plan_id!r} of yours. Open My plan and choose one from the list.")
        if behaviour_id not in {item.behaviour_id for item in saved.plan.items}:
            raise ReviewError(f"The plan has no step about {behaviour_id!r}. Choose one of its steps.")
        check_in = CheckIn(behaviour_id=behaviour_id, outcome=outcome, note=note, on=self.today())
        return self._parts.private().add_check_in(plan_id, check_in, person_id=principal.person_id)

    @use_case
    def next_check(self, saved: SavedPlan, item: PlanItem, *, principal: Principal) -> date | None:
        """Return when to look at a step again, or None once it is done."""
        return next_check(item, saved.check_ins)

    @use_case
    def suggest_when_stuck(self, item: PlanItem, *, principal: Principal) -> tuple[str, ...]:
        """Return what helps with a step that is stuck: whom to ask, and how to name a roadblock."""
        return suggest_when_stuck(item)

    @use_case
    def export_plan(self, saved: SavedPlan, form: ExportFormat, *, principal: Principal) -> str:
        """Return the plan as Markdown, JSON or a calendar file."""
        if form == "markdown":
            return render_markdown(saved.plan, names={item.id: item.name for item in self.knowledge.behaviours})
        return render_json(saved.plan) if form == "json" else render_calendar(saved.plan)


def _plan_id(draft: Draft, plan: GapPlan) -> str:
    return f"{draft.id}-{plan.made_on.isoformat()}"
