import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import SecretStr

from coach.domain.provenance import Spent
from coach.errors import ModelError, SettingsError
from coach.llm import openai
from coach.llm.budget import Limits
from coach.llm.factory import SessionFactory, build_models
from coach.llm.faults import SettingNames
from coach.llm.ledger import MemoryLedger
from coach.llm.protocols import ChatModel, complete
from coach.llm.recorder import TapeRecorder
from coach.llm.redact import looks_private
from coach.llm.scripted import ScriptedModel
from coach.llm.stopping import close
from coach.llm.tape import TapeModel
from coach.settings import Settings
from tests.builders import make_request

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
REQUEST = make_request()


def make_settings(home: Path, *, model: str, fallback: tuple[str, ...] = ("embedded",), **more: object) -> Settings:
    return Settings.model_validate({"home": home, "model": model, "fallback": fallback, **more})


def write_script(folder: Path, text: str = "[Hello]") -> Path:
    path = folder / "script.yaml"
    path.write_text(text)
    return path


def test_the_embedded_engine_has_no_models(tmp_path: Path) -> None:
    assert build_models(make_settings(tmp_path, model="embedded", fallback=("openai:m",))) == ()


def test_models_come_in_order_without_the_embedded_engine(tmp_path: Path) -> None:
    script = write_script(tmp_path)
    recorder = TapeRecorder(ScriptedModel(["x"]), tmp_path, looks_private=lambda text: False, today=NOW.date)
    complete(recorder, REQUEST)
    fallback = ("embedded", f"tape:{recorder.path}")
    models = build_models(make_settings(tmp_path, model=f"scripted:{script}", fallback=fallback))
    assert [(type(model), model.name) for model in models] == [
        (ScriptedModel, "scripted:script.yaml"),
        (TapeModel, "tape:scripted-replies-1.jsonl"),
    ]


def test_with_a_folder_to_record_in_each_model_keeps_a_tape_that_can_be_replayed(tmp_path: Path) -> None:
    script = write_script(tmp_path)
    settings = make_settings(tmp_path, model=f"scripted:{script}", record=tmp_path / "tapes", api_key="sk-1")
    (live,) = build_models(settings, clock=lambda: NOW)
    reply = complete(live, REQUEST)
    (tape,) = (tmp_path / "tapes").iterdir()
    assert '"recorded_on":"2026-11-22"' in tape.read_text()
    (replayed,) = build_models(make_settings(tmp_path, model=f"tape:{tape}"))
    assert complete(replayed, REQUEST) == reply


@pytest.mark.parametrize("text", ["Mail mo@larkmoor.example", "Ring 07700 900123", "Card 4111 1111 1111 1111"])
def test_a_recording_refuses_structured_personal_data(tmp_path: Path, text: str) -> None:
    settings = make_settings(tmp_path, model=f"scripted:{write_script(tmp_path)}", record=tmp_path / "tapes")
    (live,) = build_models(settings)
    with pytest.raises(ModelError, match="must not be on a tape"):
        complete(live, make_request(text))
    assert not (tmp_path / "tapes").exists()


def test_a_recording_refuses_the_keys(tmp_path: Path) -> None:
    script = write_script(tmp_path, "[one sk-main, one sk-other]")
    settings = make_settings(
        tmp_path, model=f"scripted:{script}", record=tmp_path / "t", api_key="sk-main", fallback_api_key="sk-other"
    )
    (live,) = build_models(settings)
    for _ in range(2):
        with pytest.raises(ModelError, match="The call holds a key"):
            complete(live, REQUEST)


def test_text_that_was_redacted_may_be_recorded() -> None:
    text = "[NAME_1] rang [PHONE_1] on 22/11/2026 at 09:30 about 3 boxes and order [ORDER_2], then wrote to [EMAIL_1]."
    assert not looks_private(text)


def test_the_first_models_address_belongs_in_its_own_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="COACH_BASE_URL"):
        build_models(make_settings(tmp_path, model="openai:m@http://127.0.0.1:1/v1"))


def test_a_fallback_at_a_wrong_address_is_named_without_the_password_in_it(tmp_path: Path) -> None:
    fallback = ("openai:small@http://me:canary@127.0.0.1/v1",)
    with pytest.raises(SettingsError) as caught:
        build_models(make_settings(tmp_path, model=f"scripted:{write_script(tmp_path)}", fallback=fallback))
    assert str(caught.value).startswith("COACH_FALLBACK: for the model 'small', give the address alone")
    assert "canary" not in str(caught.value)


