"""Close a period: offered to whoever may, with what it means before it is done."""

import streamlit as st

from coach.domain.block import Period
from coach.domain.report import Periods
from coach.errors import CoachError
from coach.service import Coach
from coach.service.access import RULES
from coach.ui import state, who
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import one_line

_MEANS = (
    "What reviewers have approved up to the last day of the quarter is counted, for good. Submissions that are decided "
    "later count in the next period, and what is withdrawn later stays counted. This cannot be undone."
)


def closing_section(coach: Coach, periods: Periods) -> None:
    """Show the quarter that may be closed now, if there is one."""
    period = periods.next
    if period is None:
        return
    with st.container(border=True):
        st.markdown(f"**{one_line(period.name)} is over and not closed yet.** {_MEANS}")
        if RULES["close_period"].roles.isdisjoint(who.principal().roles):
            quiet("A reviewer or an admin can close it.")
            return
        with st.popover(f"Close {one_line(period.name)}", icon=":material/lock_clock:", key="close-period-open"):
            st.markdown("Are all submissions of this quarter decided? What waits is counted in the next one.")
            st.button("Close it for good", key="close-period", type="primary", on_click=_close, args=(coach, period))


def _close(coach: Coach, period: Period) -> None:
    try:
        coach.close_period(period.id, principal=who.principal())
    except CoachError as error:
        state.leave_error(error)
        return
    state.leave_word(f"{period.name} is closed. Its figures stay as they are.")
