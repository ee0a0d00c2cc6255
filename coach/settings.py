"""The one frozen Settings, and the only place that reads the environment."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from coach.domain.block import LEAST_SMALLEST_BLOCK, SMALLEST_BLOCK, SMALLEST_BLOCK_AGAIN
from coach.domain.web_address import check_address, check_public_url, check_safe_from_listeners, is_loopback
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
    keep_drafts_days: int | None = Field(default=None, ge=1, le=36_500)
    """For so many days after its last change an account is kept; without it until the person deletes it."""
    keep_plans_days: int | None = Field(default=None, ge=1, le=36_500)
    """The same for a plan with its notes."""
    keep_questions_days: int | None = Field(default=None, ge=1, le=36_500)
    """The same for a question with its answer, from when it was asked."""
    keep_audit_days: int = Field(default=400, ge=183, le=36_500)
    """For so many days an entry of the audit log is kept; at least half a year."""
    store_key: SecretStr | None = None
    """The key that private text is encrypted with at rest: 32 bytes in base64; without one it is kept in clear.

    While keys are changed: the new one, a comma, the one before. `none` and a comma before a key ends encryption.
    """
    store_key_file: Path | None = None
    """A file with the key, in place of the variable; it may hold more, one on each line, the newest first."""
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
    organisation: Path | None = None
    """A file with the organisation's teams, sites, headcounts and targets, for reports of groups."""
    smallest_group: int = Field(default=SMALLEST_BLOCK, ge=LEAST_SMALLEST_BLOCK, le=1_000)
    """How many people a figure in a report of groups is about at least, …"""
    smallest_group_again: int = Field(default=SMALLEST_BLOCK_AGAIN, ge=LEAST_SMALLEST_BLOCK, le=1_000)
    """… and at least of people who were counted before; never fewer than of others."""
    second_reading_percent: int = Field(default=10, ge=0, le=100)
    """How many of 100 approved submissions a second reviewer reads who has not seen the decision; 0: none."""
    eval_data: Path | None = None
    """The folder with labelled data by others, for measuring and training."""

    @property
    def keep_days(self) -> dict[str, int]:
        """Return how many days records are kept after their last change, by table, where there is a limit."""
        limits = {"drafts": self.keep_drafts_days, "plans": self.keep_plans_days, "turns": self.keep_questions_days}
        return {table: days for table, days in limits.items() if days is not None}

    @field_validator("home", "knowledge", "eval_data", "record", "store_key_file", "organisation", "roles_file")
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
    def _people_who_are_counted_again_are_not_fewer(self) -> Self:
        if self.smallest_group_again < self.smallest_group:
            raise ValueError(
                f"smallest_group_again: {self.smallest_group_again} is smaller than COACH_SMALLEST_GROUP, "
                f"{self.smallest_group}; write {self.smallest_group} or more"
            )
        return self

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
