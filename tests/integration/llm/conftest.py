"""Models of the real adapter, at the hostile model's address."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coach.llm.openai import OpenAIModel
from evals.hostile_model import HostileModel

BuildModel = Callable[..., OpenAIModel]


@pytest.fixture
def build_model(hostile: HostileModel) -> Iterator[BuildModel]:
    """Return what builds a model at the hostile model's present address; it is closed with the test."""
    models = []

    def build(**overrides: Any) -> OpenAIModel:
        options = {"base_url": hostile.url, "api_key": "sk-planted-key", "timeout_s": 10.0, "draw": lambda: 0.0}
        models.append(OpenAIModel("small", **{**options, **overrides}))
        return models[-1]

    yield build
    for model in models:
        model.close()
