"""What the audit log gets to know of each use case, and why it does not get to know of the others."""

from coach.domain.review_case import ReviewCase
from coach.service.noting import Noted, NotNoted

PRIVATE = NotNoted("it is the person's own work: a log of it would itself be surveillance")
UNNAMED = NotNoted("what goes to the authors is kept without who sent it and when, and the log must not know more")
FOR_ALL_AUTHORS = NotNoted("what was sent names nobody, and was sent for these people to read")
OF_GROUPS = NotNoted("figures of groups, in which nobody can be told; taking them away is noted")
OF_THE_ENGINE = NotNoted("it is about the engine, never about a person, and changes nothing")

_SUBMISSION, _PERIOD, _RUN, _OWN = "submission", "period", "run of evals", "own records"


def _id_of_case(case: object) -> object:
    return case.submission.id if isinstance(case, ReviewCase) else None


SHARED = Noted(words="shared a submission", kind=_SUBMISSION, changes=True, result=_id_of_case, by_sender=True)
WITHDREW = Noted(
    words="took a submission back", kind=_SUBMISSION, changes=True, argument="submission_id", by_sender=True
)
COMMENTED = Noted(words="answered a decision", kind=_SUBMISSION, changes=True, argument="submission_id", by_sender=True)
LOOKED_AT_QUEUE = Noted(words="opened the list of submissions", kind=_SUBMISSION, changes=False)
OPENED_CASE = Noted(words="opened a submission", kind=_SUBMISSION, changes=False, argument="submission_id")
DECIDED = Noted(words="decided about a submission", kind=_SUBMISSION, changes=True, argument="case.submission.id")
READ_AGAIN = Noted(words="read a submission as the second", kind=_SUBMISSION, changes=True, argument="submission_id")
TOOK_READINGS = Noted(words="took what two reviewers have read away as a file", kind=_SUBMISSION, changes=False)
TOOK_OWN = Noted(words="took away all that is kept of them", kind=_OWN, changes=False)
DELETED_OWN = Noted(words="deleted all that was kept of them", kind=_OWN, changes=True)
STARTED_RUN = Noted(words="started a run of evals", kind=_RUN, changes=True, result=lambda run_id: run_id)
WENT_ON = Noted(words="took up a run of evals", kind=_RUN, changes=True, argument="run_id")
STOPPED = Noted(words="stopped a run of evals", kind=_RUN, changes=True, argument="run_id")
TOOK_FIGURES = Noted(
    words="took figures of groups away as a file", kind=_PERIOD, changes=False, argument="view.period_id"
)
CLOSED = Noted(words="closed a period", kind=_PERIOD, changes=True, argument="period_id")
READ_LOG = Noted(words="read the audit log", kind="audit log", changes=False)
