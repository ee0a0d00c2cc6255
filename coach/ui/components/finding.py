"""One finding: what the account shows of one behaviour, in whose words, why, and how sure."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from coach.assess.confidence import name_confidence
from coach.domain.draft import Guess
from coach.domain.finding import Evidence, Finding, FollowUp, Response
from coach.domain.knowledge import Behaviour
from coach.ui.components.guesses import GUESS_WORDS
from coach.ui.components.marks import MARKS, evidence_state, quotation
from coach.ui.components.own_word import FindingActions, own_word
from coach.ui.components.quiet import quiet
from coach.ui.components.seals import seals
from coach.ui.safe_text import one_line, plain


@dataclass(frozen=True)
class FindingView:
    """Everything that is shown of one finding."""

    number: int
    behaviour: Behaviour
    read: Finding
    """As the coach read it."""
    counted: Finding | None
    """As it counts once the employee has responded; None where it is left out."""
    response: Response | None
    guess: Guess | None
    key: str
    """Tells the finding's boxes and buttons from all others, also after the account was read again."""
    doubt: FollowUp | None = None
    """The question that would settle it, where two readings of the account differ."""


def finding_card(view: FindingView, actions: FindingActions, *, ask: Callable[[str], None]) -> None:
    """Show the finding with the employee's word on it; where they left it out, only its name.

    Where the coach is unsure, `ask` draws the question that would settle it.
    """
    evidence = (*view.read.evidence, *view.read.counter_evidence)
    with st.container(border=True):
        st.markdown(f"{_badge(view)}  \n**{view.number} · {one_line(view.behaviour.name)}**")
        if view.counted is None:
            quiet("Left out of your plan.")
        if view.response is None or view.response.choice != "withdrawn":
            st.markdown(plain(view.behaviour.summary))
            for item in evidence:
                _quote(view, item)
            _why(view.counted or view.read, view.guess)
            if view.doubt:
                st.markdown(":material/help: **Is it so?** Two readings of your words differ; your answer settles it.")
                ask(view.doubt.question)
        own_word(view.response, actions, behaviour_id=view.behaviour.id, evidence=evidence, key=view.key)


def _badge(view: FindingView) -> str:
    if view.response and view.response.own_state:
        return f"{MARKS[view.response.own_state].badge} :small[you say]"
    badge = MARKS[(view.counted or view.read).state].badge
    return f"{badge} :gray-badge[? unsure]" if view.doubt else badge


def _quote(view: FindingView, evidence: Evidence) -> None:
    if view.response and evidence.span in view.response.struck:
        st.markdown(f"~~“{one_line(evidence.quote)}”~~ :small[struck]")
    else:
        quoted = quotation(evidence.quote, MARKS[evidence_state(evidence, view.read)])
        st.markdown(f"{quoted}  \n{seals(evidence)}")


def _why(finding: Finding, guess: Guess | None) -> None:
    lines = [f"**Why.** {plain(finding.reason)}"]
    if finding.state != "not_described":
        lines.append(f"**How sure.** {name_confidence(finding)}")
    if guess:
        lines.append(f"**Your guess.** {GUESS_WORDS[guess]}.")
    st.markdown("  \n".join(f":small[{line}]" for line in lines))
