"""Coach: the use cases, and the one door for the app, the command line, the evals and notebooks.

Every use case that touches somebody's own words takes their `person_id`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal

from coach.assess.pipeline import AccountReader
from coach.assess.respond import apply_responses, carry_over
from coach.chat.answer import AnswerComposer
from coach.domain.account import Account
from coach.domain.draft import AuthorQuestion, Draft, SavedPlan, SituationAnswer, Turn, account_of
from coach.domain.finding import Assessment, Finding, Response
from coach.domain.knowledge import Role
from coach.domain.passage import PassageKind, Retrieval
from coach.domain.plan import CauseAnswers, CauseQuestion, CheckIn, CheckInOutcome, Gap, GapPlan, PlanItem
from coach.domain.provenance import Provenance
from coach.errors import ReviewError, StoreError
from coach.knowledge.example import load_example
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.causes import ask_causes
from coach.plan.checkins import next_check, suggest_when_stuck
from coach.plan.compose import make_plan
from coach.plan.export.calendar import render_calendar
from coach.plan.export.json import render_json
from coach.plan.export.markdown import render_markdown
from coach.plan.gaps import choose_focus, find_gaps
from coach.retrieval.retriever import Retriever
from coach.store.protocols import PrivateStore, SharedStore

ExportFormat = Literal["markdown", "json", "calendar"]

_HISTORY_MAX = 200


class Coach:
    """Everything the product does, for one organisation."""

    def __init__(
        self,
        *,
        knowledge: KnowledgeBase,
        provenance: Provenance,
        reader: Callable[[], AccountReader],
        retriever: Callable[[], Retriever],
        private: Callable[[], PrivateStore],
        shared: Callable[[], SharedStore],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """Keep the parts; those given as functions are made at first use and must return the same part each time."""
        self.knowledge = knowledge
        self.provenance = provenance
        self._reader = reader
        self._retriever = retriever
        self._private = private
        self._shared = shared
        self._clock = clock
        self._new_id = new_id

    def today(self) -> date:
        """Return today's date where the employee is."""
        return self._clock().astimezone().date()

    def search(
        self, query: str, *, role_id: str | None = None, kinds: Sequence[PassageKind] | None = None, k: int = 8
    ) -> Retrieval:
        """Find passages of the knowledge base, or abstain."""
        return self._retriever().retrieve(query, role_id=role_id, kinds=kinds, k=k)

    def ask(self, question: str, *, role_id: str, person_id: str) -> Turn:
        """Answer a question for a role from the knowledge base alone, and keep the turn for its owner."""
        turn = self.answer(question, role_id=role_id)
        self._private().add_turn(turn, person_id=person_id)
        return turn

    def answer(self, question: str, *, role_id: str) -> Turn:
        """Answer a question without keeping it."""
        self.knowledge.role(role_id)
        retriever = self._retriever()
        composer = AnswerComposer(self.knowledge, retriever.passages, self.provenance)
        answer = composer.compose(retriever.retrieve(question, role_id=role_id, k=12), role_id=role_id)
        return Turn(id=self._new_id(), asked_at=self._clock(), answer=answer)

    def turns(self, *, person_id: str, search: str = "") -> tuple[Turn, ...]:
        """Return the person's questions and answers, newest first."""
        return self._private().list_turns(person_id=person_id, search=search)[:_HISTORY_MAX]

    def delete_turn(self, turn_id: str, *, person_id: str) -> None:
        """Delete one question and its answer."""
        self._private().delete_turn(turn_id, person_id=person_id)

    def delete_turns(self, *, person_id: str) -> None:
        """Delete the person's whole Ask history."""
        self._private().delete_turns(person_id=person_id)

    def send_to_authors(self, question: str, *, role_id: str) -> AuthorQuestion:
        """Send a question to the knowledge authors, with the asker's role and without their name."""
        role = self.knowledge.role(role_id)
        sent = AuthorQuestion(id=self._new_id(), asked_on=self.today(), question=question, role_id=role.id)
        self._shared().add_question(sent)
        return sent

    def questions_for_authors(self) -> tuple[AuthorQuestion, ...]:
        """Return the questions that employees sent to the authors."""
        return self._shared().list_questions()

    def example_account(self) -> Account:
        """Return the example account of this organisation."""
        return load_example(self.knowledge.root)

    def assess(self, account: Account) -> Assessment:
        """Return what an account shows, without keeping anything."""
        role = self.knowledge.role(account.role_id)
        return self._reader().read(account, role=role, behaviours=self.knowledge.role_behaviours(role.id))

    def start_draft(self, *, person_id: str) -> Draft:
        """Start an empty draft and keep it."""
        return self.save_draft(Draft(id=self._new_id()), person_id=person_id)

    def save_draft(self, draft: Draft, *, person_id: str) -> Draft:
        """Keep the draft; return it as saved."""
        return self._private().save_draft(draft, person_id=person_id)

    def draft(self, draft_id: str, *, person_id: str) -> Draft | None:
        """Return the person's draft with this id, or None."""
        return self._private().load_draft(draft_id, person_id=person_id)

    def drafts(self, *, person_id: str) -> tuple[Draft, ...]:
        """Return the person's drafts, the last saved first."""
        return self._private().list_drafts(person_id=person_id)

    def delete_draft(self, draft_id: str, *, person_id: str) -> None:
        """Delete a draft."""
        self._private().delete_draft(draft_id, person_id=person_id)

    def choose_role(self, draft: Draft, role_id: str, *, person_id: str) -> Draft:
        """Set the role of a draft; findings made for another role no longer hold and are dropped."""
        role = self.knowledge.role(role_id)
        if role.id == draft.role_id:
            return draft
        prompts = tuple(SituationAnswer(prompt=prompt) for prompt in role.situations)
        kept = tuple(item for item in draft.situations if item.text.strip())
        fresh = tuple(item for item in prompts if item.prompt not in {answered.prompt for answered in kept})
        changed = draft.model_copy(
            update={"role_id": role.id, "situations": (*kept, *fresh), **_NOTHING_READ},
        )
        return self.save_draft(changed, person_id=person_id)

    def read_draft(self, draft: Draft, *, person_id: str) -> Draft:
        """Assess the account in a draft and keep the result; responses to unchanged findings stay.

        Raises:
            AccountError: the account cannot be assessed; the draft is kept as it was.
        """
        role = self._role_of(draft)
        account = account_of(draft, role.id)
        assessment = self.assess(account)
        before = draft.assessment
        kept = carry_over(draft.responses, before=before, after=assessment) if before else ()
        changed = draft.model_copy(
            update={
                "assessed_text": account.text,
                "assessment": assessment,
                "responses": kept,
                "focus": (),
            }
        )
        return self.save_draft(changed, person_id=person_id)

    def respond(self, draft: Draft, response: Response, *, person_id: str) -> Draft:
        """Keep what the employee says of one finding, in place of what they said before."""
        responses = (*(item for item in draft.responses if item.behaviour_id != response.behaviour_id), response)
        apply_responses(_assessed(draft), responses)
        changed = draft.model_copy(update={"responses": responses, "focus": ()})
        return self.save_draft(changed, person_id=person_id)

    def take_back(self, draft: Draft, behaviour_id: str, *, person_id: str) -> Draft:
        """Forget what the employee said of one finding."""
        responses = tuple(item for item in draft.responses if item.behaviour_id != behaviour_id)
        return self.save_draft(draft.model_copy(update={"responses": responses, "focus": ()}), person_id=person_id)

    def answer_follow_up(self, draft: Draft, behaviour_id: str, text: str, *, person_id: str) -> Draft:
        """Add the answer to a follow-up question to the account and read it again at once."""
        changed = draft.model_copy(update={"follow_up_texts": {**draft.follow_up_texts, behaviour_id: text}})
        return self.read_draft(self.save_draft(changed, person_id=person_id), person_id=person_id)

    def findings(self, draft: Draft) -> tuple[Finding, ...]:
        """Return the findings that count once the employee has responded."""
        return apply_responses(_assessed(draft), draft.responses)

    def gaps(self, draft: Draft) -> tuple[Gap, ...]:
        """Return all gaps in the published order."""
        return find_gaps(_assessed(draft), self.knowledge.behaviours, responses=draft.responses)

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
            _assessed(draft),
            self.knowledge,
            responses=draft.responses,
            causes=draft.causes,
            focus=draft.focus,
            today=self.today(),
        )

    def save_plan(self, draft: Draft, *, person_id: str) -> SavedPlan:
        """Make the plan and keep it; the same draft on the same day keeps one plan."""
        plan = self.preview_plan(draft)
        earlier = self._private().load_plan(_plan_id(draft, plan), person_id=person_id)
        check_ins = earlier.check_ins if earlier else ()
        saved = SavedPlan(id=_plan_id(draft, plan), made_on=plan.made_on, plan=plan, check_ins=check_ins)
        self._private().save_plan(saved, person_id=person_id)
        return saved

    def kept_plan(self, draft: Draft, *, person_id: str) -> SavedPlan | None:
        """Return the plan of the draft as it was kept today, if the draft still leads to the same one."""
        plan = self.preview_plan(draft)
        kept = self._private().load_plan(_plan_id(draft, plan), person_id=person_id)
        return kept if kept and kept.plan == plan else None

    def plans(self, *, person_id: str) -> tuple[SavedPlan, ...]:
        """Return the person's plans, newest first."""
        return self._private().list_plans(person_id=person_id)

    def delete_plan(self, plan_id: str, *, person_id: str) -> None:
        """Delete a plan with its check-ins."""
        self._private().delete_plan(plan_id, person_id=person_id)

    def check_in(
        self, plan_id: str, behaviour_id: str, outcome: CheckInOutcome, *, note: str = "", person_id: str
    ) -> SavedPlan:
        """Keep what became of one step."""
        saved = self._private().load_plan(plan_id, person_id=person_id)
        if saved is None:
            raise StoreError(f"There is no plan {plan_id!r} of yours. Open My plan and choose one from the list.")
        if behaviour_id not in {item.behaviour_id for item in saved.plan.items}:
            raise ReviewError(f"The plan has no step about {behaviour_id!r}. Choose one of its steps.")
        check_in = CheckIn(behaviour_id=behaviour_id, outcome=outcome, note=note, on=self.today())
        return self._private().add_check_in(plan_id, check_in, person_id=person_id)

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

    def delete_everything(self, *, person_id: str) -> None:
        """Delete all drafts, plans and questions of the person."""
        self._private().delete_everything(person_id=person_id)

    def _role_of(self, draft: Draft) -> Role:
        if draft.role_id is None:
            raise ReviewError("Choose your role first: the behaviours are compared with what your job is asked for.")
        return self.knowledge.role(draft.role_id)


_NOTHING_READ = {"assessment": None, "assessed_text": "", "responses": (), "causes": (), "focus": ()}


def _plan_id(draft: Draft, plan: GapPlan) -> str:
    return f"{draft.id}-{plan.made_on.isoformat()}"


def _assessed(draft: Draft) -> Assessment:
    if draft.assessment is None:
        raise ReviewError("The account has not been read yet. Choose “See what your account shows” first.")
    return draft.assessment
