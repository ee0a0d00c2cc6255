"""The one frozen Settings, and the only place that reads the environment."""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from coach.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent


def content_folder(name: str) -> Path:
    """Return a folder that ships with the product: inside the wheel, or beside the package in a checkout."""
    shipped = _PACKAGE / "content" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def _default_home() -> Path:
    return Path("~/.local/share/vision-coach").expanduser()


class Settings(BaseSettings):
    """Every setting, read from `COACH_…` variables, with a default that works on one machine offline."""

    model_config = SettingsConfigDict(
        env_prefix="COACH_", frozen=True, extra="ignore", use_attribute_docstrings=True, env_ignore_empty=True
    )

    home: Path = Field(default_factory=_default_home)
    """The folder for drafts, plans and the index."""
    knowledge: Path = Field(default_factory=lambda: content_folder("knowledge"))
    """The folder with the organisation's vision, behaviours, roles, stories and resources."""
    model: Literal["embedded"] = "embedded"
    """The engine. This version has the embedded one: quotes and rules, no language model."""
    person: str = Field(default="local", pattern=r"^[A-Za-z0-9._@-]{1,100}$")
    """Whose drafts and plans these are on a machine with one user."""
    host: str = "127.0.0.1"
    """The address to serve on. Only this machine, because there is no sign-on yet."""
    port: int = Field(default=8501, ge=1, le=65_535)
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Host names that a browser may use to reach the app."""
    eval_data: Path | None = None
    """The folder with labelled data by others, for measuring and training."""

    @field_validator("home", "knowledge", "eval_data")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path is not None else None

    @model_validator(mode="after")
    def _serves_this_machine_only(self) -> Self:
        if self.host != "localhost" and not _is_loopback(self.host):
            raise ValueError(
                f"host {self.host!r} can be reached from other machines, and this version has no sign-on; use 127.0.0.1"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def variables(prefix: str) -> dict[str, str]:
    """Return the environment variables of somebody else's, by the start of their names."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}


def _variable(location: tuple[int | str, ...]) -> str:
    # A rule over the whole settings has no location; the only one there is about the host.
    return f"COACH_{str(location[0] if location else 'host').upper()}"


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable is wrong; the message names each one and the remedy.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{_variable(item['loc'])}: {item['msg'].removeprefix('Value error, ')}." for item in error.errors()]
        raise SettingsError("These settings cannot be used. " + " ".join(lines)) from None
