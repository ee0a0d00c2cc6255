"""The ranking measures, beside the ones of ir-measures."""

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Success, nDCG
from ir_measures import R as Recall

from evals.scorers.ranking import ndcg_at, recall_at, reciprocal_rank, success_at

RECORDS = [f"behaviour:b{number}" for number in range(12)]


@given(st.permutations(RECORDS), st.sets(st.sampled_from(RECORDS), min_size=1, max_size=5))
def test_every_measure_agrees_with_ir_measures(ranked: list[str], wanted: set[str]) -> None:
    truth = [ir_measures.Qrel("q", record, 1) for record in wanted]
    run = [ir_measures.ScoredDoc("q", record, float(-place)) for place, record in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate([Success @ 5, Recall @ 5, nDCG @ 10, RR], truth, run)

    assert success_at(ranked, wanted, 5) == pytest.approx(theirs[Success @ 5])
    assert recall_at(ranked, wanted, 5) == pytest.approx(theirs[Recall @ 5])
    assert ndcg_at(ranked, wanted, 10) == pytest.approx(theirs[nDCG @ 10])
    assert reciprocal_rank(ranked, wanted) == pytest.approx(theirs[RR])


def test_nothing_can_be_recalled_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing is wanted"):
        recall_at(RECORDS, [], 5)
    with pytest.raises(ValueError, match="nothing is wanted"):
        ndcg_at(RECORDS, [], 10)


def test_what_is_not_in_the_list_has_rank_zero() -> None:
    assert reciprocal_rank(RECORDS, ["behaviour:elsewhere"]) == 0.0
