"""Settings in, models out: each adapter is imported only when it is chosen."""

import re
import time
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pydantic import SecretStr

from coach.domain.web_address import check_address
from coach.errors import SettingsError
from coach.llm.breaker import Breaker
from coach.llm.budget import Limits, Purse
from coach.llm.ledger import DayLedger
from coach.llm.protocols import ChatModel
from coach.llm.recorder import TapeRecorder
from coach.llm.redact import looks_private
from coach.llm.scripted import ScriptedModel
from coach.llm.session import ModelSession
from coach.llm.stopping import close
from coach.llm.tape import TapeModel
from coach.settings import Settings

_AT_ADDRESS = re.compile(r"(?P<name>.+?)@(?P<address>https?://.*)")


def build_models(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> tuple[ChatModel, ...]:
    """Return the configured model and its fallbacks, in the order in which they are tried; none for `embedded`.

    With COACH_RECORD, each keeps a tape.

    Raises:
        SettingsError: a setting is wrong, or what a model needs is not installed.
    """
    if settings.model == "embedded":
        return ()
    models = tuple(_build(settings))
    if settings.record is None:
        return models
    folder, secrets = settings.record, _keys(settings)
    return tuple(
        TapeRecorder(model, folder, looks_private=looks_private, secrets=secrets, today=lambda: _day(clock))
        for model in models
    )


class SessionFactory:
    """Open a session for each plan or answer; what must be shared between them is kept here. Threads may share it."""

    def __init__(
        self,
        models: Collection[ChatModel],
        limits: Limits,
        ledger: DayLedger,
        *,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Share these models and the day's ledger; `clock` says the day, `seconds` measures time."""
        self._models = tuple(models)
        self._limits = limits
        self._ledger = ledger
        self._clock = clock
        self._seconds = seconds
        self._breakers = tuple(Breaker(clock=seconds) for _ in models)

    def open_session(self) -> ModelSession:
        """Return a session with a budget of its own.

        Raises:
            SettingsError: there is no model.
        """
        purse = Purse(self._limits, self._ledger, today=lambda: _day(self._clock), clock=self._seconds)
        return ModelSession(self._models, purse, breakers=self._breakers)

    def close(self) -> None:
        """Let go of the models."""
        for model in self._models:
            close(model)


def _day(clock: Callable[[], datetime]) -> date:
    return clock().astimezone(UTC).date()


def _build(settings: Settings) -> Iterator[ChatModel]:
    for position, spec in enumerate((settings.model, *settings.fallback)):
        vendor, _, rest = spec.partition(":")
        if vendor == "openai":
            yield _first_openai(rest, settings) if position == 0 else _fallback_openai(rest, settings)
        elif vendor == "scripted":
            yield ScriptedModel.load(Path(rest).expanduser())
        elif vendor == "tape":
            yield TapeModel(Path(rest).expanduser())


def _first_openai(name: str, settings: Settings) -> ChatModel:
    if _AT_ADDRESS.fullmatch(name):
        raise SettingsError(
            "COACH_MODEL names an address; write COACH_MODEL=openai:<name> and put the address in COACH_BASE_URL."
        )
    names = ("COACH_MODEL", "COACH_BASE_URL", "COACH_API_KEY")
    return _openai(name, settings, base_url=settings.base_url, key=settings.api_key, names=names)


def _fallback_openai(rest: str, settings: Settings) -> ChatModel:
    elsewhere = _AT_ADDRESS.fullmatch(rest)
    if elsewhere is None:
        names = ("COACH_FALLBACK", "COACH_BASE_URL", "COACH_API_KEY")
        return _openai(rest, settings, base_url=settings.base_url, key=settings.api_key, names=names)
    name = elsewhere["name"]
    try:
        address = check_address(elsewhere["address"])
    except ValueError as error:
        raise SettingsError(f"COACH_FALLBACK: for the model {name!r}, {error}.") from None
    names = ("COACH_FALLBACK", "COACH_FALLBACK", "COACH_FALLBACK_API_KEY")
    # The key of the first server is not for another one.
    return _openai(name, settings, base_url=address, key=settings.fallback_api_key, names=names)


def _openai(
    name: str, settings: Settings, *, base_url: str, key: SecretStr | None, names: tuple[str, str, str]
) -> ChatModel:
    adapter = _adapter("coach.llm.openai")
    model: ChatModel = adapter.OpenAIModel(
        name,
        base_url=base_url,
        api_key=key.get_secret_value() if key else None,
        timeout_s=settings.timeout_s,
        concurrency=settings.concurrency,
        structured_output=settings.structured_output,
        temperature=settings.temperature,
        names=adapter.SettingNames(*names),
    )
    return model


def _adapter(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"COACH_MODEL or COACH_FALLBACK names a model by 'openai:', which needs {error.name!r}, and that is not "
            'installed. Run: pip install "vision-coach[model]"'
        ) from None


def _keys(settings: Settings) -> tuple[str, ...]:
    return tuple(key.get_secret_value() for key in (settings.api_key, settings.fallback_api_key) if key)
