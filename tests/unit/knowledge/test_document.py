from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.document import Document, parse_markdown, parse_yaml, render_location


def lines_of(document: Document) -> list[str]:
    return [problem.line_text() for problem in document.problems]


def test_every_field_knows_its_line() -> None:
    document = parse_yaml("# a remark\nid: own-it\nanchors:\n  - point: 1\n    text: Asks.\n\n  - point: 2\n", "a.yaml")
    assert document == Document(
        path="a.yaml",
        data={"id": "own-it", "anchors": [{"point": 1, "text": "Asks."}, {"point": 2}]},
        lines={
            (): 2,
            ("id",): 2,
            ("anchors",): 3,
            ("anchors", 0): 4,
            ("anchors", 0, "point"): 4,
            ("anchors", 0, "text"): 5,
            ("anchors", 1): 7,
            ("anchors", 1, "point"): 7,
        },
    )


def test_a_missing_field_gets_the_line_of_what_should_contain_it() -> None:
    document = parse_yaml("anchors:\n  - point: 1\n", "a.yaml")
    assert document.problem(("anchors", 0, "text"), "is missing; add it").line_text() == (
        "a.yaml:2: anchors[1].text: is missing; add it"
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("'3'", "3"),
        ("no", "no"),
        ("9:30", "9:30"),
        ("4.50", "4.50"),
        ("2027-09-30", "2027-09-30"),
        ("0x1f", "0x1f"),
        ("9" * 5_000, "9" * 5_000),
        ("", None),
        ("~", None),
        ("''", ""),
        (".inf", ".inf"),
        ("=", "="),
        ("<b>bold</b> & <script>", "<b>bold</b> & <script>"),
        ('"caf\\u00e9"', "café"),
    ],
)
def test_a_value_is_a_whole_number_nothing_or_the_text_as_written(written: str, value: object) -> None:
    assert parse_yaml(f"x: {written}\n", "a.yaml").data == {"x": value}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["a.yaml:1: is empty; write its fields or delete it"]),
        ("# only a remark\n", ["a.yaml:1: is empty; write its fields or delete it"]),
        ("a: 1\n---\nb: 2\n", ["a.yaml:2: has a second part after a line ---; keep one part in a file"]),
        ("a: 1\nb: 2\na: 3\n", ["a.yaml:3: a: is written twice, first on line 1; keep one of the two"]),
        (
            "a:\n  - b: 1\n    b: 2\n",
            ["a.yaml:3: a[1].b: is written twice, first on line 2; keep one of the two"],
        ),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            [
                "a.yaml:1: a: has the tag 'tag:yaml.org,2002:python/object/apply:os.system'; "
                "take the tag away, plain values are enough"
            ],
        ),
        ("a: !x 1\n", ["a.yaml:1: a: has the tag '!x'; take the tag away, plain values are enough"]),
        (
            "a: &base [1]\nb: *base\n",
            [
                "a.yaml:1: a: has the anchor &base; take the anchor away",
                "a.yaml:2: b: uses the alias *base; write the text out again",
            ],
        ),
        ("<<: {a: 1}\n", []),
        ("? [a]\n: 1\n", ["a.yaml:1: has a field name that is not a plain word; write it as name: value"]),
        (f"? {'a' * 65}\n: 1\n", ["a.yaml:1: has a field name that is not a plain word; write it as name: value"]),
        (
            '"a\\u202eb": 1\n',
            [
                "a.yaml:1: ?: contains the control or invisible character U+202E; delete it",
                "a.yaml:1: has a field name that is not a plain word; write it as name: value",
            ],
        ),
        ("a: 1\nb: x\0y\n", ["a.yaml:2: contains the control or invisible character U+0000; delete it"]),
        ("a: 1\nb: x\u202ey\n", ["a.yaml:2: contains the control or invisible character U+202E; delete it"]),
        ("a: 1\n# \U000e0041\n", ["a.yaml:2: contains the control or invisible character U+E0041; delete it"]),
        ('a: "x\\0y"\n', ["a.yaml:1: a: contains the control or invisible character U+0000; delete it"]),
        ("[" * 50_000, ["a.yaml:1: has more than 8 levels inside one another; write it flatter"]),
        ("- " * 50_000, ["a.yaml:1: has more than 8 levels inside one another; write it flatter"]),
        (
            "\n".join(f"f{number}: 1" for number in range(101)),
            ["a.yaml:101: has more than 100 fields in one place; keep those that belong"],
        ),
        ("a:\n" + "  - x\n" * 2_001, ["a.yaml:1: a: has more than 2000 items; keep those that belong"]),
    ],
)
def test_what_could_do_harm_is_refused_with_its_line(text: str, problems: list[str]) -> None:
    assert lines_of(parse_yaml(text, "a.yaml")) == problems


