"""The example of a settings file shows every setting there is."""

import re
from pathlib import Path

from coach.settings import Settings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def test_the_example_names_every_setting_once_and_no_other() -> None:
    shown = re.findall(r"^#?COACH_(\w+)=", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert shown == [name.upper() for name in Settings.model_fields]
