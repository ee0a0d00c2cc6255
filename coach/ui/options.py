"""Streamlit's options: the values the app is served with, and the refusal to start where somebody weakened one."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from coach.errors import SettingsError
from coach.settings import Settings

SAFE_OPTIONS: Mapping[str, object] = MappingProxyType(
    {
        "browser.gatherUsageStats": False,
        "client.allowedOrigins": [],
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "viewer",
        "global.developmentMode": False,
        # Its tracebacks quote the message of an error, which can hold a person's words.
        "logger.enableRich": False,
        "logger.level": "warning",
        # The guard knows what is closed by its path.
        "server.baseUrlPath": "",
        "server.corsAllowedOrigins": [],
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.maxMessageSize": 20,
        "server.maxUploadSize": 5,
        "server.scriptHealthCheckEnabled": False,
        "server.showEmailPrompt": False,
        "server.trustedUserHeaders": {},
        "server.unsafeMetricsUserAttributes": [],
        "server.xsrfCookieSameSite": "strict",
    }
)
"""What the app is served with, whatever a file or a variable says."""

_ON = "true|1|t|yes|y|on"
_OFF = "false|0|f|no|n|off"
_EMPTY = r"|\[\]|\{\}"
_NO_ADDRESS_ELSEWHERE = "((?!//).)*"

# Each option that somebody could set, the values that are safe, and what any other value would do.
_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "browser.gatherUsageStats": (_OFF, "reports how you use the app to another company"),
        "client.showErrorDetails": ("none", "shows the inside of the program when something fails"),
        "global.developmentMode": (_OFF, "opens the app to other sites"),
        "logger.level": ("error|warning|info", "writes what people type into the log"),
        "server.address": (
            r"127\.\d+\.\d+\.\d+|localhost|\[?::1\]?",
            "is not where the address to serve on is set; COACH_HOST is",
        ),
        "server.allowedHosts": (r"[^*]*", "lets any site pass itself off as the app"),
        "server.corsAllowedOrigins": (_EMPTY, "lets another site use the app as you"),
        "server.enableAgentApi": (_OFF, "lets other programs use the app as you"),
        "server.enableCORS": (_ON, "lets other sites use the app as you"),
        "server.enableStaticServing": (_OFF, "gives out a folder of files to anybody"),
        "server.enableXsrfProtection": (_ON, "lets other sites send files as you"),
        "server.trustedUserHeaders": (_EMPTY, "believes any name that a request gives itself"),
        "server.unsafeMetricsUserAttributes": (_EMPTY, "publishes who uses the app"),
        "server.xsrfCookieSameSite": ("lax|strict", "lets other sites send requests as you"),
    }
)
# The theme has some two hundred options; each could name a font or a file to fetch.
_THEME = ("theme.", _NO_ADDRESS_ELSEWHERE, "fetches something from elsewhere")


@dataclass(frozen=True)
class AskedOption:
    """An option of Streamlit that somebody set on this machine, and where."""

    name: str
    value: object
    where: str


def asked_options(script: Path, variables: Mapping[str, str]) -> tuple[AskedOption, ...]:
    """Return the options set in any file that Streamlit reads for this script, or in one of the variables.

    Raises:
        SettingsError: a file is not TOML, so that nobody can tell what it asks for.
    """
    folders = dict.fromkeys((Path.home(), Path.cwd(), script.parent))
    files = [folder / ".streamlit" / "config.toml" for folder in folders]
    in_files = [option for file in files if file.is_file() for option in _options_in_file(file)]
    return (*in_files, *_options_in_variables(variables))


def refuse_unsafe(settings: Settings, asked: Iterable[AskedOption]) -> None:
    """Do nothing if it is safe to serve with these settings.

    Raises:
        SettingsError: it is not; the message has one line for each reason, with the remedy.
    """
    problems = [
        f"{option.name} = {option.value!r} in {option.where} {danger}. Remove it there."
        for option in asked
        if (danger := _danger(option))
    ]
    if any("*" in host for host in settings.allowed_hosts):
        problems.append(
            f"COACH_ALLOWED_HOSTS={list(settings.allowed_hosts)} lets any site pass itself off as the app. "
            "Name each host in full."
        )
    if _is_open_to_others(settings.home):
        problems.append(
            f"Other people on this machine can open {str(settings.home)!r}, where accounts and plans are kept. "
            f"Close it with: chmod 700 {str(settings.home)!r}"
        )
    if problems:
        raise SettingsError("\n".join(["The app was not started, because that would be unsafe.", *problems]))


def _danger(option: AskedOption) -> str:
    if option.name.startswith(_THEME[0]):
        _, safe, danger = _THEME
    else:
        safe, danger = _RULES.get(option.name, (".*", ""))
    is_safe = re.fullmatch(safe, str(option.value).strip().lower(), flags=re.DOTALL)
    return "" if is_safe else danger


def _options_in_file(file: Path) -> Iterator[AskedOption]:
    try:
        sections = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{str(file)!r} cannot be read: {error}. Mend or remove it.") from None
    for section, options in sections.items():
        for name, value in options.items() if isinstance(options, dict) else ():
            yield AskedOption(f"{section}.{name}", value, str(file))


def _options_in_variables(variables: Mapping[str, str]) -> Iterator[AskedOption]:
    names = {variable_name(name): name for name in _RULES}
    for variable, value in variables.items():
        if variable.startswith("STREAMLIT_THEME_"):
            yield AskedOption(_THEME[0] + variable, value, "the environment")
        elif variable in names:
            yield AskedOption(names[variable], value, f"the variable {variable}")


def variable_name(option: str) -> str:
    """Return the environment variable by which Streamlit lets an option be set."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", option.replace(".", "_"))
    return f"STREAMLIT_{words.upper()}"


def _is_open_to_others(folder: Path) -> bool:
    return os.name == "posix" and folder.is_dir() and bool(folder.stat().st_mode & 0o007)
