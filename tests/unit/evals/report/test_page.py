"""The page says what was measured, how sure it is and what is worst, in plain words; foreign text stays text."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from coach.domain.evaluation import Curve, Metric, Outcome, Run, TaskResult
from evals.report.page import MOST_CASES, render_page
from tests.unit.evals.suite.building import make_outcomes, make_result, make_run, numbered

_VOID = {"meta", "rect", "line", "circle"}


class _Reader(HTMLParser):
    """Reads the page as a browser does: which elements are open, what may fetch, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.started: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.started.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.started.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def words_of(page: str) -> str:
    return " ".join(" ".join(read(page).words).replace("\N{NO-BREAK SPACE}", " ").split())


def make_findings(**overrides: Any) -> TaskResult:
    outcomes = tuple(
        Outcome(
            sample_id=f"ga-{number}",
            status="scored",
            value=0.5,
            slices={"role": "shop-adviser" if number % 2 else "billing-clerk"},
            labels=(("own-it", "contrary", "shown"), ("listen-first", "shown", "shown")),
            text="I sort it out.",
            expected="own-it: contrary; listen-first: shown",
            got="own-it: shown; listen-first: shown",
            note="own-it: marked contrary, found shown",
        )
        for number in range(66)
    )
    data: dict[str, Any] = {
        "outcomes": outcomes,
        "metrics": (
            Metric(name="macro-F1", value=0.71, low=0.66, high=0.77, n=132, target=0.75),
            Metric(name="findings right", value=0.78, low=0.724, high=0.834, n=132),
        ),
        "main": "macro-F1",
        "curves": (Curve(name="confidence", points=((0.85, 0.8, 40), (0.95, 0.9, 92))),),
        "written_by": "the project's authors, not L&D staff",
    }
    return make_result({}, **{**data, **overrides})


EVERYTHING = make_run(
    make_findings(),
    make_result(numbered([0.0, 1.0]), task="retrieval", title="Search"),
    make_result({}, task="matching", title="Matching", outcomes=(), metrics=(), skipped="external data not found"),
    plans=4,
    calls=24,
    tokens=8_000,
    seconds=50.0,
    cost=0.5,
    prompts=("assess/extract@3:1a2b",),
)


def test_the_page_opens_with_one_sentence_made_from_the_findings() -> None:
    page = words_of(render_page(EVERYTHING))

    assert "On 66 accounts, findings agree with our labels 78 % of the time (72 to 83 %)." in page
    assert "written and labelled by the project's authors, not L&D staff." in page


def test_without_findings_the_opening_is_about_the_first_task_that_has_a_figure() -> None:
    run = make_run(make_result(numbered([1.0, 0.5]), task="retrieval", title="Search"))

    page = words_of(render_page(run))

    assert "Search, on 2 samples: Mean is 75 %." in page
    assert "did not measure findings" in page


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (make_run(), "Nothing was measured: the run holds no task."),
        (make_run(finished_at=None), "not finished"),
        (
            make_run(make_result({}, outcomes=(), metrics=(), skipped="its data is not here")),
            "Nothing was measured: all tasks were skipped.",
        ),
        (make_run(make_result({}, outcomes=())), "1 task ran, and none gave a main figure."),
        (make_run(make_findings(metrics=())), "1 task ran, and none gave a main figure."),
    ],
)
def test_a_run_without_figures_says_so(run: Run, said: str) -> None:
    assert said in words_of(render_page(run))


def test_a_skipped_task_says_why_and_is_not_among_the_targets_in_silence() -> None:
    page = words_of(render_page(EVERYTHING))

    assert "Skipped: external data not found" in page
    assert "Not in this list, because they were skipped: Matching." in page


def test_what_misses_its_target_comes_first_and_what_was_not_measured_before_what_holds() -> None:
    metrics = (
        Metric(name="held", value=0.9, n=10, target=0.8),
        Metric(name="unknown", value=None, n=0, target=0.8, missing="there is no such sample"),
        Metric(name="broken", value=0.5, n=10, target=0.8),
        Metric(name="promise", value=0.9, n=10, target=1.0, is_exact=True),
    )

    page = words_of(render_page(make_run(make_result({}, metrics=metrics))))

    assert "Of 4 targets: 1 reached, 2 missed, 1 not measured." in page
    assert re.findall(r"(missed|not measured|reached) · Findings (\w+)", page) == [
        ("missed", "Promise"),
        ("missed", "Broken"),
        ("not measured", "Unknown"),
        ("reached", "Held"),
    ]
    assert "there is no such sample" in page


def test_a_target_within_the_interval_is_said_to_be_in_doubt() -> None:
    page = words_of(render_page(EVERYTHING))

    assert "0.71 (0.66 to 0.77), n = 132; target: at least 0.75 Too few samples to be sure" in page


def test_failures_refusals_and_what_could_not_be_judged_are_counted() -> None:
    outcomes = (
        Outcome(sample_id="a", status="failed", value=0.0, note="ModelError: no answer"),
        Outcome(sample_id="b", status="refused", value=1.0),
        Outcome(sample_id="c", status="unscored", value=None, note="no verdict"),
    )

    page = words_of(render_page(make_run(make_result({}, outcomes=outcomes))))

    assert "On 3 samples; 1 failed, which counts as wrong; 1 declined by the engine; 1 could not be judged." in page
    assert "2 samples not fully right." in page
    assert page.index("ModelError: no answer") < page.index("no verdict")


