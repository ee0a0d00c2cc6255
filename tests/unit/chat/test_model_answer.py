from typing import Any

import pytest

from coach.chat.leaks import mark_of
from coach.domain.answer import Answer, Claim, Mode
from coach.errors import Fault, ModelError, OutputError, StoreError
from coach.llm.scripted import ScriptedModel
from tests.chat_engine import QUESTION, Character, make_embedded, run, start, turn_of
from tests.model_engine import PROMPTS

GOOD = (
    "You tell people what happens next, and when, before they have to ask [1]. "
    "Ring early when the delivery is late [3]."
)
PROMPT = PROMPTS["chat/answer"]


def claims(answer: Answer) -> list[tuple[str, tuple[int, ...], str]]:
    return [(claim.text, claim.citations, claim.seal) for claim in answer.claims()]


def failing(fault: Fault = "incomplete") -> ModelError:
    return OutputError("Odd.") if fault == "unusable" else ModelError("The line went dead.", fault=fault)


def test_an_answer_is_worded_cited_and_sealed() -> None:
    model = ScriptedModel([[GOOD[:40], GOOD[40:]]])
    shown, answer = run(start(model))
    assert shown == GOOD
    assert claims(answer) == [
        ("You tell people what happens next, and when, before they have to ask.", (1,), "supported"),
        ("Ring early when the delivery is late.", (3,), "supported"),
    ]
    assert [citation.passage_id for citation in answer.citations] == [
        "behaviour:keep-people-posted:summary",
        "behaviour:keep-people-posted:do:2",
    ]
    assert (answer.status, answer.notes, answer.lines, answer.abstained) == ("complete", (), (), False)
    assert (answer.provenance.engine, answer.provenance.model) == ("model", "scripted:replies")
    assert answer.provenance.prompts == (PROMPT.ref,)
    assert answer.spent is not None
    assert answer.spent.calls == 1


@pytest.mark.parametrize(
    ("question", "mode"),
    [
        ("Which parrot sings loudest?", "ask"),
        ("Which parrot sings loudest?", "doubt"),
        ("I feel suicidal", "ask"),
        ("There is a fire in the warehouse", "reflect"),
        ("A customer said the delivery was late", "capture"),
    ],
)
def test_what_needs_no_model_asks_none(question: str, mode: Mode) -> None:
    model = ScriptedModel([])
    shown, answer = run(start(model, question=question, mode=mode))
    assert (shown, model.requests) == ("", ())
    assert answer == make_embedded().answer(question, role_id="shop-adviser", mode=mode)


def test_no_personal_data_leaves_the_process_and_the_answer_has_it_again() -> None:
    model = ScriptedModel(["Tell [NAME_1] the day and the hour of the next step [4]."])
    question = "Shall I ring Mrs Porter early when the delivery is late?"
    shown, answer = run(start(model, question=question))
    sent = "\n".join(message.text for message in model.requests[0].messages)
    assert "Porter" not in sent
    assert "[NAME_1]" in sent
    assert shown == "Tell Porter the day and the hour of the next step [4]."
    assert claims(answer) == [("Tell Porter the day and the hour of the next step.", (4,), "supported")]


@pytest.mark.parametrize("mode", ["ask", "check", "doubt", "reflect"])
def test_the_model_sees_the_mode_the_passages_and_the_mark(mode: Mode) -> None:
    model = ScriptedModel([GOOD])
    run(start(model, mode=mode))
    system, *_, user = model.requests[0].messages
    assert f"The mode is {mode}." in system.text
    assert mark_of(PROMPT.ref) in system.text
    assert user.text.startswith("<passages>\n[1] ")
    assert "scale point" not in user.text
    assert f"<question>\n{QUESTION}\n</question>" in user.text
    assert model.requests[0].prompt == PROMPT.ref


def test_what_no_passage_backs_is_marked_and_said() -> None:
    shown, answer = run(start(f"{GOOD} Always offer a voucher [2]. Smile!"))
    assert shown == f"{GOOD} Always offer a voucher [2]. Smile!"
    assert claims(answer)[2:] == [("Always offer a voucher.", (2,), "unsupported"), ("Smile!", (), "uncited")]
    assert answer.notes == (
        "1 sentence names no source. It is marked.",
        "1 sentence may say more than its source does. It is marked.",
    )


def test_a_source_that_was_not_given_is_never_shown() -> None:
    shown, answer = run(
        start("Ring early when the delivery is late [99]. Ring early when the delivery is late [3, 98].")
    )
    assert shown == "Ring early when the delivery is late . Ring early when the delivery is late [3]."
    assert [citation.number for citation in answer.citations] == [3]
    assert answer.notes[-1] == "2 sources that do not exist were left out."


