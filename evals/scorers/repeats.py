"""The same samples several times: one figure of all repeats, how far they lie apart, and what is right every time."""

from collections.abc import Callable, Sequence
from statistics import mean, stdev

from coach.domain.evaluation import Metric, Outcome
from evals.scorers.intervals import share

SummedUp = Callable[[Sequence[Outcome]], Sequence[Metric]]


def metrics_of_repeats(outcomes: Sequence[Outcome], sum_up: SummedUp) -> tuple[Metric, ...]:
    """Return each figure as the mean over the repeats; n and interval stay those of one repeat.

    A repeat is no new sample: counted as one, it would make every interval too narrow. After the figures stand their
    spread and, over samples, how many are right in every repeat (pass^k: Yao et al. 2024).
    """
    repeats = sorted({outcome.epoch for outcome in outcomes})
    if len(repeats) < 2:
        return tuple(sum_up(outcomes))
    by_repeat = [tuple(sum_up([item for item in outcomes if item.epoch == repeat])) for repeat in repeats]
    together = tuple(_together(same) for same in zip(*by_repeat, strict=True))
    return (*together, *_spread(outcomes, repeats), _right_every_time(outcomes, len(repeats)))


def _together(same: Sequence[Metric]) -> Metric:
    known = [metric for metric in same if metric.value is not None]
    if not known:
        return same[0]
    return known[0].model_copy(
        update={
            "value": mean(metric.value for metric in known if metric.value is not None),
            "low": _mean([metric.low for metric in known]),
            "high": _mean([metric.high for metric in known]),
        }
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if len(known) == len(values) else None


def _spread(outcomes: Sequence[Outcome], repeats: Sequence[int]) -> tuple[Metric, ...]:
    means = [
        mean(values)
        for repeat in repeats
        if (values := [item.value for item in outcomes if item.epoch == repeat and item.value is not None])
    ]
    if len(means) < 2:
        return ()
    name = f"spread of the mean score over {len(means)} repeats (standard deviation)"
    return (Metric(name=name, value=stdev(means), n=len(means), at_least=False),)


def _right_every_time(outcomes: Sequence[Outcome], repeats: int) -> Metric:
    by_sample: dict[str, list[bool]] = {}
    for outcome in outcomes:
        by_sample.setdefault(outcome.sample_id, []).append(outcome.value == 1.0)
    right = sum(len(tries) == repeats and all(tries) for tries in by_sample.values())
    return share(f"samples right in all {repeats} repeats (pass^{repeats})", right, len(by_sample))
