"""A plan as files to take away."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from coach.domain.draft import SavedPlan
from coach.service import Coach, ExportFormat
from coach.ui import who
from coach.ui.components.quiet import quiet

_FORMS: dict[ExportFormat, tuple[str, str, str]] = {
    "markdown": ("Text (Markdown)", "md", "text/markdown"),
    "calendar": ("Calendar", "ics", "text/calendar"),
    "json": ("Data (JSON)", "json", "application/json"),
}


def downloads(coach: Coach, saved: SavedPlan) -> None:
    """Show one button for each form. A file is made when its button is pressed, not before."""
    st.markdown("**Download**")
    with st.container(horizontal=True):
        for form, (label, ending, mime) in _FORMS.items():
            st.download_button(
                label,
                data=_maker(coach, saved, form),
                file_name=f"plan-{saved.made_on.isoformat()}.{ending}",
                mime=mime,
                key=f"download-{form}-{saved.id}",
                on_click="ignore",
                icon=":material/download:",
            )
    quiet("The calendar file holds the steps and none of your own words, because people share calendars.")


def _maker(coach: Coach, saved: SavedPlan, form: ExportFormat) -> Callable[[], str]:
    # The file is made outside of the session that shows the button, so who asks is settled now.
    return partial(coach.export_plan, saved, form, principal=who.principal())
