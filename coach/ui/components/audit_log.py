"""The newest entries of the audit log, for admins."""

from itertools import groupby

import streamlit as st

from coach.domain.audit import SENDER, AuditEntry, without_beginnings
from coach.service import Coach
from coach.service.audit_words import say_what, say_who
from coach.settings import Settings
from coach.ui import who
from coach.ui.components.quiet import quiet
from coach.ui.safe_text import plain

_SHOWN = 50


def audit_log(coach: Coach, settings: Settings) -> None:
    """Show what is noted and, on demand, the newest entries; nothing to whoever may not read them."""
    if not who.may("audit_entries"):
        return
    st.subheader("What was done", anchor=False)
    quiet(
        "The coach notes that somebody shares, opens, decides, takes away or deletes something, who signs on, and who "
        "is refused. It notes nobody's words, and nothing of what people do for themselves alone: accounts, plans and "
        f"questions. An entry is kept for {settings.keep_audit_days} days. To check that the log is whole: "
        "coach audit verify"
    )
    if not st.toggle(f"Show the last {_SHOWN} entries", key="audit-log-shown"):
        return
    entries = without_beginnings(coach.audit_entries(newest=2 * _SHOWN, principal=who.principal()))[-_SHOWN:]
    if not entries:
        st.markdown("Nothing is noted yet.")
    for day, of_day in groupby(reversed(entries), key=lambda entry: entry.at.date()):
        st.markdown(f"**{day.day} {day:%B %Y}**")
        st.markdown("\n".join(f"- {_line(entry)}" for entry in of_day))


def _line(entry: AuditEntry) -> str:
    time = "" if entry.who == SENDER else f"{entry.at:%H:%M} UTC · "
    return plain(f"{time}{say_who(entry)} {say_what(entry)}")
