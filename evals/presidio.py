"""The 1,500 synthetic texts of microsoft/presidio-research (MIT), in two halves that share no sentence template."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.domain.account import Span
from coach.domain.redaction import Private
from evals.redaction_marks import Mark, Marked

FILE = Path("presidio_research") / "synth_dataset_v2.json"
Half = Literal["tune", "test"]
"""The rules were written with the texts of the one half in view; of the other nothing but figures was seen."""

_KINDS: Mapping[str, Private] = {
    "PERSON": "name",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "account",
    "US_SSN": "account",
    "US_DRIVER_LICENSE": "account",
    "IP_ADDRESS": "account",
    "ZIP_CODE": "postcode",
}
"""What is no personal data to us: streets, towns, firms, dates, ages, peoples, titles and web sites."""


@dataclass(frozen=True)
class External:
    """A text, and what else its authors labelled in it."""

    marked: Marked
    others: tuple[tuple[str, Span], ...]


def read_presidio(root: Path | None, half: Half) -> tuple[External, ...]:
    """Read one half from the folder of external data; nothing where it is not there."""
    if root is None or not (root / FILE).is_file():
        return ()
    rows = json.loads((root / FILE).read_text(encoding="utf-8"))
    return tuple(_external(row) for row in rows if half_of(row["template_id"]) == half)


def half_of(template_id: int) -> Half:
    """Return the half that all texts of a template are in."""
    return "test" if hashlib.sha256(f"redaction:{template_id}".encode()).digest()[0] % 2 else "tune"


def _external(row: Mapping[str, object]) -> External:
    spans = row["spans"]
    assert isinstance(spans, list)
    labelled = [
        (str(span["entity_type"]), Span(start=span["start_position"], end=span["end_position"])) for span in spans
    ]
    marks = tuple(Mark(_KINDS[label], span) for label, span in labelled if label in _KINDS)
    others = tuple((label, span) for label, span in labelled if label not in _KINDS)
    return External(Marked(str(row["full_text"]), marks), others)
