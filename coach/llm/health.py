"""How the configured models are, one line each: for `coach doctor` and the Settings page."""

from collections.abc import Iterator
from importlib import import_module
from ipaddress import ip_address
from urllib.parse import urlsplit

from coach.domain.health import Health
from coach.errors import CoachError
from coach.llm.factory import build_models
from coach.llm.protocols import ChatModel
from coach.llm.stopping import close
from coach.settings import Settings


def examine_models(settings: Settings) -> tuple[Health, ...]:
    """Ask each configured model one short question that holds nobody's words, and say what came of it."""
    if settings.model == "embedded":
        return ()
    return (_key(settings), *_addresses(settings), *_models(settings), *_fallback(settings), *_recording(settings))


def _models(settings: Settings) -> Iterator[Health]:
    try:
        models = build_models(settings.model_copy(update={"record": None}))
    except CoachError as error:
        yield Health(name="model", ok=False, text=str(error))
        return
    for model in models:
        try:
            yield Health(name=model.name, ok=True, text=_ask(model))
        except CoachError as error:
            yield Health(name=model.name, ok=False, text=str(error))
        finally:
            close(model)


def _ask(model: ChatModel) -> str:
    if not model.name.startswith("openai:"):
        return "It answers from a file; nothing leaves this machine."
    # The adapter is imported only where it was chosen: it takes seconds to load.
    answer: str = import_module("coach.llm.check").check_model(model)
    return answer


def _key(settings: Settings) -> Health:
    if not settings.model.startswith("openai:"):
        return Health(name="key", ok=True, text="not needed")
    is_set = "is set" if settings.api_key else "is not set; many local servers need none"
    return Health(name="key", ok=True, text=f"COACH_API_KEY {is_set}")


def _addresses(settings: Settings) -> Iterator[Health]:
    if settings.model.startswith("openai:"):
        yield _address("COACH_BASE_URL", settings.base_url)
    for spec in settings.fallback:
        if "@http" in spec:
            yield _address("COACH_FALLBACK", spec[spec.index("@http") + 1 :])


def _address(setting: str, address: str) -> Health:
    parts = urlsplit(address)
    if parts.scheme == "https" or _is_this_machine(parts.hostname or ""):
        return Health(name="address", ok=True, text=f"{address} ({setting})")
    unsafe = f"{address} ({setting}): words travel to that machine without encryption; use an address with https://"
    return Health(name="address", ok=False, text=unsafe)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fallback(settings: Settings) -> Iterator[Health]:
    order = ", then ".join(settings.fallback)
    text = f"when the model fails: {order} (COACH_FALLBACK)" if order else "none (COACH_FALLBACK): an error is shown"
    yield Health(name="fallback", ok=True, text=text)


def _recording(settings: Settings) -> Iterator[Health]:
    if settings.record is not None:
        yield Health(name="recording", ok=False, text="model calls are recorded as tapes; unset COACH_RECORD to stop")
