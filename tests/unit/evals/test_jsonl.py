"""A dataset that is wrong is named with file, line and remedy."""

from pathlib import Path

import pytest

from coach.domain.record import Line, Record
from evals.errors import DatasetError
from evals.jsonl import read_records


class Row(Record):
    id: Line
    label: Line


def write(folder: Path, *lines: str) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_records_come_in_the_order_of_the_file_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, '{"id": "a", "label": "x"}', "", '{"id": "b", "label": "y"}')

    assert [row.id for row in read_records(path, Row)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", r"rows\.jsonl, line 2: the line: Invalid JSON"),
        ('{"id": "b"}', r"rows\.jsonl, line 2: label: Field required"),
        ('{"id": "b", "label": "y", "score": 3}', r"rows\.jsonl, line 2: score: Extra inputs"),
        ('{"id": "a", "label": "y"}', r"rows\.jsonl, line 2: the id 'a' stands in line 1 already"),
    ],
)
def test_a_wrong_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=said):
        read_records(write(tmp_path, '{"id": "a", "label": "x"}', line), Row)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"rows\.jsonl cannot be read"):
        read_records(tmp_path / "rows.jsonl", Row)
