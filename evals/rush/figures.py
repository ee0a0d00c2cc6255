"""Serve the app with sign-on, let ten people in at once, and say how long they waited."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from playwright.async_api import Browser, Error, async_playwright

from coach.bootstrap import build_coach
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.settings import Settings
from evals.browser import ARGUMENTS, CHROMIUM, free_port, served
from evals.figure import Figure, machine, waits
from evals.golden import ACCOUNTS, GoldenAccount
from evals.jsonl import read_records
from evals.provider import running_provider
from evals.rush.person import ROUNDS, THINKING_S, Person, Walk
from evals.rush.watch import Kind, Stuck, Watch
from evals.who import MEASURER

PEOPLE = 10
_WORDS = (120, 400)
"""How long the accounts are that they write, at least and at most."""
_ARRIVE_WITHIN_S = 10.0
_LINES: dict[Kind, tuple[str, str]] = {
    "page": ("open a page by its link", "p95 <= 1.5 s"),
    "assessment": ("see what an account shows", "p95 <= 3 s"),
    "answer": ("ask a question", ""),
    "save": ("save an account or a plan", ""),
    "step": ("go on to the next step", ""),
    "arrival": ("open the app anew, or come back from signing on", ""),
}


def rush_figures(scratch: Path) -> Iterator[Figure]:
    """Yield a line for each kind of action, with the errors and the machine."""
    if not CHROMIUM.exists():
        yield Figure("ten people at once", "", "skipped: no Chromium")
        return
    before = machine()
    watch = let_them_in(scratch / "rush")
    low, high = THINKING_S
    yield Figure(f"{PEOPLE} people at once, {ROUNDS} rounds each", "", f"{low:g} to {high:g} s between two actions")
    for kind, (name, target) in _LINES.items():
        yield Figure(f"  {name}", target, waits(watch.times[kind]) if watch.times[kind] else "never got there")
    told = f"{len(watch.errors)} of {sum(map(len, watch.times.values())) + len(watch.errors)} actions"
    yield Figure("  errors", "0", "; ".join((told, *watch.errors[:3])))
    yield Figure("  the machine before and after", "", f"{before}; {machine()}")


def let_them_in(home: Path) -> Watch:
    """Serve the app in an empty home whose index is made, and return what was noted."""
    coach = build_coach(Settings(home=home))
    coach.search("Build the index.", principal=MEASURER)
    coach.assess(coach.example_account(principal=MEASURER), principal=MEASURER)
    people = _people(coach.knowledge)
    claims: dict[str, dict[str, object]] = {
        person.subject: {"email": f"{person.subject}@example.com", "email_verified": True, "name": person.subject}
        for person in people
    }
    port = free_port()
    with running_provider(**claims) as provider:
        settings = {
            "PUBLIC_URL": f"http://localhost:{port}",
            "OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
            "OIDC_CLIENT_ID": "coach",
            "OIDC_CLIENT_SECRET": "planted",
        }
        with served(home, *(f"COACH_{name}={value}" for name, value in settings.items()), port=port):
            return asyncio.run(_all_walk(people, f"http://localhost:{port}"))


def _people(knowledge: KnowledgeBase) -> list[Person]:
    """Return people of different jobs, each with an account that nobody else has."""
    names = {role.id: role.name for role in knowledge.roles}
    low, high = _WORDS
    accounts = [item for item in read_records(ACCOUNTS, GoldenAccount) if low <= len(item.text.split()) <= high]
    chosen = Random(1).sample([item for item in accounts if item.role_id in names], PEOPLE)
    return [Person(f"person{number}", names[item.role_id], item.text) for number, item in enumerate(chosen)]


async def _all_walk(people: Sequence[Person], url: str) -> Watch:
    watch = Watch()
    async with async_playwright() as playwright:
        # The provider's own pages would ask for a style sheet elsewhere.
        only_here = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, only_here])
        walks = (_walk(browser, person, watch, url, number) for number, person in enumerate(people))
        await asyncio.gather(*walks)
        await browser.close()
    return watch


async def _walk(browser: Browser, person: Person, watch: Watch, url: str, number: int) -> None:
    await asyncio.sleep(_ARRIVE_WITHIN_S * number / PEOPLE)
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        await Walk(await context.new_page(), person, watch, Random(number)).go(url)
    except Stuck:
        # The others go on.
        pass
    except (Error, AssertionError) as error:
        watch.errors.append(f"{person.subject}: {str(error).splitlines()[0]}")
    finally:
        await context.close()
