import pytest

from evals.statistics import mean_interval, share_line


def test_a_report_line_names_the_share_the_interval_and_n() -> None:
    line = share_line("contrary taken as shown", 15, 148)

    assert " ".join(line.split()) == "contrary taken as shown 0.101 (0.062 to 0.160, n = 148)"


def test_the_interval_of_a_mean_is_the_mean_and_so_many_standard_errors_to_either_side() -> None:
    # By hand: mean 3, sum of squares 14, so the variance is 14 / 3; four values; 1.96 standard errors.
    low, high = mean_interval([1, 2, 3, 6], confidence=0.95)

    assert (low + high) / 2 == pytest.approx(3)
    assert (high - low) / 2 == pytest.approx(1.96 * (14 / 3) ** 0.5 / 2, rel=1e-3)


def test_the_interval_of_one_value_is_refused() -> None:
    with pytest.raises(ValueError, match="needs two values"):
        mean_interval([1])
