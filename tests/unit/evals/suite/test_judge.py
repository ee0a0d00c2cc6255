"""A judge is never the model under test, its verdicts stand apart, and what it cannot say is counted as that."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from coach.domain.answer import Answer, Seal
from coach.domain.evaluation import Outcome
from coach.errors import ModelError
from coach.llm.scripted import Scripted, ScriptedModel
from coach.prompting import check_prompts, load_prompts
from evals.errors import RunError
from evals.suite.judge import PROMPTS, SupportJudge, build_judge, count_verdicts, judge_metrics
from evals.suite.task import Case
from evals.tasks.chat import Chat
from tests.builders import PROVENANCE, make_knowledge
from tests.model_engine import session_of


def reply(verdict: str) -> str:
    return json.dumps({"verdict": verdict})


def make_worded(*seals: Seal) -> Answer:
    """Return an answer with one claim a seal."""
    claims = [
        {"text": f"Claim {place} by anna@example.com.", "seal": seal, "citations": () if seal == "uncited" else (1,)}
        for place, seal in enumerate(seals, start=1)
    ]
    citation = {
        "number": 1,
        "passage_id": "behaviour:own-it:do:1",
        "kind": "behaviour",
        "title": "Own it",
        "quote": "Give your own name.",
        "source": "behaviours/own-it.yaml",
    }
    data: dict[str, Any] = {
        "question": "What do I do?",
        "role_id": "shop-adviser",
        "behaviour_ids": ("own-it",),
        "lines": (),
        "prose": (claims,),
        "citations": (citation,),
        "abstained": False,
        "support": 0.9,
        "provenance": PROVENANCE,
    }
    return Answer.model_validate(data)


def judge_with(*replies: Scripted) -> tuple[SupportJudge, ScriptedModel]:
    model = ScriptedModel(replies)
    prompt = load_prompts(PROMPTS)["judge-support"]
    return SupportJudge("openai:other", prompt, lambda: session_of(model)), model


@pytest.mark.parametrize(
    ("judge", "engine"),
    [
        ("openai:gpt-x", "openai:gpt-x"),
        ("openai:GPT-x", "openai:gpt-x@http://127.0.0.1:1/v1"),
        ("openai:gpt-x@http://127.0.0.1:1/v1", "openai:gpt-x@https://models.example/v1"),
        ("scripted:a.yaml", "scripted:a.yaml"),
    ],
)
def test_the_model_under_test_is_no_judge(tmp_path: Path, judge: str, engine: str) -> None:
    with pytest.raises(RunError, match="is the model under test"):
        build_judge(judge, engine=engine, home=tmp_path)


def test_the_embedded_engine_is_no_judge(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="must be a language model"):
        build_judge("embedded", engine="openai:gpt-x", home=tmp_path)


def test_a_judge_is_named_with_the_hash_of_its_prompt(tmp_path: Path) -> None:
    script = tmp_path / "judge.yaml"
    script.write_text('- \'{"verdict": "yes"}\'\n', encoding="utf-8")
    judge = build_judge(f"scripted:{script}", engine="embedded", home=tmp_path / "home")
    assert judge.described == f"scripted:{script} ({judge.prompt.ref})"
    assert judge.judge(make_worded("supported"), {}) == [("supported", "yes")]


def test_the_prompt_keeps_the_contract_and_its_versions_are_listed() -> None:
    assert check_prompts(PROMPTS) == ()


def test_each_cited_claim_is_judged_by_the_whole_passage_and_redacted() -> None:
    judge, model = judge_with(reply("yes"), reply("no"))
    passages = {"behaviour:own-it:do:1": "Own it. Give your own name. Stay."}
    assert judge.judge(make_worded("supported", "uncited", "unsupported"), passages) == [
        ("supported", "yes"),
        ("unsupported", "no"),
    ]
    asked = model.requests[0].messages[-1].text
    assert "Own it. Give your own name. Stay." in asked
    assert "<claim>\nClaim 1 by [EMAIL_1].\n</claim>" in asked


def test_what_it_cannot_tell_and_where_it_fails_is_counted_as_that() -> None:
    failure = ModelError("It is down.", fault="incomplete")
    judge, _ = judge_with(reply("cannot tell"), failure, "no JSON", "still none", reply("yes"))
    verdicts = judge.judge(make_worded(*["supported"] * 4), {})
    assert [verdict for _, verdict in verdicts] == ["cannot tell", "failed", "failed", "yes"]
    counts = count_verdicts("openai:other", verdicts)
    assert {name.partition(": ")[2]: count for name, count in counts.items() if count} == {
        "claims judged": 1.0,
        "claims backed by the judge": 1.0,
        "claims the judge could not tell": 1.0,
        "claims the judge failed on": 2.0,
        "rule yes, judge yes": 1.0,
    }
    assert all(name.startswith("judged by openai:other: ") for name in counts)


def outcome(number: int, verdicts: Sequence[tuple[str, Any]]) -> Outcome:
    counts = count_verdicts("openai:other", verdicts)
    return Outcome(sample_id=f"q{number}", status="scored", value=1.0, counts=counts)


def test_agreement_of_judge_and_rule_is_corrected_for_chance() -> None:
    said = [("supported", "yes"), ("supported", "no"), ("unsupported", "no"), ("unsupported", "no")]
    outcomes = [outcome(number, [pair]) for number, pair in enumerate(said)]
    outcomes.append(outcome(9, [("supported", "cannot tell")]))
    backed, unsure, failed, kappa = judge_metrics(outcomes)
    assert (backed.value, backed.n) == (0.25, 4)
    assert (unsure.value, unsure.n) == (0.2, 5)
    assert failed.value == 0.0
    assert (kappa.value, kappa.n) == (0.5, 4)


def test_without_a_judge_nothing_is_said_of_one() -> None:
    assert tuple(judge_metrics([outcome(1, [])])) == ()


def make_case() -> Case:
    data = {"role_id": "shop-adviser", "targets": [], "mode": "ask"}
    return Case(id="q", text="What do I do?", target="own-it", data=data, slices={"kind": "answerable"})


def test_an_answers_verdicts_stand_beside_its_own_score() -> None:
    output = {"answer": make_worded("supported").model_dump(mode="json"), "checks": {"a": True}, "exact": 1}
    alone = Chat().score(make_case(), output)
    judged = Chat().score(make_case(), output | {"judge": "openai:other", "verdicts": [["supported", "no"]]})
    assert judged.model_copy(update={"counts": alone.counts}) == alone
    assert judged.counts["judged by openai:other: claims judged"] == 1.0
    assert {name: count for name, count in judged.counts.items() if not name.startswith("judged by")} == alone.counts


def test_the_chat_task_asks_the_judge_of_its_engine() -> None:
    answer = make_worded("supported")
    coach = SimpleNamespace(answer=lambda *_, **__: SimpleNamespace(answer=answer))
    judge, _ = judge_with(reply("no"))
    engine: Any = SimpleNamespace(coach=coach, knowledge=make_knowledge(), judge=judge)
    assert Chat().solve(engine, make_case())["verdicts"] == [("supported", "no")]
    engine.judge = None
    assert "verdicts" not in Chat().solve(engine, make_case())
