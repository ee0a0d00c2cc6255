"""What every export says about itself: who made it, and what it must not be used for."""

from coach.domain.provenance import Engine, Provenance

NOT_FOR = ("pay", "promotion", "discipline", "dismissal")
NOTICE = (
    "This plan belongs to the person who wrote the account. It says what one account shows, not who somebody is. "
    "It is no basis for pay, promotion, discipline or dismissal."
)

_ENGINES: dict[Engine, str] = {
    "embedded": "embedded engine: quotes and rules, no language model",
    "model": "a language model read the account; every quote is checked, and rules made the findings and the plan",
}
_KINDS: dict[Engine, str] = {"embedded": "Encoder", "model": "Language model"}


def name_maker(provenance: Provenance) -> str:
    """Return who made the plan, with every version."""
    prompts = f"prompts {', '.join(provenance.prompts)}, " if provenance.prompts else ""
    return (
        f"Made by a computer, the coach ({_ENGINES[provenance.engine]}). "
        f"{_KINDS[provenance.engine]} {provenance.model}, {prompts}"
        f"knowledge {provenance.knowledge_version}, Vision Coach {provenance.code_version}."
    )
