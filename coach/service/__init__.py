"""Coach: the use cases, and the one door for the app, the command line, the evals and notebooks.

Every use case takes who asks, as its `principal`, and looks at that first: whoever may not call it gets an AccessError,
and nothing was read or changed. What is kept for one person is reached through the `person_id` of their own principal
alone.
"""

from coach.domain.access import Principal
from coach.service.access import use_case
from coach.service.asking import AnswerInProgress, Asking
from coach.service.insights import Insights
from coach.service.measuring import Measuring
from coach.service.planning import ExportFormat, Planning

__all__ = ["AnswerInProgress", "Coach", "ExportFormat"]


class Coach(Asking, Planning, Measuring, Insights):
    """Everything the product does, for one organisation."""

    @use_case
    def delete_everything(self, *, principal: Principal) -> None:
        """Delete all drafts, plans and questions of the person."""
        self._parts.private().delete_everything(person_id=principal.person_id)
