"""Days and times as people say them."""

from datetime import UTC, date, datetime, timedelta

from coach.ui.components.dates import name_day, name_moment

NOON = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def test_a_day_has_no_leading_zero() -> None:
    assert name_day(date(2026, 11, 2)) == "2 November 2026"


def test_today_is_told_by_the_clock_where_the_reader_is() -> None:
    local = NOON.astimezone()

    assert name_moment(NOON, today=local.date()) == f"at {local:%H:%M}"


def test_another_day_is_told_by_its_date() -> None:
    local = NOON.astimezone()

    assert name_moment(NOON, today=local.date() + timedelta(days=1)) == f"on {name_day(local.date())}"
