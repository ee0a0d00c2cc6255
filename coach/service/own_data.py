"""What is kept of the person: all of it to take away, or to delete."""

from coach.domain.access import Principal
from coach.service.access import use_case
from coach.service.own_files import render_own_files
from coach.service.parts import UseCases


class OwnData(UseCases):
    """Take away or delete all that the private store keeps of the person."""

    @use_case
    def everything_of_me(self, *, principal: Principal) -> bytes:
        """Return a ZIP file with all that is kept of the person, also what this version cannot read."""
        kept = self._parts.private().everything(person_id=principal.person_id)
        now = self._parts.clock().astimezone()
        return render_own_files(kept, now=now, code_version=self.provenance.code_version)

    @use_case
    def delete_everything(self, *, principal: Principal) -> None:
        """Delete all that is kept of the person."""
        self._parts.private().delete_everything(person_id=principal.person_id)
