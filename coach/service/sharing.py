"""What an employee shares for review: look at it first, share it, take it back, answer what was decided."""

from coach.domain.access import Principal, Workplace
from coach.domain.draft import Draft, SavedPlan
from coach.domain.review import Sharing, Submission
from coach.domain.review_case import ReviewCase, Share
from coach.errors import ReviewError
from coach.review.decide import comment
from coach.review.submit import Sender, make_submission, share_everything
from coach.service.access import use_case
from coach.service.planning import Planning
from coach.service.reading import assessed

_PREVIEW = "preview"


class SharingWithReviewers(Planning):
    """Share an account's findings and its plan with L&D, as much of them as the employee chooses."""

    @use_case
    def all_to_share(self, draft: Draft, *, principal: Principal) -> Sharing:
        """Return the choice that takes everything along that the account describes and the employee did not leave out.

        Raises:
            ReviewError: the account was not read yet, or the knowledge has changed since.
        """
        plan = self.preview_plan(draft, principal=principal)
        return share_everything(assessed(draft), plan, draft.responses)

    @use_case
    def preview_submission(
        self, draft: Draft, sharing: Sharing, *, workplace: Workplace, principal: Principal
    ) -> Submission:
        """Return the page that a reviewer would get, without sharing anything.

        Raises:
            ReviewError: nothing was chosen, or something that is not there to be shared.
        """
        return self._submission(draft, sharing, workplace, principal, person=_PREVIEW, submission_id=_PREVIEW)

    @use_case
    def share(self, draft: Draft, sharing: Sharing, *, workplace: Workplace, principal: Principal) -> ReviewCase:
        """Share what was chosen; the same page shared twice on one day is shared once.

        Raises:
            ReviewError: nothing was chosen, or something that is not there to be shared.
            StoreError: the disk or the database refused; nothing was shared.
        """
        private, submissions = self._parts.private(), self._parts.submissions()
        shares = private.list_shares(person_id=principal.person_id)
        person = shares[0].person if shares else self._parts.new_id()
        submission_id = self._parts.new_id()
        submission = self._submission(draft, sharing, workplace, principal, person=person, submission_id=submission_id)
        for share in shares:
            case = submissions.load_case(share.id)
            if case and case.submission.model_copy(update={"id": submission_id}) == submission:
                return case
        # The employee's own note of it comes first: a submission that nobody can take back must never be there.
        share = Share(id=submission_id, person=person, draft_id=draft.id, shared_on=submission.submitted_on)
        private.save_share(share, person_id=principal.person_id)
        submissions.add_submission(submission)
        return ReviewCase(submission=submission)

    @use_case
    def shared_cases(self, *, principal: Principal) -> tuple[ReviewCase, ...]:
        """Return what the person has shared and not withdrawn, newest first, with what was decided."""
        shares = self._parts.private().list_shares(person_id=principal.person_id)
        cases = (self._parts.submissions().load_case(share.id) for share in shares)
        return tuple(case for case in cases if case)

    @use_case
    def withdraw(self, submission_id: str, *, principal: Principal) -> None:
        """Take a submission back: L&D can no longer open it, and its words are deleted.

        Raises:
            ReviewError: it is none of the person's.
            StoreError: the disk or the database refused.
        """
        self._own_share(submission_id, principal)
        self._parts.submissions().withdraw(submission_id)
        self._parts.private().delete_share(submission_id, person_id=principal.person_id)

    @use_case
    def comment_on_decision(self, submission_id: str, words: str, *, principal: Principal) -> ReviewCase:
        """Say something to what L&D decided; the submission waits for them again.

        Raises:
            ReviewError: it is none of the person's, nothing was decided since they wrote last, or there are no words.
        """
        self._own_share(submission_id, principal)
        case = self._parts.submissions().load_case(submission_id)
        if case is None:
            raise _none_of_yours(submission_id)
        said = comment(case, words, at=self._parts.clock())
        return self._parts.submissions().add_event(said, after=len(case.history))

    @use_case
    def account_behind(self, saved: SavedPlan, *, principal: Principal) -> Draft | None:
        """Return the account that a kept plan was made from, if it is still there and leads to a plan today."""
        draft = self._parts.private().load_draft(saved.account_id, person_id=principal.person_id)
        if draft is None or draft.assessment is None:
            return None
        is_as_read = draft.assessment.provenance.knowledge_version == self.knowledge.version
        return draft if is_as_read else None

    def _submission(
        self,
        draft: Draft,
        sharing: Sharing,
        workplace: Workplace,
        principal: Principal,
        *,
        person: str,
        submission_id: str,
    ) -> Submission:
        return make_submission(
            assessed(draft),
            self.preview_plan(draft, principal=principal),
            sharing,
            responses=draft.responses,
            sender=Sender(person=person, workplace=workplace),
            submission_id=submission_id,
            today=self.today(),
        )

    def _own_share(self, submission_id: str, principal: Principal) -> Share:
        shares = self._parts.private().list_shares(person_id=principal.person_id)
        found = next((share for share in shares if share.id == submission_id), None)
        if found is None:
            raise _none_of_yours(submission_id)
        return found


def _none_of_yours(submission_id: str) -> ReviewError:
    return ReviewError(
        f"You have shared nothing with the id {submission_id!r}, or you have withdrawn it. Open My plan and choose "
        "from what stands there."
    )
