import pytest

from coach.report.interval import wilson


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
