"""What a reviewer at L&D does: see what waits, open it, decide."""

from collections.abc import Sequence
from typing import Literal

from coach.domain.access import Principal
from coach.domain.review import Edit
from coach.domain.review_case import ReviewCase
from coach.errors import ReviewError
from coach.review.decide import decide
from coach.service.access import use_case
from coach.service.parts import UseCases


class Reviewing(UseCases):
    """Decide about what employees shared. Nothing else of theirs can be reached from here."""

    @use_case
    def review_queue(self, *, principal: Principal) -> tuple[ReviewCase, ...]:
        """Return everything that was shared and not withdrawn, what has waited longest first."""
        return self._parts.submissions().list_cases()

    @use_case
    def left_to_others(self, *, principal: Principal) -> frozenset[str]:
        """Return the ids of the submissions that the reviewer shared themselves, and so may not decide about.

        None where there is one user for everything.
        """
        return self._left_to_others(principal)

    @use_case
    def review_case(self, submission_id: str, *, principal: Principal) -> ReviewCase:
        """Return one submission with its history.

        Raises:
            ReviewError: there is none with this id, or none any more.
        """
        case = self._parts.submissions().load_case(submission_id)
        if case is None:
            raise ReviewError(
                "There is no such submission, or whoever shared it has withdrawn it. Go on with another one."
            )
        return case

    @use_case
    def decide(
        self,
        case: ReviewCase,
        kind: Literal["approved", "returned"],
        *,
        edits: Sequence[Edit] = (),
        reason: str = "",
        principal: Principal,
    ) -> ReviewCase:
        """Approve a submission, with edits where the reviewer sees something differently, or return it with a reason.

        Raises:
            ReviewError: the reviewer shared it themselves, somebody else decided since `case` was opened, it was
                withdrawn, or the decision does not fit.
        """
        if case.submission.id in self._left_to_others(principal):
            raise ReviewError(
                "You shared this submission yourself, so somebody else at L&D has to decide about it. Nothing was "
                "kept; go on with another one."
            )
        decision = decide(case, kind, by=principal.person_id, at=self._parts.clock(), edits=edits, reason=reason)
        return self._parts.submissions().add_event(decision, after=len(case.history))

    def _left_to_others(self, principal: Principal) -> frozenset[str]:
        if principal.is_alone:
            return frozenset()
        # Only their own private store knows what they shared.
        return frozenset(share.id for share in self._parts.private().list_shares(person_id=principal.person_id))
