from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.embedding.protocols import Vectors
from evals.errors import DatasetError
from evals.suite.task import SkippedTask
from evals.tasks.external import KnownVectors, external, read_json, read_rows, read_tables
from tests.unit.evals.tasks.engines import make_engine, write_rows


def test_a_part_that_is_not_there_is_skipped_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SkippedTask, match="external data not found: matching/ is not in"):
        external(make_engine(tmp_path), "matching")


def test_a_part_that_is_there_is_returned(tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    (tmp_path / "data" / "matching").mkdir()
    assert external(engine, "matching") == tmp_path / "data" / "matching"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "rows.jsonl, line 2: no JSON"),
        ("[1]", "rows.jsonl, line 2: not a JSON object"),
        ('{"other": 1}', "rows.jsonl, line 2: there is no text"),
    ],
)
def test_a_wrong_line_is_refused_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(f'{{"text": "one"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=said):
        list(read_rows(path, ("text",)))


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "one\u2028two"}\n\n', encoding="utf-8")
    assert list(read_rows(path)) == [(1, {"text": "one\u2028two"})]


def test_the_columns_of_a_file_say_what_it_is_and_not_its_name(tmp_path: Path) -> None:
    write_rows(tmp_path / "about-something-else.jsonl", [{"text": "no label"}])
    wanted = write_rows(tmp_path / "any-name.jsonl", [{"text": "one", "label": "a"}])
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    assert list(read_tables(tmp_path, ("text", "label"))) == [(wanted, ((1, {"text": "one", "label": "a"}),))]


def test_a_file_that_is_no_json_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "lists.json").write_text("{\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"lists\.json, line 2: no JSON"):
        read_json(tmp_path / "lists.json")


def test_each_text_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return np.array([[len(text)] for text in texts], dtype=np.float32)

    known = KnownVectors(embed)
    known(["a", "bb", "a"])
    assert known(["bb", "ccc"]).tolist() == [[2.0], [3.0]]
    assert asked == ["a", "bb", "ccc"]
