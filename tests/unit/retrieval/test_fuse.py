import pytest

from coach.retrieval.fuse import Ranking, demote, fuse


def test_a_row_earns_its_weight_over_k_plus_rank_in_each_list() -> None:
    scores = fuse([Ranking({1: 1, 2: 2}), Ranking({2: 1}, weight=0.5)], k=60)
    assert scores == pytest.approx({1: 1 / 61, 2: 1 / 62 + 0.5 / 61})


def test_two_middling_places_beat_one_first_place() -> None:
    scores = fuse([Ranking({1: 1, 2: 5}), Ranking({3: 1, 2: 5})])
    assert max(scores, key=lambda row: scores[row]) == 2


def test_nothing_fused_is_nothing() -> None:
    assert fuse([]) == {}


def test_demoting_moves_only_the_named_rows_and_keeps_the_weight() -> None:
    ranking = Ranking({1: 1, 2: 2}, weight=2.0)
    assert demote(ranking, frozenset({1}), places=30) == Ranking({1: 31, 2: 2}, weight=2.0)