def test_the_worst_cases_come_first_and_are_few() -> None:
    values = {f"s{number:02}": number / 20 for number in range(21)}

    page = words_of(render_page(make_run(make_result(values))))

    assert f"20 samples not fully right, of which these are the first {MOST_CASES}." in page
    assert re.findall(r"(s\d\d) ·", page) == [f"s{number:02}" for number in range(MOST_CASES)]


def test_a_case_shows_which_findings_differ_with_the_marks_of_their_states() -> None:
    page = words_of(render_page(EVERYTHING))

    assert "1 of 2 findings differ Behaviour Expected Got own it ▲ contrary ● shown" in page
    assert "Difference own-it: marked contrary, found shown" in page


def test_text_is_shown_as_it_is_and_never_interpreted() -> None:
    hostile = '<script>alert(1)</script><img src="http://x.example/"> & \x1b[31m\u202eabc </style>'
    outcome = Outcome(
        sample_id=hostile,
        status="scored",
        value=0.0,
        slices={hostile: hostile},
        text=hostile,
        expected=hostile,
        got=hostile,
        note=hostile,
    )
    result = make_result({}, outcomes=(outcome,), title=hostile, question=hostile, written_by=hostile)

    page = render_page(make_run(result, engine=hostile, model=hostile, id=hostile))

    assert not {tag for tag, _ in read(page).started} & {"script", "img", "iframe", "link", "object"}
    assert "<script>alert(1)</script>" in words_of(page)
    assert page.count("</style>") == 1
    assert not re.search("[\x1b\u202e]", page)


def test_nothing_is_fetched_and_no_script_runs() -> None:
    started = read(render_page(EVERYTHING)).started

    assert all(name not in attributes for _, attributes in started for name in ("src", "onclick", "style"))
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in started)
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    assert ("meta", policy) in started


def test_links_lead_somewhere_and_each_id_is_there_once() -> None:
    started = read(render_page(EVERYTHING)).started
    ids = [attributes["id"] for _, attributes in started if "id" in attributes]
    wanted = [name for _, attributes in started for name in (attributes.get("aria-labelledby") or "").split()]
    wanted += [(attributes.get("href") or "").removeprefix("#") for tag, attributes in started if tag == "a"]

    assert len(ids) == len(set(ids))
    assert set(wanted) <= set(ids)


def test_headings_are_in_order_and_each_picture_has_a_name_and_a_table() -> None:
    started = read(render_page(EVERYTHING)).started
    levels = [int(tag[1]) for tag, _ in started if re.fullmatch("h[1-6]", tag)]
    tags = [tag for tag, _ in started]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for place, (tag, attributes) in enumerate(started):
        if tag == "svg":
            assert attributes["role"] == "img"
            assert tags[place + 1 : place + 3] == ["title", "desc"]
            rest = tags[place + 1 :]
            assert "svg" not in rest[: rest.index("table")]


def test_the_cost_of_one_plan_is_shown_only_where_a_model_read_accounts() -> None:
    assert "Calls 6.0 Tokens 2,000 Seconds 12.5 Money 0.1250" in words_of(render_page(EVERYTHING))
    assert "What one plan costs" not in render_page(make_run())


def test_money_without_prices_is_not_zero() -> None:
    assert "Money no prices are set" in words_of(render_page(make_run(plans=1, calls=6)))


def test_engineers_get_what_they_need_to_run_it_again() -> None:
    page = words_of(render_page(make_run(make_findings(), id="my run", prompts=("assess/extract@3:1a2b",))))

    for said in ("assess/extract@3:1a2b", "golden_accounts.jsonl aaaa", "Seed 7", "Epochs 1"):
        assert said in page
    assert "python -m evals view 'my run'" in page
    assert "python -m evals compare BEFORE 'my run'" in page


def test_the_words_at_the_end_are_those_that_the_page_uses() -> None:
    words = render_page(EVERYTHING).split('id="words"')[1]

    assert {"Interval", "Macro-F1"} <= set(re.findall("<dt>(.*?)</dt>", words))
    assert "nDCG" not in words


def test_the_tuning_part_is_said_to_flatter() -> None:
    assert "these figures flatter it" in words_of(render_page(make_run(split="tune", epochs=3)))


def test_samples_that_ran_several_times_are_counted_once() -> None:
    once = make_outcomes(numbered([0.0, 1.0]))
    again = tuple(outcome.model_copy(update={"epoch": 2}) for outcome in once)

    page = words_of(render_page(make_run(make_result({}, outcomes=once + again), epochs=2)))

    assert "On 2 samples, 4 runs in all" in page
    assert "s0, run 2" in page


def test_a_long_text_shows_its_beginning_and_opens_whole() -> None:
    text = "word " * 200 + "end"
    outcome = Outcome(sample_id="a", status="scored", value=0.0, text=text)

    page = render_page(make_run(make_result({}, outcomes=(outcome,))))

    assert text in page
    assert "read it all" in page


def test_the_same_run_gives_the_same_page() -> None:
    again = Run.model_validate_json(EVERYTHING.model_dump_json())

    assert render_page(again) == render_page(EVERYTHING)
