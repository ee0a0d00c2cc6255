"""How an engine is named for measuring: as `COACH_MODEL` names it, or a model at another server with its address."""

import re
from pathlib import Path

from coach.domain.web_address import check_address
from coach.errors import SettingsError
from coach.settings import Settings

_AT_ADDRESS = re.compile(r"(?P<name>openai:.+?)@(?P<address>https?://.*)")


def settings_for(spec: str, home: Path, eval_data: Path | None = None) -> Settings:
    """Return the settings of the environment with this engine, a home of its own, and no fallback.

    Raises:
        SettingsError: the engine or another setting cannot be used.
    """
    name, address = split_address(spec)
    try:
        base = Settings()
        chosen = {"model": name, "home": home, "fallback": (), "eval_data": eval_data or base.eval_data}
        if address and check_address(address) != base.base_url:
            # The key of one server is not for another one.
            chosen |= {"base_url": address, "api_key": base.fallback_api_key}
        return Settings(**{**base.model_dump(exclude_unset=True), **chosen})
    except ValueError as error:
        raise SettingsError(
            f"The engine {spec!r} cannot be measured: {error}. Name it as COACH_MODEL does, such as 'embedded' or "
            "'openai:<name>', or as 'openai:<name>@<address>'."
        ) from None


def split_address(spec: str) -> tuple[str, str]:
    """Return the engine's name and the address of its server; empty where it names none."""
    found = _AT_ADDRESS.fullmatch(spec)
    return (found["name"], found["address"]) if found else (spec, "")


def is_same_model(one: str, other: str) -> bool:
    """Tell whether two names mean one model, wherever it is served."""
    return _bare(one) == _bare(other)


def _bare(spec: str) -> str:
    return split_address(spec)[0].removeprefix("openai:").casefold()


def name_folder(spec: str) -> str:
    """Return an engine's name as a part of a folder's name."""
    return "".join(character if character.isalnum() else "-" for character in spec)[:60]
