"""Text that its author wrapped flows again, and its paragraphs stay."""

from coach.ui.components.prose import prose, split_prose

WRAPPED = "Larkmoor's planners had nine homes\nwaiting.\n\n  The ship was in.\n \nMine was\nFriday.\n"


def test_lines_flow_and_paragraphs_stay() -> None:
    assert prose(WRAPPED) == "Larkmoor's planners had nine homes waiting.\n\nThe ship was in.\n\nMine was Friday."


def test_the_first_paragraph_can_stand_alone() -> None:
    assert split_prose(WRAPPED) == (
        "Larkmoor's planners had nine homes waiting.",
        "The ship was in.\n\nMine was Friday.",
    )


def test_a_single_paragraph_has_no_rest() -> None:
    assert split_prose("One line.") == ("One line.", "")


def test_marks_of_markdown_stay_text() -> None:
    assert prose("# Not a heading\n\n![x](http://elsewhere)").count("\\") >= 3
