from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coach.plan.export.markdown import render_markdown
from tests.builders import make_full_plan, make_plan

NAMES = {"own-it": "Own it to the end", "keep-people-posted": "Keep people posted", "listen-first": "Listen first"}
HOSTILE = "# x\n![x](http://canary.test/p.png)\n<script>alert(1)</script> [y](javascript:z) `` ` ``` | **b"


def test_a_plan_reads_from_strengths_to_the_next_step() -> None:
    assert (
        render_markdown(make_full_plan(), names=NAMES)
        == """\
---
ai_generated: true
generator: vision-coach
engine: embedded
---

# Your plan: Shop adviser

Made on 22 November 2026. This plan belongs to the person who wrote the account. It says what one account shows, \
not who somebody is. It is no basis for pay, promotion, discipline or dismissal.

## What your account shows

- **Own it** (● shown): “I ring.”

## Your next steps

### 1. Keep people posted

**Now** (▲ contrary)

> “We never ring back.”

In your own words: Only on quiet days.

**What we aim for**: Tells people early. The customer feels at ease.

**Your next step**: If a delivery slips, then I ring the customer.

- To learn with: **The morning update card** (job aid, 5 minutes, free). A card with three lines.
  - Where: Beside the phone.
  - Why this one: It is the only one that fits.
- Not in the catalogue: The catalogue has nothing yet for this.
- A story, **The late van**: “The van broke down at noon.”
  - In your job: When a delivery slips → the customer feels at ease
- Someone who chose to be asked: Mirela, Shop adviser, High Street shop
  - ask at the desk
- Look at it again on 6 December 2026.

Why this stands here: Place 1 of 1 by the rule.

## Not yours to fix alone

- **Own it to the end**: Your tools make it hard. Who can: Head of shops. Your words: “No phone.”

## Later

A plan has at most three steps. These can wait, or take the place of one.

- Listen first

## Not described

You did not mention these. That is a question, never a gap.

- Own it to the end
- gone-since

## How this was made

Made by a computer, the coach (embedded engine: quotes and rules, no language model). Encoder tiny-encoder 1, \
knowledge 0123456789ab, Vision Coach 0.1.0.
"""
    )


def test_a_plan_without_strengths_and_steps_says_so() -> None:
    text = render_markdown(make_plan(strengths=(), items=()), names=NAMES)
    assert "## What your account shows\n\nYour account shows no behaviour in full yet.\n\n" in text
    assert "## Your next steps\n\nThere is no step in this plan.\n\n## How this was made" in text


def test_a_strength_that_only_the_employee_named_has_no_quotation_marks() -> None:
    strength = {"behaviour_id": "own-it", "behaviour_name": "Own it", "quote": ""}
    text = render_markdown(make_plan(strengths=(strength,)), names=NAMES)
    assert "- **Own it** (● shown): you say so; your account has no words about it\n" in text


def test_a_step_that_only_the_employee_named_says_so() -> None:
    step = make_plan().items[0].model_dump() | {"now": ()}
    assert "**Now** (▲ contrary)\n\nYou named this yourself.\n\n**What" in render_markdown(
        make_plan(items=(step,)), names=NAMES
    )


def test_what_is_empty_has_no_heading() -> None:
    text = render_markdown(make_plan(), names=NAMES)
    assert not any(heading in text for heading in ("## Not yours", "## Later", "## Not described"))


def blocks(source: str) -> list[str]:
    return [token.type for token in MarkdownIt("commonmark").parse(source)]


def inlines(source: str) -> set[str]:
    return {child.type for token in MarkdownIt("commonmark").parse(source) for child in token.children or ()}


EXPECTED_INLINES = {"text", "text_special", "strong_open", "strong_close", "softbreak", "code_inline"}


@settings(deadline=None, max_examples=60)
@given(st.just(HOSTILE) | st.text(max_size=20))
def test_no_text_changes_the_structure_of_the_plan(text: str) -> None:
    names = {key: f"{text}{name}" for key, name in NAMES.items()}
    hostile = render_markdown(make_full_plan(text), names=names)
    assert blocks(hostile) == blocks(render_markdown(make_full_plan(), names=NAMES))
    assert inlines(hostile) <= EXPECTED_INLINES
