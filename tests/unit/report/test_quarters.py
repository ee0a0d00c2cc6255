from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coach.report.quarters import quarter_of


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_is_in_one_quarter_of_three_months_and_the_next_begins_where_it_ends(day: date) -> None:
    quarter = quarter_of(day)
    after = quarter_of(quarter.last + timedelta(days=1))

    assert quarter.first <= day <= quarter.last
    assert quarter.last.month - quarter.first.month == 2
    assert after.first == quarter.last + timedelta(days=1)
    assert after.id != quarter.id


def test_a_quarter_is_called_by_its_number_and_year() -> None:
    assert (quarter_of(date(2026, 12, 31)).id, quarter_of(date(2026, 12, 31)).name) == ("2026-q4", "Quarter 4 of 2026")
