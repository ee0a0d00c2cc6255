"""Days and times as people say them."""

from datetime import date, datetime


def name_day(day: date) -> str:
    """Return a day as “22 November 2026”."""
    return f"{day.day} {day:%B %Y}"


def name_moment(moment: datetime, *, today: date) -> str:
    """Return when something happened, where the reader is: the time today, the day otherwise."""
    local = moment.astimezone()
    return f"at {local:%H:%M}" if local.date() == today else f"on {name_day(local.date())}"
