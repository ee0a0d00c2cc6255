"""The engine: what leaves this machine, what it takes, and how it is."""

from datetime import UTC

from coach.domain.access import Principal
from coach.domain.account import Account
from coach.domain.draft import Draft, account_of
from coach.domain.finding import Assessment
from coach.domain.health import Health, Spending
from coach.domain.provenance import Provenance, Spent
from coach.domain.redaction import Redacted
from coach.errors import AccountError
from coach.llm.protocols import Usage
from coach.service.access import use_case
from coach.service.parts import UseCases

_MILLION = 1_000_000
_EMBEDDED = "embedded: quotes and rules, no language model, no key, no network"


class EngineUse(UseCases):
    """Know the engine before and after it is used."""

    @property
    def uses_model(self) -> bool:
        """Say whether a language model reads accounts and answers questions."""
        return self._parts.model is not None

    @use_case
    def preview(self, text: str, *, principal: Principal) -> Redacted:
        """Return an account as it would leave this machine: personal data as tags, orders to the coach left out."""
        model = self._parts.model
        return model.reader().preview(Account(text=text, role_id="any")) if model else self._parts.redact(text)

    @property
    def currency(self) -> str:
        """The currency of the configured prices; empty on the embedded engine."""
        return self._parts.model.limits.currency if self._parts.model else ""

    @use_case
    def estimate(self, draft: Draft, *, principal: Principal) -> Spent | None:
        """Return about what reading the account in a draft takes; None where no model reads it, or nothing can be read.

        Raises:
            PromptError: the prompts cannot be used.
        """
        model = self._parts.model
        if model is None or draft.role_id is None:
            return None
        account = account_of(draft, draft.role_id)
        try:
            about = model.reader().estimate(account, behaviours=self.knowledge.role_behaviours(draft.role_id))
        except AccountError:
            return None
        usage = Usage(input_tokens=about.input_tokens, output_tokens=about.output_tokens)
        cost = model.limits.cost(usage) / _MILLION if model.limits.has_prices else None
        return Spent(calls=about.calls, is_estimated=True, cost=cost, **usage.model_dump(exclude={"is_estimated"}))

    @use_case
    def changes_since(self, assessment: Assessment, *, principal: Principal) -> tuple[str, ...]:
        """Say what has changed since an account was read, one sentence each; none if a reading would be the same."""
        then, now = assessment.provenance, self.provenance
        changes = []
        if then.knowledge_version != now.knowledge_version:
            changes.append("The knowledge files have changed since your account was read.")
        if then.engine != now.engine or not _is_same_model(then, now):
            changes.append(f"Your account was read by {then.model}; the coach now uses {now.model}.")
        elif not set(then.prompts) <= set(now.prompts):
            changes.append("What the coach asks the model has changed since your account was read.")
        return tuple(changes)

    @use_case
    def health(self, *, principal: Principal) -> tuple[Health, ...]:
        """Say how each part of the engine is. The model's server is asked; it is not sent any text."""
        model = self._parts.model
        if model is None:
            return (
                Health(
                    name="engine", ok=True, text="embedded: quotes and rules, no language model, no key, no network"
                ),
            )
        return model.check()

    @use_case
    def spending(self, *, principal: Principal) -> Spending | None:
        """Return what models took today and the limits; None on the embedded engine.

        Raises:
            StoreError: the ledger cannot be read.
        """
        model = self._parts.model
        if model is None:
            return None
        limits = model.limits
        tokens, cost = model.ledger().spent(self._parts.clock().astimezone(UTC).date())
        return Spending(
            tokens=tokens,
            cost=cost / _MILLION if limits.has_prices else None,
            **limits.model_dump(include={"day_tokens", "plan_tokens", "day_cost", "plan_cost", "currency"}),
        )


def _is_same_model(then: Provenance, now: Provenance) -> bool:
    # A server may name its model more closely than the setting does.
    return then.model == now.model or then.model.startswith(f"{now.model} (")
