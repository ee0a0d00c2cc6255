"""The account's statements in plain words, and what a second reading makes of them."""

from coach.assess.model_text import ModelText, make_model_text
from coach.assess.replies import Match, Plain
from coach.assess.twin import SecondReading, number_statements, render_plain, render_statements, second_reading
from coach.assess.twin import words_by_number as by_number
from coach.domain.account import Account, Asked, Span
from coach.llm.redact import Redactor

IDS = frozenset({"own-it", "keep-people-posted"})
ANSWER = "I always text them the day before."
ACCOUNT = Account(
    text=f"I ring the customer on 07700 900123.\nThe machine is still  mine then.\n\n{ANSWER}",
    role_id="shop-adviser",
    asked=(Asked(behaviour_id="keep-people-posted", span=Span(start=71, end=71 + len(ANSWER))),),
)


def model_text() -> ModelText:
    return make_model_text(ACCOUNT, (), redactor=Redactor(), keep=())


def match(number: int, bearing: str = "showing", point: int = 3, behaviour_id: str = "own-it") -> Match:
    return Match.model_validate({"number": number, "behaviour_id": behaviour_id, "bearing": bearing, "point": point})


def reading(*matches: Match, places: dict[int, Span] | None = None) -> SecondReading:
    spans = {1: Span(start=0, end=10), 2: Span(start=10, end=30)} if places is None else places
    return SecondReading(matches=matches, places=spans, left_out=0, ignored=0)


def test_statements_are_numbered_redacted_and_without_the_marks_of_questions() -> None:
    lines = render_statements(number_statements(ACCOUNT, model_text()))

    assert lines.splitlines() == [
        "1 I ring the customer on [PHONE_1].",
        "2 The machine is still mine then.",
        f"3 {ANSWER}",
    ]


def test_plain_words_are_put_with_the_question_that_they_answer() -> None:
    statements = number_statements(ACCOUNT, model_text())

    lines = render_plain(statements, {1: "I ring the customer.", 3: "I always text."})

    assert lines.splitlines() == ["1 I ring the customer.", "3 [question about keep-people-posted] I always text."]


def test_plain_words_of_no_statement_and_empty_ones_are_dropped_and_the_first_of_two_counts() -> None:
    statements = number_statements(ACCOUNT, model_text())
    said = [Plain(number=2, plain=" a\n b "), Plain(number=2, plain="c"), Plain(number=9, plain="d")]

    assert by_number([*said, Plain(number=1, plain=" ")], statements) == {2: "a b"}


def test_what_a_second_reading_cannot_use_is_counted() -> None:
    statements = number_statements(ACCOUNT, model_text())
    useful = match(1)

    second = second_reading(
        [useful, match(2), match(9), match(1, point=0), match(1, behaviour_id="sing")],
        statements,
        {1: "I ring.", 3: "I text."},
        behaviour_ids=IDS,
    )

    assert (second.matches, set(second.places), second.left_out, second.ignored) == ((useful,), {1, 3}, 1, 4)


def test_a_quote_is_supported_if_a_statement_that_holds_it_is_read_the_same_way() -> None:
    second = reading(match(2), match(2, "contrary", 0, "keep-people-posted"))
    in_both, in_first, nowhere = Span(start=5, end=15), Span(start=2, end=8), Span(start=40, end=50)

    assert second.supports("own-it", "showing", in_both) is True
    assert second.supports("own-it", "contrary", in_both) is False
    assert second.supports("keep-people-posted", "contrary", in_both) is True
    assert second.supports("own-it", "showing", in_first) is False
    assert second.supports("own-it", "showing", nowhere) is None


def test_the_twins_state_follows_from_the_published_rule() -> None:
    assert reading().state("own-it", 3) == "not_described"
    assert reading(match(1, point=2), match(2, point=3)).state("own-it", 3) == "shown"
    assert reading(match(1, point=2)).state("own-it", 3) == "partly_shown"
    assert reading(match(1, point=4), match(2, "contrary", 0)).state("own-it", 3) == "partly_shown"
    assert reading(match(2, "contrary", 0)).state("own-it", 3) == "contrary"
