"""Serve the app with sign-on, let ten people in at once, and say how long they waited."""

import asyncio
from collections.abc import Iterator
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
    low, high = THINKING_S
    before = machine()
    watch = let_them_in(scratch / "rush")
    yield Figure(f"{PEOPLE} people at once, {ROUNDS} rounds each", "", f"{low:g} to {high:g} s between two actions")
    yield from tell(watch)
    yield Figure("  the machine before and after", "", f"{before}; {machine()}")


def tell(watch: Watch) -> Iterator[Figure]:
    """Yield how long each kind of action took, and what went wrong."""
    for kind, (name, target) in _LINES.items():
        yield Figure(f"  {name}", target, waits(watch.times[kind]) if watch.times[kind] else "never got there")
    actions = sum(map(len, watch.times.values())) + len(watch.errors)
    yield Figure("  errors", "0", "; ".join((f"{len(watch.errors)} of {actions} actions", *watch.errors[:3])))


def let_them_in(home: Path) -> Watch:
    """Serve the app in an empty home whose index is made, and return what was noted."""
    coach = build_coach(Settings(home=home))
    coach.search("Build the index.", principal=MEASURER)
    coach.assess(coach.example_account(principal=MEASURER), principal=MEASURER)
    people = choose_people(coach.knowledge)
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
            return asyncio.run(_all_walk(*people, url=f"http://localhost:{port}"))


def choose_people(knowledge: KnowledgeBase) -> list[Person]:
    """Return one more than come at once: each has a job, and accounts that nobody else has."""
    names = {role.id: role.name for role in knowledge.roles}
    low, high = _WORDS
    accounts = [
        item
        for item in read_records(ACCOUNTS, GoldenAccount)
        if low <= len(item.text.split()) <= high and item.role_id in names
    ]
    chosen = Random(1).sample(accounts, (PEOPLE + 1) * ROUNDS)
    return [
        Person(f"person{place}", names[mine[0].role_id], tuple(item.text for item in mine))
        for place, mine in enumerate(chosen[start : start + ROUNDS] for start in range(0, len(chosen), ROUNDS))
    ]


async def _all_walk(first: Person, *people: Person, url: str) -> Watch:
    watch = Watch()
    async with async_playwright() as playwright:
        # The provider's own pages would ask for a style sheet elsewhere.
        only_here = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, only_here])
        # Whoever comes first finds nothing loaded; that is the start of the app and not the rush.
        page = await browser.new_page()
        await Walk(page, first, Watch(), Random(0), rounds=1, thinking_s=(0.1, 0.2)).go(url)
        await page.close()
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
