"""Settings, to read only: who you are here, the engine, what it takes, what is unsafe, what is kept and noted."""

from collections.abc import Iterator

import streamlit as st

from coach.domain.health import Health, Spending
from coach.service import Coach
from coach.settings import Settings
from coach.ui import resources, who
from coach.ui.components.audit_log import audit_log
from coach.ui.components.frame import show_page
from coach.ui.components.own_data import own_data
from coach.ui.components.provenance import name_engine
from coach.ui.components.quiet import quiet
from coach.ui.components.sign_on import who_you_are
from coach.ui.components.spent import money, tokens
from coach.ui.destinations import Destination, destinations, risks, searched_at
from coach.ui.safe_text import one_line, plain

_TO_MODEL = """COACH_MODEL=openai:<name of the model>
COACH_BASE_URL=<address, up to and with /v1>
COACH_API_KEY=<key, if the server wants one>"""
_TO_EMBEDDED = "COACH_MODEL=embedded"


def _draw(coach: Coach) -> None:
    settings = resources.settings()
    who_you_are(settings)
    _engine(coach, settings)
    _risks(settings)
    _spending(coach)
    _own_data(coach)
    audit_log(coach, settings)
    _versions(coach)
    _how_to_switch(coach)


def _engine(coach: Coach, settings: Settings) -> None:
    st.subheader("The engine", anchor=False)
    with st.container(border=True):
        st.markdown("  \n".join(_facts(coach, settings)))
        if st.button("Check the connection", icon=":material/network_check:"):
            with st.spinner("Asking. No text of yours is sent."):
                found = coach.health(principal=who.principal())
            for health in found:
                _health(health)


def _facts(coach: Coach, settings: Settings) -> Iterator[str]:
    yield f"**At work:** {name_engine(coach.provenance)}"
    asked = destinations(settings)
    if asked:
        first, *others = asked
        yield f"**Address:** {_place(first)}"
        yield f"**Key:** {'set; it is never shown' if settings.api_key else 'none is set'}"
        after = [f"{one_line(other.model)}, {_place(other)}" for other in others]
        if "embedded" in settings.fallback:
            after.append(f"the embedded engine, on {resources.here()}")
        yield f"**If it fails:** {', then '.join(after) if after else 'the coach says so, and nothing takes its place'}"
    else:
        yield "**Needs:** no key and no language model"
    for place in searched_at(settings):
        yield f"**Search:** {one_line(place.model)}, {_place(place)}"


def _place(destination: Destination) -> str:
    if not destination.address:
        return "answers from a file"
    return f"{one_line(destination.address)}{f', on {resources.here()}' if destination.is_here else ''}"


def _health(health: Health) -> None:
    mark = ":green-badge[● in order]" if health.ok else ":red-badge[▲ needs you]"
    st.markdown(f"{mark} **{one_line(health.name)}:** {plain(health.text)}")


def _risks(settings: Settings) -> None:
    st.subheader("What is unsafe", anchor=False)
    found = risks(settings)
    for risk in found:
        st.warning(plain(risk), icon=":material/warning:")
    if not found:
        st.markdown("The coach sees nothing unsafe in these settings.")


def _spending(coach: Coach) -> None:
    st.subheader("What it takes", anchor=False)
    spending = coach.spending(principal=who.principal())
    if spending is None:
        st.markdown(f"Nothing: the embedded engine runs on {resources.here()} and costs no money.")
        return
    st.markdown("  \n".join(_figures(spending)))
    quiet("A token is about three quarters of a word. All who use this coach share the limit of the day.")


def _figures(spending: Spending) -> Iterator[str]:
    yield f"**Today:** {tokens(spending.tokens)} of at most {spending.day_tokens:,}"
    yield f"**One plan or one answer:** at most {tokens(spending.plan_tokens)}"
    if spending.cost is None:
        yield "**Money:** not counted, because no prices are set (COACH_INPUT_PRICE, COACH_OUTPUT_PRICE)"
        return
    yield f"**Money today:** {money(spending.cost, spending.currency)}{_at_most(spending.day_cost, spending.currency)}"
    if spending.plan_cost is not None:
        yield f"**Money for one plan or one answer:** at most {money(spending.plan_cost, spending.currency)}"


def _at_most(limit: float | None, currency: str) -> str:
    return f" of at most {money(limit, currency)}" if limit is not None else ""


def _own_data(coach: Coach) -> None:
    st.subheader("What is kept about you", anchor=False)
    own_data(coach)


def _versions(coach: Coach) -> None:
    provenance = coach.provenance
    st.subheader("Versions", anchor=False)
    lines = [f"Vision Coach {plain(provenance.code_version)}", f"Knowledge {plain(provenance.knowledge_version)}"]
    lines += [f"Prompt {plain(prompt)}" for prompt in provenance.prompts]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _how_to_switch(coach: Coach) -> None:
    st.subheader("How to switch", anchor=False)
    st.markdown(
        "Any server that speaks OpenAI's protocol will do: OpenAI, Azure, Ollama, vLLM or llama.cpp. Set these three, "
        "and start the coach anew:"
    )
    st.code(_TO_MODEL, language=None, wrap_lines=True)
    if coach.uses_model:
        st.markdown("For the embedded engine set this one instead:")
        st.code(_TO_EMBEDDED, language=None, wrap_lines=True)


show_page(
    "Settings",
    _draw,
    seen_by=who.seen_by("health"),
    stays=(
        "It shows nothing that anybody wrote, and changes no setting. What you download or delete here is yours alone."
    ),
)
