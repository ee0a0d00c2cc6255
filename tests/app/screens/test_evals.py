"""Evals: what a run says, in each state that there is; the suite measures the coach, never a person."""

import fcntl
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from coach.service import Coach
from coach.suite.folder import LOCK, LOG, Started, write_started
from coach.suite.protocols import RunOrder
from evals.hostile_model import HostileModel
from tests.app.screens.model_home import use_model
from tests.app.screens.reading import button_labels, checked, open_page, press, words
from tests.builders import ME
from tests.unit.suite.runs import (
    BEGUN,
    keep_plan,
    keep_progress,
    keep_run,
    make_findings,
    make_outcome,
    make_run,
    make_search,
)

EARLIER = "20261127T064651-embedded"
NOBODY = 4_194_305
PATIENCE_S = 120


@pytest.fixture
def engine_home(home: Path) -> Path:
    """Return the app's home, in which the suite finds the index and the vectors made."""
    shutil.copytree(home, home / "evals" / ".engine", ignore=shutil.ignore_patterns("evals", "*.tmp", "new-*"))
    return home


def expanders(app: AppTest) -> list[str]:
    return [expander.label for expander in app.expander]


def test_where_nothing_was_measured_there_is_one_thing_to_do(home: Path) -> None:
    app = open_page("evals")

    assert "Nothing has been measured yet." in words(app)
    assert button_labels(app) == ["Measure now"]


def test_a_run_opens_with_one_sentence_then_what_misses_and_what_holds(home: Path) -> None:
    keep_run(home)

    shown = words(open_page("evals"))

    sentence = shown.index("On 66 accounts, findings agree with our labels 78 % of the time, 72 to 83 %.")
    misses = shown.index(":red-badge[▲ misses] **Findings about accounts: macro-F1** 0.71 (0.66 to 0.76), n = 198.")
    holds = shown.index(":green-badge[● holds] **Findings about accounts: contrary taken as shown**")
    assert sentence < misses < holds
    assert "Too close to be sure" in shown
    assert ":gray-badge[○ not known] **Findings about accounts: quadratic-weighted kappa** there is no such" in shown
    assert "Findings about accounts: 1 of 66 failed. They count as wrong." in shown


def test_every_figure_stands_with_its_interval_its_n_and_its_data(home: Path) -> None:
    keep_run(home)

    app = open_page("evals")

    assert "| findings right | 0.78 (0.72 to 0.83) | 198 |" in words(app)
    assert "golden_accounts.jsonl, version 0123456789ab" in words(app)
    assert "not employees or L&D staff" in words(app)
    assert {"Findings about accounts · 66 samples", "Search · 2 samples"} <= set(expanders(app))


def test_how_sure_is_a_picture_with_the_same_as_a_table(home: Path) -> None:
    keep_run(home)

    app = open_page("evals")

    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 1
    assert "| 35% | 30% | 20 |" in words(app)


def test_the_worst_cases_come_first_with_account_expected_and_what_came(home: Path) -> None:
    keep_run(home)

    app = open_page("evals")
    cases = [label for label in expanders(app) if label.startswith("**")]

    assert cases[0].startswith("**Failed**")
    assert all(label.startswith("**3 of 3 differ**") for label in cases[1:5])
    assert "OutputError: the reply broke off" in words(app)
    assert "When a promise cannot be kept I ring the customer" in words(app)
    assert "Keep people posted: expected :orange-badge[◐ partly shown], came :red-badge[▲ contrary]" in words(app)

    app.selectbox(key="worst-of").set_value("retrieval")
    shown = words(checked(app.run()))
    assert "**Expected**\n\nbehaviour:own" in shown
    assert "**Came**\n\nstory:calls, behaviour:own" in shown


