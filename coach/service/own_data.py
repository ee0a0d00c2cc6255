"""What is kept of the person: all of it to take away, or to delete."""

from datetime import UTC, datetime, time

from coach.domain.access import Principal
from coach.domain.audit import AuditEntry
from coach.domain.own_data import KeptRecord
from coach.domain.review_case import ReviewCase
from coach.service.access import use_case
from coach.service.own_files import render_own_files
from coach.service.parts import UseCases
from coach.store.records import RECORD_VERSION


class OwnData(UseCases):
    """Take away or delete all that the private store keeps of the person."""

    @use_case
    def everything_of_me(self, *, principal: Principal) -> bytes:
        """Return a ZIP file with all that is kept of the person, also what this version cannot read."""
        kept = self._parts.private().everything(person_id=principal.person_id)
        shares = self._parts.private().list_shares(person_id=principal.person_id)
        cases = (self._parts.submissions().load_case(share.id) for share in shares)
        submissions = tuple(_as_kept(case) for case in cases if case)
        noted = tuple(map(_as_noted, self._parts.audit().list_entries(who=principal.person_id)))
        now = self._parts.clock().astimezone()
        return render_own_files(
            {**kept, "submissions": submissions, "audit": noted}, now=now, code_version=self.provenance.code_version
        )

    @use_case
    def delete_everything(self, *, principal: Principal) -> None:
        """Take back all that the person shared, and delete all that is kept of them."""
        for share in self._parts.private().list_shares(person_id=principal.person_id):
            self._parts.submissions().withdraw(share.id)
        self._parts.usage().forget(principal.person_id)
        self._parts.private().delete_everything(person_id=principal.person_id)


def _as_kept(case: ReviewCase) -> KeptRecord:
    shared_at = datetime.combine(case.submission.submitted_on, time(), UTC)
    changed_at = case.history[-1].at if case.history else shared_at
    return KeptRecord(id=case.submission.id, updated_at=changed_at, version=RECORD_VERSION, text=case.model_dump_json())


def _as_noted(entry: AuditEntry) -> KeptRecord:
    return KeptRecord(id=str(entry.number), updated_at=entry.at, version=RECORD_VERSION, text=entry.model_dump_json())
