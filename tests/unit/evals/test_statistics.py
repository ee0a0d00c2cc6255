import pytest

from evals.statistics import mean_interval, share_line, wilson


# Published values: Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "interval"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_is_the_published_one(successes: int, n: int, interval: tuple[float, float]) -> None:
    assert wilson(successes, n) == pytest.approx(interval, abs=5e-5)


def test_all_successes_mirror_none() -> None:
    low, high = wilson(20, 20)

    assert (low, high) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)


def test_more_confidence_is_a_wider_interval() -> None:
    (low, high), (lower, higher) = wilson(7, 10), wilson(7, 10, confidence=0.99)

    assert lower < low < high < higher


@pytest.mark.parametrize("n", [0, -1])
def test_a_share_of_nothing_has_no_interval(n: int) -> None:
    with pytest.raises(ValueError, match="share of nothing"):
        wilson(0, n)


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
