"""The account with its evidence marked in place: a colour and a shape for the state, a number for the finding."""

from collections.abc import Iterable, Mapping

import streamlit as st

from coach.domain.finding import Evidence, Finding
from coach.ui.components.marks import LEGEND, MARKS, evidence_state
from coach.ui.safe_text import Highlight, marked


def marked_account(text: str, findings: Iterable[Finding], *, numbers: Mapping[str, int]) -> None:
    """Show the account exactly as it was read, with the quotes of the findings marked and numbered."""
    st.markdown("**Your own words**")
    st.markdown(f":small[{LEGEND}]")
    st.markdown(marked(text, [_highlight(item, finding, numbers) for finding in findings for item in _quotes(finding)]))


def _quotes(finding: Finding) -> tuple[Evidence, ...]:
    return (*finding.evidence, *finding.counter_evidence)


def _highlight(evidence: Evidence, finding: Finding, numbers: Mapping[str, int]) -> Highlight:
    mark = MARKS[evidence_state(evidence, finding)]
    return Highlight(span=evidence.span, color=mark.color, sign=f"{mark.shape}\u00a0{numbers[finding.behaviour_id]}")
