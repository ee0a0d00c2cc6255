"""Coach: the use cases, and the one door for the app, the command line, the evals and notebooks.

Every use case that touches somebody's own words takes their `person_id`.
"""

from coach.service.asking import AnswerInProgress, Asking
from coach.service.measuring import Measuring
from coach.service.planning import ExportFormat, Planning

__all__ = ["AnswerInProgress", "Coach", "ExportFormat"]


class Coach(Asking, Planning, Measuring):
    """Everything the product does, for one organisation."""

    def delete_everything(self, *, person_id: str) -> None:
        """Delete all drafts, plans and questions of the person."""
        self._parts.private().delete_everything(person_id=person_id)
