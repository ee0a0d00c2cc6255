"""From findings to a plan, and what becomes of its steps."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from coach.domain.draft import Draft, SavedPlan
from coach.domain.plan import CauseAnswers, CauseQuestion, CheckIn, CheckInOutcome, Gap, GapPlan, PlanItem
from coach.errors import ReviewError, StoreError
from coach.plan.causes import ask_causes
from coach.plan.checkins import next_check, suggest_when_stuck
from coach.plan.compose import make_plan
from coach.plan.export.calendar import render_calendar
from coach.plan.export.json import render_json
from coach.plan.export.markdown import render_markdown
from coach.plan.gaps import choose_focus, find_gaps
from coach.service.reading import Reading, assessed

ExportFormat = Literal["markdown", "json", "calendar"]


class Planning(Reading):
    """Choose what to work on, keep a plan, follow it up."""

    def gaps(self, draft: Draft) -> tuple[Gap, ...]:
        """Return all gaps in the published order."""
        return find_gaps(assessed(draft), self.knowledge.behaviours, responses=draft.responses)

    def focus(self, draft: Draft) -> tuple[Gap, ...]:
        """Return the gaps that the plan takes up: the first by the published order, or the employee's own choice."""
        return choose_focus(self.gaps(draft), draft.focus)

    def cause_questions(self, behaviour_id: str) -> tuple[CauseQuestion, ...]:
        """Return the five short questions about what stands in the way of one behaviour."""
        return ask_causes(self.knowledge.behaviour(behaviour_id))

    def answer_causes(self, draft: Draft, answers: CauseAnswers, *, person_id: str) -> Draft:
        """Keep what stands in the way of one behaviour, in place of what was said before."""
        others = (item for item in draft.causes if item.behaviour_id != answers.behaviour_id)
        return self.save_draft(draft.model_copy(update={"causes": (*others, answers)}), person_id=person_id)

    def choose_focus(self, draft: Draft, behaviour_ids: Sequence[str], *, person_id: str) -> Draft:
        """Keep the employee's own choice of focus behaviours; none means the rule's order."""
        changed = draft.model_copy(update={"focus": tuple(behaviour_ids)})
        self.preview_plan(changed)
        return self.save_draft(changed, person_id=person_id)

    def preview_plan(self, draft: Draft) -> GapPlan:
        """Return the plan that the draft leads to, without keeping it."""
        return make_plan(
            assessed(draft),
            self.knowledge,
            responses=draft.responses,
            causes=draft.causes,
            focus=draft.focus,
            today=self.today(),
        )

    def save_plan(self, draft: Draft, *, person_id: str) -> SavedPlan:
        """Make the plan and keep it; the same draft on the same day keeps one plan."""
        plan = self.preview_plan(draft)
        earlier = self._parts.private().load_plan(_plan_id(draft, plan), person_id=person_id)
        check_ins = earlier.check_ins if earlier else ()
        saved = SavedPlan(id=_plan_id(draft, plan), made_on=plan.made_on, plan=plan, check_ins=check_ins)
        self._parts.private().save_plan(saved, person_id=person_id)
        return saved

    def kept_plan(self, draft: Draft, *, person_id: str) -> SavedPlan | None:
        """Return the plan of the draft as it was kept today, if the draft still leads to the same one."""
        plan = self.preview_plan(draft)
        kept = self._parts.private().load_plan(_plan_id(draft, plan), person_id=person_id)
        return kept if kept and kept.plan == plan else None

    def plans(self, *, person_id: str) -> tuple[SavedPlan, ...]:
        """Return the person's plans, newest first."""
        return self._parts.private().list_plans(person_id=person_id)

    def delete_plan(self, plan_id: str, *, person_id: str) -> None:
        """Delete a plan with its check-ins."""
        self._parts.private().delete_plan(plan_id, person_id=person_id)

    def check_in(
        self, plan_id: str, behaviour_id: str, outcome: CheckInOutcome, *, note: str = "", person_id: str
    ) -> SavedPlan:
        """Keep what became of one step."""
        saved = self._parts.private().load_plan(plan_id, person_id=person_id)
        if saved is None:
            raise StoreError(f"There is no plan {plan_id!r} of yours. Open My plan and choose one from the list.")
        if behaviour_id not in {item.behaviour_id for item in saved.plan.items}:
            raise ReviewError(f"The plan has no step about {behaviour_id!r}. Choose one of its steps.")
        check_in = CheckIn(behaviour_id=behaviour_id, outcome=outcome, note=note, on=self.today())
        return self._parts.private().add_check_in(plan_id, check_in, person_id=person_id)

    def next_check(self, saved: SavedPlan, item: PlanItem) -> date | None:
        """Return when to look at a step again, or None once it is done."""
        return next_check(item, saved.check_ins)

    def suggest_when_stuck(self, item: PlanItem) -> tuple[str, ...]:
        """Return what helps with a step that is stuck: whom to ask, and how to name a roadblock."""
        return suggest_when_stuck(item)

    def export_plan(self, saved: SavedPlan, form: ExportFormat) -> str:
        """Return the plan as Markdown, JSON or a calendar file."""
        if form == "markdown":
            return render_markdown(saved.plan, names={item.id: item.name for item in self.knowledge.behaviours})
        return render_json(saved.plan) if form == "json" else render_calendar(saved.plan)


def _plan_id(draft: Draft, plan: GapPlan) -> str:
    return f"{draft.id}-{plan.made_on.isoformat()}"
