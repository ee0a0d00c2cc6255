"""Everything that is kept of one person as one ZIP file: a text to read first, and a JSON file for each kind."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from textwrap import fill
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coach.domain.own_data import ELSEWHERE, KINDS, KeptRecord

READ_FIRST = "README.txt"
_FOR_ITS_OWNER = 0o600 << 16
_WIDTH = 88


def render_own_files(kept: Mapping[str, Sequence[KeptRecord]], *, now: datetime, code_version: str) -> bytes:
    """Return the ZIP file; the same records at the same moment make the same bytes."""
    files = {READ_FIRST: _read_first(kept, now=now, code_version=code_version)}
    files |= {f"{kind}.json": _render_records(records) for kind, records in kept.items()}
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = ZipInfo(name, date_time=now.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = _FOR_ITS_OWNER
            archive.writestr(entry, text)
    return packed.getvalue()


def _render_records(records: Sequence[KeptRecord]) -> str:
    entries = [
        {
            "id": record.id,
            "updated_at": record.updated_at.isoformat(),
            "record_version": record.version,
            "record": _as_data(record.text),
        }
        for record in records
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _as_data(text: str) -> Any:
    """Return the record as data; one that is damaged is given as the text it is, because it is theirs all the same."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _read_first(kept: Mapping[str, Sequence[KeptRecord]], *, now: datetime, code_version: str) -> str:
    title = "What Vision Coach keeps about you"
    made = (
        f"Made on {now.day} {now:%B %Y} by Vision Coach {code_version}. This is all that the coach's private store has "
        "about you, with what you shared with L&D and what was noted of you, and nothing about anybody else."
    )
    how = (
        "Each .json file is a list that any text editor can open. An entry has an id, the time of its last change "
        "(UTC), the number of its format, and the record as the coach keeps it."
    )
    not_here = (
        "Not in here: what you sent to the authors of the vision, because it is kept without your name and nobody "
        "knows whose it is; and files that you downloaded before."
    )
    notice = (
        "Findings, plans and answers were made by a computer, the coach. They say what one account shows, not who "
        "somebody is. They are no basis for pay, promotion, discipline or dismissal."
    )
    files = [f"{kind}.json ({_count(len(records))})\n{_about(kind)}" for kind, records in kept.items()]
    paragraphs = (f"{title}\n{'=' * len(title)}", _wrapped(made), *files, *map(_wrapped, (how, not_here, notice)))
    return "\n\n".join(paragraphs) + "\n"


def _about(kind: str) -> str:
    words = {**KINDS, **ELSEWHERE}.get(kind)
    return _wrapped(f"Your {words.name}. {words.holds}" if words else "More records of yours.", indent="  ")


def _wrapped(text: str, *, indent: str = "") -> str:
    return fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _count(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
