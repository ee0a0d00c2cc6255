"""`coach index`, `coach check`, `coach doctor` and `coach --version`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from coach.bootstrap import build_coach, build_retriever, code_version, make_home
from coach.cli.output import print_json, say
from coach.embedding.minilm import MiniLM
from coach.errors import CoachError
from coach.knowledge.files import check_knowledge, load_knowledge
from coach.retrieval.build import open_index
from coach.settings import Settings, load_settings
from coach.store.engine import sqlite_remark


def version() -> int:
    """Print the version."""
    say(f"Vision Coach {code_version()}")
    return 0


def index(*, as_json: bool) -> int:
    """Build the index or say that it is up to date."""
    settings = load_settings()
    knowledge = load_knowledge(settings.knowledge, today=_today())
    make_home(settings)
    built = open_index(knowledge, MiniLM.load(), settings.home, exact_only=True)
    if as_json:
        print_json(
            {
                "name": built.name,
                "passages": len(built.rows.passages),
                "embedded": built.embedded,
                "reused": built.reused,
                "reason": built.reason,
                "remark": built.dense.remark,
            }
        )
    elif built.dense.remark:
        say(f"{built.dense.remark} {built.reason}")
    elif built.reason:
        say(f"Built the index {built.name}: {built.embedded} texts read, {built.reused} taken over. {built.reason}")
    else:
        say(f"The index {built.name} is up to date: {len(built.rows.passages)} passages.")
    return 1 if built.dense.remark else 0


def check(*, folder: Path | None, as_json: bool) -> int:
    """Check knowledge files."""
    root = folder or load_settings().knowledge
    problems = check_knowledge(root, today=_today())
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            say(f"{'' if problem.severity == 'error' else 'remark: '}{problem.line_text()}")
        counted = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        say(f"{counted}, {len(problems) - len(errors)} remarks in {root.name}." if problems else "No problem found.")
    return 1 if errors else 0


@dataclass(frozen=True)
class Part:
    """One part of the installation and how it is."""

    name: str
    ok: bool
    text: str


def doctor(*, as_json: bool) -> int:
    """Check every part; one that fails does not hide the next."""
    try:
        settings = load_settings()
    except CoachError as error:
        parts = [Part("settings", False, str(error))]
    else:
        parts = [
            Part("settings", True, f"data in {settings.home}, knowledge from {settings.knowledge}"),
            Part("engine", True, "embedded: quotes and rules, no language model, no key, no network"),
            _try("encoder", lambda: MiniLM.load().name),
            _try("knowledge", lambda: _knowledge(settings)),
            _try("index", lambda: _index(settings)),
            _try("databases", lambda: _databases(settings)),
        ]
    if as_json:
        print_json({"version": code_version(), "parts": [asdict(part) for part in parts]})
    else:
        say(f"Vision Coach {code_version()}")
        for part in parts:
            say(f"{'ok  ' if part.ok else 'BAD '} {part.name}: {part.text}")
    return 0 if all(part.ok for part in parts) else 1


def _try(name: str, examine: Callable[[], str]) -> Part:
    try:
        return Part(name, True, examine())
    except CoachError as error:
        return Part(name, False, str(error))


def _knowledge(settings: Settings) -> str:
    knowledge = load_knowledge(settings.knowledge, today=_today())
    remarks = len(check_knowledge(settings.knowledge, today=_today()))
    return (
        f"{knowledge.vision.organisation}, version {knowledge.version}: {len(knowledge.behaviours)} behaviours, "
        f"{len(knowledge.roles)} roles, {len(knowledge.stories)} stories, {len(knowledge.resources)} resources, "
        f"{remarks} remarks"
    )


def _index(settings: Settings) -> str:
    knowledge = load_knowledge(settings.knowledge, today=_today())
    retriever = build_retriever(settings, knowledge, MiniLM.load())
    found = retriever.retrieve(knowledge.behaviours[0].summary, role_id=None, k=1)
    return found.remark or f"{len(retriever.passages)} passages, searched through Chroma"


def _databases(settings: Settings) -> str:
    coach = build_coach(settings)
    drafts = len(coach.drafts(person_id=settings.person))
    coach.questions_for_authors()
    return f"{drafts} drafts of {settings.person!r}. {sqlite_remark()}".strip()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
