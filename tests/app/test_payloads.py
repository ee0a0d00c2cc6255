"""Showing text calls nobody and runs nothing. Either layer is enough: the sanitiser, or the policy of the guard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.app.payloads import load_payloads, mix_payloads
from tests.app.serving import canary_site, serve_app, serve_plain
from tests.reading import as_lines

PAGE = Path(__file__).with_name("payload_page.py")
# What each paragraph shows, with its line breaks, and the elements in it that text has no need of.
READ_TEXTS = """() => [...document.querySelectorAll('[class*="st-key-text"]')].map(box => {
    const shown = box.querySelector('[data-testid="stMarkdownContainer"]');
    const paragraphs = [...shown?.children ?? []].map(paragraph => {
        const copy = paragraph.cloneNode(true);
        for (const line of copy.querySelectorAll('br')) {
            if (line.nextSibling?.data) line.nextSibling.data = line.nextSibling.data.replace(/^\\n/, '');
            line.replaceWith('\\n');
        }
        return copy.textContent;
    });
    const odd = [...shown?.querySelectorAll('*') ?? []].filter(
        element => !['P', 'BR', 'SPAN'].includes(element.tagName) || element.attributes.length);
    return [paragraphs.join('\\n\\n'), odd.map(element => element.outerHTML)];
})"""


# Every picture was fetched or refused, and then the browser had time for what else was waiting.
SETTLED = """async () => {
    await fetch(location.origin + '/_stcore/health');
    await new Promise(resolve => requestIdleCallback(resolve, {timeout: 1000}));
    return [...document.images].every(image => image.complete);
}"""
MIXED = 200


@dataclass(frozen=True)
class Outcome:
    """What showing the payloads led to."""

    asked_elsewhere: list[str]
    """What the other site was asked for."""
    dialogs: int
    ran: bool
    links: int


@dataclass(frozen=True)
class Visit:
    """A page with the payloads, after it was drawn."""

    outcome: Outcome
    shown: list[list[object]]
    """For each text, what it shows, and the elements that it has no need of."""
    site: str
    """The address of the other site, which is part of the payloads."""


@pytest.fixture(scope="module")
def plain_url(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    with serve_plain(tmp_path_factory.mktemp("plain"), PAGE) as served:
        yield served.url


@pytest.fixture(scope="module")
def guarded_url(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[str]:
    with serve_app(tmp_path_factory.mktemp("guarded"), script=PAGE) as served:
        yield served.url


@pytest.fixture(scope="module")
def sanitised(browser: Browser, plain_url: str) -> Visit:
    """Show the payloads, sanitised, without the guard."""
    return visit(browser, f"{plain_url}?mixed={MIXED}")


def visit(browser: Browser, url: str) -> Visit:
    dialogs: list[str] = []
    with canary_site() as site, browser.new_context() as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(f"{url}&canary={site.address}")
        page.locator("mark, h1").get_by_text("All payloads are shown").wait_for()
        page.wait_for_function(SETTLED)
        outcome = Outcome(
            asked_elsewhere=site.asked,
            dialogs=len(dialogs),
            ran=page.evaluate("window.pwned !== undefined"),
            links=page.locator("[data-testid=stMain] a").count(),
        )
        return Visit(outcome, page.evaluate(READ_TEXTS), site.address)


def test_without_either_layer_the_payloads_work(browser: Browser, plain_url: str) -> None:
    outcome = visit(browser, f"{plain_url}?raw=yes").outcome

    assert len(set(outcome.asked_elsewhere)) >= 20
    assert outcome.ran
    assert outcome.links >= 20


def test_the_sanitiser_alone_is_enough(sanitised: Visit) -> None:
    assert sanitised.outcome == Outcome(asked_elsewhere=[], dialogs=0, ran=False, links=0)


def test_the_policy_alone_is_enough(browser: Browser, guarded_url: str) -> None:
    outcome = visit(browser, f"{guarded_url}?raw=yes").outcome

    # Links remain, for somebody to click; only the sanitiser takes those away.
    assert outcome == Outcome(asked_elsewhere=[], dialogs=0, ran=False, links=outcome.links)


def test_the_sanitiser_shows_every_text_word_for_word(sanitised: Visit) -> None:
    payloads = load_payloads(sanitised.site)

    assert sanitised.shown == [[as_lines(text), []] for text in [*payloads, *mix_payloads(payloads, count=MIXED)]]


def test_there_are_enough_payloads() -> None:
    assert len(load_payloads("127.0.0.1")) >= 60
