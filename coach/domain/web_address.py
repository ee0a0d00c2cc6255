"""Addresses that somebody sets: which are sound, and which only this machine can reach."""

from ipaddress import ip_address
from urllib.parse import urlsplit


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
