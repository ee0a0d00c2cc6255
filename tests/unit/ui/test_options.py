"""The app does not start where somebody weakened it, and says each reason in one line."""

import tomllib
from pathlib import Path

import pytest
from streamlit import config

from coach.errors import SettingsError
from coach.settings import Settings
from coach.ui.options import SAFE_OPTIONS, AskedOption, asked_options, refuse_unsafe, variable_name
from coach.ui.server import app_script, run_server

UNSAFE = [
    ("server.enableXsrfProtection", False),
    ("server.enableCORS", False),
    ("server.corsAllowedOrigins", ["http://evil.example"]),
    ("server.enableStaticServing", True),
    ("server.enableAgentApi", True),
    ("server.trustedUserHeaders", {"X-User": "email"}),
    ("server.unsafeMetricsUserAttributes", ["email"]),
    ("server.xsrfCookieSameSite", "none"),
    ("server.address", "0.0.0.0"),
    ("server.allowedHosts", ["*.example.org"]),
    ("client.showErrorDetails", "full"),
    ("client.showErrorDetails", True),
    ("global.developmentMode", True),
    ("logger.level", "debug"),
    ("browser.gatherUsageStats", True),
    ("theme.base", "https://evil.example/theme.toml"),
    ("theme.font", "Nunito:https://evil.example/font.css"),
    ("theme.light", {"font": "Nunito://evil.example/font.css"}),
]
SAFE = [*SAFE_OPTIONS.items(), ("server.address", "127.0.0.1"), ("theme.light", {"textColor": "#000"}), ("a.b", "*//")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_an_unsafe_option_stops_the_start_with_one_line(settings: Settings, name: str, value: object) -> None:
    asked = AskedOption(name, value, "'/x/config.toml'")

    with pytest.raises(SettingsError) as refused:
        refuse_unsafe(settings, [asked])

    first, line = str(refused.value).splitlines()
    assert first == "The app was not started, because that would be unsafe."
    assert line.startswith(f"{name} = {value!r} in '/x/config.toml' ")
    assert line.endswith(". Remove it there.")


@pytest.mark.parametrize(("name", "value"), SAFE)
def test_a_safe_option_stops_nothing(settings: Settings, name: str, value: object) -> None:
    refuse_unsafe(settings, [AskedOption(name, value, "here")])


def test_every_reason_has_its_line(settings: Settings) -> None:
    with pytest.raises(SettingsError) as refused:
        refuse_unsafe(settings, [AskedOption(name, value, "here") for name, value in UNSAFE])

    assert len(str(refused.value).splitlines()) == 1 + len(UNSAFE)


def test_a_wildcard_host_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"COACH_ALLOWED_HOSTS=\['\*'\] lets any site pass itself off as the app"):
        refuse_unsafe(Settings(home=tmp_path, allowed_hosts=("*",)), [])


def test_a_home_that_others_can_open_stops_the_start(settings: Settings) -> None:
    settings.home.mkdir(mode=0o700)
    refuse_unsafe(settings, [])
    settings.home.chmod(0o755)

    with pytest.raises(SettingsError, match=r"Close it with: chmod 700 '.*home'"):
        refuse_unsafe(settings, [])


def test_options_are_found_in_every_file_that_streamlit_reads_and_in_variables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("home", "work", "app"):
        (tmp_path / folder / ".streamlit").mkdir(parents=True)
        (tmp_path / folder / ".streamlit" / "config.toml").write_text(f"[server]\nfileWatcherType = '{folder}'\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "work")
    variables = {"STREAMLIT_SERVER_ENABLE_CORS": "false", "STREAMLIT_THEME_FONT": "x", "STREAMLIT_OTHER": "y"}

    assert asked_options(tmp_path / "app" / "streamlit_app.py", variables) == (
        *(
            AskedOption("server.fileWatcherType", name, str(tmp_path / name / ".streamlit" / "config.toml"))
            for name in ("home", "work", "app")
        ),
        AskedOption("server.enableCORS", "false", "the variable STREAMLIT_SERVER_ENABLE_CORS"),
        AskedOption("theme.STREAMLIT_THEME_FONT", "x", "the environment"),
    )


def test_a_file_that_nobody_can_read_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text("[server\n")

    with pytest.raises(SettingsError, match=r"config.toml' cannot be read: .* Mend or remove it"):
        asked_options(app_script(), {})


def test_a_weakening_variable_stops_the_server_before_it_listens(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(settings.home))
    monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false")

    with pytest.raises(SettingsError, match="the variable STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION lets other sites"):
        run_server(settings)


def test_variables_are_named_as_streamlit_names_them() -> None:
    options = config._config_options_template

    assert {name: variable_name(name) for name in SAFE_OPTIONS} == {
        name: options[name].env_var for name in SAFE_OPTIONS
    }


def test_the_shipped_file_asks_for_nothing_unsafe_and_agrees_with_what_is_served(settings: Settings) -> None:
    file = app_script().parent / ".streamlit" / "config.toml"
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    asked = {f"{section}.{name}": value for section, options in sections.items() for name, value in options.items()}

    refuse_unsafe(settings, [AskedOption(name, value, str(file)) for name, value in asked.items()])
    both = SAFE_OPTIONS.keys() & asked.keys()
    assert {name: asked[name] for name in both} == {name: SAFE_OPTIONS[name] for name in both}
