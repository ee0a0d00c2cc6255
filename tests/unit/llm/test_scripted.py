from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.errors import ModelError, OutputError, SettingsError
from coach.llm.protocols import Reply, Usage, complete
from coach.llm.scripted import ScriptedModel
from tests.builders import make_request

REQUEST = make_request()


def reply(text: str, *, output_tokens: int, name: str = "scripted:replies") -> Reply:
    return Reply(text=text, model=name, usage=Usage(input_tokens=15, output_tokens=output_tokens, is_estimated=True))


def failure(model: ScriptedModel) -> ModelError:
    with pytest.raises(ModelError) as caught:
        complete(model, REQUEST)
    return caught.value


def test_replies_come_in_order() -> None:
    model = ScriptedModel(["first", "second"])
    assert [complete(model, REQUEST).text for _ in range(2)] == ["first", "second"]


def test_pieces_come_one_by_one_and_then_the_whole_reply() -> None:
    model = ScriptedModel([["Hel", "lo"]])
    assert list(model.stream(REQUEST)) == ["Hel", "lo", reply("Hello", output_tokens=2)]


def test_each_prompt_has_its_own_replies_whatever_the_order_of_the_calls() -> None:
    model = ScriptedModel({"assess/read": ["a", "b"], "assess/match": ["c"]})
    prompts = ["assess/match@1:0", "assess/read@1:0", "assess/read@2:1"]
    assert [complete(model, make_request(prompt=prompt)).text for prompt in prompts] == ["c", "a", "b"]


def test_an_error_comes_instead_of_a_reply() -> None:
    error = failure(ScriptedModel([ModelError("Nobody answers.", fault="unavailable", retryable=True)]))
    assert (str(error), error.fault, error.retryable, error.partial) == ("Nobody answers.", "unavailable", True, "")


def test_an_error_after_some_pieces_keeps_them() -> None:
    error = failure(ScriptedModel([["Hel", "lo", OutputError("It ran away.")]]))
    assert (type(error), error.partial) == (OutputError, "Hello")


def test_one_error_can_be_raised_by_two_replies() -> None:
    error = ModelError("Slow.", fault="slow")
    model = ScriptedModel([["a", error], error])
    assert [failure(model).partial, failure(model).partial, error.partial] == ["a", "", ""]


def test_a_script_that_runs_out_says_for_which_prompt_and_no_fallback_hides_it() -> None:
    model = ScriptedModel({"assess/read": ["a"]})
    with pytest.raises(SettingsError, match="no reply left for the prompt 'ask/answer'"):
        complete(model, REQUEST)


def test_requests_and_unused_replies_can_be_looked_at() -> None:
    model = ScriptedModel({"ask/answer": ["a", ["b"]], "assess/read": ["c"]})
    complete(model, REQUEST)
    assert (model.requests, model.unused) == ((REQUEST,), (["b"], "c"))


def test_threads_get_each_reply_once() -> None:
    model = ScriptedModel([str(number) for number in range(200)])
    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(lambda _: complete(model, REQUEST).text, range(200)))
    assert sorted(texts, key=int) == [str(number) for number in range(200)]


def test_a_file_can_list_replies_pieces_and_failures(tmp_path: Path) -> None:
    file = tmp_path / "demo.yaml"
    file.write_text(
        "- Hello.\n- [Hel, lo]\n- [Hel, {fault: incomplete, message: It broke off.}]\n- {fault: unusable}\n"
    )
    model = ScriptedModel.load(file)
    assert [list(model.stream(REQUEST)) for _ in range(2)] == [
        ["Hello.", reply("Hello.", output_tokens=2, name="scripted:demo.yaml")],
        ["Hel", "lo", reply("Hello", output_tokens=2, name="scripted:demo.yaml")],
    ]
    broke, unusable = failure(model), failure(model)
    assert (str(broke), broke.fault, broke.partial) == ("It broke off.", "incomplete", "Hel")
    assert (type(unusable), model.unused) == (OutputError, ())


def test_a_file_can_answer_by_prompt(tmp_path: Path) -> None:
    file = tmp_path / "demo.yaml"
    file.write_text("assess/read: [a]\nask/answer: [b, c]\n")
    model = ScriptedModel.load(file)
    assert (complete(model, REQUEST).text, model.unused) == ("b", ("a", "c"))


@pytest.mark.parametrize("text", ["", "hello", "- 3", "- {fault: odd}", "a: b", "- [", "- {fault: slow, more: x}"])
def test_a_file_that_is_no_script_is_refused_with_its_form(tmp_path: Path, text: str) -> None:
    file = tmp_path / "demo.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"'scripted:demo.yaml' is no script\. Write a YAML list"):
        ScriptedModel.load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(FileNotFoundError\).*demo\.yaml"):
        ScriptedModel.load(tmp_path / "demo.yaml")
