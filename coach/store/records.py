"""Domain records as JSON text, and back."""

from typing import TypeVar

from pydantic import ValidationError

from coach.domain.record import Record
from coach.errors import StoreError

RECORD_VERSION = 1
"""The format of the JSON. Raise it when a domain record changes so that older text no longer validates."""

RecordT = TypeVar("RecordT", bound=Record)


def encode(record: Record, *, name: str) -> str:
    """Return the record as JSON text that `decode` is sure to accept; `name` says which it is in an error."""
    text = record.model_dump_json()
    # A copy made with `model_copy` was never checked; better refused now than unreadable later.
    problems = _problems(type(record), text)
    if problems:
        raise StoreError(
            f"The {name} cannot be kept as it is: {problems}. Nothing was changed, and everything saved before is "
            "safe. Shorten or correct what was written there, then save again."
        )
    return text


def decode(record_type: type[RecordT], text: str, *, name: str, version: int) -> RecordT:
    """Return the record that was kept as `text`, or say which one cannot be read."""
    try:
        return record_type.model_validate_json(text)
    except ValidationError:
        problems = _problems(record_type, text)
    # Raised outside the handler: pydantic's error quotes what the employee wrote.
    raise StoreError(
        f"The {name} cannot be read: {problems}. It was saved in format {version}, and this version reads format "
        f"{RECORD_VERSION}. Nothing was changed. Install the version of Vision Coach that saved it, or delete it."
    )


def _problems(record_type: type[Record], text: str) -> str:
    """Return the fields that do not fit and the rules they break, without what was written there."""
    try:
        record_type.model_validate_json(text)
    except ValidationError as error:
        broken = {f"{item['loc'][0] if item['loc'] else 'record'} ({item['type']})": None for item in error.errors()}
        return ", ".join(broken)
    return ""
