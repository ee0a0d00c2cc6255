from coach.knowledge.knowledge_base import KnowledgeBase
from coach.knowledge.own_words import own_words
from coach.llm.redact import Redactor


def test_the_organisations_sites_brands_and_helplines_are_its_own_words(knowledge: KnowledgeBase) -> None:
    words = own_words(knowledge)

    assert {"Larkmoor Home", "Larkmoor Strand End", "torrin", "beckstead", "0800 111 999"} <= words


def test_the_names_of_its_people_and_of_customers_in_examples_are_not(knowledge: KnowledgeBase) -> None:
    words = own_words(knowledge)

    people = {part.casefold() for champion in knowledge.champions for part in champion.name.split()}
    assert not words & people
    assert not words & {"pennock", "lena", "henderson", "owen"}


def test_with_them_an_account_keeps_its_places_and_loses_its_people(knowledge: KnowledgeBase) -> None:
    text = "I rang Torrin for Mrs Okafor, then Larkmoor told Owen at Strand End."

    redacted = Redactor().redact(text, keep=own_words(knowledge))

    assert redacted.text == "I rang Torrin for Mrs [NAME_1], then Larkmoor told [NAME_2] at Strand End."
