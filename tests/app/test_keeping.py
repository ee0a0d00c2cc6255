"""What is typed is kept, whatever is pressed next."""

from pathlib import Path

from playwright.sync_api import Page, expect

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