def test_an_answer_without_any_backing_says_so_and_shows_the_nearest_passages() -> None:
    _, answer = run(start("Offer a voucher. Then offer another."))
    assert answer.notes[0].startswith("No sentence here is known to be backed")
    assert len(answer.nearest) == 3
    assert answer.citations == ()


def test_a_judgement_of_a_person_is_left_out_and_said() -> None:
    shown, answer = run(start(f"{GOOD} You seem frustrated with your boss. Your score is 3 out of 10."))
    assert "frustrated" not in shown
    assert "3 out of" not in shown
    assert len(answer.claims()) == 2
    assert answer.notes == ("2 sentences that judged a person were left out.",)


@pytest.mark.parametrize("said", ["[none]", " [None]\n", "[none] The passages do not say."])
def test_a_model_that_finds_no_answer_abstains(said: str) -> None:
    _, answer = run(start(said))
    assert (answer.abstained, answer.prose, answer.lines, len(answer.nearest)) == (True, (), (), 3)
    assert answer.spent is not None


def test_a_stopped_answer_is_kept_and_marked() -> None:
    taken: list[str] = []

    def endless(_: object) -> Any:
        for piece in ("Ring early ", "when the delivery ", "is late [3]. ", "Then ", "wait."):
            taken.append(piece)
            yield piece

    stream = start(Streaming(endless))
    shown = next(stream)
    stream.close()
    stream.close()
    answer = stream.answer
    assert shown == "Ring early "
    assert claims(answer) == [("Ring early", (), "uncited")]
    assert (answer.status, taken) == ("stopped", ["Ring early "])
    assert answer.notes[0] == "You stopped this answer, so it is not complete."
    assert list(stream) == []


def test_an_answer_that_is_stopped_before_it_began_asks_no_model() -> None:
    model = ScriptedModel([])
    stream = start(model)
    stream.close()
    assert (stream.answer.status, stream.answer.prose, model.requests) == ("stopped", (), ())


def test_a_stop_after_the_last_word_leaves_the_answer_whole() -> None:
    stream = start(GOOD)
    shown = "".join(stream)
    stream.close()
    assert (shown, stream.answer.status) == (GOOD, "complete")


def test_an_answer_is_not_there_before_the_end() -> None:
    stream = start(GOOD)
    with pytest.raises(RuntimeError, match="not finished"):
        _ = stream.answer


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
@pytest.mark.parametrize("fault", ["incomplete", "slow", "unusable", "unavailable"])
def test_half_an_answer_is_kept_and_never_whole(share: float, fault: Fault) -> None:
    half = GOOD[: int(len(GOOD) * share)]
    shown, answer = run(start([half, failing(fault)]))
    assert GOOD.startswith(shown.rstrip())
    assert (answer.status, bool(answer.claims()), answer.abstained) == ("broken", True, False)
    assert answer.notes[0].startswith("This answer broke off and is not complete. ")
    assert " ".join(text for text, _, _ in claims(answer)).split()[0] == "You"


@pytest.mark.parametrize("fault", ["settings", "unavailable", "slow", "incomplete", "unusable", "budget"])
def test_where_no_model_words_anything_the_passages_stand_in_and_that_is_said(fault: Fault) -> None:
    shown, answer = run(start([failing(fault)]))
    quoted = make_embedded().answer(QUESTION, role_id="shop-adviser")
    assert shown == ""
    assert (answer.lines, answer.provenance, answer.status) == (quoted.lines, quoted.provenance, "complete")
    assert answer.notes[0] == f"{failing(fault)} So this is put together from your organisation's own words, " + (
        "without a language model."
    )


def test_an_empty_reply_is_no_answer() -> None:
    _, answer = run(start(["\n", " "]))
    assert answer.lines
    assert answer.notes[0].startswith("The model wrote nothing that can be shown.")


def test_it_can_fail_loudly_instead() -> None:
    with pytest.raises(ModelError, match="The line went dead"):
        run(start([failing()], failing="raise"))


def test_another_model_that_stood_in_is_named() -> None:
    first, second = ScriptedModel([failing("slow")], name="openai:a"), ScriptedModel([GOOD], name="openai:b")
    _, answer = run(start(first, second))
    assert answer.notes == ("The model 'openai:a' did not answer in time, so 'openai:b' was asked instead.",)
    assert answer.provenance.model == "openai:b"


