"""The audit log, for admins: who did what to which record, when, and how it ended."""

from datetime import datetime

from coach.domain.access import Principal
from coach.domain.audit import AuditEntry
from coach.service.access import use_case
from coach.service.parts import UseCases


class Auditing(UseCases):
    """Read what was noted. There is no use case that changes it."""

    @use_case
    def audit_entries(
        self, *, since: datetime | None = None, newest: int | None = None, principal: Principal
    ) -> tuple[AuditEntry, ...]:
        """Return entries in the order in which they were written: since a moment, or so many of the newest.

        Raises:
            StoreError: an entry is damaged.
        """
        return self._parts.audit().list_entries(since=since, newest=newest)
