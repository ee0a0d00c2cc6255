"""Coach: the use cases, and the one door for the app, the command line, the evals and notebooks.

Every use case takes who asks, as its `principal`, and looks at that first: whoever may not call it gets an AccessError,
and nothing was read or changed. What is kept for one person is reached through the `person_id` of their own principal
alone.
"""

from coach.service.asking import AnswerInProgress, Asking
from coach.service.auditing import Auditing
from coach.service.insights import Insights
from coach.service.measuring import Measuring
from coach.service.own_data import OwnData
from coach.service.planning import ExportFormat
from coach.service.reviewing import Reviewing
from coach.service.sharing import SharingWithReviewers

__all__ = ["AnswerInProgress", "Coach", "ExportFormat"]


class Coach(Asking, SharingWithReviewers, Reviewing, Insights, Measuring, OwnData, Auditing):
    """Everything the product does, for one organisation."""
