"""Every error that Vision Coach raises on purpose.

The tree has one branch per *reaction*, not one per place::

    CoachError
    ├── SettingsError      change a setting, then start again
    ├── KnowledgeError     mend a knowledge file; carries every problem found
    ├── PromptError        mend a prompt file
    ├── ModelError         a model failed; says how, and whether a retry can help
    │   └── OutputError    a model replied, but not with what was asked
    ├── StaleIndexError    build the index again
    ├── EmbeddingError     the shipped encoder is missing or was altered: install again
    ├── AccountError       the account cannot be assessed; the text is safe, change it
    ├── GroundingError     a quote is not in the account; it was refused
    ├── StoreError         the disk or the database refused; nothing was half saved
    ├── ReviewError        a review step is not allowed
    ├── AccessError        who asks may not do this; nothing was read or changed
    │   └── SignOnError    who asks is not signed on, or no more: sign on
    └── SuiteError         the evals cannot be run or read; every earlier run is safe
"""

from collections.abc import Sequence
from typing import Literal


class CoachError(Exception):
    """The root: the message says what happened, to which thing, and what to do now."""


class SettingsError(CoachError):
    """A setting is missing, unknown or unsafe."""


class KnowledgeError(CoachError):
    """The knowledge files break the format or a rule across files."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        """Keep `problems` (one line each: file, line, field, remedy) beside the message."""
        super().__init__(message)
        self.problems = tuple(problems)


class PromptError(CoachError):
    """A prompt file breaks its contract."""


Fault = Literal["settings", "unavailable", "slow", "incomplete", "unusable", "budget"]
"""How a model call fails: a setting is wrong; nobody answers or not now; the deadline passed; the reply broke off; the
reply cannot be used; or the budget is spent."""


class ModelError(CoachError):
    """A model call failed."""

    def __init__(self, message: str, *, fault: Fault, retryable: bool = False, partial: str = "") -> None:
        """Say in `retryable` whether the same call can succeed later; `partial` is the prose that had come."""
        super().__init__(message)
        self.fault = fault
        self.retryable = retryable
        self.partial = partial


class OutputError(ModelError):
    """A model replied, but the reply does not fit what was asked."""

    def __init__(self, message: str, *, partial: str = "") -> None:
        """Say in the message what was wrong with the reply."""
        super().__init__(message, fault="unusable", partial=partial)


class StaleIndexError(CoachError):
    """The index does not belong to the present knowledge or encoder, or it is damaged."""


class EmbeddingError(CoachError):
    """The encoder's files are missing, altered or cannot be run."""


class AccountError(CoachError):
    """The account cannot be assessed as it is."""


class GroundingError(CoachError):
    """A quote does not occur word for word in the text it is said to come from."""


class StoreError(CoachError):
    """Saving or reading failed; nothing was half saved."""


class ReviewError(CoachError):
    """A review step is not allowed in the present state."""


class AccessError(CoachError):
    """Who asks may not do this. The message says what and whom to ask, and nothing of anybody's records."""


class SignOnError(AccessError):
    """Who asks has not signed on, or their sign-on has ended. The message says so, and how to go on."""


class SuiteError(CoachError):
    """The suite of evals cannot do what was asked: it is not here, it is at work, or it refuses."""
