"""What every export says about itself: who made it, and what it must not be used for."""

from coach.domain.provenance import Engine, Provenance

NOT_FOR = ("pay", "promotion", "discipline", "dismissal")
NOTICE = (
    "This plan belongs to the person who wrote the account. It says what one account shows, not who somebody is. "
    "It is no basis for pay, promotion, discipline or dismissal."
)

_ENGINES: dict[Engine, str] = {"embedded": "embedded engine: quotes and rules, no language model"}


def name_maker(provenance: Provenance) -> str:
    """Return who made the plan, with every version."""
    return (
        f"Made by a computer, the coach ({_ENGINES[provenance.engine]}). Encoder {provenance.model}, "
        f"knowledge {provenance.knowledge_version}, Vision Coach {provenance.code_version}."
    )
