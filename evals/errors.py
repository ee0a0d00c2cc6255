"""What can be wrong with what a person gives the suite. Each message says which file, which line, and what to do."""

from coach.errors import CoachError


class DatasetError(CoachError):
    """A dataset, a label or a tape does not fit; mend the file."""


class RunError(CoachError):
    """A run cannot be found, resumed or compared."""


class BaselineError(CoachError):
    """The baseline does not belong to what was measured."""
