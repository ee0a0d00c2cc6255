"""Choose a role, by typing a part of its name."""

from collections.abc import Callable

import streamlit as st

from coach.domain.knowledge import Role


def role_picker(
    roles: tuple[Role, ...], *, chosen: str | None, key: str, label: str, on_change: Callable[[], None] | None = None
) -> str | None:
    """Show the roles by name and return the id of the chosen one, or None."""
    names = {role.id: role.name for role in sorted(roles, key=lambda role: role.name)}
    ids = list(names)
    return st.selectbox(
        label,
        ids,
        index=ids.index(chosen) if chosen in names else None,
        format_func=lambda role_id: names[role_id],
        key=key,
        on_change=on_change,
        placeholder="Choose a job, or type a part of its name",
        filter_mode="contains",
    )
