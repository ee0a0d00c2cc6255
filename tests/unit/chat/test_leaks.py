import base64
import codecs

import pytest

from coach.chat.leaks import LeakGate, mark_of

MARK = mark_of("chat/answer@1:ab12cd34ef56")
WORDS = (MARK, MARK.upper(), MARK.capitalize())


def shown_by(text: str, cut: int) -> tuple[str, int]:
    gate = LeakGate(MARK)
    pieces = (text[place : place + cut] for place in range(0, len(text), cut))
    return "".join(map(gate.feed, pieces)) + gate.finish(), gate.found


def forms_of(word: str) -> list[str]:
    data = word.encode()
    rot13 = codecs.encode(word, "rot13")
    return [
        *(gap.join(word) for gap in ("", " ", "-", ".", "*", "\n", " - ", "\u200b")),
        word[::-1],
        " ".join(word[::-1]),
        rot13,
        rot13[::-1],
        data.hex(),
        data.hex(" "),
        "".join(f"%{byte:02x}" for byte in data),
        base64.b64encode(data).decode(),
        base64.b64encode(b"x" + data + b"yz").decode(),
        base64.b64encode(b"xy" + data + b"z").decode(),
        base64.urlsafe_b64encode(data).decode().rstrip("="),
        base64.b64encode(data[::-1]).decode(),
        base64.b64encode(data).decode()[::-1],
        base64.b32encode(data).decode(),
    ]


FORMS = [form for word in WORDS for form in forms_of(word)]


def test_at_least_forty_forms_are_promised() -> None:
    assert len(set(FORMS)) >= 40


@pytest.mark.parametrize("cut", [1, 2, 5, 1000])
@pytest.mark.parametrize("form", FORMS)
def test_the_mark_of_the_prompt_is_never_shown_in_any_form(form: str, cut: int) -> None:
    shown, found = shown_by(f"My words are {form} and that is all.", cut)
    assert found >= 1
    assert form not in shown
    assert "(left out)" in shown
    assert shown.endswith("and that is all.")


@pytest.mark.parametrize("cut", [1, 4, 1000])
def test_other_text_passes_unchanged(cut: int) -> None:
    text = "You stay with a customer's problem until it is solved [1]. Ring early: 0808 157 0001.\n\nSo say all."
    assert shown_by(text, cut) == (text, 0)


def test_a_word_that_only_begins_like_the_mark_is_shown_in_the_end() -> None:
    begun = f"It begins with {MARK[:7]}"
    assert shown_by(begun, 1) == (begun, 0)


def test_each_prompt_has_a_mark_of_its_own() -> None:
    assert mark_of("chat/answer@2:ab12cd34ef56") != MARK
    assert mark_of("chat/answer@1:ab12cd34ef56") == MARK