def test_texts_of_a_run_are_shown_and_never_obeyed(home: Path) -> None:
    hostile = make_outcome(0, wrong=3, text="# Big\n\n![x](http://x.example/y.png) :material/star: $x$")
    keep_run(home, make_run(make_findings(outcomes=(hostile,))))

    app = open_page("evals")

    drawn = "\n".join(item.value for item in app.markdown)
    assert "![x](http" not in drawn
    assert "\n# Big" not in drawn
    assert "![x](http://x.example/y.png)" in words(app)


def test_a_look_is_no_measurement_and_gives_way_to_one(home: Path) -> None:
    keep_run(home, limit=5)
    assert "The first 5 samples of each task only" in words(open_page("evals"))

    keep_run(home, make_run(make_search(), id=EARLIER, started_at=BEGUN - timedelta(days=1)))
    shown = words(open_page("evals"))
    assert "On 2 samples, Search: nDCG@10 is 0.87 (0.81 to 0.92)." in shown
    assert "samples of each task only" not in shown


def test_what_has_changed_since_a_run_is_said(home: Path) -> None:
    keep_run(home, make_run(engine="openai:big", model="openai:big", knowledge_version="0" * 12))

    shown = words(open_page("evals"))

    assert "It measured openai:big; the coach now uses embedded." in shown
    assert "The knowledge files have changed since." in shown


def test_a_run_at_work_shows_how_far_it_is_and_can_be_stopped(home: Path) -> None:
    keep_run(home, make_run(id=EARLIER))
    folder = keep_plan(home, "20261128T100000-embedded")
    write_started(folder, Started(order=RunOrder(engine="embedded"), pid=NOBODY, started_at=BEGUN))
    keep_progress(folder, done=40, total=160, pid=NOBODY)
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        app = open_page("evals")

        shown = words(app)
        assert "**The suite is measuring.** You can leave this page; it goes on." in shown
        assert "40 of 160 samples. At work on: retrieval." in shown
        assert "On 66 accounts" in shown
        assert "Stop" in button_labels(app)
        assert "Measure now" not in button_labels(app)


def test_a_stopped_run_says_that_what_it_measured_is_kept_and_goes_on(home: Path) -> None:
    folder = keep_plan(home, "20261128T100000-embedded")
    keep_progress(folder, done=40, total=160, pid=NOBODY)

    app = open_page("evals")

    assert "**The last run was stopped after 40 of 160 samples.** What it measured is kept." in words(app)
    assert "Go on with it" in button_labels(app)


def test_a_failed_run_says_what_is_safe_and_why_without_private_text(home: Path) -> None:
    keep_run(home, make_run(id=EARLIER))
    folder = keep_plan(home, "20261128T100000-embedded")
    (folder / LOG).write_text(
        'Traceback (most recent call last):\n  File "/a/evals/suite/running.py", line 9, in run\n    go()\n'
        "ValueError: Maria Lopez left the pallet\n",
        encoding="utf-8",
    )

    app = open_page("evals")

    assert "**The last run failed.** Every earlier run is safe." in words(app)
    (log,) = (code.value for code in app.code)
    assert log.splitlines() == ["evals/suite/running.py:9 in run", "ValueError"]
    assert "On 66 accounts" in words(app)
    assert "Try again" in button_labels(app)


def test_a_sentence_in_the_log_has_no_personal_data(home: Path) -> None:
    folder = keep_plan(home, "20261128T100000-embedded")
    (folder / LOG).write_text("Line 3: maria.lopez@example.com has no state. Mend it.\n", encoding="utf-8")

    (log,) = (code.value for code in open_page("evals").code)

    assert log == "Line 3: [EMAIL_1] has no state. Mend it."


