import pytest

from coach.llm.json_reply import UnsoundReplyError, parse_object


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, {"b": "c"}]}',
        '\n  {"a": [1, {"b": "c"}]}  \n',
        '```json\n{"a": [1, {"b": "c"}]}\n```',
        '```\n{"a": [1, {"b": "c"}]}\n```\nI hope that helps.',
        'Here is {the result} [1]: {"a": [1, {"b": "c"}]} (as asked {for})',
        '<think>Should I say {"a": 2}?</think>{"a": [1, {"b": "c"}]}',
        '<thinking>\nHm.\n</thinking>\n```json\n{"a": [1, {"b": "c"}]}\n```',
        'I think of {"a": 2}.</think>{"a": [1, {"b": "c"}]}',
    ],
)
def test_the_object_is_found_whatever_stands_around_it(text: str) -> None:
    assert parse_object(text) == {"a": [1, {"b": "c"}]}


def test_the_end_of_thinking_inside_a_text_is_text() -> None:
    assert parse_object('```json\n{"a": "I wrote </think> there"}```') == {"a": "I wrote </think> there"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it holds no JSON object"),
        ("I cannot do that.", "it holds no JSON object"),
        ("[1, 2]", "it holds no JSON object"),
        ("{not json}", "it holds no JSON object"),
        ('[{"a": 1}]', "it is a list; the outermost value must be one JSON object"),
        ('{"a": 1}\n{"a": 2}', "it holds more than one JSON object"),
        ('{"a": 1} {"a": 1}', "it holds more than one JSON object"),
        ('<think>{"a": 1}', "it breaks off while thinking"),
        ('{"a": 1, "b": {"c": 2, "c": 3}}', "a field occurs twice in one object"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": [-Infinity]}', "-Infinity is not a number"),
        ('{"a": 1e999}', "a number in it is too large"),
        (f'{{"a": {"9" * 5000}}}', "a number in it has too many digits"),
        (f'{{"a": {"[" * 100_000}', "the JSON has too many levels inside one another"),
        ('{"a": [{"b": 1}, {"b"', "the JSON breaks off"),
        ('{"a": [{"b": 1}, {"b": 2', "the JSON breaks off"),
        ('{"a": "half a sen', "the JSON breaks off"),
        ('{"a": 1', "the JSON breaks off"),
        ('{"a":\n', "the JSON breaks off"),
        ('{"a": 1}'[:-1] + "\n```", "it is not valid JSON"),
        ('{"a": it is}', "it is not valid JSON"),
        ("{\"a\": 'single'}", "it is not valid JSON"),
        ('{"a": 1,}', "it is not valid JSON"),
    ],
)
def test_a_reply_that_is_not_one_sound_object_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UnsoundReplyError) as caught:
        parse_object(text)
    assert str(caught.value) == problem


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.95])
def test_a_reply_that_was_cut_anywhere_is_refused(share: float) -> None:
    whole = '{"evidence": [{"quote": "I rang {her} back", "for": ["own-it"]}, {"quote": "x", "for": []}], "n": 2}'
    with pytest.raises(UnsoundReplyError):
        parse_object(whole[: int(len(whole) * share)])
