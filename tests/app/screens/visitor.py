"""Somebody at the app in a real browser: what they open, press and wait for, and whether the page is in order."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The first reading and the first question build what later ones find ready.
PATIENCE_MS = 90_000
_LOOKS, _BETWEEN_LOOKS_MS = 3, 1_000


@dataclass(frozen=True)
class Visitor:
    """Somebody with a window of one size and one preference of colours, at the app."""

    page: Page
    url: str

    def opens(self, path: str, title: str) -> None:
        self.page.goto(f"{self.url}/{path}")
        expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=PATIENCE_MS)
        self.waits()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.waits()

    @property
    def job(self) -> Locator:
        """The box that asks for a job."""
        return self.page.get_by_role("combobox", name="Your job")

    def has_a_job_to_choose(self, *, or_else: Locator) -> bool:
        """Wait for Ask, and tell whether it wants a job first, or shows what comes after."""
        return self.finds(self.page.get_by_text("Choose your job first"), or_else=or_else)

    def finds(self, wanted: Locator, *, or_else: Locator) -> bool:
        """Wait until the page shows one of the two, and tell whether it is the first."""
        expect(wanted.or_(or_else).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)
        self.waits()
        return wanted.first.is_visible()

    def picks_a_job(self) -> None:
        """Type a part of the job's name and take what is offered; a page that is drawn again closes the list."""
        box, option = self.job, self.page.get_by_role("option")
        for patience_ms in (5_000, 5_000, PATIENCE_MS):
            box.fill("")
            box.fill("warehouse p")
            try:
                option.get_by_text("Warehouse picker").click(timeout=patience_ms)
            except PlaywrightTimeout:
                continue
            return
        raise AssertionError("the list of jobs never opened")

    def chooses_a_job(self, typed: str, name: str) -> None:
        self.job.click()
        self.page.keyboard.type(typed)
        expect(self.page.get_by_role("option", name=name)).to_be_visible()
        self.page.keyboard.press("Enter")

    def waits(self) -> None:
        """Wait until the page is drawn and nothing is being worked on."""
        app = self.page.locator('[data-testid="stApp"]')
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)
        self.waits()

    def finds_the_page_in_order(self, state: str) -> None:
        """Check that the page fits its window and can be used by everybody."""
        main = self.page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth - main.clientWidth") == 0, f"{state} scrolls sideways"
        # Streamlit fades for a moment what it is about to draw again; what is wrong with a page stays wrong.
        for _ in range(_LOOKS):
            serious = self._serious_faults()
            if not serious:
                return
            self.page.wait_for_timeout(_BETWEEN_LOOKS_MS)
        raise AssertionError(f"{state}: {serious}")

    def _serious_faults(self) -> list[tuple[str, str]]:
        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        return [
            (violation["id"], violation["nodes"][0]["html"])
            for violation in found
            if violation["impact"] in ("serious", "critical")
        ]
