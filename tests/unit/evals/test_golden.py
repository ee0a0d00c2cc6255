"""The golden accounts: every label checks, and nothing of the test part is ever fitted on."""

import json
from pathlib import Path

import pytest

from coach.assess.segment import count_words, segment
from coach.knowledge.knowledge_base import KnowledgeBase
from evals.errors import DatasetError
from evals.golden import ACCOUNTS, FIRST_PASS, SECOND_PASS, read_golden, read_labels
from evals.training.material import organisation_of, read_noise, read_training_organisations
from evals.training.tuning import read_twins, read_whole_organisations, training_statements, tuning_accounts

ROOT = Path(__file__).resolve().parents[3]
LONG_ENOUGH = 6
"""Words from which on a statement is somebody's own: shorter ones ("Home at eleven.") may be written twice."""


def test_there_are_enough_accounts_of_enough_roles_and_styles(knowledge: KnowledgeBase) -> None:
    golden = read_golden(knowledge, "test")

    assert len(golden) >= 60
    assert len({item.account.role_id for item in golden}) >= 12
    assert len({item.account.style for item in golden}) == 12
    states = {state for item in golden for state in item.states(knowledge.role(item.account.role_id)).values()}
    assert states == {"shown", "partly_shown", "contrary", "not_described"}


@pytest.mark.parametrize("labels", [FIRST_PASS, SECOND_PASS], ids=lambda path: path.stem)
def test_both_passes_label_every_account(labels: Path, knowledge: KnowledgeBase) -> None:
    assert set(read_labels(knowledge, labels=labels)) == {item.account.id for item in read_golden(knowledge)}


def test_the_accounts_to_tune_on_hold_none_of_the_test_part(knowledge: KnowledgeBase) -> None:
    tested = {item.account.text for item in read_golden(knowledge, "test")}

    tuned = {item.account.text for item in tuning_accounts(knowledge)}

    assert len(tuned) >= 70
    assert not tested & tuned


def test_no_statement_of_the_test_part_is_in_anything_that_is_fitted_on(knowledge: KnowledgeBase) -> None:
    organisations = [*read_training_organisations(), *read_whole_organisations(), organisation_of(knowledge)]
    fitted = {item.text for organisation in organisations for item in organisation.statements}
    fitted |= {item.text for item in training_statements()} | set(read_noise())
    fitted |= {part.text for item in tuning_accounts(knowledge) for part in segment(item.account.text)}
    fitted |= {text for twin in read_twins() for text in twin.told.values()}

    tested = {
        part.text
        for item in read_golden(knowledge, "test")
        for part in segment(item.account.text)
        if count_words(part.text) >= LONG_ENOUGH
    }

    assert not tested & fitted


def test_every_twin_retells_a_statement_that_may_be_trained_on() -> None:
    organisations = [*read_training_organisations(), *read_whole_organisations()]
    trained = {item.text for organisation in organisations for item in organisation.statements}
    trained |= {item.text for item in training_statements()}
    twins = read_twins()
    assert [twin.id for twin in twins if twin.text not in trained] == []
    assert len({twin.id for twin in twins}) == len({twin.text for twin in twins}) == len(twins)


def test_no_script_that_fits_asks_for_the_test_part() -> None:
    scripts = sorted((ROOT / "evals" / "training").glob("*.py"))

    asking = [path.name for path in scripts if "read_golden" in path.read_text(encoding="utf-8")]

    assert asking == ["tuning.py"]
    assert 'read_golden(knowledge, "tune")' in (ROOT / "evals" / "training" / "tuning.py").read_text(encoding="utf-8")


def change(folder: Path, **fields: object) -> Path:
    """Write the labels with the first line changed."""
    lines = (ACCOUNTS.parent / "golden_labels.jsonl").read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0]) | fields
    path = folder / "labels.jsonl"
    path.write_text("\n".join([json.dumps(first), *lines[1:]]), encoding="utf-8")
    return path


def mark(quote: str, bearing: str, point: int | None) -> list[dict[str, object]]:
    return [{"behaviour_id": "own-it", "evidence": [{"quote": quote, "bearing": bearing, "point": point}]}]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"labels": mark("I was never there.", "contrary", None)},
            "line 1: the quote 'I was never there.' is not in 'ga-01'",
        ),
        ({"id": "zz-99"}, "line 1: there is no account 'zz-99'"),
        ({"labels": mark("The work follows the calendar", "contrary", 3)}, "line 1: contrary words have point 3"),
        ({"labels": mark("The work follows the calendar", "odd", None)}, "line 1: labels.0.evidence.0.bearing"),
        (
            {"labels": [{"behaviour_id": "juggling", "evidence": mark("x y z", "contrary", None)[0]["evidence"]}]},
            "line 1: 'billing-clerk' is not asked for 'juggling'",
        ),
    ],
)
def test_a_wrong_label_is_named_with_its_line(
    fields: dict[str, object], said: str, tmp_path: Path, knowledge: KnowledgeBase
) -> None:
    with pytest.raises(DatasetError) as caught:
        read_golden(knowledge, labels=change(tmp_path, **fields))

    assert said in str(caught.value)


def test_an_account_without_labels_is_named(tmp_path: Path, knowledge: KnowledgeBase) -> None:
    lines = (ACCOUNTS.parent / "golden_labels.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(lines[1:]), encoding="utf-8")

    with pytest.raises(DatasetError, match="has no line for ga-01"):
        read_golden(knowledge, labels=path)
