"""How each figure of a report was computed: what stands under every picture and in every file."""

from coach.domain.provenance import Provenance
from coach.domain.report import CohortReport, Coverage, Dimension, Filter
from coach.report.export.sheet import Names, Part
from coach.report.groups import group_rule
from coach.report.tally import OPEN_RULE

NOTICE = (
    "This report is about groups. It says what accounts show, not who anybody is, and no person can be worked out of "
    "it. It is no basis for pay, promotion, discipline or dismissal."
)
_ROWS: dict[Dimension, str] = {"role": "role", "team": "team", "site": "site", "stage": "stage of the journey"}
_SUMS = (
    "Each figure is a sum over whole groups of people. Only what a reviewer approved counts, as the reviewer left it."
)
_PARTS: dict[Part, str] = {
    "help": "A behaviour is told where enough people of a group are asked for it. Whoever is left open may be in any "
    "state. Rows need not add up: people of small groups are counted with a larger one, which is in no single row.",
    "change": "The share of people whose accounts show the behaviour, with its 95 % interval (Wilson), which holds "
    "whatever is true of those who are left open. The first closed period is the baseline.",
    "build": "Each step of a shared plan counts once; a person who needs something for two behaviours counts twice. "
    "It is told of groups of one role.",
    "way": "How many people name a roadblock of the same owner for the same behaviour. It is told of groups of one "
    "role, so nothing of others is here.",
}


def how_computed(report: CohortReport, part: Part) -> tuple[str, ...]:
    """Return how the figures of one question came about."""
    return (_SUMS, _PARTS[part], group_rule(report.k, report.k_again), OPEN_RULE)


def about(report: CohortReport, names: Names, provenance: Provenance, note: str | None) -> tuple[str, ...]:
    """Return what a file says about itself: what it is about, what made it, and what it is not for."""
    versions = ", ".join(
        sorted({version for trend in report.trends[:1] for version in trend.points[-1].knowledge_versions})
    )
    lines = [
        f"{report.period.name}, {report.period.first} to {report.period.last}, by {_ROWS[report.view.rows]}. "
        f"{name_filter(report.view.only, names)}.",
        *([note] if note else []),
        f"At least {report.k} people in each figure, {report.k_again} who were counted before.",
        f"Knowledge {provenance.knowledge_version}. Vision Coach {provenance.code_version}. "
        f"Accounts of the newest period were read with knowledge {versions or 'of no version'}.",
        NOTICE,
    ]
    return tuple(lines)


def name_filter(only: Filter, names: Names) -> str:
    """Return what part of the organisation a report is about."""
    parts = [
        names.role(only.role_id) if only.role_id else "",
        only.team or "",
        only.site or "",
        names.group("stage", only.stage_id) if only.stage_id else "",
    ]
    return " · ".join(filter(None, parts)) or "The whole organisation"


def coverage_words(coverage: Coverage | None) -> str:
    """Return how many of a group are counted, or nothing where it is not known how many there are."""
    return f"{round(100 * coverage.share)} % of {coverage.headcount:,}" if coverage else ""
