"""One person with ten minutes: asks, writes an account, reads what it shows, keeps a plan and looks at it."""

import asyncio
from dataclasses import dataclass
from random import Random

from playwright.async_api import Page, expect

from evals.browser import PATIENCE_MS
from evals.rush.watch import Watch, at_rest

THINKING_S = (5.0, 15.0)
"""How long a person does nothing between two actions, at least and at most. Most people take far longer."""
ROUNDS = 2
QUESTIONS = (
    "A customer asks me for another department. What does our vision ask of me?",
    "I promised a call-back and there is no news yet. What should I do?",
    "Somebody is angry about a delivery that came late. How do I answer?",
    "What do I say when I cannot keep what a colleague promised?",
)


@dataclass(frozen=True)
class Person:
    """Somebody who signs on, what they do for work and what they write about it."""

    subject: str
    role: str
    accounts: tuple[str, ...]
    """One for each round; what was read before would be known."""


@dataclass
class Walk:
    """One person's way through the app."""

    page: Page
    person: Person
    watch: Watch
    random: Random
    rounds: int = ROUNDS
    thinking_s: tuple[float, float] = THINKING_S

    async def go(self, url: str) -> None:
        """Sign on and do everything, round after round."""
        self.watch.follow(self.page)
        await self._arrive(url)
        await self._choose_job()
        await self._sees("Questions to start with")
        for number in range(self.rounds):
            await self._ask()
            await self._open("My work")
            await self._write(number)
            await self._read()
            await self._open("My plan")
            await self._open("Ask")

    async def _think(self) -> None:
        await asyncio.sleep(self.random.uniform(*self.thinking_s))

    async def _sees(self, words: str) -> None:
        found = self.page.get_by_text(words).filter(visible=True).first
        await expect(found).to_be_visible(timeout=PATIENCE_MS)

    async def _press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).first.click(timeout=PATIENCE_MS)

    async def _title(self, name: str) -> None:
        await expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=PATIENCE_MS)

    async def _arrive(self, url: str) -> None:
        """Open the app for the first time: the browser has nothing of it yet. Then sign on."""
        async with self.watch.timing("arrival", self.page):
            await self.page.goto(url)
            await expect(self.page.get_by_role("button", name="Sign on")).to_be_visible(timeout=PATIENCE_MS)
        await self._press("Sign on")
        await self.page.locator("input[name=sub]").fill(self.person.subject)
        async with self.watch.timing("arrival", self.page):
            await self._press("Authorize")
            await self._title("Ask")

    async def _choose_job(self) -> None:
        await self._think()
        box = self.page.get_by_role("combobox", name="Your job")
        await box.fill(self.person.role)
        await self.page.get_by_role("option").get_by_text(self.person.role, exact=True).click()
        await at_rest(self.page)

    async def _ask(self) -> None:
        box = self.page.get_by_role("textbox", name="Your question", exact=True)
        again = self.page.get_by_role("button", name="Ask something else")
        await expect(box.or_(again).first).to_be_visible(timeout=PATIENCE_MS)
        if await again.is_visible():
            await again.click()
        await box.fill(self.random.choice(QUESTIONS))
        await self._think()
        async with self.watch.timing("answer", self.page):
            await self._press("Ask")
            await expect(again).to_be_visible(timeout=PATIENCE_MS)

    async def _open(self, name: str) -> None:
        await self._think()
        async with self.watch.timing("page", self.page):
            await self.page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
            await self._title(name)

    async def _write(self, number: int) -> None:
        if number > 0:
            await self.page.get_by_text("Your accounts (").click()
            async with self.watch.timing("step", self.page):
                await self.page.get_by_role("button", name="Start a new account").click()
                await self._sees("1 · About your job")
        go_on = self.page.get_by_role("button", name="Go on to your account", exact=True)
        await expect(go_on).to_be_visible(timeout=PATIENCE_MS)
        if not await go_on.is_enabled():
            await self._choose_job()
            await expect(go_on).to_be_enabled(timeout=PATIENCE_MS)
        await self._think()
        async with self.watch.timing("step", self.page):
            await go_on.click()
            await self._sees("2 · Your account")
        box = self.page.get_by_role("textbox", name="Your account of your work")
        await box.fill(self.person.accounts[number])
        await self._think()
        async with self.watch.timing("save", self.page):
            await box.press("Control+Enter")
            await self._sees("Saved on")

    async def _read(self) -> None:
        await self._think()
        async with self.watch.timing("assessment", self.page):
            await self._press("See what your account shows")
            await self._sees("You have the last word on every finding.")
        for button, sight in (
            ("Go on: what stands in the way", "5 · What stands in the way"),
            ("Go on to your plan", "6 · Your plan"),
        ):
            await self._think()
            async with self.watch.timing("step", self.page):
                await self._press(button)
                await self._sees(sight)
        await self._think()
        async with self.watch.timing("save", self.page):
            await self._press("Keep this plan")
            await self._sees("Open My plan")
