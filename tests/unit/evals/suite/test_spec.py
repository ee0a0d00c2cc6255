from pathlib import Path

import pytest

from coach.errors import SettingsError
from evals.suite.spec import settings_for, split_address


def test_a_model_at_another_server_is_named_with_its_address(tmp_path: Path) -> None:
    settings = settings_for("openai:small@http://127.0.0.1:8081/v1/", tmp_path)
    assert (settings.model, settings.base_url, settings.fallback) == ("openai:small", "http://127.0.0.1:8081/v1", ())


def test_the_key_of_one_server_is_not_sent_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_API_KEY", "first")
    monkeypatch.setenv("COACH_BASE_URL", "https://one.example/v1")
    same = settings_for("openai:small@https://one.example/v1", tmp_path)
    assert same.api_key
    assert same.api_key.get_secret_value() == "first"
    assert settings_for("openai:small@https://two.example/v1", tmp_path).api_key is None


@pytest.mark.parametrize("spec", ["gpt-x", "openai:small@http://user:word@one.example/v1"])
def test_a_name_that_is_none_is_refused_with_the_remedy(tmp_path: Path, spec: str) -> None:
    with pytest.raises(SettingsError, match="Name it as COACH_MODEL does"):
        settings_for(spec, tmp_path)


def test_a_name_without_an_address_stays_whole() -> None:
    assert split_address("openai:org/model@2026") == ("openai:org/model@2026", "")
