"""The plan as Markdown: strengths first, each step from now to desired, roadblocks apart."""

from collections.abc import Iterator, Mapping
from datetime import date

from coach.domain.finding import STATE_SHAPES, STATE_WORDS, STATES
from coach.domain.plan import GapPlan, PlanItem, Roadblock
from coach.plan.export.inert import make_inert
from coach.plan.export.notice import NOTICE, name_maker

_MARKS = {state: f"{STATE_SHAPES[state]} {STATE_WORDS[state]}" for state in STATES}
_KINDS = {
    "practice": "practice",
    "shadowing": "shadowing",
    "job_aid": "job aid",
    "course": "course",
    "community": "community",
    "reading": "reading",
}


def render_markdown(plan: GapPlan, *, names: Mapping[str, str]) -> str:
    """Return the plan as a Markdown file. `names` are the behaviours' names by id; an id without one stands as it is.

    The front matter is fixed text and marks the file as made by a machine; every other text is inert.
    """
    parts = (_head(plan), _strengths(plan), _steps(plan), _roadblocks(plan, names), _rest(plan, names), _foot(plan))
    return "\n".join(line for part in parts for line in part)


def _head(plan: GapPlan) -> Iterator[str]:
    yield from ("---", "ai_generated: true", "generator: vision-coach", f"engine: {plan.provenance.engine}", "---", "")
    yield from (f"# Your plan: {make_inert(plan.role_name)}", "")
    yield from (f"Made on {_day(plan.made_on)}. {NOTICE}", "")


def _strengths(plan: GapPlan) -> Iterator[str]:
    yield from ("## What your account shows", "")
    if not plan.strengths:
        yield "Your account shows no behaviour in full yet."
    for strength in plan.strengths:
        words = (
            f"“{make_inert(strength.quote)}”" if strength.quote else "you say so; your account has no words about it"
        )
        yield f"- **{make_inert(strength.behaviour_name)}** ({_MARKS['shown']}): {words}"
    yield ""


def _steps(plan: GapPlan) -> Iterator[str]:
    yield from ("## Your next steps", "")
    if not plan.items:
        yield from ("There is no step in this plan.", "")
    for number, item in enumerate(plan.items, 1):
        yield from (f"### {number}. {make_inert(item.behaviour_name)}", "")
        yield from _now_and_desired(item)
        yield from _bridge(item)


def _now_and_desired(item: PlanItem) -> Iterator[str]:
    yield from (f"**Now** ({_MARKS[item.state]})", "")
    for evidence in item.now:
        yield from (f"> “{make_inert(evidence.quote)}”", "")
    if item.now_in_own_words:
        yield from (f"In your own words: {make_inert(item.now_in_own_words)}", "")
    elif not item.now:
        yield from ("You named this yourself.", "")
    yield from (f"**What we aim for**: {make_inert(item.desired)} The customer feels {make_inert(item.feeling)}.", "")


def _bridge(item: PlanItem) -> Iterator[str]:
    yield from (f"**Your next step**: {make_inert(item.action.sentence())}", "")
    if choice := item.resource:
        about = f"{_KINDS[choice.kind]}, {choice.minutes} minutes, {make_inert(choice.cost)}"
        yield f"- To learn with: **{make_inert(choice.title)}** ({about}). {make_inert(choice.summary)}"
        yield f"  - Where: {make_inert(choice.where)}"
        yield f"  - Why this one: {make_inert(choice.why)}"
    if item.uncovered:
        yield f"- Not in the catalogue: {make_inert(item.uncovered)}"
    if story := item.story:
        yield f"- A story, **{make_inert(story.title)}**: “{make_inert(story.excerpt)}”"
        yield f"  - In your job: {make_inert(story.in_your_job)}"
    if helper := item.helper:
        person = ", ".join(make_inert(text) for text in (helper.name, helper.role_name, helper.site))
        yield f"- Someone who chose to be asked: {person}"
        yield f"  - {make_inert(helper.contact)}"
    yield f"- Look at it again on {_day(item.check_on)}."
    yield from ("", f"Why this stands here: {make_inert(item.rule)}", "")


def _roadblocks(plan: GapPlan, names: Mapping[str, str]) -> Iterator[str]:
    if plan.roadblocks:
        yield from ("## Not yours to fix alone", "")
        yield from (_roadblock(roadblock, names) for roadblock in plan.roadblocks)
        yield ""


def _roadblock(roadblock: Roadblock, names: Mapping[str, str]) -> str:
    words = f" Your words: “{make_inert(roadblock.words)}”" if roadblock.words.strip() else ""
    return f"- **{_name(roadblock.behaviour_id, names)}**: {make_inert(roadblock.text)}{words}"


def _rest(plan: GapPlan, names: Mapping[str, str]) -> Iterator[str]:
    if plan.later:
        yield from ("## Later", "", "A plan has at most three steps. These can wait, or take the place of one.", "")
        yield from (*(f"- {_name(key, names)}" for key in plan.later), "")
    if plan.not_described:
        yield from ("## Not described", "", "You did not mention these. That is a question, never a gap.", "")
        yield from (*(f"- {_name(key, names)}" for key in plan.not_described), "")


def _foot(plan: GapPlan) -> Iterator[str]:
    yield from ("## How this was made", "", make_inert(name_maker(plan.provenance)), "")


def _name(behaviour_id: str, names: Mapping[str, str]) -> str:
    return make_inert(names.get(behaviour_id, behaviour_id))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
