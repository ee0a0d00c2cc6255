"""The quiet line at the top of every page: who can see this, and what produced it."""

import streamlit as st

from coach.domain.provenance import Engine, Provenance
from coach.ui.safe_text import plain

_ENGINES: dict[Engine, tuple[str, str]] = {
    "embedded": (
        "embedded engine",
        "The embedded engine runs on this computer. It works with quotes and rules and has no language model: it "
        "compares your sentences with the examples in the knowledge files and never writes text of its own.",
    ),
}


def provenance_line(provenance: Provenance, *, seen_by: str, stays: str) -> None:
    """Show the line; opened, it explains itself. `seen_by` and `stays` are ours: who sees the page, what is kept."""
    engine, explained = _ENGINES[provenance.engine]
    model = plain(provenance.model)
    version = plain(provenance.knowledge_version)
    line = f"{seen_by}  ·  {engine}, {model}  ·  knowledge {version}"
    with st.expander(f":small[{line}]", type="compact"):
        st.markdown(f"**Who can see this.** {seen_by}. {stays}")
        st.markdown(
            f"**What produced this.** {explained} Encoder: {model}. Vision Coach {plain(provenance.code_version)}."
        )
        st.markdown(
            f"**Which knowledge.** Version {version} of your organisation's vision, behaviours, roles, stories and "
            "resources. The version changes with every change to those files."
        )
