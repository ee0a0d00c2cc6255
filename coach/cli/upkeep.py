"""`coach index`, `coach check`, `coach doctor` and `coach --version`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from coach.bootstrap import (
    build_coach,
    build_remote_encoder,
    build_retriever,
    build_sign_on,
    code_version,
    make_home,
)
from coach.cli.output import print_json, say
from coach.cli.who import principal
from coach.embedding.minilm import READER, MiniLM
from coach.errors import CoachError
from coach.knowledge.files import check_knowledge, load_knowledge
from coach.knowledge.problem import Problem
from coach.prompting import check_prompts, load_prompts
from coach.retrieval.build import open_index
from coach.retrieval.index import Index
from coach.retrieval.remote import PATIENCE_S, open_remote_index
from coach.settings import Settings, content_folder, load_settings
from coach.signon.provider import check_provider
from coach.store.engine import sqlite_remark
from coach.store.restore import set_aside_folders


def version() -> int:
    """Print the version."""
    say(f"Vision Coach {code_version()}")
    return 0


def index(*, as_json: bool) -> int:
    """Build the index or say that it is up to date; with an encoder behind a server, its index too."""
    settings = load_settings()
    knowledge = load_knowledge(settings.knowledge, today=_today())
    make_home(settings)
    own = open_index(knowledge, MiniLM.load(), settings.home, exact_only=True)
    if not as_json:
        _say_index(own)
    encoder = build_remote_encoder(settings, timeout_s=settings.timeout_s)
    remote = open_remote_index(knowledge, encoder, settings.home, exact_only=True) if encoder else None
    if as_json:
        print_json({**_describe(own), "remote": _describe(remote) if remote else None})
    elif remote:
        _say_index(remote)
    return 1 if own.dense.remark or (remote and remote.dense.remark) else 0


def _describe(built: Index) -> dict[str, str | int]:
    return {
        "name": built.name,
        "encoder": built.encoder,
        "passages": len(built.rows.passages),
        "embedded": built.embedded,
        "reused": built.reused,
        "reason": built.reason,
        "remark": built.dense.remark,
    }


def _say_index(built: Index) -> None:
    of = f"{built.name} of {built.encoder}"
    if built.dense.remark:
        say(f"{built.dense.remark} {built.reason}")
    elif built.reason:
        say(f"Built the index {of}: {built.embedded} texts read, {built.reused} taken over. {built.reason}")
    else:
        say(f"The index {of} is up to date: {len(built.rows.passages)} passages.")


def check(*, folder: Path | None, as_json: bool) -> int:
    """Check the knowledge files and the prompts."""
    root = folder or load_settings().knowledge
    problems = [*check_knowledge(root, today=_today()), *_check_prompts()]
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print_json([asdict(problem) for problem in problems])
    else:
        for problem in problems:
            say(f"{'' if problem.severity == 'error' else 'remark: '}{problem.line_text()}")
        counted = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        say(f"{counted}, {len(problems) - len(errors)} remarks in {root.name}." if problems else "No problem found.")
    return 1 if errors else 0


def _check_prompts() -> list[Problem]:
    return [Problem(path="prompts", text=line) for line in check_prompts(content_folder("prompts"))]


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
            *_engine(settings),
            _try("encoder", lambda: MiniLM.load().name),
            *_remote_encoder(settings),
            _try("knowledge", lambda: _knowledge(settings)),
            _try("index", lambda: _index(settings)),
            _try("databases", lambda: _databases(settings)),
            _try("sign-on", lambda: _sign_on(settings)),
            *_spending(settings),
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


def _remote_encoder(settings: Settings) -> tuple[Part, ...]:
    encoder = build_remote_encoder(settings, timeout_s=PATIENCE_S)
    if encoder is None:
        return ()
    return (_try("embedding", lambda: f"{encoder.name} at {settings.base_url}, {encoder.dimension} numbers a text"),)


def _engine(settings: Settings) -> list[Part]:
    parts = [_try("prompts", _prompts)]
    try:
        health = build_coach(settings).health(principal=principal())
    except CoachError as error:
        return [*parts, Part("engine", False, str(error))]
    return [*parts, *(Part(line.name, line.ok, line.text) for line in health)]


def _prompts() -> str:
    return ", ".join(sorted(prompt.ref for prompt in load_prompts(content_folder("prompts")).values()))


def _spending(settings: Settings) -> list[Part]:
    return [] if settings.model == "embedded" else [_try("budget", lambda: _spent_today(settings))]


def _spent_today(settings: Settings) -> str:
    spent = build_coach(settings).spending(principal=principal())
    if spent is None:
        return "no model is used"
    money = f" and {spent.cost:,.4f} {spent.currency}" if spent.cost is not None else ""
    return f"{spent.tokens:,} of {spent.day_tokens:,} tokens{money} today; {spent.plan_tokens:,} tokens for one plan"


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
    retriever = build_retriever(settings, knowledge, MiniLM.load(), MiniLM.load(READER))
    found = retriever.retrieve(knowledge.behaviours[0].summary, role_id=None, k=1)
    return found.remark or f"{len(retriever.passages)} passages, searched through Chroma"


def _databases(settings: Settings) -> str:
    coach = build_coach(settings)
    drafts = len(coach.drafts(principal=principal()))
    coach.questions_for_authors(principal=principal())
    aside = ", ".join(folder.name for folder in set_aside_folders(settings.home))
    copies = f"Kept from before a restore, to be deleted once all is well: {aside}. " if aside else ""
    return f"{drafts} drafts of {settings.person!r}. {copies}{sqlite_remark()}".strip()


def _sign_on(settings: Settings) -> str:
    if build_sign_on(settings) is None:
        return f"none: one local user, {settings.person!r}, who may do everything, and this machine alone"
    issuer = check_provider(settings.oidc_metadata_url)
    roles = f"roles from {settings.roles_file}" if settings.roles_file else "no roles file"
    claim = f" and the claim {settings.roles_claim!r}" if settings.roles_claim else ""
    redirect = f"{settings.public_url}/oauth2callback"
    return f"at {issuer}, which has to know the redirect address {redirect}; {roles}{claim}"


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