def test_every_refused_thing_is_listed_and_the_rest_is_read() -> None:
    document = parse_yaml("a: &x 1\nb: !t 2\na: 3\nc: fine\n", "a.yaml")
    assert [problem.line for problem in document.problems] == [1, 2, 3]
    assert document.data == {"a": 3, "b": "2", "c": "fine"}


@pytest.mark.parametrize(
    "text", ["a: b: c\n", "a: 'open\n", "a:\n\t- x\n", "a: [1, 2\n", "a: @x\n", "a: %x\n", "]\n", 'a: "x\\ud800y"\n']
)
def test_broken_yaml_is_one_problem_with_a_line_and_a_remedy(text: str) -> None:
    document = parse_yaml(text, "a.yaml")
    assert document.data is None
    assert len(document.problems) == 1
    assert document.problems[0].line in (1, 2)
    assert document.problems[0].text.startswith("is not valid YAML (")
    assert document.problems[0].text.endswith("; check the indentation, and put text that contains : or # in quotes")


def test_a_markdown_file_has_its_text_as_the_field_body() -> None:
    document = parse_markdown("---\nid: x\n\ntitle: A day\n---\n\nFirst line.\n\n---\n\nLast line.\n", "x.md")
    assert document == Document(
        path="x.md",
        data={"id": "x", "title": "A day", "body": "First line.\n\n---\n\nLast line."},
        lines={(): 2, ("id",): 2, ("title",): 4, ("body",): 7},
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "id: x\n---\ntext\n",
            [
                "x.md:1: has no fields at its top; start it with a line ---, then the fields, then a line ---, "
                "then the text"
            ],
        ),
        (
            "---\nid: x\ntext\n",
            [
                "x.md:1: has no fields at its top; start it with a line ---, then the fields, then a line ---, "
                "then the text"
            ],
        ),
        ("---\n---\ntext\n", ["x.md:1: is empty; write its fields or delete it"]),
        (
            "---\nid: x\nbody: here\n---\ntext\n",
            ["x.md:3: body: is not a field; write the text below the second line ---"],
        ),
        ("---\nid: x\n---\nte\x07xt\n", ["x.md:4: contains the control or invisible character U+0007; delete it"]),
        ("---\nid: x\nid: y\n---\ntext\n", ["x.md:3: id: is written twice, first on line 2; keep one of the two"]),
    ],
)
def test_a_wrong_markdown_file_is_refused_with_the_line_in_the_file(text: str, problems: list[str]) -> None:
    assert lines_of(parse_markdown(text, "x.md")) == problems


def test_a_location_counts_items_from_one() -> None:
    assert render_location(("anchors", 0, "examples", 3)) == "anchors[1].examples[4]"


@pytest.mark.parametrize("parse", [parse_yaml, parse_markdown])
@given(text=st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>%@`'\"#,~ \n\t\\0x1.=<\0\u202e\ufeffé"), max_size=60))
def test_no_text_makes_the_reader_fall(parse: Callable[[str, str], Document], text: str) -> None:
    document = parse(text, "a")
    assert document.data is not None or document.problems


@given(
    data=st.dictionaries(
        st.from_regex(r"[a-z]{1,9}", fullmatch=True),
        st.one_of(
            st.integers(-(10**17), 10**17),
            st.lists(st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126)), max_size=3),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_plain_yaml_says_is_what_is_read(data: dict[str, object]) -> None:
    assert parse_yaml(yaml.safe_dump(data), "a.yaml").data == data
