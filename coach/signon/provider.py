"""Ask the provider of identities how it describes itself, to know that the address is right."""

import json
import ssl
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from coach.domain.web_address import check_safe_from_listeners
from coach.errors import SettingsError

PATIENCE_S = 5.0
_MOST_BYTES = 1_000_000
_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")


def check_provider(metadata_url: str) -> str:
    """Return the issuer that the provider names.

    Raises:
        SettingsError: nobody answers there, or what answers is no provider that can be used.
    """
    try:
        with urlopen(Request(metadata_url), timeout=PATIENCE_S, context=ssl.create_default_context()) as answer:
            told = json.loads(answer.read(_MOST_BYTES))
    except (URLError, OSError, ValueError) as error:
        if isinstance(error, HTTPError):
            error.close()
        raise _refusal(metadata_url, f"it cannot be read there ({type(error).__name__})") from None
    missing = [name for name in _NEEDED if not isinstance(told, dict) or not isinstance(told.get(name), str)]
    if missing:
        raise _refusal(metadata_url, f"it does not name {', '.join(missing)}")
    for name in _NEEDED[1:]:
        try:
            check_safe_from_listeners(told[name])
        except ValueError as error:
            raise _refusal(metadata_url, f"{name}: {error}") from None
    return str(told["issuer"])


def _refusal(url: str, what: str) -> SettingsError:
    return SettingsError(
        f"The provider of identities does not describe itself at {url!r} (COACH_OIDC_METADATA_URL): {what}. "
        "Check the address; it mostly ends in /.well-known/openid-configuration."
    )
