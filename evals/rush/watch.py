"""How long each action of a person took, and what went wrong."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, get_args

from playwright.async_api import Error, Page, Response, expect

from evals.browser import PATIENCE_MS

Kind = Literal["arrival", "page", "answer", "save", "assessment", "step"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Stuck(Exception):
    """Somebody cannot go on; why was noted."""


class Watch:
    """What is noted while people work."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self.times: dict[Kind, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def follow(self, page: Page) -> None:
        """Note what goes wrong in a page from now on."""
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("response", self._note_failed)

    @asynccontextmanager
    async def timing(self, kind: Kind, page: Page) -> AsyncIterator[None]:
        """Note how long it takes until what is asked for is seen and the page is at rest; what fails is an error."""
        start = time.perf_counter()
        try:
            yield
            await at_rest(page)
        except (Error, AssertionError) as error:
            self.errors.append(f"{kind}: {str(error).splitlines()[0]}")
            raise Stuck from error
        self.times[kind].append(time.perf_counter() - start)
        if boxes := await page.get_by_test_id("stAlertContentError").all_inner_texts():
            self.errors.append(f"{kind}: {boxes[0]}")

    def _note_failed(self, response: Response) -> None:
        if response.status >= 500:
            self.errors.append(f"{response.status} for {response.url}")


async def at_rest(page: Page) -> None:
    """Wait until the page is drawn and nothing is being worked on."""
    app = page.locator('[data-testid="stApp"]')
    await expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