def test_what_a_model_needs_and_is_not_installed_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "coach.llm.openai", raising=False)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(SettingsError) as caught:
        build_models(make_settings(tmp_path, model="openai:m"))
    assert str(caught.value) == (
        "COACH_MODEL or COACH_FALLBACK names a model by 'openai:', which needs 'httpx2', and that is not installed. "
        'Run: pip install "vision-coach[model]"'
    )


def test_each_server_gets_its_own_key_and_faults_name_its_own_settings(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        model="openai:main",
        fallback=("openai:@cf/small@http://127.0.0.1:2/v1/", "openai:main-mini"),
        base_url="http://127.0.0.1:1/v1",
        api_key=SecretStr("sk-main"),
        fallback_api_key=SecretStr("sk-other"),
    )
    built: list[dict[str, object]] = []

    class Adapter(ScriptedModel):
        def __init__(self, name: str, **options: object) -> None:
            super().__init__([], name=f"openai:{name}")
            built.append({"name": name, **options})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai, "OpenAIModel", Adapter)
        build_models(settings)
    names = SettingNames
    shared = {"timeout_s": 30.0, "concurrency": 4, "structured_output": "schema", "temperature": None}
    assert built == [
        {"name": "main", "base_url": "http://127.0.0.1:1/v1", "api_key": "sk-main", "names": names(), **shared},
        {
            "name": "@cf/small",
            "base_url": "http://127.0.0.1:2/v1",
            "api_key": "sk-other",
            "names": names("COACH_FALLBACK", "COACH_FALLBACK", "COACH_FALLBACK_API_KEY"),
            **shared,
        },
        {
            "name": "main-mini",
            "base_url": "http://127.0.0.1:1/v1",
            "api_key": "sk-main",
            "names": names("COACH_FALLBACK", "COACH_BASE_URL", "COACH_API_KEY"),
            **shared,
        },
    ]


def test_a_real_adapter_is_built_and_closed(tmp_path: Path) -> None:
    models = build_models(make_settings(tmp_path, model="openai:m", base_url="http://127.0.0.1:1/v1"))
    assert [model.name for model in models] == ["openai:m"]
    factory = make_factory(*models)
    factory.close()
    with pytest.raises(ModelError):
        factory.open_session().complete(REQUEST)


def make_factory(*models: ChatModel, ledger: MemoryLedger | None = None, plan_tokens: int = 200) -> SessionFactory:
    limits = Limits(plan_tokens=plan_tokens, day_tokens=1_000)
    return SessionFactory(models, limits, ledger or MemoryLedger(), clock=lambda: NOW, seconds=lambda: 0.0)


def test_each_session_has_a_budget_of_its_own() -> None:
    factory = make_factory(ScriptedModel(["a", "b"]))
    sessions = [factory.open_session() for _ in range(2)]
    assert [session.complete(REQUEST).text for session in sessions] == ["a", "b"]
    assert sessions[0].spent == Spent(calls=1, input_tokens=15, output_tokens=1, is_estimated=True)


def test_sessions_share_the_day_which_is_that_of_utc() -> None:
    ledger = MemoryLedger()
    local = NOW.astimezone(timezone(timedelta(hours=3)))
    limits = Limits(plan_tokens=200, day_tokens=1_000)
    factory = SessionFactory([ScriptedModel(["a", "b"])], limits, ledger, clock=lambda: local)
    for _ in range(2):
        factory.open_session().complete(REQUEST)
    assert ledger.spent(date(2026, 11, 22)) == (32, 0)


def test_sessions_share_the_breaker_of_each_model() -> None:
    down = ScriptedModel([ModelError("Down.", fault="unavailable") for _ in range(5)])
    factory = make_factory(down)
    for says in (*["Down"] * 5, "left alone"):
        with pytest.raises(ModelError, match=says):
            factory.open_session().complete(REQUEST)
    assert len(down.requests) == 5


def test_what_is_recorded_is_closed_with_its_recorder(tmp_path: Path) -> None:
    class Open(ScriptedModel):
        is_open = True

        def close(self) -> None:
            self.is_open = False

    model = Open([])
    close(TapeRecorder(model, tmp_path, looks_private=bool, today=NOW.date))
    close(ScriptedModel([]))
    assert not model.is_open
