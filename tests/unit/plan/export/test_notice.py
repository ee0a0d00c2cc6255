"""Every export says which engine made it, with every version."""

from coach.domain.provenance import Provenance
from coach.plan.export.notice import name_maker

VERSIONS = {"knowledge_version": "1a2b3c", "code_version": "0.2.0"}


def test_the_embedded_engine_says_that_no_language_model_was_at_work() -> None:
    made_by = Provenance(engine="embedded", model="tiny-encoder 1", **VERSIONS)

    assert name_maker(made_by) == (
        "Made by a computer, the coach (embedded engine: quotes and rules, no language model). Encoder tiny-encoder 1, "
        "knowledge 1a2b3c, Vision Coach 0.2.0."
    )


def test_a_language_model_is_named_with_the_prompts_that_it_was_sent() -> None:
    prompts = ("assess/read@1:ab12cd34ef56", "assess/plain@2:0011aabbccdd")
    made_by = Provenance(engine="model", model="openai:big", prompts=prompts, **VERSIONS)

    assert name_maker(made_by) == (
        "Made by a computer, the coach (a language model read the account; every quote is checked, and rules made the "
        "findings and the plan). Language model openai:big, prompts assess/read@1:ab12cd34ef56, "
        "assess/plain@2:0011aabbccdd, knowledge 1a2b3c, Vision Coach 0.2.0."
    )
