"""Insights: close a period, and see what groups need. No person can be worked out of anything here."""

from collections.abc import Sequence
from datetime import timedelta

from coach.domain.access import Principal
from coach.domain.block import Closing, Period
from coach.domain.report import CohortReport, Organisation, Periods, View
from coach.domain.usage import WeekUse
from coach.errors import ReviewError
from coach.report.approved import keep_approved
from coach.report.closing import close_period
from coach.report.compose import make_report
from coach.report.export.board import make_question
from coach.report.export.computed import about
from coach.report.export.files import ReportForm, render_csv, render_report, render_xlsx
from coach.report.export.pdf import Question, render_pdf
from coach.report.export.sheet import PARTS, Names, Part, Sheet
from coach.report.export.sheets import make_sheet
from coach.report.pictures.heat_map import COLUMNS_AT_ONCE
from coach.report.quarters import quarter_of
from coach.service.access import use_case
from coach.service.parts import UseCases


class Insights(UseCases):
    """See where groups need help, what changed, what to build and what stands in the way."""

    @property
    def insight_names(self) -> Names:
        """Return what roles, stages and behaviours are called on reports."""
        roles, stages, behaviours = (
            {item.id: item.name for item in items}
            for items in (self.knowledge.roles, self.knowledge.stages, self.knowledge.behaviours)
        )
        return Names(roles=roles, stages=stages, behaviours=behaviours)

    @use_case
    def organisation(self, *, principal: Principal) -> Organisation:
        """Return the teams, sites, headcounts and targets that the organisation wrote down; empty where it did not.

        Raises:
            KnowledgeError: the file has to be mended.
        """
        return self._parts.organisation()

    @use_case
    def periods(self, *, principal: Principal) -> Periods:
        """Return the closed periods, and the one that may be closed now: the oldest quarter that is over."""
        return self._periods(self._parts.shared().list_closings())

    @use_case
    def close_period(self, period_id: str, *, principal: Principal) -> Period:
        """Count what reviewers approved up to the end of a quarter, for good.

        Raises:
            ReviewError: it is closed already, is not over, or an older one has to be closed first; or somebody closed
                one at the same time.
        """
        shared = self._parts.shared()
        closings = shared.list_closings()
        period = _may_close(period_id, self._periods(closings))
        closed = close_period(
            period,
            keep_approved(*self._parts.submissions().list_reviewed()),
            closings=closings,
            settled=shared.settled(),
            k=self._parts.smallest_group,
            k_again=self._parts.smallest_group_again,
        )
        follows = closings[-1].period.id if closings else None
        shared.add_closing(closed, follows=follows, closed_at=self._parts.clock())
        return period

    @use_case
    def insights(self, view: View, *, principal: Principal) -> CohortReport:
        """Return the report of a closed period.

        Raises:
            ReviewError: the period is not closed, or a headcount is smaller than the people who are counted.
            KnowledgeError: the organisation's own file has to be mended.
        """
        return self._report(view)

    @use_case
    def usage(self, *, principal: Principal) -> tuple[WeekUse, ...]:
        """Return how many people used which part of the coach in the weeks that are over, the newest first."""
        return self._parts.usage().weeks()

    @use_case
    def insight_sheet(self, report: CohortReport, part: Part, *, principal: Principal) -> Sheet:
        """Return one question of a report as a table."""
        return make_sheet(report, part, self.insight_names)

    @use_case
    def export_insights(
        self, view: View, form: ReportForm, *, part: Part | None = None, principal: Principal
    ) -> str | bytes:
        """Return a report, or one question of it, as a file; what is hidden on screen is hidden there.

        Raises:
            ReviewError: as for `insights`, or a CSV file is to hold more than one table.
            SettingsError: the library for Excel files, or that for PDF files, is not installed.
        """
        if form == "csv" and part is None:
            raise ReviewError("A CSV file holds one table. Choose one question, or another kind of file.")
        report, names, note = self._report(view), self.insight_names, self._parts.organisation().note
        facts = about(report, names, self.provenance, note)
        sheets = [make_sheet(report, each, names) for each in (PARTS if part is None else (part,))]
        if form == "csv":
            return render_csv(sheets[0], facts)
        title = f"{self.knowledge.vision.organisation}: insights, {report.period.name}"
        if form == "pdf":
            return render_pdf(title, [self._question(report, sheet) for sheet in sheets], facts, note=note)
        return render_xlsx(title, sheets, facts) if form == "xlsx" else render_report(title, sheets, facts)

    def _question(self, report: CohortReport, sheet: Sheet) -> Question:
        behaviours = report.view.behaviour_ids if sheet.part == "help" else ()
        columns = (behaviours[start : start + COLUMNS_AT_ONCE] for start in range(0, len(behaviours), COLUMNS_AT_ONCE))
        in_columns = [self._report(report.view.model_copy(update={"behaviour_ids": some})) for some in columns]
        return make_question(report, sheet, self.insight_names, in_columns=in_columns)

    def _report(self, view: View) -> CohortReport:
        organisation = self._parts.organisation()
        return make_report(
            self._parts.shared().list_closings(),
            view,
            headcounts=organisation.headcounts,
            catalogue=self.knowledge.resources,
            targets=organisation.targets,
        )

    def _periods(self, closings: Sequence[Closing]) -> Periods:
        first = (
            closings[-1].period.last + timedelta(days=1) if closings else self._parts.submissions().first_shared_on()
        )
        upcoming = quarter_of(first) if first else None
        is_over = upcoming is not None and upcoming.last < self.today()
        return Periods(closed=tuple(closing.period for closing in closings), next=upcoming if is_over else None)


def _may_close(period_id: str, periods: Periods) -> Period:
    if periods.next and periods.next.id == period_id:
        return periods.next
    if period_id in {period.id for period in periods.closed}:
        raise ReviewError(f"Period {period_id!r} is closed already. Its figures stay as they are.")
    now = f"Close {periods.next.id!r} first." if periods.next else "No quarter is over and waits to be closed."
    raise ReviewError(f"Period {period_id!r} cannot be closed now. {now} Nothing was changed.")
