"""What stands in the way of a behaviour, and whose it is: cause before course."""

from collections.abc import Iterable

from coach.domain.knowledge import Behaviour, Role, TrainableCause
from coach.domain.plan import CAUSES, Cause, CauseAnswers, CauseQuestion, Roadblock
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.plan.wording import as_line

CAUSE_RULE = (
    "Each “no” names a cause. Where it is not clear what is asked, or you are not sure how, you get a step. What you "
    "are thanked for, tools and steps, and say or time are roadblocks with an owner: training does not change them. "
    "Both may hold; if only roadblocks hold, there is no step. If you name nothing, the step stays."
)

CAUSE_WORDS: dict[Cause, str] = {
    "clarity": "it is not clear what is asked of you",
    "skill": "you are not sure how to do it",
    "motive": "what you are thanked for and measured on does not make it worth doing",
    "tools_process": "your tools, systems or steps make it hard",
    "authority_capacity": "you do not have the say or the time",
}

_QUESTIONS: dict[Cause, str] = {
    "clarity": "Is it clear to you what “{name}” asks of you in your job?",
    "skill": "Do you know how to do it, also on a hard day?",
    "motive": "Is it worth doing for you, given what you are thanked for and measured on?",
    "tools_process": "Do your tools, systems and steps let you do it?",
    "authority_capacity": "Do you have the say and the time to do it?",
}


def ask_causes(behaviour: Behaviour) -> tuple[CauseQuestion, ...]:
    """Return the five short questions about one behaviour; "no" names the cause."""
    return tuple(
        CauseQuestion(cause=cause, question=as_line(_QUESTIONS[cause].format(name=behaviour.name))) for cause in CAUSES
    )


def decide_causes(answers: CauseAnswers | None) -> tuple[Cause, ...]:
    """Return the causes that the employee named with a "no"; "not sure" and no answer name none."""
    if answers is None:
        return ()
    return tuple(cause for cause in CAUSES if answers.answers.get(cause) == "no")


def keep_trainable(causes: Iterable[Cause]) -> tuple[TrainableCause, ...]:
    """Return the causes that a step of the employee's own can change."""
    return tuple(cause for cause in causes if cause == "clarity" or cause == "skill")


def needs_step(answers: CauseAnswers | None) -> bool:
    """Say whether the behaviour gets a step: not where the employee named roadblocks only."""
    causes = decide_causes(answers)
    return not causes or bool(keep_trainable(causes))


def explain_causes(answers: CauseAnswers | None) -> str:
    """Return what the employee said stands in the way, as far as a step can change it."""
    if answers is None or not answers.answers:
        return "You did not say what stands in the way."
    named = [CAUSE_WORDS[cause] for cause in keep_trainable(decide_causes(answers))]
    return f"You said: {'; '.join(named)}." if named else "You named nothing that stands in the way."


def make_roadblocks(
    answers: CauseAnswers | None, behaviour: Behaviour, *, role: Role, knowledge: KnowledgeBase
) -> tuple[Roadblock, ...]:
    """Return a roadblock for each cause the employee named that training cannot change."""
    if answers is None:
        return ()
    roadblocks = []
    for cause in decide_causes(answers):
        if cause == "motive" or cause == "tools_process" or cause == "authority_capacity":
            owner = find_owner(cause, behaviour, role=role, knowledge=knowledge)
            words = CAUSE_WORDS[cause]
            text = f"{words[0].upper()}{words[1:]}. Training will not change that. Who can: {owner}."
            roadblocks.append(
                Roadblock(behaviour_id=behaviour.id, cause=cause, owner=owner, text=as_line(text), words=answers.words)
            )
    return tuple(roadblocks)


def find_owner(cause: Cause, behaviour: Behaviour, *, role: Role, knowledge: KnowledgeBase) -> str:
    """Return who can remove a roadblock: never the employee's own role.

    Tools and process are the behaviour's owner's. Motive, authority and capacity are the manager's in the same area
    (the first by id), else the vision's sponsor's. Where that is the employee's own role, the next of these takes over.
    """
    managers = [item.name for item in knowledge.roles if item.kind == "manager" and item.area == role.area]
    above = [*managers, knowledge.role(knowledge.vision.sponsor_role_id).name]
    candidates = [behaviour.owner, *above] if cause == "tools_process" else [*above, behaviour.owner]
    return next((name for name in candidates if name != role.name), candidates[-1])
