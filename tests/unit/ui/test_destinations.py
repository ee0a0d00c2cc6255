"""Where texts go, and what is unsafe about it, follows from the settings alone."""

from pathlib import Path

import pytest

from coach.settings import Settings
from coach.ui.destinations import Destination, destinations, risks

ELSEWHERE = "https://models.example.com/v1"


def make_settings(**values: object) -> Settings:
    return Settings.model_validate({"base_url": ELSEWHERE, **values})


def test_the_embedded_engine_sends_nothing_anywhere() -> None:
    assert destinations(make_settings(model="embedded", fallback=("openai:small",))) == ()


def test_the_model_comes_first_and_those_that_take_its_place_follow_at_their_own_address() -> None:
    settings = make_settings(
        model="openai:big", fallback="openai:small, openai:own@http://10.0.0.7:8081/v1, scripted:x.yaml, embedded"
    )

    assert destinations(settings) == (
        Destination(model="big", address=ELSEWHERE),
        Destination(model="small", address=ELSEWHERE),
        Destination(model="own", address="http://10.0.0.7:8081/v1"),
        Destination(model="scripted:x.yaml", address=""),
    )


@pytest.mark.parametrize(
    ("address", "is_here", "is_in_clear"),
    [
        ("http://127.0.0.1:8081/v1", True, False),
        ("http://localhost:11434/v1", True, False),
        ("http://[::1]:8081/v1", True, False),
        ("", True, False),
        ("https://models.example.com/v1", False, False),
        ("http://models.example.com/v1", False, True),
        ("http://10.0.0.7:8081/v1", False, True),
        ("http://localhost.example.com/v1", False, True),
    ],
)
def test_this_machine_is_told_from_others_and_clear_text_from_a_closed_line(
    address: str, is_here: bool, is_in_clear: bool
) -> None:
    destination = Destination(model="m", address=address)

    assert (destination.is_here, destination.is_in_clear) == (is_here, is_in_clear)


def test_a_safe_setting_has_no_risk() -> None:
    assert risks(make_settings(model="openai:big")) == ()


def test_clear_text_to_another_machine_is_named_once_for_each_address() -> None:
    address = "http://10.0.0.7:8081/v1"
    found = risks(make_settings(model="openai:big", base_url=address, fallback=("openai:small",)))

    assert found == (
        f"Texts travel to {address} in clear: everybody on the way can read them, and the key. "
        "Use an address that starts with https://.",
    )


def test_a_recording_is_named_while_there_is_a_model_to_record(tmp_path: Path) -> None:
    assert "COACH_RECORD" in risks(make_settings(model="openai:big", record=tmp_path))[0]
    assert risks(make_settings(model="embedded", record=tmp_path)) == ()


def test_a_search_elsewhere_is_named_on_either_engine() -> None:
    for model in ("embedded", "openai:big"):
        assert ELSEWHERE in risks(make_settings(model=model, embedding="openai:vectors"))[0]
    assert risks(make_settings(model="embedded", embedding="openai:own", base_url="http://127.0.0.1:1/v1")) == ()
