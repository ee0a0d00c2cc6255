"""The fault table says what happens, because it is what happened."""

import re

import pytest

from evals.fault_table import HEAD, PAGE, render_table, replace_table
from evals.hostile_model import FAULTS


def listed() -> list[list[str]]:
    page = PAGE.read_text(encoding="utf-8")
    table = page[page.index(HEAD) + len(HEAD) :].split("\n\n")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]


def test_the_table_lists_every_fault_and_what_it_is_on_the_wire() -> None:
    assert [row[:2] for row in listed()] == [[f"`{fault.id}`", fault.says] for fault in FAULTS]


def test_every_fault_is_of_a_known_kind_or_harmless_and_says_so_in_words() -> None:
    kinds = "settings|unavailable|slow|incomplete|unusable"
    sentence = re.compile(r"((?:For JSON: )?[A-Z].{20,}[.] ?)?")

    assert [row for row in listed() if not re.match(rf"`({kinds})`|Takes the reply[.]", row[2])] == []
    assert [row for row in listed() if not sentence.fullmatch(row[3]) or (not row[3] and "`" in row[2])] == []


@pytest.mark.slow
def test_the_table_is_what_happens() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert replace_table(page, render_table()) == page
