import math
from pathlib import Path

import numpy as np
import pytest

from coach.errors import EmbeddingError
from coach.retrieval.calibration import FILE, MAX_ODDS, Calibration, QuestionReading, SupportFeatures, prior
from coach.retrieval.passages import build_passages
from tests.builders import make_calibration, make_knowledge

VECTOR, WORDING = np.eye(64, dtype=np.float32)[0], np.zeros(4, dtype=np.float32)
PASSAGES = {passage.id: passage for passage in build_passages(make_knowledge())}


def test_a_head_that_knows_nothing_takes_every_kind_as_equally_likely() -> None:
    reading = make_calibration().read(VECTOR, WORDING)
    assert reading.kinds == pytest.approx(dict.fromkeys(reading.kinds, 0.2))
    assert reading.scope == pytest.approx(math.log(5))


def test_the_head_reads_the_vector_and_the_wording() -> None:
    weights = {**make_calibration().weights, "story": (*(0.0,) * 64, 3.0, 0.0, 0.0, 0.0)}
    wording = np.array([1, 0, 0, 0], dtype=np.float32)
    reading = make_calibration(weights=weights).read(VECTOR, wording)
    assert reading.kinds["story"] == pytest.approx(math.exp(3) / (math.exp(3) + 4))


@pytest.mark.parametrize(("bias", "scope"), [(900.0, -MAX_ODDS), (-900.0, MAX_ODDS)])
def test_the_head_is_never_taken_to_be_surer_than_the_limit(bias: float, scope: float) -> None:
    biases = {**make_calibration().biases, "none": bias}
    assert make_calibration(biases=biases).read(VECTOR, WORDING).scope == scope


def test_support_is_a_logistic_over_the_three_features() -> None:
    calibration = make_calibration(coefficients=(1.0, 2.0, 3.0), intercept=-4.0)
    features = SupportFeatures(scope=1.0, similarity=0.5, coverage=0.5)
    assert calibration.support(features) == pytest.approx(1 / (1 + math.exp(0.5)))


def test_an_expectation_counts_half_as_role_and_half_as_behaviour() -> None:
    kinds = {"vision": 0.0, "behaviour": 0.8, "story": 0.0, "resource": 0.0, "role": 0.2}
    reading = QuestionReading(kinds=kinds, scope=0.0)
    priors = {
        name: prior(reading, PASSAGES[name])
        for name in ("anchor:own-it:anchors:1", "role:shop-adviser:expectations:1", "role:shop-adviser:summary")
    }
    assert priors == pytest.approx(
        {
            "anchor:own-it:anchors:1": math.sqrt(0.9),
            "role:shop-adviser:expectations:1": math.sqrt(0.6),
            "role:shop-adviser:summary": math.sqrt(0.3),
        }
    )


def test_a_calibration_for_another_encoder_is_refused_by_name() -> None:
    with pytest.raises(EmbeddingError, match=r"not for 'hash@1'. Run python -m evals.training.fit_abstention"):
        Calibration.load("hash@1")


def test_another_export_of_the_same_encoder_is_accepted() -> None:
    calibration = Calibration.load("all-MiniLM-L6-v2-int8@another")
    assert {len(weights) for weights in calibration.weights.values()} == {384 + 768}


def test_a_damaged_calibration_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "abstention.json"
    damaged.write_text(FILE.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    with pytest.raises(EmbeddingError, match="cannot be read"):
        Calibration.load("all-MiniLM-L6-v2-int8", damaged)
