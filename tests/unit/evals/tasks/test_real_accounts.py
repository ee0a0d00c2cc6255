import shutil
from pathlib import Path
from typing import Any

import pytest

from coach.settings import content_folder
from evals.errors import DatasetError
from evals.suite.task import Case, SkippedTask, failed
from evals.tasks.real_accounts import LabelledAccounts, RealAccounts, read_texts, without_front_matter
from tests.builders import ACCOUNT_TEXT, make_assessment, make_evidence, make_finding
from tests.unit.evals.tasks.engines import make_engine, write_rows

TEXT = "I rang her back the same day. I left the till open."
CASE = Case(id="day/shop-adviser", text=ACCOUNT_TEXT, target="read", data={"role_id": "shop-adviser"})


def _row(**overrides: Any) -> dict[str, object]:
    evidence = [{"quote": "I rang her back the same day.", "bearing": "showing", "point": 4}]
    labels = [{"behaviour_id": "own-it", "evidence": evidence}]
    return {"id": "one", "role_id": "shop-adviser", "text": TEXT, "labels": labels, **overrides}


def _output(**evidence: Any) -> dict[str, Any]:
    finding = make_finding(evidence=(make_evidence(**evidence),))
    return {"assessment": make_assessment(findings=(finding,)).model_dump(mode="json")}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("---\ntitle: x\n---\n\nI ring.\n", "I ring.\n"),
        ("I ring.\n\n---\nThen I write.\n", "I ring.\n\n---\nThen I write.\n"),
        ("---\nnever closed\n", "---\nnever closed\n"),
    ],
)
def test_front_matter_is_no_part_of_an_account(text: str, left: str) -> None:
    assert without_front_matter(text) == left


def test_what_is_about_the_data_is_no_account(tmp_path: Path) -> None:
    for name in ("SOURCE.md", "LICENSE.md", "README.md", "day.md"):
        (tmp_path / name).write_text("I ring.", encoding="utf-8")
    assert list(read_texts(tmp_path)) == [("day", "I ring.")]


def test_each_account_is_read_for_two_roles_of_different_kinds(tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    (tmp_path / "data" / "accounts").mkdir()
    (tmp_path / "data" / "accounts" / "day.md").write_text("I ring.", encoding="utf-8")
    roles = [engine.knowledge.role(case.data["role_id"]) for case in RealAccounts().cases(engine, "test")]
    assert len({role.kind for role in roles}) == 2


@pytest.mark.parametrize("task", [RealAccounts(), LabelledAccounts()])
def test_without_accounts_it_is_skipped(tmp_path: Path, task: RealAccounts | LabelledAccounts) -> None:
    engine = make_engine(tmp_path)
    (tmp_path / "data" / "accounts").mkdir()
    with pytest.raises(SkippedTask, match="external data not found"):
        task.cases(engine, "test")


def test_a_quote_must_stand_where_it_is_said_to_stand() -> None:
    right = RealAccounts().score(CASE, _output())
    wrong = RealAccounts().score(CASE, _output(quote="I never said this."))
    assert (right.value, wrong.value, wrong.note) == (1.0, 0.0, "not in the account: I never said this.")


def test_an_account_that_failed_was_not_read() -> None:
    task = RealAccounts()
    metrics = task.metrics([task.score(CASE, _output()), failed(CASE, "too long")])
    assert [(metric.value, metric.is_exact) for metric in metrics] == [(1.0, True), (0.5, True)]


def test_labels_become_the_states_of_the_role(tmp_path: Path) -> None:
    write_rows(tmp_path / "data" / "accounts" / "any.jsonl", [_row(written_in=2015)])
    (case,) = LabelledAccounts().cases(make_engine(tmp_path), "test")
    assert (case.id, case.labels["own-it"]) == ("accounts/any/one", "shown")
    assert {state for item, state in case.labels.items() if item != "own-it"} == {"not_described"}


def test_accounts_beside_knowledge_files_are_labelled_on_that_vision(tmp_path: Path) -> None:
    inn = tmp_path / "data" / "accounts" / "inn"
    shutil.copytree(content_folder("knowledge"), inn / "knowledge")
    role = inn / "knowledge" / "roles" / "shop-adviser.yaml"
    role.rename(role.with_name("porter.yaml"))
    for path in (inn / "knowledge").rglob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("shop-adviser", "porter"), encoding="utf-8")
    for path in (inn / "knowledge").rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("shop-adviser", "porter"), encoding="utf-8")
    write_rows(inn / "any.jsonl", [_row(role_id="porter")])
    (case,) = LabelledAccounts().cases(make_engine(tmp_path), "test")
    assert (case.data["role_id"], case.data["vision"]) == ("porter", "inn")


def test_knowledge_files_that_break_a_rule_are_named(tmp_path: Path) -> None:
    inn = tmp_path / "data" / "accounts" / "inn"
    (inn / "knowledge").mkdir(parents=True)
    write_rows(inn / "any.jsonl", [_row()])
    with pytest.raises(DatasetError, match="accounts/inn/knowledge/: "):
        LabelledAccounts().cases(make_engine(tmp_path), "test")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"role_id": "astronaut"}, "line 1: the role 'astronaut' is not in the knowledge files"),
        ({"text": "Something else."}, "line 1: the quote .* is not in the text"),
        ({"labels": [{"behaviour_id": "own-it", "evidence": []}]}, r"line 1: labels\.0\.evidence"),
        (
            {"labels": [{"behaviour_id": "sing", "evidence": [{"quote": "I", "bearing": "contrary", "point": None}]}]},
            "line 1: 'shop-adviser' is not asked for 'sing'",
        ),
    ],
)
def test_a_wrong_label_is_refused_with_file_and_line(tmp_path: Path, wrong: dict[str, object], said: str) -> None:
    write_rows(tmp_path / "data" / "accounts" / "any.jsonl", [_row(**wrong)])
    with pytest.raises(DatasetError, match=rf"any\.jsonl, {said}"):
        LabelledAccounts().cases(make_engine(tmp_path), "test")
