"""What was shared, as the page that a reviewer gets; whoever shares sees the same page before."""

from collections.abc import Callable

import streamlit as st

from coach.domain.review import SharedFinding, Submission
from coach.service import Coach
from coach.ui.components.dates import name_day
from coach.ui.components.marks import MARKS, quotation
from coach.ui.components.quiet import quiet
from coach.ui.components.roles import role_name
from coach.ui.safe_text import one_line, plain


def submission_page(
    coach: Coach, submission: Submission, *, beside: Callable[[SharedFinding], None] | None = None
) -> None:
    """Show the page; `beside` draws at the end of each finding what a reviewer can do there."""
    st.markdown(
        f"**{one_line(role_name(coach, submission.role_id))}**{_place(submission)}  \n"
        f":small[Shared on {name_day(submission.submitted_on)}, read with knowledge "
        f"{one_line(submission.knowledge_version)}.{_changed(coach, submission)}]"
    )
    if submission.note:
        st.markdown(f"**A note to L&D.** {plain(submission.note)}")
    if submission.may_check:
        quiet("The words below may be used, without names, to check the coach.")
    for number, finding in enumerate(submission.findings, 1):
        _card(coach, submission, number, finding)
        if beside:
            beside(finding)
    quiet(_rest(submission))


def behaviour_name(coach: Coach, behaviour_id: str) -> str:
    """Return the behaviour's name as Markdown; what was shared can be older than the knowledge and it may be gone."""
    names = {behaviour.id: behaviour.name for behaviour in coach.knowledge.behaviours}
    return one_line(names.get(behaviour_id, behaviour_id))


def _place(submission: Submission) -> str:
    places = [one_line(place) for place in (submission.team, submission.site) if place]
    return f"  ·  {', '.join(places)}" if places else ""


def _changed(coach: Coach, submission: Submission) -> str:
    return "" if submission.knowledge_version == coach.knowledge.version else " The vision's files have changed since."


def _card(coach: Coach, submission: Submission, number: int, finding: SharedFinding) -> None:
    behaviours = {behaviour.id: behaviour for behaviour in coach.knowledge.behaviours}
    behaviour = behaviours.get(finding.behaviour_id)
    with st.container(border=True):
        said = " :small[in their own word]" if finding.read_as else ""
        st.markdown(
            f"{MARKS[finding.state].badge}{said}  \n**{number} · {behaviour_name(coach, finding.behaviour_id)}**"
        )
        st.markdown(plain(behaviour.summary) if behaviour else "The vision does not have this behaviour any more.")
        _words(finding)
        _steps(submission, finding)


def _words(finding: SharedFinding) -> None:
    # Words for the contrary carry its mark, whatever the finding comes to.
    shows = "shown" if finding.state == "contrary" else finding.state
    for quote in finding.quotes:
        st.markdown(quotation(quote, MARKS[shows]))
    for quote in finding.counter_quotes:
        st.markdown(quotation(quote, MARKS["contrary"]))
    if not (finding.quotes or finding.counter_quotes):
        quiet("The words stay with whoever wrote them.")
    lines = []
    if finding.read_as:
        lines.append(f"**Read as** {MARKS[finding.read_as].text}; the employee says {MARKS[finding.state].text}.")
    if finding.rule:
        lines.append(f"**The coach told them.** {plain(finding.rule)}")
    if lines:
        st.markdown("  \n".join(f":small[{line}]" for line in lines))
    if finding.own_words.strip():
        st.markdown(f"**In their own words.** {plain(finding.own_words)}")


def _steps(submission: Submission, finding: SharedFinding) -> None:
    for need in submission.needs:
        if need.behaviour_id == finding.behaviour_id:
            when = f" Looks at it again on {name_day(need.check_on)}." if need.check_on else ""
            st.markdown(f":material/flag: **Next step.** {one_line(need.step)}{when}")
    for item in submission.roadblocks:
        if item.behaviour_id == finding.behaviour_id:
            added = f" “{one_line(item.own_words)}”" if item.own_words.strip() else ""
            st.markdown(f":material/signpost: **Not theirs to fix alone.** {plain(item.text)}{added}")


def _rest(submission: Submission) -> str:
    others = len(submission.asked) - len(submission.findings)
    if not others:
        return "Everything that this job is asked for is above."
    return (
        f"This job is asked for {len(submission.asked)} behaviours. The other {others} were not described, or stay "
        "with the employee; nobody else learns which."
    )
