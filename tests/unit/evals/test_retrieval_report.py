import ir_measures
import pytest
from ir_measures import RR, Qrel, ScoredDoc, nDCG

from evals.questions import Question
from evals.retrieval_report import QuestionResult, RetrievalReport, Share, ndcg, render

RANKINGS = [(1, 0, 0), (0, 1, 0, 1), (0, 0, 0), (1, 1, 1), (0, 0, 0, 0, 0, 0, 1)]


def make_result(
    *, targets: tuple[str, ...] = ("story:a",), abstained: bool = False, gains: tuple[int, ...] = (1,)
) -> QuestionResult:
    question = Question(
        id="rq-1", role_id="shop-adviser", question="a story?", targets=targets, topic="", style="plain"
    )
    records = tuple(f"story:{place}" for place in range(len(gains)))
    return QuestionResult(
        question=question,
        abstained=abstained,
        support=0.1 if abstained else 0.9,
        records=records,
        gains=gains,
        first_passages_meet=any(gains[:5]),
    )


@pytest.mark.parametrize("gains", RANKINGS)
@pytest.mark.parametrize("targets", [3, 4])
def test_ndcg_and_reciprocal_rank_agree_with_ir_measures(gains: tuple[int, ...], targets: int) -> None:
    found = [place for place, gain in enumerate(gains) if gain]
    qrels = [Qrel("q", f"d{place}", 1) for place in [*found, *range(100, 100 + targets - len(found))]]
    run = [ScoredDoc("q", f"d{place}", -place) for place in range(len(gains))]
    expected = ir_measures.calc_aggregate([nDCG @ 10, RR], qrels, run)
    report = RetrievalReport(split="test", results=(make_result(gains=gains),))
    assert ndcg(gains[:10], targets) == pytest.approx(expected[nDCG @ 10])
    assert report.reciprocal_rank == pytest.approx(expected[RR])


def test_abstention_is_judged_by_its_precision_and_recall_on_unanswerable_questions() -> None:
    report = RetrievalReport(
        split="test",
        results=(
            make_result(targets=(), abstained=True, gains=()),
            make_result(targets=(), abstained=False, gains=()),
            make_result(abstained=True),
            make_result(),
        ),
    )
    assert (report.abstention_precision, report.abstention_recall) == (Share(1, 2), Share(1, 2))


def test_recall_counts_a_question_once_and_the_share_counts_every_target() -> None:
    report = RetrievalReport(split="test", results=(make_result(targets=("story:a", "story:b"), gains=(0, 1, 0)),))
    assert (report.recall_at_5, report.all_targets_at_5) == (Share(1, 1), 0.5)


def test_the_table_names_what_went_wrong() -> None:
    report = RetrievalReport(
        split="test",
        results=(make_result(abstained=True), make_result(gains=(0, 0, 0, 0, 0, 1))),
    )
    text = render(report)
    assert "abstained, but there is an answer: a story?" in text
    assert "none of story:a among story:0, story:1, story:2, story:3, story:4: a story?" in text
