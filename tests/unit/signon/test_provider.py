"""The provider is asked how it describes itself, and what is wrong with that is said in one sentence."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from coach.errors import SettingsError
from coach.signon.provider import check_provider

TOLD = {
    "issuer": "https://login.example.com",
    "authorization_endpoint": "https://login.example.com/authorize",
    "token_endpoint": "https://login.example.com/token",
    "jwks_uri": "https://login.example.com/keys",
}


class Provider(ThreadingHTTPServer):
    """A server that says what it is given."""

    body = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/.well-known/openid-configuration"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Provider)
        self.send_response(200 if self.server.body else 404)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_provider_that_can_be_used_is_named_by_its_issuer(provider: Provider) -> None:
    provider.body = json.dumps(TOLD).encode()

    assert check_provider(provider.url) == "https://login.example.com"


@pytest.mark.parametrize(
    ("body", "said_of_it"),
    [
        (b"", "it cannot be read there (HTTPError)"),
        (b"<html>", "it cannot be read there (JSONDecodeError)"),
        (b"[1]", "it does not name issuer, authorization_endpoint, token_endpoint, jwks_uri"),
        (json.dumps(TOLD | {"issuer": 7}).encode(), "it does not name issuer"),
        (json.dumps(TOLD | {"token_endpoint": "http://login.example.com/t"}).encode(), "token_endpoint: it must start"),
    ],
)
def test_what_is_no_provider_is_refused(provider: Provider, body: bytes, said_of_it: str) -> None:
    provider.body = body

    with pytest.raises(SettingsError) as refused:
        check_provider(provider.url)
    assert said_of_it in str(refused.value)
    assert "COACH_OIDC_METADATA_URL" in str(refused.value)


def test_a_server_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(SettingsError, match="URLError"):
        check_provider("http://127.0.0.1:9/x")
