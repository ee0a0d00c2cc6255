"""Streamlit's sign-on: what it needs to know, and the cookie in which it keeps who somebody is.

The cookie says who signed on and is signed; whether the sign-on still counts is for `coach.signon` to say.
"""

import json
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime.secrets import SecretsValue
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from coach.errors import CoachError, SettingsError
from coach.settings import Settings
from coach.signon.sign_on import SignOn


def auth_secrets(settings: Settings, sign_on: SignOn) -> Mapping[str, SecretsValue]:
    """Return what Streamlit would otherwise read from a file `secrets.toml`; it takes the place of such a file.

    Raises:
        SettingsError: the package that signs on is not installed.
    """
    if find_spec("authlib") is None:
        raise SettingsError("Sign-on needs Authlib, which is not installed. Install the product with: vision-coach[ui]")
    secret = settings.oidc_client_secret
    return {
        "auth": {
            "redirect_uri": f"{settings.public_url}/oauth2callback",
            "cookie_secret": sign_on.cookie_secret,
            "client_id": settings.oidc_client_id,
            "client_secret": secret.get_secret_value() if secret else "",
            "server_metadata_url": settings.oidc_metadata_url,
        }
    }


def signed_on_by(sign_on: SignOn) -> Callable[[Mapping[str, str]], bool]:
    """Return a function that tells by the cookies of a request whether somebody is signed on."""

    def is_signed_on(cookies: Mapping[str, str]) -> bool:
        try:
            return sign_on.is_open(_claims_in(cookies, sign_on.cookie_secret))
        except CoachError:
            return False

    return is_signed_on


def _claims_in(cookies: Mapping[str, str], secret: str) -> dict[str, object]:
    """Return what the cookie says of who signed on; nothing where it is absent or was not signed here."""

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        # HTTP has no other letters in its headers.
        return decode_signed_value(secret, name, value.encode("latin-1", "replace")) if value else None

    try:
        told = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
