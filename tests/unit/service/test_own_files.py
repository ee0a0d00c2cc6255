"""The file with everything about somebody: what is in it, in words and as data."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from coach.domain.own_data import KeptRecord
from coach.service.own_files import render_own_files

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def kept(text: str) -> KeptRecord:
    return KeptRecord(id="one", updated_at=NOW, version=1, text=text)


def unpacked(records: Mapping[str, Sequence[KeptRecord]]) -> dict[str, str]:
    with ZipFile(BytesIO(render_own_files(records, now=NOW, code_version="0.1.0"))) as archive:
        assert archive.testzip() is None
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_each_kind_is_a_list_of_records_as_they_are_kept() -> None:
    files = unpacked({"drafts": [kept('{"text": "Größe, \\"quoted\\""}')], "turns": []})

    assert list(files) == ["README.txt", "drafts.json", "turns.json"]
    assert json.loads(files["turns.json"]) == []
    assert json.loads(files["drafts.json"]) == [
        {
            "id": "one",
            "updated_at": "2026-11-22T09:30:00+00:00",
            "record_version": 1,
            "record": {"text": 'Größe, "quoted"'},
        }
    ]


def test_a_damaged_record_is_given_as_the_text_that_is_left_of_it() -> None:
    files = unpacked({"drafts": [kept('{"text": "I scan the sh')]})

    assert json.loads(files["drafts.json"])[0]["record"] == '{"text": "I scan the sh'


def test_the_text_to_read_first_says_what_each_file_is_and_what_is_missing() -> None:
    text = unpacked({"drafts": [kept("{}"), kept("{}")], "plans": [kept("{}")], "something-new": []})["README.txt"]

    assert "Made on 22 November 2026 by Vision Coach 0.1.0." in " ".join(text.split())
    assert "drafts.json (2 records)\n  Your accounts." in text
    assert "plans.json (1 record)\n  Your plans with their notes." in text
    assert "something-new.json (0 records)\n  More records of yours." in text
    assert "Not in here: what you sent to the authors" in text
    assert "They are no basis for pay, promotion, discipline or dismissal." in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 88
