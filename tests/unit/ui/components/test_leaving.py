"""What becomes of somebody's words is said truthfully for every place where they can be read."""

from coach.settings import Settings
from coach.ui.components.leaving import where_questions_go, where_words_go


def make_settings(**values: object) -> Settings:
    return Settings.model_validate({"base_url": "https://models.example.com/v1", **values})


def said(**values: object) -> str:
    return where_words_go(make_settings(**values))


def test_the_embedded_engine_keeps_every_word_on_this_computer() -> None:
    words = said(model="embedded")

    assert "**It stays on this computer.**" in words
    assert "without a language model" in words


def test_a_model_on_this_computer_is_named_and_nothing_leaves() -> None:
    words = said(model="openai:small", base_url="http://127.0.0.1:8081/v1")

    assert "**It stays on this computer.**" in words
    assert "**small** reads your words here" in words
    assert "leave this computer" not in words


def test_a_model_elsewhere_is_named_with_its_machine_and_what_is_replaced_first() -> None:
    words = said(model="openai:big")

    assert "**To be read, your words leave this computer.**" in words
    assert "**big** at **models.example.com**" in words
    assert "Names of people" in words
    assert "stays on this computer" not in words


def test_whoever_reads_next_is_named_in_order() -> None:
    words = said(model="openai:big", fallback=("openai:own@http://127.0.0.1:8081/v1", "embedded"))

    assert words.endswith(
        "If it fails, your words are read by **own** here, then by the embedded engine here, with quotes and rules, "
        "and the page says so."
    )


def test_without_a_fallback_nobody_else_is_named() -> None:
    assert "If it fails" not in said(model="openai:big", fallback=())


def test_a_fallback_elsewhere_is_never_hidden_behind_a_model_on_this_computer() -> None:
    words = said(
        model="openai:own", base_url="http://127.0.0.1:8081/v1", fallback="openai:big@https://models.example.com/v1"
    )

    assert "**It stays on this computer, unless the model here fails.**" in words
    assert "If it fails, your words are read by **big** at models.example.com" in words


def test_a_question_to_the_embedded_engine_goes_nowhere() -> None:
    words = where_questions_go(make_settings(model="embedded"))

    assert words == "What you write and the answers are kept on this computer, for you alone."


def test_a_question_that_leaves_is_said_to_leave_each_place_once() -> None:
    words = where_questions_go(make_settings(model="openai:big", fallback="openai:small", embedding="openai:vectors"))

    assert words.endswith(
        "To be answered, it goes to models.example.com; names and numbers are replaced by tags first."
    )


def test_a_search_elsewhere_is_said_on_the_embedded_engine_too() -> None:
    assert "it goes to models.example.com" in where_questions_go(
        make_settings(model="embedded", embedding="openai:vectors")
    )


def test_a_question_to_a_model_on_this_computer_stays() -> None:
    words = where_questions_go(make_settings(model="openai:own", base_url="http://127.0.0.1:1/v1", fallback=()))

    assert words.endswith("The language model **own** on this computer words the answers.")
