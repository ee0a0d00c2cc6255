from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.plan import GapPlan
from coach.plan.export.calendar import render_calendar
from tests.builders import make_plan


def plan_with(*days: date, **fields: Any) -> GapPlan:
    item = make_plan().items[0].model_dump() | fields
    return make_plan(items=tuple({**item, "check_on": day} for day in days))


def unfold(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_check_date_is_an_all_day_event() -> None:
    lines = unfold(render_calendar(plan_with(date(2026, 12, 31))))
    uid = next(line for line in lines if line.startswith("UID:"))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vision Coach//Gap plan//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        uid,
        "DTSTAMP:20261122T000000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:How did it go? Keep people posted",
        "DESCRIPTION:Keep people posted: If a delivery slips\\, then I ring the customer before they ring me.\\nMade "
        "by a computer\\, the coach (embedded engine: quotes and rules\\, no language model). Encoder "
        "tiny-encoder 1\\, knowledge 0123456789ab\\, Vision Coach 0.1.0.",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "X-AI-GENERATED:TRUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_steps_with_one_check_date_share_an_event() -> None:
    one, other = date(2026, 12, 7), date(2026, 12, 14)
    lines = unfold(render_calendar(plan_with(other, one, one)))
    assert [line for line in lines if line.startswith(("DTSTART", "SUMMARY"))] == [
        "DTSTART;VALUE=DATE:20261207",
        "SUMMARY:How did it go? Keep people posted\\, Keep people posted",
        "DTSTART;VALUE=DATE:20261214",
        "SUMMARY:How did it go? Keep people posted",
    ]


def test_the_same_plan_gives_the_same_file_and_another_plan_other_events() -> None:
    one, other = plan_with(date(2026, 12, 7)), plan_with(date(2026, 12, 7), rule="Another reason.")
    assert render_calendar(one) == render_calendar(one)
    assert unfold(render_calendar(one))[5] != unfold(render_calendar(other))[5]


def test_nothing_that_the_employee_wrote_is_in_the_calendar() -> None:
    text = render_calendar(plan_with(date(2026, 12, 7), now_in_own_words="My secret."))
    assert "never ring back" not in text
    assert "secret" not in text


def test_a_plan_without_steps_is_an_empty_calendar() -> None:
    assert "VEVENT" not in render_calendar(make_plan(items=()))


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_no_text_breaks_the_lines_of_the_file(text: str) -> None:
    file = render_calendar(plan_with(date(2026, 12, 7), behaviour_name=text, action={"when": text, "then": text}))
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    assert not set("\r\n") & set("".join(file.split("\r\n")))
    names = [line.partition(":")[0].partition(";")[0] for line in unfold(file)]
    plain = unfold(render_calendar(plan_with(date(2026, 12, 7))))
    assert names == [line.partition(":")[0].partition(";")[0] for line in plain]
