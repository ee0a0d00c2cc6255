"""A confidence that means what it says has no error."""

import pytest

from evals.scorers.calibration import expected_calibration_error, reliability


def test_a_confidence_that_holds_in_every_band_has_no_error() -> None:
    said = [(0.75, True)] * 3 + [(0.75, False)] + [(0.25, False)] * 3 + [(0.25, True)]

    assert expected_calibration_error(said) == pytest.approx(0.0)


def test_being_sure_and_wrong_is_the_largest_error() -> None:
    assert expected_calibration_error([(1.0, False)] * 4) == 1.0


def test_bands_without_findings_are_left_out_and_certainty_is_in_the_last() -> None:
    assert reliability([(1.0, True), (0.05, False)]) == ((0.05, 0.0, 1), (1.0, 1.0, 1))


def test_nothing_said_has_no_error_to_measure() -> None:
    assert expected_calibration_error([]) is None
