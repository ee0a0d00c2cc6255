"""A page that shows each payload in each kind of place where a page shows text: sanitised, or raw if asked to."""

import streamlit as st

from coach.domain.account import Span
from coach.domain.answer import Claim
from coach.ui.components.claims import render_paragraph
from coach.ui.safe_text import Highlight, marked, one_line, plain
from tests.app.payloads import load_payloads, mix_payloads

is_raw = "raw" in st.query_params
payloads = load_payloads(st.query_params["canary"])
texts = [*payloads, *mix_payloads(payloads, count=int(st.query_params.get("mixed", 0)))]


def raw(text: str) -> str:
    """Return the text as it is; Streamlit cannot send half a character."""
    return text.encode("utf-8", "replace").decode()


text, label = (raw, raw) if is_raw else (plain, one_line)
for number, words in enumerate(texts):
    with st.container(key=f"text{number}"):
        st.markdown(text(words))
for number, words in enumerate(payloads):
    st.caption(text(words))
    st.info(text(words))
    st.button(label(words), key=f"button{number}")
    if is_raw:
        # No page of the product does this; what stops it then is the policy alone, and that cannot stop a refresh.
        st.markdown(raw(words), unsafe_allow_html="http-equiv" not in words)
    else:
        st.expander(label(words))
        st.subheader(label(words), anchor=False)
        st.markdown(marked(words, [Highlight(Span(start=0, end=len(words)), "green", "● 1")]))
        st.markdown(render_paragraph((Claim.model_construct(text=words, seal="uncited"),), turn_id="turn"))
st.radio("One of these", [label(words) for words in payloads])
with st.chat_message("user"):
    st.write_stream([text(payloads[0])])
# The raw one is drawn when the browser has loaded what draws HTML, the same for all of them.
if is_raw:
    st.markdown("<mark>All payloads are shown</mark>", unsafe_allow_html=True)
else:
    st.title("All payloads are shown", anchor=False)
