"""An answer in the organisation's own words, and the sources of any answer."""

import streamlit as st

from coach.domain.answer import SECTION_HEADINGS, Answer, AnswerLine, Citation
from coach.domain.passage import Hit, PassageKind
from coach.ui.components.claims import source_anchor
from coach.ui.components.prose import prose, split_prose
from coach.ui.components.quiet import quiet, quiet_text
from coach.ui.safe_text import one_line

_KINDS: dict[PassageKind, str] = {
    "vision": "The vision",
    "behaviour": "Behaviour",
    "anchor": "Scale point of a behaviour",
    "story": "Story",
    "resource": "Resource",
    "role": "Role",
}


def answer_sections(answer: Answer) -> None:
    """Show the lines under their headings, each beside the number of its source."""
    citations = {citation.number: citation for citation in answer.citations}
    for section, heading in SECTION_HEADINGS.items():
        lines = [line for line in answer.lines if line.section == section]
        if not lines:
            continue
        st.subheader(heading, anchor=False)
        for line in lines:
            _line(line, citations[line.citation])


def folded_sources(answer: Answer) -> None:
    """Show every source of an answer of quotes, folded: each line has its own at hand."""
    with st.expander(f"Where this comes from ({len(answer.citations)})", icon=":material/menu_book:"):
        st.markdown("Every line above stands word for word in your organisation's own files.")
        for citation in answer.citations:
            with st.container(border=True):
                _source(citation)


def source_cards(citations: tuple[Citation, ...], *, turn_id: str) -> None:
    """Show the sources that the numbers in prose lead to."""
    if not citations:
        return
    st.markdown(f"**Where this comes from ({len(citations)})**")
    for citation in citations:
        with st.container(border=True):
            # Of all that Streamlit draws, only a heading can be a place to go to.
            anchor = source_anchor(citation.number, turn_id=turn_id)
            st.subheader(f":small[{citation.number} · {one_line(citation.title)}]", anchor=anchor)
            quiet(f"{_KINDS[citation.kind]} · {one_line(citation.source)}")
            _beginning(f"“{citation.quote}”")


def nearest_passages(hits: tuple[Hit, ...]) -> None:
    """Show the passages that come closest to a question nobody has answered."""
    for hit in hits:
        with st.container(border=True):
            _heading(hit.passage.title, kind=hit.passage.kind, source=hit.passage.source)
            _beginning(hit.passage.text)


def _line(line: AnswerLine, citation: Citation) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
        with st.container():
            if line.section == "story":
                st.markdown(f"**{one_line(citation.title)}**")
                _beginning(line.text)
            else:
                st.markdown(one_line(line.text))
        with st.popover(str(citation.number)):
            _source(citation)


def _source(citation: Citation) -> None:
    _heading(f"{citation.number} · {citation.title}", kind=citation.kind, source=citation.source)
    st.markdown(prose(citation.quote))


def _heading(title: str, *, kind: PassageKind, source: str) -> None:
    st.markdown(f"**{one_line(title)}**  \n{quiet_text(f'{_KINDS[kind]} · {one_line(source)}')}")


def _beginning(text: str) -> None:
    """Show the first paragraph, and the rest to unfold."""
    first, rest = split_prose(text)
    st.markdown(first)
    if rest:
        with st.expander("Read on", type="compact"):
            st.markdown(rest)
