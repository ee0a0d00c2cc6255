"""How findings about accounts compare with labels, summed up by whole accounts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from coach.domain.evaluation import AGREEMENT, Metric, Outcome
from coach.domain.finding import STATES
from evals.scorers.agreement import Pair, accuracy, cohens_kappa, macro_f1, quadratic_kappa
from evals.scorers.calibration import Said, expected_calibration_error
from evals.scorers.intervals import figure, share

ORDER = ("contrary", "partly_shown", "shown")
"""The states that have a place on a scale; not described has none."""


@dataclass(frozen=True)
class Targets:
    """What the figures are held to."""

    macro_f1: float | None = None
    contrary_as_shown: float | None = None


def pairs_of(outcomes: Sequence[Outcome], behaviour_id: str | None = None) -> list[Pair]:
    """Return (expected, got) for every finding, or those about one behaviour; a failed account gives wrong ones."""
    return [
        (expected, got)
        for outcome in outcomes
        for item, expected, got in outcome.labels
        if behaviour_id in (None, item)
    ]


def behaviours_in(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return the behaviours that the findings are about, in order of name."""
    return tuple(sorted({item for outcome in outcomes for item, _, _ in outcome.labels}))


def state_metrics(outcomes: Sequence[Outcome], targets: Targets = Targets()) -> tuple[Metric, ...]:
    """Return what findings amount to: all states, each state, each behaviour, and the costly error."""
    return tuple(_overall(outcomes, targets)) + tuple(_by_state(outcomes)) + tuple(_by_behaviour(outcomes))


def _overall(outcomes: Sequence[Outcome], targets: Targets) -> Iterator[Metric]:
    n = len(pairs_of(outcomes))
    yield figure("macro-F1", outcomes, _of(lambda pairs: macro_f1(pairs, STATES)), target=targets.macro_f1, n=n)
    yield figure(AGREEMENT, outcomes, _of(accuracy), n=n)
    yield figure("Cohen's kappa", outcomes, _of(cohens_kappa), n=n)
    yield figure(
        "quadratic-weighted kappa",
        outcomes,
        _of(lambda pairs: quadratic_kappa(pairs, ORDER)),
        n=sum(expected in ORDER and got in ORDER for expected, got in pairs_of(outcomes)),
    )
    contrary = [got for expected, got in pairs_of(outcomes) if expected == "contrary"]
    yield share(
        "contrary taken as shown",
        contrary.count("shown"),
        len(contrary),
        target=targets.contrary_as_shown,
        at_least=False,
    )
    silent = [got for expected, got in pairs_of(outcomes) if expected == "not_described"]
    yield share("silence left alone", silent.count("not_described"), len(silent))


def _by_state(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    for state in STATES:
        pairs = pairs_of(outcomes)
        right = sum(expected == got == state for expected, got in pairs)
        yield share(f"{state}: recall", right, sum(expected == state for expected, _ in pairs))
        yield share(f"{state}: precision", right, sum(got == state for _, got in pairs))


def _by_behaviour(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    for behaviour_id in behaviours_in(outcomes):
        yield figure(
            f"{behaviour_id}: macro-F1",
            outcomes,
            _of(lambda pairs: macro_f1(pairs, STATES), behaviour_id),
            n=len(pairs_of(outcomes, behaviour_id)),
        )


def _of(
    compute: Callable[[Sequence[Pair]], float | None], behaviour_id: str | None = None
) -> Callable[[Sequence[Outcome]], float | None]:
    return lambda drawn: compute(pairs_of(drawn, behaviour_id))


def calibration_metric(outcomes: Sequence[Outcome], said: Callable[[Outcome], Sequence[Said]]) -> Metric:
    """Return how far the stated confidence lies from the share that is right."""
    return figure(
        "expected calibration error",
        outcomes,
        lambda drawn: expected_calibration_error([item for outcome in drawn for item in said(outcome)]),
        at_least=False,
        n=sum(len(said(outcome)) for outcome in outcomes),
    )