def test_an_answer_that_broke_off_can_go_on() -> None:
    _, half = run(start(["Ring early when the delivery is late [3]. Say the d", failing()]))
    model = ScriptedModel(["Say the day and the hour of the next step [4]."])
    shown, whole = run(start(model, begun=half))
    assert "<begun>\nRing early when the delivery is late. [3]\n</begun>" in model.requests[0].messages[-1].text
    assert shown == "Say the day and the hour of the next step [4]."
    assert claims(whole) == [
        ("Ring early when the delivery is late.", (3,), "supported"),
        ("Say the day and the hour of the next step.", (4,), "supported"),
    ]
    assert whole.status == "complete"


def test_an_answer_to_other_passages_is_begun_anew() -> None:
    _, half = run(start(["Ring early when the delivery is late [3]. Say the d", failing()]))
    other = half.model_copy(
        update={"citations": (half.citations[0].model_copy(update={"passage_id": "behaviour:own-it:why"}),)}
    )
    _, whole = run(start("Say the day and the hour of the next step [4].", begun=other))
    assert [text for text, _, _ in claims(whole)] == ["Say the day and the hour of the next step."]


def test_going_on_that_adds_nothing_is_not_whole() -> None:
    _, half = run(start(["Ring early when the delivery is late [3]. Say the d", failing()]))
    _, again = run(start(" ", begun=half))
    assert (again.status, len(again.claims())) == ("broken", 1)


def test_a_ledger_that_fails_after_the_last_word_loses_no_word() -> None:
    def pieces(_: object) -> Any:
        yield GOOD
        raise StoreError("The disk is full.")

    shown, answer = run(start(Streaming(pieces)))
    assert (shown, answer.status, len(answer.claims())) == (GOOD, "broken", 2)


def test_going_on_that_fails_keeps_what_was_there() -> None:
    _, half = run(start(["Ring early when the delivery is late [3]. Say the d", failing()]))
    _, again = run(start([failing()], begun=half))
    assert (again.status, claims(again)) == ("broken", [("Ring early when the delivery is late.", (3,), "supported")])


def follow_up(*replies: Any, question: str = "And on a Saturday?") -> tuple[ScriptedModel, Answer]:
    model = ScriptedModel({"chat/condense": replies[:1], "chat/answer": replies[1:]})
    earlier = turn_of(make_embedded().answer(QUESTION, role_id="shop-adviser"))
    _, answer = run(start(model, question=question, earlier=(earlier,)))
    return model, answer


def test_a_follow_up_question_is_put_so_that_it_stands_alone_and_uses_the_talk() -> None:
    model, answer = follow_up("Shall I ring early when the delivery is late on a Saturday?", GOOD)
    condense, words = model.requests
    assert f"Question: {QUESTION}\nAnswer: You tell people" in condense.messages[-1].text
    assert f"Question: {QUESTION}" in words.messages[-1].text
    assert "<question>\nAnd on a Saturday?\n</question>" in words.messages[-1].text
    assert (answer.question, answer.abstained) == ("And on a Saturday?", False)
    assert answer.provenance.prompts == (PROMPTS["chat/condense"].ref, PROMPT.ref)
    assert answer.spent is not None
    assert answer.spent.calls == 2


@pytest.mark.parametrize("reply", [failing(), "", "word " * 200])
def test_a_follow_up_that_cannot_be_put_alone_is_searched_with_the_one_before(reply: Any) -> None:
    _, answer = follow_up([reply] if isinstance(reply, ModelError) else reply, GOOD)
    assert (answer.abstained, len(answer.claims())) == (False, 2)


def test_a_follow_up_that_nothing_answers_costs_one_short_call() -> None:
    model, answer = follow_up("Which parrot sings loudest?")
    assert (len(model.requests), answer.abstained) == (1, True)
    assert answer.spent is not None


def test_a_model_that_recites_its_instructions_is_cut() -> None:
    shown, answer = run(start(Character(lambda asked: [asked.system])))
    assert mark_of(PROMPT.ref) not in shown
    assert any("instructions was left out" in note for note in answer.notes)
    assert not any(claim.seal == "supported" for claim in answer.claims())


class Streaming(Character):
    """A model whose pieces come one by one."""

    def stream(self, request: Any) -> Any:
        yield from self._answer(request)


def test_claims_never_hold_markers() -> None:
    _, answer = run(start("Ring early [3] when [1] the delivery is late [3]."))
    assert answer.claims() == (Claim(text="Ring early when the delivery is late.", citations=(3, 1), seal="supported"),)
