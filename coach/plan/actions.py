"""The bridge from now to desired: an if-then action, a story, a person to ask, a date to check."""

import re
from datetime import date, timedelta

from coach.domain.knowledge import Behaviour, Role, Story
from coach.domain.plan import Action, Helper, StoryChoice
from coach.errors import KnowledgeError
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.wording import MAX_LINE_CHARACTERS, as_line, without_stop

FIRST_CHECK_DAYS = 14
EXCERPT_WORDS = 60

STORY_RULE = (
    "A story whose first behaviour is this one comes before others that mention it; then stories from your role come "
    "before those from the same kind of role, and these before the rest; then the first by id."
)
HELPER_RULE = (
    "Of the people who chose to be asked about this behaviour, those in your role come before those in the same kind "
    "of role, and these before the rest; then the first by id."
)

_PARAGRAPH_END = re.compile(r"(?=\n[ \t]*\n)|\Z")
_SENTENCE_END = re.compile(r"[.!?][\"”\u2019')]*(?=\s|\Z)")
_SHORTEST_EXCERPT, _LONGEST_EXCERPT = 40, 80
_SATURDAY = 5


def make_action(role: Role, behaviour_id: str) -> Action:
    """Return the if-then step that the role's expectation describes."""
    expectation = role.expectation(behaviour_id)
    if expectation is None:
        raise KnowledgeError(
            f"The role {role.id!r} is not asked for {behaviour_id!r}, so there is no step for it. "
            "Read the account again with the present knowledge, or add the expectation to the role's file."
        )
    return Action(when=without_stop(expectation.when), then=without_stop(expectation.then))


def check_date(made_on: date, *, days: int = FIRST_CHECK_DAYS) -> date:
    """Return the date `days` later; a Saturday or Sunday becomes the Monday after it."""
    day = made_on + timedelta(days=days)
    return day if day.weekday() < _SATURDAY else day + timedelta(days=7 - day.weekday())


def choose_story(behaviour: Behaviour, *, role: Role, knowledge: KnowledgeBase) -> StoryChoice | None:
    """Return the story that comes first by the rule, or None if no story is about the behaviour."""
    about = [story for story in knowledge.stories if behaviour.id in story.behaviour_ids]
    if not about:
        return None

    def place(story: Story) -> tuple[bool, int, str]:
        return story.behaviour_ids[0] != behaviour.id, _distance(knowledge.role(story.role_id), role), story.id

    chosen = min(about, key=place)
    return StoryChoice(
        story_id=chosen.id,
        title=chosen.title,
        excerpt=take_excerpt(chosen.body),
        in_your_job=describe_line_of_sight(role, behaviour),
    )


def choose_helper(behaviour: Behaviour, *, role: Role, knowledge: KnowledgeBase) -> Helper | None:
    """Return the champion who comes first by the rule, or None if nobody chose to be asked about the behaviour."""
    about = [item for item in knowledge.champions if behaviour.id in item.behaviour_ids]
    if not about:
        return None
    chosen = min(about, key=lambda item: (_distance(knowledge.role(item.role_id), role), item.id))
    return Helper(
        champion_id=chosen.id,
        name=chosen.name,
        role_name=knowledge.role(chosen.role_id).name,
        site=chosen.site,
        contact=chosen.contact,
    )


def describe_line_of_sight(role: Role, behaviour: Behaviour) -> str:
    """Return my task → next person → customer feeling, for a task that serves the behaviour's promise.

    Where the role's tasks serve other promises: the moment of its expectation → the behaviour's feeling.
    """
    for sight in role.line_of_sight:
        if sight.promise_id == behaviour.promise_id:
            steps = (sight.task, sight.next_person, sight.customer_feeling)
            return as_line(" → ".join(without_stop(step) for step in steps))
    return as_line(f"When {make_action(role, behaviour.id).when} → the customer feels {behaviour.feeling}")


def take_excerpt(body: str) -> str:
    """Return the beginning of a story word for word: whole paragraphs, or else whole sentences, of about 60 words."""
    text = body.strip()
    paragraphs = [text[: found.end()].rstrip() for found in _PARAGRAPH_END.finditer(text)]
    sentences = [part for found in _SENTENCE_END.finditer(text) if _closes_its_speech(part := text[: found.end()])]
    near = [part for part in paragraphs if _SHORTEST_EXCERPT <= _count(part) <= _LONGEST_EXCERPT]
    short = [part for part in sentences if _count(part) <= EXCERPT_WORDS]
    nearest = sorted(near, key=lambda part: abs(_count(part) - EXCERPT_WORDS))
    best = [*nearest, *reversed(short), *sentences, *paragraphs]
    return next((part for part in best if len(part) <= MAX_LINE_CHARACTERS), text[:MAX_LINE_CHARACTERS].rstrip())


def _count(text: str) -> int:
    return len(text.split())


def _closes_its_speech(text: str) -> bool:
    """Say whether every quotation mark is closed, so that nobody is cut off in mid-speech."""
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _distance(other: Role, role: Role) -> int:
    """Return 0 for the same role, 1 for the same kind of role, 2 for any other."""
    if other.id == role.id:
        return 0
    return 1 if other.kind == role.kind else 2
