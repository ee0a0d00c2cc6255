"""The pages: which there are, who may open each, and what stands in the place of one that somebody may not open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coach.errors import CoachError, SignOnError
from coach.service.access import RULES
from coach.ui import who
from coach.ui.components.sign_on import show_refusal, show_sign_on, signed_on_line

_PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Place:
    """One page of the app."""

    name: str
    """The name of its file, and with hyphens of its address."""
    title: str
    needs: str
    """The use case that somebody must be allowed to call to have anything of the page."""


PLACES = (
    Place("ask", "Ask", needs="ask"),
    Place("my_work", "My work", needs="save_draft"),
    Place("my_plan", "My plan", needs="plans"),
    Place("review", "Review", needs="review_queue"),
    Place("insights", "Insights", needs="insights"),
    Place("evals", "Evals", needs="eval_runs"),
    Place("settings", "Settings", needs="health"),
)
"""In the order of the menu; the first one opens where no page is named."""


def visit() -> tuple[StreamlitPage, Callable[[], None]]:
    """Return the page that was asked for, and what draws it, or says why it is not shown.

    Every page stays known to Streamlit, also one that is hidden: whoever opens its address reads who may.
    """
    try:
        principal = who.principal()
    except CoachError as error:
        page = st.navigation(_pages(lambda place: False), position="hidden")
        if isinstance(error, SignOnError):
            return page, partial(show_sign_on, error)
        return page, partial(show_refusal, error, title=page.title)
    page = st.navigation(_pages(lambda place: RULES[place.needs].allows(principal)))
    rule = next(RULES[place.needs] for place in PLACES if place.title == page.title)
    return page, partial(_draw, page, rule.refusal() if not rule.allows(principal) else None)


def _pages(is_shown: Callable[[Place], bool]) -> list[StreamlitPage]:
    return [
        st.Page(
            _PAGES / f"{place.name}.py",
            title=place.title,
            url_path=place.name.replace("_", "-"),
            default=place is PLACES[0],
            visibility="visible" if is_shown(place) else "hidden",
        )
        for place in PLACES
    ]


def _draw(page: StreamlitPage, refusal: CoachError | None) -> None:
    signed_on_line()
    if refusal:
        show_refusal(refusal, title=page.title)
    else:
        page.run()
