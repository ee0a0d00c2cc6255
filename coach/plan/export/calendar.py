"""The plan's check dates as an iCalendar file (RFC 5545): all-day events without a word of the account.

People share calendars, so an event holds the steps and nothing that the employee wrote.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from coach.domain.plan import GapPlan, PlanItem
from coach.plan.export.inert import is_visible
from coach.plan.export.notice import name_maker

_MAX_OCTETS = 75


def render_calendar(plan: GapPlan) -> str:
    """Return one all-day event for each check date; the same plan always gives the same file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vision Coach//Gap plan//EN", "CALSCALE:GREGORIAN"]
    for day in sorted({item.check_on for item in plan.items}):
        lines += _event(plan, day)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _fold(line))


def _event(plan: GapPlan, day: date) -> Iterator[str]:
    items = [item for item in plan.items if item.check_on == day]
    description = "\n".join([*(_step(item) for item in items), name_maker(plan.provenance)])
    yield "BEGIN:VEVENT"
    yield f"UID:{_unique_id(plan, day)}"
    yield f"DTSTAMP:{plan.made_on:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escape('How did it go? ' + ', '.join(item.behaviour_name for item in items))}"
    yield f"DESCRIPTION:{_escape(description)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "X-AI-GENERATED:TRUE"
    yield "END:VEVENT"


def _step(item: PlanItem) -> str:
    return f"{item.behaviour_name}: {item.action.sentence()}"


def _unique_id(plan: GapPlan, day: date) -> str:
    digest = hashlib.sha256(f"{plan.model_dump_json()}{day.isoformat()}".encode()).hexdigest()
    return f"{digest[:32]}@vision-coach"


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(filter(is_visible, "\\n".join(escaped.splitlines())))


def _fold(line: str) -> Iterator[str]:
    """Yield the line in pieces of at most 75 octets, never through the middle of a character."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _MAX_OCTETS:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
