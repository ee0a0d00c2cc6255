"""Counting what designs take: the same accounts, the same evidence."""

from coach.knowledge.knowledge_base import KnowledgeBase
from evals.token_cost import Cost, Design, compare_designs, render_table
from evals.training.tuning import read_accounts


def test_the_product_reads_twice_for_fewer_tokens_than_either_naive_design_reads_once(knowledge: KnowledgeBase) -> None:
    ours, once, per_behaviour, whole = compare_designs(knowledge, read_accounts()[:3])

    behaviours = [len(knowledge.role_behaviours(item.account.role_id)) for item in read_accounts()[:3]]
    assert [cost.calls for cost in ours.costs] == [3, 3, 3]
    assert [cost.calls for cost in per_behaviour.costs] == behaviours
    assert [cost.calls for cost in whole.costs] == [1, 1, 1]
    for own, single, many, everything in zip(ours.costs, once.costs, per_behaviour.costs, whole.costs, strict=True):
        assert single.tokens < own.tokens < many.tokens < everything.tokens
        assert single.output_tokens == everything.output_tokens


def test_the_table_gives_n_an_interval_and_how_many_times_the_first_design() -> None:
    ours = Design("ours", (Cost(3, 90, 10), Cost(3, 190, 10)))
    naive = Design("naive", (Cost(8, 190, 10), Cost(8, 390, 10)))

    _, head, first, second = (line.split() for line in render_table([ours, naive]).splitlines())

    assert head[:3] == ["design", "calls", "tokens"]
    assert first == ["ours", "3.0", "150", "(52", "to", "248)", "1.00", "(1.00", "to", "1.00)"]
    assert second == ["naive", "8.0", "300", "(104", "to", "496)", "2.00", "(2.00", "to", "2.00)"]
