"""`coach ask`, `coach search` and `coach roles`."""

from coach.bootstrap import build_coach
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.domain.answer import SECTION_HEADINGS, Answer, Claim, Mode
from coach.domain.passage import Hit
from coach.settings import load_settings


def ask(*, question: str, role_id: str, mode: Mode, as_json: bool) -> int:
    """Answer a question for a role."""
    coach = build_coach(load_settings(), exact_only=True)
    answer = coach.answer(_readable(question), role_id=role_id, mode=mode, principal=principal()).answer
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return 0
    _say_answer(answer)
    return 0


def _readable(argument: str) -> str:
    """Return an argument without the half characters that stand for bytes which are no UTF-8."""
    return argument.encode("utf-8", "replace").decode("utf-8")


def _say_answer(answer: Answer) -> None:
    if answer.route:
        say(answer.route.words)
        say(f"{answer.route.who}: {answer.route.how}")
        return
    if answer.customer_words:
        say("What the authors of the vision would get, once you send it in the app:")
        say(answer.customer_words.text, indent=2)
    if answer.abstained:
        _say_abstention(answer.nearest)
    else:
        _say_lines(answer)
        _say_prose(answer)
        _say_sources(answer)
    for note in (*answer.notes, answer.remark):
        if note:
            say(f"Note: {note}")


def _say_prose(answer: Answer) -> None:
    for paragraph in answer.prose:
        say(" ".join(_name_claim(claim) for claim in paragraph))
        say()


def _name_claim(claim: Claim) -> str:
    if claim.seal == "supported":
        return f"{claim.text} {''.join(f'[{number}]' for number in claim.citations)}"
    return f"{claim.text} (not backed by a source)"


def _say_lines(answer: Answer) -> None:
    section = None
    for line in answer.lines:
        if line.section != section:
            section = line.section
            say(SECTION_HEADINGS[section])
        for paragraph in line.text.split("\n\n"):
            say(f"{paragraph} [{line.citation}]", indent=2)
    if answer.lines:
        say()


def _say_sources(answer: Answer) -> None:
    for citation in answer.citations:
        say(f"[{citation.number}] {citation.title} ({citation.source})")


def search(*, query: str, role_id: str | None, count: int, as_json: bool) -> int:
    """Find passages."""
    coach = build_coach(load_settings(), exact_only=True)
    if role_id is not None:
        coach.knowledge.role(role_id)
    found = coach.search(_readable(query), role_id=role_id, k=count, principal=principal())
    if as_json:
        print_json(found.model_dump(mode="json"))
        return 0
    if found.abstained:
        _say_abstention(found.nearest)
    _say_hits(found.hits)
    if found.remark:
        say(f"Note: {found.remark}")
    return 0


def _say_abstention(nearest: tuple[Hit, ...]) -> None:
    say(f"The vision does not say.{' The nearest passages:' if nearest else ''}")
    _say_hits(nearest)


def _say_hits(hits: tuple[Hit, ...]) -> None:
    for hit in hits:
        say(f"{hit.rank}. {hit.passage.title} ({hit.passage.source})")
        say(hit.passage.text, indent=3)


def roles(*, as_json: bool) -> int:
    """List the roles."""
    known = build_coach(load_settings()).knowledge.roles
    if as_json:
        print_json([{"id": role.id, "name": role.name, "area": role.area, "kind": role.kind} for role in known])
        return 0
    for role in known:
        say(f"{role.id:30} {role.name}")
    return 0
