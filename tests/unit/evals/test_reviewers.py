"""Only findings with consent and two readers join; whatever is wrong is named with file, line and remedy."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import DatasetError
from evals.reviewers import NAME, ReviewedFinding, import_reviews, read_reviewed
from tests.builders import make_knowledge

QUOTE = "I ring the customer two days after a repair"


def make_row(**overrides: Any) -> dict[str, Any]:
    data = {
        "id": "rv-1",
        "text": f"{QUOTE}. I sort the rest out.",
        "role_id": "shop-adviser",
        "behaviour_id": "own-it",
        "evidence": [{"quote": QUOTE, "bearing": "showing", "point": 4}],
        "state": "shown",
        "reader_1": "shown",
        "reader_2": "partly_shown",
        "consent": True,
    }
    return {**data, **overrides}


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "reviews.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_only_consented_and_twice_read_lines_join_and_the_others_are_counted(tmp_path: Path) -> None:
    rows = [make_row(), make_row(id="rv-2", consent=False), make_row(id="rv-3", reader_2=None)]
    imported = import_reviews(write(tmp_path, *rows), make_knowledge(), tmp_path / "reviewed")
    assert [item.id for item in imported.joined] == ["rv-1"]
    assert (imported.known, imported.without_consent, imported.read_once) == (0, 1, 1)
    assert read_reviewed(tmp_path / "reviewed" / NAME) == imported.joined
    assert "rv-2" not in (tmp_path / "reviewed" / NAME).read_text(encoding="utf-8")


def test_later_files_are_added_and_known_lines_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "reviewed"
    import_reviews(write(tmp_path, make_row()), make_knowledge(), folder)
    again = import_reviews(write(tmp_path, make_row(), make_row(id="rv-2")), make_knowledge(), folder)
    assert ([item.id for item in again.joined], again.known) == (["rv-2"], 1)
    assert [item.id for item in read_reviewed(folder / NAME)] == ["rv-1", "rv-2"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": f"{QUOTE}. Write to anna.berg@mail.example."}, "still looks private"),
        ({"role_id": "pilot"}, "role_id: the role 'pilot' is not in the knowledge files"),
        ({"behaviour_id": "fly-well"}, "behaviour_id: 'shop-adviser' is not asked for 'fly-well'"),
        ({"state": "contrary"}, "state: 'contrary' does not follow from the marks"),
        ({"evidence": [{"quote": "I never ring", "bearing": "contrary", "point": None}]}, "is not in the account"),
        ({"evidence": [{"quote": QUOTE, "bearing": "contrary", "point": 2}]}, "showing has one, contrary none"),
        ({"reader_1": "good"}, "reader_1: "),
        ({"consent": None}, "consent: "),
        ({"name": "Anna"}, "name: "),
        ({"id": "rv-0"}, "stands in line 1 already"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    file = write(tmp_path, make_row(id="rv-0"), make_row(**wrong))
    with pytest.raises(DatasetError, match=r"reviews\.jsonl, line 2: ") as caught:
        import_reviews(file, make_knowledge(), tmp_path / "reviewed")
    assert said in str(caught.value)
    assert not (tmp_path / "reviewed").exists()


def test_an_id_that_joined_with_other_content_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "reviewed"
    import_reviews(write(tmp_path, make_row()), make_knowledge(), folder)
    with pytest.raises(DatasetError, match="line 1: 'rv-1' joined before with other content"):
        import_reviews(write(tmp_path, make_row(reader_1="contrary")), make_knowledge(), folder)


def test_without_an_import_there_are_no_reviewed_findings(tmp_path: Path) -> None:
    assert read_reviewed(tmp_path / NAME) == ()


def test_a_line_that_may_not_join_is_refused_where_it_was_put_by_hand(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_text(ReviewedFinding.model_validate(make_row(consent=False)).model_dump_json(), encoding="utf-8")
    with pytest.raises(DatasetError, match="has no consent or only one reader"):
        read_reviewed(path)


def test_every_field_stands_in_the_card() -> None:
    card = (Path(__file__).parents[3] / "evals/datasets/reviewed_format.md").read_text(encoding="utf-8")
    fields = set(ReviewedFinding.model_fields) - {"source"}
    assert {name for name in fields if f"`{name}`" in card} == fields
