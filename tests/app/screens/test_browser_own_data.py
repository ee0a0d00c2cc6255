"""What is kept about somebody, in a real browser: a file that only this browser gets, on a desk and on a phone."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from tests.app.screens.drafts import HANDED_OVER
from tests.app.screens.visitor import Visitor
from tests.app.serving import Served


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 900, "light"), (360, 740, "dark")])
def test_everything_about_me_comes_as_one_file_for_this_browser_alone(
    width: int, height: int, scheme: str, browser: Browser, served: Served
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    visitor = Visitor(page=context.new_page(), url=served.url)
    visitor.opens("settings", "Settings")
    expect(visitor.page.get_by_role("heading", name="What is kept about you")).to_be_visible()
    visitor.finds_the_page_in_order("settings")

    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name="Download everything about me").click()
    with ZipFile(BytesIO(started.value.path().read_bytes())) as packed:
        assert sorted(packed.namelist()) == [
            "README.txt",
            "audit.json",
            "drafts.json",
            "plans.json",
            "shares.json",
            "submissions.json",
            "turns.json",
        ]
        (draft,) = json.loads(packed.read("drafts.json"))
    assert HANDED_OVER in draft["record"]["text"]

    stranger = browser.new_context()
    assert stranger.request.get(started.value.url).status == 403
    stranger.close()
    context.close()
