"""What is typed is kept, whatever is pressed next."""

from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.app.serving import serve_app


def test_words_are_kept_where_a_press_stops_the_function_that_keeps_them(browser_page: Page, tmp_path: Path) -> None:
    with serve_app(tmp_path, script=Path(__file__).with_name("slow_page.py")) as served:
        browser_page.goto(served.url)
        box = browser_page.get_by_role("textbox", name="Your words")
        box.fill("I ring the customer back.")
        button = browser_page.get_by_role("button", name="Go on").bounding_box()
        assert button is not None
        browser_page.mouse.move(button["x"] + 9, button["y"] + 9)
        # Pressing takes the focus from the box, which is then kept; letting go, a moment later, is the click.
        browser_page.mouse.down()
        browser_page.wait_for_timeout(150)
        browser_page.mouse.up()

        expect(box).to_have_count(0)
        expect(browser_page.get_by_text("Kept: ['I ring the customer back.']")).to_be_visible()


def test_typing_before_the_browser_knows_that_a_step_is_drawn_does_not_lead_back(
    browser_page: Page, tmp_path: Path
) -> None:
    line = _SlowLine()
    browser_page.route_web_socket("**/_stcore/stream", line.connect)
    with serve_app(tmp_path, script=Path(__file__).with_name("slow_steps.py")) as served:
        browser_page.goto(served.url)
        browser_page.get_by_role("button", name="Go on").click()
        box = browser_page.get_by_role("textbox", name="Your words")
        expect(box).to_be_visible()
        line.is_held = True
        browser_page.wait_for_timeout(1_500)
        box.fill("I ring the customer back.")
        browser_page.keyboard.press("Tab")
        browser_page.wait_for_timeout(1_500)
        line.let_go()

        expect(browser_page.locator('[data-testid="stApp"]')).to_have_attribute("data-test-script-state", "notRunning")
        expect(browser_page.get_by_text("The step is account.")).to_be_visible()
        expect(browser_page.get_by_role("radio", name="2 Your account")).to_be_checked()


class _SlowLine:
    """The line from the server to the browser, which can be held up."""

    def __init__(self) -> None:
        self.is_held = False
        self._held: list[str | bytes] = []
        self._route: WebSocketRoute | None = None

    def connect(self, route: WebSocketRoute) -> None:
        self._route = route
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(self._pass_on)

    def let_go(self) -> None:
        self.is_held = False
        for message in self._held:
            self._send(message)

    def _pass_on(self, message: str | bytes) -> None:
        if self.is_held:
            self._held.append(message)
        else:
            self._send(message)

    def _send(self, message: str | bytes) -> None:
        assert self._route is not None
        self._route.send(message)
