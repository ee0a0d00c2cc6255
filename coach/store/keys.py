"""The keys for private text, from the settings or from a file that they name."""

from base64 import b64decode
from pathlib import Path

from coach.errors import SettingsError
from coach.settings import Settings

_KEY_BYTES = 32
_HOW_TO_MAKE_A_KEY = "A key is 32 random bytes in base64; this makes one: openssl rand -base64 32"


def store_keys(settings: Settings) -> tuple[bytes | None, ...]:
    """Return the keys for private text, the one to write with first; None as that one stands for no encryption.

    Raises:
        SettingsError: a key is none, or the file with keys cannot be read or is open to everybody.
    """
    if settings.store_key and settings.store_key_file:
        raise SettingsError("COACH_STORE_KEY and COACH_STORE_KEY_FILE are both set. Set one of them.")
    if settings.store_key:
        name, parts = "COACH_STORE_KEY", settings.store_key.get_secret_value().split(",")
    elif settings.store_key_file:
        name, parts = "COACH_STORE_KEY_FILE", _read_keys(settings.store_key_file)
    else:
        return (None,)
    words = [part.strip() for part in parts if part.strip()]
    keys = tuple(None if word == "none" and place == 0 else _key(word, name) for place, word in enumerate(words))
    if not keys:
        raise SettingsError(f"{name} has no key. {_HOW_TO_MAKE_A_KEY}")
    return keys


def _read_keys(path: Path) -> list[str]:
    try:
        if path.stat().st_mode & 0o007:
            raise SettingsError(
                f"Everybody on this machine can open the file {str(path)!r} in COACH_STORE_KEY_FILE. Close it with: "
                f"chmod 600 {str(path)!r}"
            )
        return path.read_text(encoding="ascii").splitlines()
    except UnicodeDecodeError:
        raise SettingsError(f"The file in COACH_STORE_KEY_FILE holds no key. {_HOW_TO_MAKE_A_KEY}") from None
    except OSError as error:
        raise SettingsError(
            f"The file {str(path)!r} in COACH_STORE_KEY_FILE cannot be read ({error.strerror}). Name a file "
            "with the key."
        ) from None


def _key(word: str, name: str) -> bytes:
    try:
        key = b64decode(word, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError(f"{name} has something that is no key. {_HOW_TO_MAKE_A_KEY}")
    return key
