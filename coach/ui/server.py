"""Serve the app: Streamlit's own web app behind the guard, on an address of this machine."""

import errno
import socket
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from streamlit import config, file_util
from streamlit.starlette import App

import coach
from coach.bootstrap import build_sign_on, delete_due, hold_home
from coach.domain.web_address import is_loopback
from coach.errors import SettingsError
from coach.settings import Settings, variables
from coach.ui.daily import each_day
from coach.ui.errors import log_errors_in, report_script_error
from coach.ui.guard import Guard, content_security_policy
from coach.ui.identity_cookie import auth_secrets, signed_on_by
from coach.ui.options import SAFE_OPTIONS, asked_options, refuse_unsafe


def app_script() -> Path:
    """Return the script with the app's navigation: inside the wheel, or beside the package in a checkout."""
    package = Path(coach.__file__).resolve().parent
    shipped = package / "content" / "streamlit_app.py"
    return shipped if shipped.is_file() else package.parent / "streamlit_app.py"


def run_server(settings: Settings, *, script: Path | None = None) -> None:
    """Serve the app until somebody stops it; print its address once it answers.

    Raises:
        SettingsError: it would be unsafe to start, or the address cannot be had.
    """
    script = script or app_script()
    refuse_unsafe(settings, asked_options(script, variables("STREAMLIT_")))
    with hold_home(settings), _listen(settings) as listener:
        log_errors_in(settings.home)
        server = _Server(
            uvicorn.Config(
                build_app(settings, script),
                lifespan="on",
                ws="websockets-sansio",
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=2,
            ),
            ready=f"Vision Coach is ready: {settings.public_url or _url(settings)}\n",
        )
        # Stopping it is how it is meant to end.
        with suppress(KeyboardInterrupt), each_day(lambda: delete_due(settings), today=_today):
            server.run(sockets=[listener])
    if not server.started:
        raise SettingsError("The app could not be started; the lines above say why.")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def build_app(settings: Settings, script: Path) -> ASGIApp:
    """Return the web app, with Streamlit's options set and the guard around it.

    Raises:
        SettingsError: sign-on is not in order.
        StoreError: a key of sign-on cannot be read or made.
    """
    sign_on = build_sign_on(settings)
    app = App(script, on_script_error=report_script_error, secrets=auth_secrets(settings, sign_on) if sign_on else None)
    hosts = {*_own_names(settings), *settings.allowed_hosts}
    config.get_config_options(
        force_reparse=True,
        options_from_flags={
            **SAFE_OPTIONS,
            "server.address": settings.host,
            "server.port": settings.port,
            "server.allowedHosts": [host.strip("[]") for host in hosts],
        },
    )
    index_page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return Guard(
        app,
        allowed_hosts=hosts,
        # Browsers send a cookie to every port of a host, so two apps need two names.
        cookie=f"vision-coach-{settings.port}",
        policy=content_security_policy(index_page),
        public_url=settings.public_url,
        is_signed_on=signed_on_by(sign_on) if sign_on else None,
    )


def _own_names(settings: Settings) -> set[str]:
    """Return the names of this app in addresses: of the machine itself, and the one that people type."""
    public = urlsplit(settings.public_url).hostname
    names = {settings.host} if settings.host == "localhost" or is_loopback(settings.host) else set()
    return names | ({public} if public else set())


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, *, ready: str) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stderr.write(self._ready)
            sys.stderr.flush()


def _listen(settings: Settings) -> socket.socket:
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, settings.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {settings.port} is in use, perhaps by Vision Coach itself: look at {_url(settings)}. "
                f"For another port, set COACH_PORT={settings.port % 65_535 + 1}."
            ) from None
        raise SettingsError(
            f"The app cannot be served on {settings.host!r}, port {settings.port}: {error.strerror}. "
            "Set COACH_HOST or COACH_PORT."
        ) from None


def _url(settings: Settings) -> str:
    host = settings.host.strip("[]")
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
