"""My work, up to the findings: the account, its reading, and the employee's own word."""

from coach.assess.respond import apply_responses, carry_over
from coach.domain.access import Principal
from coach.domain.account import Account
from coach.domain.draft import Draft, SituationAnswer, account_of
from coach.domain.finding import Assessment, Finding, Response
from coach.domain.knowledge import Role
from coach.errors import ModelError, ReviewError
from coach.knowledge.example import load_example
from coach.knowledge.fingerprint import asked_prints
from coach.service.access import use_case
from coach.service.engine import EngineUse

_FELL_BACK = (
    "The language model could not be used, so the embedded engine read your account: with quotes and rules, on this "
    "machine alone."
)
_NOTHING_READ = {"assessment": None, "read_on": None, "assessed_text": "", "responses": (), "causes": (), "focus": ()}


class Reading(EngineUse):
    """Write an account, have it read, and answer what was found."""

    @use_case
    def example_account(self, *, principal: Principal) -> Account:
        """Return the example account of this organisation."""
        return load_example(self.knowledge.root)

    @use_case
    def assess(self, account: Account, *, principal: Principal) -> Assessment:
        """Return what an account shows, without keeping anything.

        Where no model can be used and the settings allow it, the embedded engine reads, and the first remark says so.

        Raises:
            AccountError: the account cannot be assessed.
            ModelError: no model can be used, and there is no fallback.
        """
        model = self._parts.model
        try:
            return self.assess_without_fallback(account, principal=principal)
        except ModelError as error:
            if model is None or not model.falls_back:
                raise
            read = self._read_embedded(account)
            return read.model_copy(update={"remarks": (f"{_FELL_BACK} {error}", *read.remarks)})

    @use_case
    def assess_without_fallback(self, account: Account, *, principal: Principal) -> Assessment:
        """Return what an account shows to the configured engine.

        Raises:
            AccountError: the account cannot be assessed.
            ModelError: no model can be used.
        """
        model = self._parts.model
        if model is None:
            return self._read_embedded(account)
        role = self.knowledge.role(account.role_id)
        return model.reader().read(
            account,
            role=role,
            behaviours=self.knowledge.role_behaviours(role.id),
            session=model.sessions().open_session(),
        )

    def _read_embedded(self, account: Account) -> Assessment:
        role = self.knowledge.role(account.role_id)
        return self._parts.reader().read(account, role=role, behaviours=self.knowledge.role_behaviours(role.id))

    @use_case
    def start_draft(self, *, principal: Principal) -> Draft:
        """Start an empty draft and keep it."""
        return self.save_draft(Draft(id=self._parts.new_id()), principal=principal)

    @use_case
    def save_draft(self, draft: Draft, *, principal: Principal) -> Draft:
        """Keep the draft; return it as saved."""
        return self._parts.private().save_draft(draft, person_id=principal.person_id)

    @use_case
    def draft(self, draft_id: str, *, principal: Principal) -> Draft | None:
        """Return the person's draft with this id, or None."""
        return self._parts.private().load_draft(draft_id, person_id=principal.person_id)

    @use_case
    def drafts(self, *, principal: Principal) -> tuple[Draft, ...]:
        """Return the person's drafts, the last saved first."""
        return self._parts.private().list_drafts(person_id=principal.person_id)

    @use_case
    def delete_draft(self, draft_id: str, *, principal: Principal) -> None:
        """Delete a draft."""
        self._parts.private().delete_draft(draft_id, person_id=principal.person_id)

    @use_case
    def choose_role(self, draft: Draft, role_id: str, *, principal: Principal) -> Draft:
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
        return self.save_draft(changed, principal=principal)

    @use_case
    def read_draft(self, draft: Draft, *, principal: Principal) -> Draft:
        """Assess the account in a draft and keep the result; responses to unchanged findings stay.

        Raises:
            AccountError: the account cannot be assessed; the draft is kept as it was.
        """
        role = self._role_of(draft)
        account = account_of(draft, role.id)
        asked = asked_prints(role, self.knowledge.role_behaviours(role.id))
        read = self.assess(account, principal=principal)
        assessment = read.model_copy(update={"asked_prints": asked})
        before = draft.assessment
        kept = carry_over(draft.responses, before=before, after=assessment) if before else ()
        changed = draft.model_copy(
            update={
                "assessed_text": account.text,
                "assessment": assessment,
                "read_on": self.today(),
                "responses": kept,
                "focus": (),
            }
        )
        return self.save_draft(changed, principal=principal)

    @use_case
    def respond(self, draft: Draft, response: Response, *, principal: Principal) -> Draft:
        """Keep what the employee says of one finding, in place of what they said before."""
        responses = (*(item for item in draft.responses if item.behaviour_id != response.behaviour_id), response)
        apply_responses(assessed(draft), responses)
        changed = draft.model_copy(update={"responses": responses, "focus": ()})
        return self.save_draft(changed, principal=principal)

    @use_case
    def take_back(self, draft: Draft, behaviour_id: str, *, principal: Principal) -> Draft:
        """Forget what the employee said of one finding."""
        responses = tuple(item for item in draft.responses if item.behaviour_id != behaviour_id)
        return self.save_draft(draft.model_copy(update={"responses": responses, "focus": ()}), principal=principal)

    @use_case
    def answer_follow_up(self, draft: Draft, behaviour_id: str, text: str, *, principal: Principal) -> Draft:
        """Add the answer to a follow-up question to the account and read it again at once."""
        changed = draft.model_copy(update={"follow_up_texts": {**draft.follow_up_texts, behaviour_id: text}})
        return self.read_draft(self.save_draft(changed, principal=principal), principal=principal)

    @use_case
    def findings(self, draft: Draft, *, principal: Principal) -> tuple[Finding, ...]:
        """Return the findings that count once the employee has responded."""
        return apply_responses(assessed(draft), draft.responses)

    def _role_of(self, draft: Draft) -> Role:
        if draft.role_id is None:
            raise ReviewError("Choose your role first: the behaviours are compared with what your job is asked for.")
        return self.knowledge.role(draft.role_id)


def assessed(draft: Draft) -> Assessment:
    """Return the findings of a draft, or say that there are none yet."""
    if draft.assessment is None:
        raise ReviewError("The account has not been read yet. Choose “See what your account shows” first.")
    return draft.assessment
