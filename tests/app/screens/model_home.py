"""The app on the model engine, with the hostile model as its server."""

import pytest
import streamlit as st

from evals.hostile_model import HostileModel

KEY = "sk-the-key-that-nobody-may-see"


def use_model(monkeypatch: pytest.MonkeyPatch, server: HostileModel, **variables: str) -> None:
    """Point the app at the server; it starts anew. `variables` are more settings, by their names without COACH_."""
    settings = {"MODEL": "openai:hostile", "BASE_URL": server.url, "API_KEY": KEY, "TIMEOUT_S": "20", **variables}
    for name, value in settings.items():
        monkeypatch.setenv(f"COACH_{name}", value)
    st.cache_resource.clear()