def test_without_the_suite_the_page_says_what_to_type_and_still_shows_runs(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_run(home)
    hide(monkeypatch, "evals")

    app = open_page("evals")

    assert "comes with a checkout of its code" in words(app)
    assert "'.[ui,evals]'" in app.code[0].value
    assert "On 66 accounts" in words(app)
    assert "Measure now" not in button_labels(app)
    assert "Make the report" not in button_labels(app)


def test_without_the_packages_of_the_suite_the_page_names_the_extra(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "inspect_ai")

    app = open_page("evals")

    assert "not the packages that it needs" in words(app)
    assert app.code[0].value == ".venv/bin/python -m pip install --editable '.[ui,evals]'"


def hide(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Have Python not find a package, as where it is not installed."""
    monkeypatch.setitem(sys.modules, package, None)  # type: ignore[arg-type]


def test_a_model_costs_calls_and_the_page_says_so_before(
    home: Path, hostile: HostileModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_model(monkeypatch, hostile)

    shown = words(open_page("evals"))

    assert "A language model is asked for every account and every question" in shown
    assert "language model, openai:hostile" in shown
    assert hostile.calls == []


def test_only_a_part_can_be_measured_and_nothing_chosen_is_nothing_to_start(home: Path) -> None:
    app = open_page("evals")
    app.radio(key="evals-what").set_value("Only a part")
    checked(app.run())

    assert "Measure now" not in button_labels(app)
    app.checkbox(key="evals-task-retrieval").check()
    assert "Measure now" in button_labels(checked(app.run()))


def test_earlier_runs_are_listed_and_can_be_opened(home: Path) -> None:
    keep_run(home)
    keep_run(home, make_run(make_search(), id=EARLIER, started_at=BEGUN - timedelta(days=1)))

    app = open_page("evals")
    assert "All runs (2)" in expanders(app)

    assert "On 2 samples, Search: nDCG@10 is" in words(press(app, "Show it"))


def test_one_run_cannot_be_compared_with_anything_yet(home: Path) -> None:
    keep_run(home)

    assert "One more finished run, and two can be compared here" in words(open_page("evals"))


def test_two_runs_are_compared_by_task_by_part_and_by_sample(home: Path) -> None:
    better = make_findings(outcomes=tuple(make_outcome(number) for number in range(66)))
    keep_run(home, make_run(better, make_search(), knowledge_version="f" * 12))
    keep_run(home, make_run(id=EARLIER, started_at=BEGUN - timedelta(days=1)))

    app = press(open_page("evals"), "Compare them")

    shown = words(app)
    assert "| Knowledge | e420a67a6e4d | ffffffffffff |" in shown
    assert ":green-badge[● better] **Findings about accounts**" in shown
    assert "33 better, 0 worse, of 66 samples. Chance alone: p < 0.01." in shown
    assert "| ● style: chatty |" in shown
    assert ":gray-badge[○ no clear difference] **Search**" in shown
    assert "**Samples that came out otherwise (33), those that got worse first**" in shown
    assert any(label.startswith("**Better**, 0.67 → 1.00") for label in expanders(app))


def test_runs_on_other_data_are_untold_and_both_are_safe(home: Path) -> None:
    keep_run(home)
    keep_run(home, make_run(make_search(dataset_version="another"), id=EARLIER))

    shown = words(press(open_page("evals"), "Compare them"))

    assert "**These two cannot be compared.** Both are safe." in shown
    assert "two versions of retrieval_golden.jsonl" in shown


@pytest.mark.slow
def test_a_run_that_is_started_here_goes_on_by_itself_and_is_shown_when_it_is_over(
    engine_home: Path, coach: Coach
) -> None:
    run_id = coach.start_eval(["retrieval"], limit=3, principal=ME)
    app = open_page("evals")
    assert "The suite is measuring." in words(app)

    until = monotonic() + PATIENCE_S
    while coach.eval_runs(principal=ME)[0].state == "running":
        assert monotonic() < until
        Event().wait(0.2)

    assert coach.eval_runs(principal=ME)[0].id == run_id
    assert coach.eval_runs(principal=ME)[0].state == "finished", coach.eval_runs(principal=ME)[0].last_words
    shown = words(checked(app.run()))
    assert "The suite is measuring." not in shown
    assert "On 3 samples, Search: nDCG@10 is" in shown
