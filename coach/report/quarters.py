"""Calendar quarters: the periods that reports are made of."""

from datetime import date, timedelta

from coach.domain.block import Period

_MONTHS = 3


def quarter_of(day: date) -> Period:
    """Return the calendar quarter that a day is in."""
    number = (day.month - 1) // _MONTHS
    first = date(day.year, number * _MONTHS + 1, 1)
    begins_next = date(day.year + (number == _MONTHS), (number + 1) % 4 * _MONTHS + 1, 1)
    return Period(
        id=f"{day.year}-q{number + 1}",
        name=f"Quarter {number + 1} of {day.year}",
        first=first,
        last=begins_next - timedelta(days=1),
    )
