"""The quiet line at the top of every page: who can see this, and what produced it."""

import streamlit as st

from coach.domain.provenance import Engine, Provenance
from coach.ui.safe_text import plain

ONE_USER = (
    "This coach has one user and no sign-on. Whoever can use this computer can open it and see all of it. No "
    "other computer can reach it."
)
_ENGINES: dict[Engine, str] = {"embedded": "embedded engine", "model": "language model"}
_EXPLAINED: dict[Engine, str] = {
    "embedded": (
        "The embedded engine runs where the coach runs. It works with quotes and rules and has no language model: it "
        "compares your sentences with the examples in the knowledge files and never writes text of its own."
    ),
    "model": (
        "A language model reads what you write and words the answers. It is held to the evidence: a quote that does "
        "not stand in your text is refused, a sentence that no source backs is marked, and rules make every finding. "
        "Names and numbers are replaced before it gets a text."
    ),
}


def provenance_line(provenance: Provenance, *, seen_by: str, stays: str, signs_on: bool) -> None:
    """Show the line; opened, it explains itself. `seen_by` and `stays` are ours: who sees the page, what is kept."""
    version = plain(provenance.knowledge_version)
    parts = [seen_by, name_engine(provenance), f"knowledge {version}", *([] if signs_on else ["one user, no sign-on"])]
    with st.expander(f":small[{'  ·  '.join(parts)}]", type="compact"):
        st.markdown(f"**Who can see this.** {seen_by}. {stays}")
        if not signs_on:
            st.markdown(f"**Who you are.** {ONE_USER}")
        st.markdown(f"**What produced this.** {_EXPLAINED[provenance.engine]} {_versions(provenance)}")
        st.markdown(
            f"**Which knowledge.** Version {version} of your organisation's vision, behaviours, roles, stories and "
            "resources. The version changes with every change to those files."
        )


def name_engine(provenance: Provenance) -> str:
    """Return the engine and its model, as Markdown."""
    return f"{_ENGINES[provenance.engine]}, {plain(provenance.model)}"


def _versions(provenance: Provenance) -> str:
    what = "Encoder" if provenance.engine == "embedded" else "Model"
    prompts = f" Prompts: {', '.join(plain(prompt) for prompt in provenance.prompts)}." if provenance.prompts else ""
    return f"{what}: {plain(provenance.model)}.{prompts} Vision Coach {plain(provenance.code_version)}."
