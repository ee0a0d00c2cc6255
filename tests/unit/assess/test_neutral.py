"""Whoever an account speaks of is nobody in particular when it is read."""

import pytest

from coach.assess.neutral import make_neutral
from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor
from evals.jsonl import read_records
from evals.tasks.names import FILE, PEOPLE, TITLES, Template, fill

neutral = make_neutral(Redactor(), ("Larkmoor", "Strand End"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("I rang Mrs Okafor myself.", "I rang Sam myself."),
        ("Chukwuemeka, the new one, came to me.", "Sam, the new one, came to me."),
        ("She'd lost her key and he gave her his.", "They'd lost them key and they gave them them."),
        ("We at Larkmoor send it to Strand End.", "We at Larkmoor send it to Strand End."),
        ("I check the label twice on Monday.", "I check the label twice on Monday."),
    ],
)
def test_names_and_pronouns_become_alike_and_other_words_stay(text: str, read: str) -> None:
    assert neutral(text) == read


def test_every_swap_of_the_suite_is_read_as_the_same_text(knowledge: KnowledgeBase) -> None:
    ours = make_neutral(Redactor(), own_words(knowledge))

    differing = [
        (template.id, who)
        for template in read_records(FILE, Template)
        for who, person in PEOPLE.items()
        if ours(fill(template.text, person, TITLES[0]))
        != ours(fill(template.text, PEOPLE["English, woman"], TITLES[0]))
    ]

    assert differing == []
