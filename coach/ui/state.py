"""What one browser session remembers: with `address_bar`, the only access to Streamlit's session state.

What a reload must not lose (which account, step, answer, plan or submission is open) also stands in the address bar, as
an id. The words themselves are in the store; the session holds them only while the store refuses to take them.
"""

from time import monotonic
from typing import Any, Literal, cast, get_args

import streamlit as st

from coach.domain.answer import MODES, Mode
from coach.domain.draft import Draft
from coach.ui.address_bar import forget, recall, remember
from coach.ui.writing import Put, Writing

Step = Literal["job", "account", "guess", "findings", "obstacles", "plan"]
"""The six steps of My work, in order."""
STEPS: tuple[Step, ...] = get_args(Step)
_NONE = "none"
_AWAIT_S = 180.0
"""How long a page that was loaded again waits for the answer that was being written."""


def step() -> Step:
    """Return the open step of My work."""
    remembered = recall("step")
    return next((step for step in STEPS if step == remembered), "job")


def go_to_step(step: Step) -> None:
    """Open a step of My work, at its top."""
    remember("step", step)
    to_top()


def draft_id() -> str | None:
    """Return the id of the open account, if one is open."""
    return recall("account")


def open_draft(draft_id: str, *, at: Step = "job") -> None:
    """Open an account at a step."""
    release_draft()
    remember("account", draft_id)
    go_to_step(at)


def close_draft() -> None:
    """Leave the open account."""
    release_draft()
    st.session_state.pop("anew", None)
    forget("account")
    forget("step")
    forget("situation")


def start_anew() -> None:
    """Leave the open account and start with an empty one."""
    close_draft()
    to_top()
    st.session_state["anew"] = True


def starts_anew() -> bool:
    """Say whether this session chose to start with an empty account."""
    return "anew" in st.session_state


def held_draft() -> Draft | None:
    """Return the account as it stands on screen where the store refused to keep it."""
    return cast(Draft | None, st.session_state.get("held_draft"))


def hold_draft(draft: Draft) -> None:
    """Keep the account in this session until the store takes it."""
    st.session_state["held_draft"] = draft


def release_draft() -> None:
    """Let go of the held account: the store has it."""
    st.session_state.pop("held_draft", None)


def situation() -> int:
    """Return the number of the open situation question, from 0."""
    return int(st.session_state.get("situation", 0))


def go_to_situation(number: int) -> None:
    """Open a situation question."""
    st.session_state["situation"] = number


def mode() -> Mode:
    """Return the mode that Ask is in."""
    remembered = recall("mode")
    return next((mode for mode in MODES if mode == remembered), "ask")


def choose_mode(mode: Mode) -> None:
    """Put Ask into a mode."""
    remember("mode", mode)


def ask(put: Put) -> None:
    """Put a question for the next drawing of Ask to answer."""
    st.session_state["put"] = put


def take_question() -> Put | None:
    """Return the question that was put, once."""
    return cast(Put | None, st.session_state.pop("put", None))


def writing() -> Writing | None:
    """Return the answer that is being written for this session, if one is."""
    return cast(Writing | None, st.session_state.get("writing"))


def is_writing() -> bool:
    """Say whether an answer is being written for this session."""
    held = writing()
    return held is not None and not held.is_over


def hold_writing(writing: Writing) -> None:
    """Keep hold of an answer that is being written, whatever the page does meanwhile."""
    st.session_state["writing"] = writing


def release_writing() -> None:
    """Let go of the answer that was being written."""
    st.session_state.pop("writing", None)


def let_streamlit_interrupt() -> None:
    """Give Streamlit the moment to end this run of the page, where somebody has pressed something."""
    holds("writing")


def await_turn(newest: str) -> None:
    """Note in the address bar that an answer is being written, and the id of the newest one before it, if any."""
    remember("awaits", newest or _NONE)


def awaited_after() -> str | None:
    """Return the id that was noted when an answer was begun, "" for none; None where no answer is awaited."""
    noted = recall("awaits")
    if noted is None or monotonic() - st.session_state.setdefault("awaits_since", monotonic()) > _AWAIT_S:
        await_no_more()
        return None
    return "" if noted == _NONE else noted


def await_no_more() -> None:
    """Forget that an answer is being written."""
    forget("awaits")
    st.session_state.pop("awaits_since", None)


def turn_id() -> str | None:
    """Return the id of the open answer on Ask, if one is open."""
    return recall("answer")


def open_turn(turn_id: str) -> None:
    """Open an answer on Ask."""
    remember("answer", turn_id)
    await_no_more()


def close_turn() -> None:
    """Leave the open answer, and one that failed."""
    forget("answer")
    await_no_more()
    if not is_writing():
        release_writing()


def plan_id() -> str | None:
    """Return the id of the open plan on My plan, if one is open."""
    return recall("plan")


def open_plan(plan_id: str) -> None:
    """Open a plan on My plan."""
    remember("plan", plan_id)


def close_plan() -> None:
    """Leave the open plan."""
    forget("plan")


def is_choosing_what_to_share() -> bool:
    """Say whether My plan shows what can be shared of the open plan."""
    return "choosing" in st.session_state


def choose_what_to_share() -> None:
    """Have My plan show what can be shared of the open plan."""
    st.session_state["choosing"] = True
    to_top()


def stop_choosing() -> None:
    """Have My plan show the plan again."""
    st.session_state.pop("choosing", None)
    to_top()


def case_id() -> str | None:
    """Return the id of the submission that is open on Review, if one is."""
    return recall("case")


def open_case(submission_id: str) -> None:
    """Open a submission on Review."""
    remember("case", submission_id)
    to_top()


def close_case() -> None:
    """Leave the open submission."""
    forget("case")


def role_id() -> str | None:
    """Return the role that this session asks for, if one was chosen."""
    return recall("role")


def remember_role(role_id: str) -> None:
    """Ask for this role from now on."""
    remember("role", role_id)


def to_top() -> None:
    """Have the next drawing of the page begin at its top."""
    st.session_state["to_top"] = True


def take_to_top() -> bool:
    """Say whether the page should begin at its top, once."""
    return bool(st.session_state.pop("to_top", False))


def value(key: str) -> object:
    """Return what a widget holds, for the function that runs when it changes."""
    return st.session_state.get(key)


def holds(key: str) -> bool:
    """Say whether there is a widget with this key, or was in the last drawing."""
    return key in st.session_state


def boxes() -> dict[str, Any]:
    """Return what `keeping` notes of the boxes on screen."""
    return cast(dict[str, Any], st.session_state.setdefault("boxes", {}))


def text(key: str) -> str:
    """Return what was typed into a widget."""
    return str(st.session_state.get(key) or "")


def put(key: str, value: object) -> None:
    """Set what a widget holds, before it is drawn."""
    st.session_state[key] = value


def leave_error(error: Exception) -> None:
    """Keep an error for the next drawing of the page."""
    st.session_state["error"] = error


def take_error() -> Exception | None:
    """Return the error that was left, once."""
    return cast(Exception | None, st.session_state.pop("error", None))


def leave_word(word: str) -> None:
    """Keep a short confirmation for the next drawing of the page."""
    st.session_state["word"] = word


def take_word() -> str | None:
    """Return the confirmation that was left, once."""
    return cast(str | None, st.session_state.pop("word", None))
