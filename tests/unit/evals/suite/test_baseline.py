"""The baseline moves only with a reason, and the gate closes on what got worse."""

from pathlib import Path

import pytest

from coach.domain.evaluation import Metric
from evals.errors import BaselineError
from evals.suite.baseline import bless, find_regressions, read_baseline
from tests.unit.evals.suite.building import make_result, make_run, numbered

GOOD, WORSE = numbered([1.0] * 10), numbered([1.0] * 9 + [0.5])


def test_blessing_needs_a_reason(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="only with a reason"):
        bless(make_run(make_result(GOOD)), "  ", tmp_path / "b.json")

    assert not (tmp_path / "b.json").exists()


def test_earlier_reasons_stay(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    bless(make_run(make_result(GOOD)), "The first one.", path)
    bless(make_run(make_result(WORSE)), "Harder accounts.", path)

    baseline = read_baseline(path)

    assert baseline is not None
    assert [item.reason for item in baseline.history] == ["The first one.", "Harder accounts."]


def test_a_run_as_good_as_the_baseline_passes(tmp_path: Path) -> None:
    run = make_run(make_result(GOOD))

    assert find_regressions(run, bless(run, "First.", tmp_path / "b.json")) == ()


def test_a_loss_on_an_engine_that_gives_the_same_each_time_is_a_regression(tmp_path: Path) -> None:
    baseline = bless(make_run(make_result(GOOD)), "First.", tmp_path / "b.json")

    found = find_regressions(make_run(make_result(WORSE)), baseline)

    assert [item.text for item in found] == ["mean was 1.000 and is 0.950 (n = 10)"]


def test_a_loss_within_chance_on_a_language_model_is_none(tmp_path: Path) -> None:
    baseline = bless(make_run(make_result(GOOD), engine="openai:x"), "First.", tmp_path / "b.json")

    assert find_regressions(make_run(make_result(WORSE), engine="openai:x"), baseline) == ()


def test_a_loss_beyond_chance_on_a_language_model_is_a_regression(tmp_path: Path) -> None:
    baseline = bless(make_run(make_result(GOOD), engine="openai:x"), "First.", tmp_path / "b.json")
    worse = make_run(make_result(numbered([0.5] * 10)), engine="openai:x")

    assert len(find_regressions(worse, baseline)) == 1


def promise(value: float) -> Metric:
    return Metric(name="quotes word for word", value=value, n=300, target=1.0, is_exact=True)


def test_a_promise_that_breaks_is_a_regression_however_small(tmp_path: Path) -> None:
    kept = make_run(make_result(GOOD, metrics=(promise(1.0),), main="quotes word for word"))
    broken = make_run(make_result(GOOD, metrics=(promise(0.999),), main="quotes word for word"))

    found = find_regressions(broken, bless(kept, "First.", tmp_path / "b.json"))

    assert [item.what for item in found] == ["quotes word for word"]


def test_a_promise_that_was_blessed_as_broken_may_not_break_further(tmp_path: Path) -> None:
    before = make_run(make_result(GOOD, metrics=(promise(0.98),), main="quotes word for word"))
    baseline = bless(before, "Known: six quotes.", tmp_path / "b.json")
    worse = make_run(make_result(GOOD, metrics=(promise(0.979),), main="quotes word for word"))

    assert find_regressions(before, baseline) == ()
    assert [item.what for item in find_regressions(worse, baseline)] == ["quotes word for word"]


def test_a_baseline_of_another_dataset_version_is_refused(tmp_path: Path) -> None:
    baseline = bless(make_run(make_result(GOOD)), "First.", tmp_path / "b.json")

    with pytest.raises(BaselineError, match=r"blessed on version aaaa .* this is version bbbb"):
        find_regressions(make_run(make_result(GOOD, dataset_version="bbbb")), baseline)


def test_a_file_that_is_no_baseline_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")

    with pytest.raises(BaselineError, match=r"b\.json is no baseline"):
        read_baseline(tmp_path / "b.json")


def test_no_baseline_is_none_and_no_error(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "b.json") is None
