"""The one frozen Settings, and the only place that reads the environment."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from coach.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent


def content_folder(name: str) -> Path:
    """Return a folder that ships with the product: inside the wheel, or beside the package in a checkout."""
    shipped = _PACKAGE / "content" / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def _default_home() -> Path:
    return Path("~/.local/share/vision-coach").expanduser()


_MODEL = re.compile(r"embedded|(openai|scripted|tape):\S.{0,500}")
_ENCODER = re.compile(r"minilm|openai:\S{1,200}")


def _is_model(spec: str) -> str:
    if not _MODEL.fullmatch(spec):
        raise ValueError(f"{spec[:80]!r} is no engine; write 'embedded', or a language model as 'openai:<name>'")
    return spec


def _is_encoder(spec: str) -> str:
    if not _ENCODER.fullmatch(spec):
        raise ValueError(f"{spec[:80]!r} makes no vectors; write 'minilm', or a model by an API as 'openai:<name>'")
    return spec


ModelSpec = Annotated[str, AfterValidator(_is_model)]
EncoderSpec = Annotated[str, AfterValidator(_is_encoder)]


class Settings(BaseSettings):
    """Every setting, read from `COACH_…` variables, with a default that works on one machine offline."""

    model_config = SettingsConfigDict(
        env_prefix="COACH_",
        frozen=True,
        extra="ignore",
        use_attribute_docstrings=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default_factory=_default_home)
    """The folder for drafts, plans and the index."""
    knowledge: Path = Field(default_factory=lambda: content_folder("knowledge"))
    """The folder with the organisation's vision, behaviours, roles, stories and resources."""
    model: ModelSpec = "embedded"
    """The engine: `embedded` (quotes and rules, no language model), or a language model as `openai:<name>`.

    `openai:` means any server that speaks OpenAI's protocol. `scripted:<file>` and `tape:<file>` answer from a file.
    """
    base_url: str = "https://api.openai.com/v1"
    """The address of the model's server, up to and with `/v1`."""
    api_key: SecretStr | None = None
    """The key for that server. Many local servers need none."""
    fallback: Annotated[tuple[ModelSpec, ...], NoDecode] = ("embedded",)
    """What to use, in this order, when the model fails; separated by commas. The screen says so each time.

    Each is a model as above, at another server as `openai:<name>@<address>`, or `embedded`; empty: `none`.
    """
    fallback_api_key: SecretStr | None = None
    """The key for fallback models at another address."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """How freely the model words its replies, 0 for least; unset, the server decides. Some models refuse to be told."""
    structured_output: Literal["schema", "text"] = "schema"
    """How to ask for JSON: by a JSON schema, or in words alone where a server refuses schemas."""
    timeout_s: float = Field(default=30.0, gt=0, le=600)
    """After so many seconds a model call is given up, repeated attempts included."""
    batch_timeout_s: float = Field(default=120.0, gt=0, le=3_600)
    """The same for `coach batch`."""
    concurrency: int = Field(default=4, ge=1, le=64)
    """How many calls may wait for the model at the same time."""
    plan_tokens: int = Field(default=60_000, ge=1)
    """The most tokens, in and out, for one plan or one answer."""
    day_tokens: int = Field(default=5_000_000, ge=1)
    """The most tokens, in and out, for one day and everybody together."""
    input_price: float | None = Field(default=None, ge=0)
    """The price of a million input tokens; without both prices the coach counts tokens only."""
    output_price: float | None = Field(default=None, ge=0)
    """The price of a million output tokens."""
    currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    """The currency of the prices."""
    plan_cost: float | None = Field(default=None, gt=0)
    """The most money for one plan or one answer; needs both prices."""
    day_cost: float | None = Field(default=None, gt=0)
    """The most money for one day and everybody together; needs both prices."""
    embedding: EncoderSpec = "minilm"
    """What makes the vectors of the search index: `minilm` (in this process), or a model by an API as `openai:<name>`.

    It is asked at the same address and with the same key as the model. Accounts are always compared in this process.
    """
    record: Path | None = None
    """A folder to record model calls in, as tapes that can be replayed; nothing is recorded without it."""
    person: str = Field(default="local", pattern=r"^[A-Za-z0-9._@-]{1,100}$")
    """Whose drafts and plans these are on a machine with one user."""
    host: str = "127.0.0.1"
    """The address to serve on. Without sign-on it must be one of this machine alone."""
    port: int = Field(default=8501, ge=1, le=65_535)
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    """Host names that a browser may use to reach the app; that of `public_url` always may."""
    public_url: str = ""
    """The address that people type, such as `https://coach.example.com`; the first of the four that sign-on needs."""
    oidc_metadata_url: str = ""
    """Where the provider of identities (OpenID Connect) describes itself: `…/.well-known/openid-configuration`."""
    oidc_client_id: str = ""
    """What the provider calls this app."""
    oidc_client_secret: SecretStr | None = None
    """The secret that the provider gave this app."""
    roles_file: Path | None = None
    """The YAML file that says who has which access roles, and in which team and at which site they work."""
    roles_claim: str = ""
    """The claim of the provider that names access roles, such as `groups`."""
    team_claim: str = ""
    """The claim that names somebody's team."""
    site_claim: str = ""
    """The claim that names somebody's site."""
    idle_min: int = Field(default=60, ge=5, le=60)
    """Minutes without use after which somebody has to sign on again."""
    session_h: int = Field(default=12, ge=1, le=12)
    """Hours after which somebody has to sign on again in any case."""
    team: str | None = Field(default=None, max_length=100)
    """The team of the one user of a machine without sign-on."""
    site: str | None = Field(default=None, max_length=100)
    """The site of that user."""
    eval_data: Path | None = None
    """The folder with labelled data by others, for measuring and training."""

    @field_validator("home", "knowledge", "eval_data", "record", "roles_file")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path is not None else None

    @field_validator("fallback", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return () if value.strip() == "none" else tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        return check_address(address)

    @model_validator(mode="after")
    def _money_needs_prices(self) -> Self:
        capped = self.plan_cost is not None or self.day_cost is not None
        if capped and (self.input_price is None or self.output_price is None):
            raise ValueError("input_price: a limit in money needs COACH_INPUT_PRICE and COACH_OUTPUT_PRICE")
        return self

    @field_validator("public_url")
    @classmethod
    def _is_the_address_of_an_app(cls, address: str) -> str:
        return check_public_url(address) if address else ""

    @field_validator("oidc_metadata_url")
    @classmethod
    def _is_the_address_of_a_provider(cls, address: str) -> str:
        return check_safe_from_listeners(address.strip()) if address else ""

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> Self:
        missing = [f"COACH_{name.upper()}" for name in SIGN_ON if not getattr(self, name)]
        if missing and len(missing) < len(SIGN_ON):
            raise ValueError(f"public_url: sign-on needs {', '.join(_COACH_SIGN_ON)}; missing: {', '.join(missing)}")
        for name in ("roles_file", "roles_claim", "team_claim", "site_claim"):
            if missing and getattr(self, name):
                raise ValueError(f"{name}: it needs sign-on; set {', '.join(_COACH_SIGN_ON)}, or take it away")
        return self

    @model_validator(mode="after")
    def _other_machines_need_sign_on(self) -> Self:
        if self.host == "localhost" or is_loopback(self.host):
            return self
        if not self.has_sign_on:
            raise ValueError(
                f"host: other machines can reach {self.host!r}, and nobody has to sign on; use 127.0.0.1, or set up "
                f"sign-on with {', '.join(_COACH_SIGN_ON)}"
            )
        if not self.public_url.startswith("https://"):
            raise ValueError(
                f"host: other machines can reach {self.host!r}, so COACH_PUBLIC_URL must start with https://; "
                "use 127.0.0.1, or put a proxy with a certificate in front"
            )
        return self

    @property
    def has_sign_on(self) -> bool:
        """Say whether people have to sign on; without it there is one local user, who may do everything."""
        return bool(self.public_url)


SIGN_ON = ("public_url", "oidc_metadata_url", "oidc_client_id", "oidc_client_secret")
"""The settings that sign-on needs, all of them."""
_COACH_SIGN_ON = tuple(f"COACH_{name.upper()}" for name in SIGN_ON)


def check_public_url(address: str) -> str:
    """Return the address of the app without a slash at its end.

    Raises:
        ValueError: it is not one, it has a path, or it is one of another machine and does not start with https://.
    """
    address = check_safe_from_listeners(address.strip().rstrip("/"))
    if urlsplit(address).path or urlsplit(address).query:
        raise ValueError("give the address alone, without a path, such as https://coach.example.com")
    return address


def check_safe_from_listeners(address: str) -> str:
    """Return the address if nobody on the way can read what is sent to it.

    Raises:
        ValueError: it is not an address, or it is one of another machine and does not start with https://.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("give an address such as https://coach.example.com")
    if parts.scheme == "http" and parts.hostname != "localhost" and not is_loopback(parts.hostname):
        raise ValueError("it must start with https://; everybody on the way could read what is sent there")
    return address


def check_address(address: str) -> str:
    """Return the address of a server without a slash at its end.

    Raises:
        ValueError: it is not an address that starts with http:// or https://, or it holds a user name or a password.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("give an address such as http://127.0.0.1:8081/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("give the address alone; the key belongs in COACH_API_KEY")
    return address.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Say whether this is an address of the machine itself, as numbers."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def variables(prefix: str) -> dict[str, str]:
    """Return the environment variables of somebody else's, by the start of their names."""
    return {name: value for name, value in os.environ.items() if name.startswith(prefix)}


def _line(location: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    # A rule over the whole settings has no location and begins with the setting's name.
    name, rest = (str(location[0]), said) if location else said.split(": ", 1)
    return f"COACH_{name.upper()}: {rest}."


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: a variable is wrong; the message names each one and the remedy.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [_line(item["loc"], item["msg"]) for item in error.errors(include_input=False)]
        raise SettingsError("These settings cannot be used. " + " ".join(lines)) from None
