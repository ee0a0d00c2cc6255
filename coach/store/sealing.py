"""Private text as it lies in the database: in clear, or encrypted where an administrator set a key.

Every record says itself which it is and which key it has, so that keys can be changed record by record. AES-256-GCM
binds each to its table, its owner and its id: a record that was moved or altered does not open.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coach.errors import StoreError

MARK = "sealed1:"
"""How an encrypted record begins; JSON does not begin so. The name of its key and a colon come next."""
_KEY_NAME_CHARACTERS = 12
PREFIX_CHARACTERS = len(MARK) + _KEY_NAME_CHARACTERS + 1
"""How long what comes before the encrypted text is: the mark, the name of the key, a colon."""
_NONCE_BYTES = 12


class Seal:
    """Encrypt with the first of the keys and open with any of them."""

    def __init__(self, keys: Sequence[bytes | None] = (None,)) -> None:
        """Take the keys, 32 bytes each; None as the first leaves what is written in clear."""
        self._ciphers = {name_key(key): AESGCM(key) for key in keys if key is not None}
        self._writes_with = name_key(keys[0]) if keys[0] is not None else None

    @property
    def prefix(self) -> str:
        """How a record begins that is as this seal would write it; empty where that is in clear."""
        return f"{MARK}{self._writes_with}:" if self._writes_with else ""

    def close(self, text: str, *, table: str, person_id: str, record_id: str) -> str:
        """Return the text as it is to be kept."""
        if self._writes_with is None:
            return text
        nonce = token_bytes(_NONCE_BYTES)
        bound_to = _bound_to(table, person_id, record_id)
        sealed = self._ciphers[self._writes_with].encrypt(nonce, text.encode(), bound_to)
        return f"{self.prefix}{b64encode(nonce + sealed).decode()}"

    def open(self, kept: str, *, table: str, person_id: str, record_id: str) -> str:
        """Return the text of what was kept.

        Raises:
            StoreError: the key that it was encrypted with is not set, or it was altered or moved.
        """
        if not kept.startswith(MARK):
            return kept
        key_name, _, packed = kept.removeprefix(MARK).partition(":")
        self.check(kept)
        try:
            content = b64decode(packed, validate=True)
            bound_to = _bound_to(table, person_id, record_id)
            return self._ciphers[key_name].decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], bound_to).decode()
        except (InvalidTag, ValueError):
            raise StoreError(
                f"The record {record_id!r} in {table!r} cannot be opened: it was altered, or moved there from "
                "elsewhere. Nothing was changed. Put back a backup, or delete it."
            ) from None

    def check(self, kept: str) -> None:
        """Say so, as a StoreError, where the key of a record is not set."""
        key_name = kept.removeprefix(MARK).partition(":")[0]
        if not kept.startswith(MARK) or key_name in self._ciphers:
            return
        there = "another one" if self._ciphers else "none"
        raise StoreError(
            f"What people wrote is encrypted with the key {key_name!r}, and {there} is set. Nothing was changed. Set "
            "COACH_STORE_KEY to that key; to change keys, set it to the new one, a comma and that one, then run "
            "`coach rotate-key`."
        )


def name_key(key: bytes) -> str:
    """Return a short name by which a key is known; nobody can work out the key from it."""
    return sha256(b"vision-coach key name\0" + key).hexdigest()[:_KEY_NAME_CHARACTERS]


def _bound_to(table: str, person_id: str, record_id: str) -> bytes:
    # Lengths, so that no two triples are written alike.
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in (table, person_id, record_id))
