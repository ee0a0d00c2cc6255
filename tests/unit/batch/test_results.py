import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from coach.batch.results import ReadBy, Result, open_results
from coach.errors import StoreError
from tests.builders import PROVENANCE, make_assessment

READ_BY = ReadBy.of(PROVENANCE)


def result(item_id: str, *, failure: str | None = None, content: str = "c1") -> Result:
    assessment = None if failure else make_assessment()
    return Result(id=item_id, content=content, read_by=READ_BY, assessment=assessment, failure=failure)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def write(path: Path, *results: Result) -> None:
    with open_results(path) as file:
        for each in results:
            file.append(each)


def lines(path: Path) -> list[Result]:
    return [Result.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_results_are_kept_as_they_were(path: Path) -> None:
    written = (result("A1"), result("A2", failure="Cannot assess: too short."))
    write(path, *written)

    assert lines(path) == list(written)
    with open_results(path) as file:
        assert {item_id: kept.is_read for item_id, kept in file.kept.items()} == {"A1": True, "A2": False}


def test_only_the_owner_can_read_the_file(path: Path) -> None:
    write(path, result("A1"))
    with open_results(path) as file:
        file.tidy(["A1"])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_is_put_in_the_order_of_the_list_with_one_line_each(path: Path) -> None:
    again = result("A2", content="c2")
    write(path, result("A3"), result("A2"), result("B9"), again, result("A1", failure="no"), result("A1"))

    with open_results(path) as file:
        assert file.tidy(["A1", "A2", "A3", "A4"]) == 1

    assert lines(path) == [result("A1"), again, result("A3"), result("B9")]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("share", [0.01, 0.3, 0.99])
def test_a_last_line_that_was_cut_short_is_taken_away(path: Path, share: float) -> None:
    write(path, result("A1"))
    whole = path.read_bytes()
    line = result("A2").model_dump_json().encode()
    path.write_bytes(whole + line[: max(1, int(len(line) * share))])

    with open_results(path) as file:
        assert (list(file.kept), file.torn > 0) == (["A1"], True)
        file.append(result("A3"))

    assert lines(path) == [result("A1"), result("A3")]


@pytest.mark.parametrize(
    "content", [b"id,role,account\nA1,shop-adviser,I ring back.\n", b"my only notes", b'{"weather": "sunny"}\n']
)
def test_a_file_of_something_else_is_never_changed(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(StoreError, match="--out"), open_results(path):
        pass

    assert path.read_bytes() == content


def test_a_damaged_line_in_the_middle_is_named_and_nothing_is_changed(path: Path) -> None:
    write(path, result("A1"), result("A2"), result("A3"))
    first, second, third = path.read_bytes().splitlines(keepends=True)
    damaged = first + second[: len(second) // 2] + b"\n" + third
    path.write_bytes(damaged)

    with pytest.raises(StoreError, match=r"Line 2 of .*results\.jsonl' is no result"), open_results(path):
        pass

    assert path.read_bytes() == damaged


def test_two_batches_never_write_to_one_file(path: Path) -> None:
    with open_results(path), pytest.raises(StoreError, match="Another `coach batch` writes"), open_results(path):
        pass


def test_a_file_is_free_again_after_a_batch(path: Path) -> None:
    with open_results(path) as file:
        file.append(result("A1"))
        file.tidy(["A1"])

    with open_results(path) as file:
        assert list(file.kept) == ["A1"]


@pytest.mark.parametrize("place", ["missing/results.jsonl", "."])
def test_a_place_that_cannot_be_written_is_refused_by_name(tmp_path: Path, place: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be written to .* --out"), open_results(tmp_path / place):
        pass


def test_a_full_disk_is_said_and_what_was_written_stays(path: Path) -> None:
    write(path, result("A1"))
    with open_results(path) as file:
        os.close(file._handle)
        read_only = os.open(path, os.O_RDONLY)
        assert read_only == file._handle
        with pytest.raises(StoreError, match="What was written before is kept"):
            file.append(result("A2"))

    assert lines(path) == [result("A1")]


def test_a_result_is_a_reading_or_a_failure() -> None:
    for assessment, failure in ((None, None), (make_assessment(), "no")):
        with pytest.raises(ValidationError):
            Result(id="A1", content="c1", read_by=READ_BY, assessment=assessment, failure=failure)


@pytest.mark.parametrize("change", [{"code_version": "9.9"}, {"prompts": ("chat/answer@2:ab",)}])
def test_what_cannot_change_a_result_reads_nothing_again(change: dict[str, object]) -> None:
    assert ReadBy.of(PROVENANCE.model_copy(update=change)) == READ_BY


@pytest.mark.parametrize(
    "change", [{"engine": "model"}, {"model": "other"}, {"prompts": ("assess/read@2:ab",)}, {"knowledge_version": "b"}]
)
def test_what_can_change_a_result_reads_it_again(change: dict[str, object]) -> None:
    assert ReadBy.of(PROVENANCE.model_copy(update=change)) != READ_BY
