import json
from pathlib import Path

from coach.domain.evaluation import Outcome
from evals.presidio import FILE, half_of
from evals.redaction_marks import parse
from evals.suite.task import failed
from evals.tasks.redaction import STRUCTURED, Redaction, make_case
from tests.unit.evals.tasks.engines import make_engine

SECRET = "Owen rang 07700 900123."


def _outcome(folder: Path, marked: str, source: str = "our accounts") -> Outcome:
    task, case = Redaction(), make_case(parse(marked), source, 1)
    return task.score(case, task.solve(make_engine(folder), case))


def _write_presidio(folder: Path, half: str) -> None:
    template = next(number for number in range(99) if half_of(number) == half)
    spans = [{"entity_type": "PHONE_NUMBER", "start_position": 10, "end_position": 22}]
    path = folder / "data" / FILE
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps([{"full_text": SECRET, "spans": spans, "template_id": template}]), encoding="utf-8")


def test_a_text_is_right_when_nothing_private_is_left_in_it(tmp_path: Path) -> None:
    outcome = _outcome(tmp_path, "Ring {phone:07700 900123} again.")
    assert (outcome.value, outcome.got) == (1.0, "Ring [PHONE_1] again.")


def test_what_is_left_is_shown(tmp_path: Path) -> None:
    outcome = _outcome(tmp_path, "I asked the {name:wife}.")
    assert (outcome.value, outcome.note) == (0.0, "not hidden: name: I asked the <<wife>>.")


def test_recall_and_precision_are_those_of_each_kind(tmp_path: Path) -> None:
    outcomes = [
        _outcome(tmp_path, "Ring {phone:07700 900123} again."),
        _outcome(tmp_path, "I asked the {name:wife}."),
        _outcome(tmp_path, "It is {order:07700 900123} again.", "written by rule"),
    ]
    values = {metric.name: metric.value for metric in Redaction().metrics(outcomes)}
    assert (values["phone: recall"], values["phone: precision"]) == (1.0, 0.5)
    assert (values["name: recall"], values["order: recall"], values["order: precision"]) == (0.0, 0.0, None)
    assert (values["personal data hidden"], values["written by rule: hidden"]) == (2 / 3, 1.0)


def test_a_failure_hides_nothing(tmp_path: Path) -> None:
    case = make_case(parse("Ring {phone:07700 900123} again."), "our accounts", 1)
    values = {metric.name: metric.value for metric in Redaction().metrics([failed(case, "no list of names")])}
    assert (values["personal data hidden"], values["phone: recall"]) == (0.0, 0.0)


def test_without_texts_by_others_ours_are_measured(tmp_path: Path) -> None:
    cases = Redaction().cases(make_engine(tmp_path), "test")
    assert {case.slices["source"] for case in cases} == {"our accounts", "written by rule"}
    assert sum(case.slices["source"] == "written by rule" for case in cases) == STRUCTURED


def test_the_half_of_others_that_no_rule_was_written_with_is_kept_unseen(tmp_path: Path) -> None:
    _write_presidio(tmp_path, "test")
    task, engine = Redaction(), make_engine(tmp_path)
    (case,) = (case for case in task.cases(engine, "test") if case.slices["source"] == "texts by others")
    output = task.solve(engine, case)
    outcome = task.score(case, output)
    assert outcome.value == 1.0
    assert not any(word in f"{outcome} {output}" for word in ("Owen", "900123"))


def test_the_other_half_may_be_looked_at(tmp_path: Path) -> None:
    _write_presidio(tmp_path, "tune")
    (case,) = Redaction().cases(make_engine(tmp_path), "tune")
    assert (case.text, case.target) == (SECRET, "phone: 07700 900123")
