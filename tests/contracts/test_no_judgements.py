"""No record has room for an emotion, a state of health, a score or a rank of a person, whoever fills it in."""

import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

import coach.assess
import coach.chat
import coach.domain
import coach.llm
import coach.plan
from coach.domain import evaluation
from coach.domain.plan import GapPlan
from coach.domain.record import Record
from coach.plan.export.json import render_json
from tests.builders import make_full_plan

ROOMS = (coach.domain, coach.assess, coach.chat, coach.llm, coach.plan)
OF_A_PERSON = re.compile(
    r"emotion|mood|sentiment|feel|health|stress|motivat|happ|anger|score|rank|rating|grade|percent|percentile|level|"
    r"person_?ality|attitude|temper|trait|potential|performance|risk|aptitude|suitab|compar|peer|iq\b"
)
OF_SOMETHING_ELSE = {
    # What the organisation wants its customers to feel, from its own files.
    "Behaviour.feeling",
    "Behaviour.feels_like",
    "JourneyStage.feeling",
    "LineOfSight.customer_feeling",
    "PlanItem.feeling",
    "Promise.feeling",
    "Story.feeling",
    # How well a passage of the knowledge base fits a question.
    "Hit.dense_rank",
    "Hit.lexical_rank",
    "Hit.rank",
    "Hit.score",
    # What the organisation aims for in a group.
    "Target.percent",
}
NUMBERS = {
    "a place in a text": {"Span.start", "Span.end"},
    "a place in an answer": {"AnswerLine.citation", "Citation.number", "Claim.citations"},
    "a point of a behaviour's own scale": {
        "Anchor.point",
        "Evidence.point",
        "Expectation.point",
        "Finding.expected_point",
        "Finding.point",
        "Gap.distance",
        "Gap.expected_point",
        "Gap.point",
        "PlanItem.desired_point",
        "Resource.points",
    },
    "about the reading": {"Assessment.refused_quotes", "Assessment.statements", "Finding.confidence"},
    "about the search": {
        "Answer.support",
        "Hit.dense_rank",
        "Hit.lexical_rank",
        "Hit.rank",
        "Hit.score",
        "Hit.similarity",
        "Retrieval.support",
    },
    "about the calls": {
        "Spending.cost",
        "Spending.day_cost",
        "Spending.day_tokens",
        "Spending.plan_cost",
        "Spending.plan_tokens",
        "Spending.tokens",
        "Spent.calls",
        "Spent.cost",
        "Spent.input_tokens",
        "Spent.output_tokens",
        "Spent.seconds",
    },
    "about the organisation's files": {
        "Behaviour.priority",
        "Gap.priority",
        "Resource.minutes",
        "ResourceChoice.minutes",
    },
    "what the person says themselves": {"Draft.months_in_role"},
    "about one behaviour, on its scale, in what somebody chose to share": {
        "SharedFinding.expected_point",
        "SharedFinding.point",
    },
    "about a group of people, never about one": {
        "Block.n",
        "Cell.n",
        "Cell.open",
        "Coverage.headcount",
        "Coverage.people",
        "Coverage.share",
        "Demand.n",
        "Headcount.people",
        "NeedCount.people",
        "OwnerRoadblock.people",
        "ResourceDemand.minutes",
        "ResourceDemand.minutes_each",
        "ResourceDemand.steps",
        "RoadblockCount.people",
        "RoadblockReport.n",
        "Row.n",
        "Share.high",
        "Share.low",
        "Share.n",
        "Share.people",
        "Share.share",
        "Tally.contrary",
        "Tally.n",
        "Tally.not_described",
        "Tally.partly_shown",
        "Tally.shown",
        "Target.percent",
        "Trend.target",
        "UncoveredDemand.people",
        "WeekUse.people",
    },
    "a place in the audit log": {
        "AuditCheck.broken_at",
        "AuditCheck.cut",
        "AuditCheck.entries",
        "AuditEntry.begun",
        "AuditEntry.number",
    },
    "about the format of a record": {"KeptRecord.version"},
    "about the rule for groups": {"Closing.k", "Closing.k_again", "CohortReport.k", "CohortReport.k_again"},
}
"""Every number in a value that is kept, shown or exported, and what it is about: never how good a person is."""


def modules(package: ModuleType) -> Iterator[ModuleType]:
    yield from (import_module(found.name) for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def fields(*packages: ModuleType) -> dict[str, str]:
    """Return every field of every record in these packages, with its type."""
    names = {module.__name__ for package in packages for module in modules(package)}
    return {
        f"{record.__name__}.{name}": str(field.annotation)
        for record in records(Record)
        if record.__module__ in names
        for name, field in record.model_fields.items()
    }


def records(base: type[Record]) -> Iterator[type[Record]]:
    for record in base.__subclasses__():
        yield record
        yield from records(record)


def judging(names: Iterator[str] | dict[str, str]) -> set[str]:
    return {name for name in names if OF_A_PERSON.search(name.partition(".")[2])}


def test_no_record_has_a_field_for_an_emotion_a_score_or_a_rank_of_a_person() -> None:
    assert judging(fields(*ROOMS)) == OF_SOMETHING_ELSE


def test_every_number_that_is_kept_or_shown_is_about_something_else_than_how_good_a_person_is() -> None:
    # What the evals measure is the engine; `test_no_scores` holds those records apart from what is kept of people.
    about_the_engine = {record.__name__ for record in records(Record) if record.__module__ == evaluation.__name__}
    numbers = {
        name
        for name, kind in fields(coach.domain).items()
        if re.search(r"\b(int|float)\b", kind) and name.partition(".")[0] not in about_the_engine
    }

    assert numbers == set().union(*NUMBERS.values())


@pytest.mark.parametrize("name", ["mood", "motivation", "performance_index", "rank_in_team", "stress_level"])
def test_such_a_field_would_be_found(name: str) -> None:
    assert judging({f"Finding.{name}": "str"}) == {f"Finding.{name}"}


def numbers_in(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers_in(inner, name)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name


def test_a_plan_for_other_programs_has_nothing_to_order_people_by() -> None:
    plan: GapPlan = make_full_plan()

    assert set(numbers_in(json.loads(render_json(plan)))) == {"format_version", "minutes", "start", "end"}
