"""Something outside is broken: every page says what happened, what is safe and what to do, and shows no trace."""

import shutil
from pathlib import Path

import pytest
import streamlit as st

from coach.settings import content_folder
from tests.app.screens.reading import open_page, press, words

TITLES = {"ask": "Ask", "my_work": "My work", "my_plan": "My plan", "settings": "Settings"}
PAGES = tuple(TITLES)
WITH_SOMEBODYS_WORDS = PAGES[:-1]


@pytest.mark.parametrize("page", PAGES)
def test_broken_knowledge_is_named_line_by_line(home: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    knowledge = home / "knowledge"
    shutil.copytree(content_folder("knowledge"), knowledge)
    (knowledge / "journey.yaml").write_text("stages: [", encoding="utf-8")
    monkeypatch.setenv("COACH_KNOWLEDGE", str(knowledge))
    st.cache_resource.clear()

    shown = words(open_page(page))

    assert "The knowledge files have to be mended first." in shown
    assert "are safe" in shown
    assert "journey.yaml" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("page", WITH_SOMEBODYS_WORDS)
def test_a_store_that_cannot_be_used_is_named(home: Path, page: str) -> None:
    (home / "private.db").mkdir()

    shown = words(open_page(page))

    assert "The coach could not use its store." in shown
    assert "private.db" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("page", PAGES)
def test_a_wrong_setting_is_named(home: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    monkeypatch.setenv("COACH_PORT", "many")
    st.cache_resource.clear()

    shown = words(open_page(page))

    assert "A setting stops the coach." in shown
    assert "COACH_PORT" in shown
    assert TITLES[page] in shown


def test_an_index_that_cannot_be_made_is_named_or_done_without(home: Path) -> None:
    shutil.rmtree(home / "index")
    (home / "index").write_text("not a folder", encoding="utf-8")
    app = open_page("ask")
    app.selectbox(key="ask-role").set_value("warehouse-picker").run()
    app.text_area(key="question").set_value("What does our vision ask of me when a box has a small dent?")

    shown = words(press(app, "Ask"))

    assert "compared one by one" in shown or "This did not work." in shown
