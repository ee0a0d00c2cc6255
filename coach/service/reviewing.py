"""What a reviewer at L&D does: see what waits, open it, decide, or read as the second what somebody else decided."""

from collections.abc import Mapping, Sequence
from typing import Literal

from coach.domain.access import Principal
from coach.domain.finding import State
from coach.domain.reader_agreement import ReaderAgreement
from coach.domain.review import Edit
from coach.domain.review_case import ReviewCase
from coach.errors import ReviewError
from coach.report.agreement import measure_agreement
from coach.review.decide import decide
from coach.review.golden_samples import GoldenSamples, make_golden_samples
from coach.review.second_reading import as_seen_by, read_again
from coach.service.access import use_case
from coach.service.parts import UseCases


class Reviewing(UseCases):
    """Decide about what employees shared. Nothing else of theirs can be reached from here."""

    @property
    def second_reading_percent(self) -> int:
        """Return how many of 100 approved submissions a second reviewer reads; with 0 none."""
        return self._parts.second_reading_percent

    @use_case
    def review_queue(self, *, principal: Principal) -> tuple[ReviewCase, ...]:
        """Return everything that was shared and not withdrawn, what has waited longest first.

        What waits for the caller as its second reader comes without anything that was decided about it.
        """
        return tuple(self._seen(case, principal) for case in self._parts.submissions().list_cases())

    @use_case
    def left_to_others(self, *, principal: Principal) -> frozenset[str]:
        """Return the ids of the submissions that the reviewer shared themselves, and so may not decide about.

        None where there is one user for everything.
        """
        return self._left_to_others(principal)

    @use_case
    def review_case(self, submission_id: str, *, principal: Principal) -> ReviewCase:
        """Return one submission with its history; without it where it waits for the caller as its second reader.

        Raises:
            ReviewError: there is none with this id, or none any more.
        """
        return self._seen(self._case(submission_id), principal)

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
        self._refuse_own(case.submission.id, principal)
        decision = decide(case, kind, by=principal.person_id, at=self._parts.clock(), edits=edits, reason=reason)
        return self._parts.submissions().add_event(decision, after=len(case.history))

    @use_case
    def read_again(self, submission_id: str, states: Mapping[str, State], *, principal: Principal) -> ReviewCase:
        """Keep what a second reader says that the words of each finding show; `states` by behaviour.

        Raises:
            ReviewError: the reader shared it themselves, it waits for no second reader or not for this one, it was
                withdrawn, or a finding is missing.
        """
        self._refuse_own(submission_id, principal)
        case = self._case(submission_id)
        reading = read_again(
            case,
            states,
            by=principal.person_id,
            at=self._parts.clock(),
            percent=self.second_reading_percent,
        )
        return self._parts.submissions().add_event(reading, after=len(case.history))

    @use_case
    def reviewer_agreement(self, *, principal: Principal) -> ReaderAgreement | None:
        """Return how far two readers of the same words agree, over all second readings; None where there are few."""
        return measure_agreement(self._parts.submissions().list_cases())

    @use_case
    def export_reviews(self, *, principal: Principal) -> GoldenSamples:
        """Return what two people have read and whose writers agreed, redacted, as samples to measure the coach with."""
        return make_golden_samples(self._parts.submissions().list_cases(), self.knowledge, redact=self._parts.redact)

    def _case(self, submission_id: str) -> ReviewCase:
        case = self._parts.submissions().load_case(submission_id)
        if case is None:
            raise ReviewError(
                "There is no such submission, or whoever shared it has withdrawn it. Go on with another one."
            )
        return case

    def _seen(self, case: ReviewCase, principal: Principal) -> ReviewCase:
        return as_seen_by(case, principal.person_id, percent=self.second_reading_percent)

    def _refuse_own(self, submission_id: str, principal: Principal) -> None:
        if submission_id in self._left_to_others(principal):
            raise ReviewError(
                "You shared this submission yourself, so somebody else at L&D has to decide about it. Nothing was "
                "kept; go on with another one."
            )

    def _left_to_others(self, principal: Principal) -> frozenset[str]:
        if principal.is_alone:
            return frozenset()
        # Only their own private store knows what they shared.
        return frozenset(share.id for share in self._parts.private().list_shares(person_id=principal.person_id))
