import hashlib
import re
from collections import Counter

import pytest

from coach.knowledge.knowledge_base import KnowledgeBase
from coach.retrieval.calibration import Calibration
from coach.retrieval.passages import build_passages
from evals.questions import (
    DEV_2_FILE,
    DEV_FILE,
    KINDS_FILE,
    QUESTIONS_FILE,
    TRAINING_FILE,
    Question,
    read_fitting_questions,
    read_golden_questions,
    read_kind_questions,
    read_questions,
    record_of,
    targets_met,
)
from tests.builders import make_knowledge

PASSAGES = {passage.id: passage for passage in build_passages(make_knowledge())}


def all_questions() -> tuple[Question, ...]:
    return (*read_questions("test"), *read_fitting_questions(), *read_questions("control"))


def test_the_dataset_has_its_two_hundred_questions_in_two_halves() -> None:
    questions = (*read_questions("tune"), *read_questions("test"))
    assert Counter(bool(question.targets) for question in questions) == {True: 120, False: 80}
    assert abs(len(read_questions("tune")) - len(read_questions("test"))) <= 20


def test_every_target_and_every_role_is_in_the_demo_knowledge(knowledge: KnowledgeBase) -> None:
    records = {record_of(passage) for passage in build_passages(knowledge)}
    roles = {role.id for role in knowledge.roles}
    unknown = [q.id for q in all_questions() if not set(q.targets) <= records or q.role_id not in roles]
    assert unknown == []


def test_no_question_that_was_fitted_on_is_measured() -> None:
    fitted = {_plain(question.question) for question in (*read_kind_questions(), *read_fitting_questions())}
    sets = (read_questions("test"), read_questions("control"), read_golden_questions("test"))
    measured = {_plain(question.question) for questions in sets for question in questions}
    assert fitted & measured == set()


def test_ids_and_questions_are_unique() -> None:
    questions = all_questions()
    assert len({question.id for question in questions}) == len(questions)
    assert len({_plain(question.question) for question in questions}) == len(questions)


def test_no_question_is_lifted_from_a_passage(knowledge: KnowledgeBase) -> None:
    told = " | ".join(_plain(passage.text) for passage in build_passages(knowledge))
    lifted = [q.id for q in all_questions() if len(q.question.split()) >= 5 and _plain(q.question) in told]
    assert lifted == []


@pytest.mark.parametrize(
    ("passage_id", "record", "met"),
    [
        ("anchor:own-it:anchors:2", "behaviour:own-it", {"behaviour:own-it"}),
        ("behaviour:own-it:why", "behaviour:own-it", {"behaviour:own-it"}),
        (
            "role:shop-adviser:expectations:1",
            "role:shop-adviser:own-it",
            {"behaviour:own-it", "role:shop-adviser"},
        ),
        ("role:shop-adviser:tasks:1", "role:shop-adviser", {"role:shop-adviser"}),
        ("story:the-late-van:body", "story:the-late-van", set()),
    ],
)
def test_a_passage_meets_its_record_and_an_expectation_its_behaviour_too(
    passage_id: str, record: str, met: set[str]
) -> None:
    targets = frozenset({"behaviour:own-it", "role:shop-adviser"})
    assert (record_of(PASSAGES[passage_id]), targets_met(PASSAGES[passage_id], targets)) == (record, met)


def test_the_shipped_calibration_was_fitted_on_these_files() -> None:
    calibration = Calibration.load("all-MiniLM-L6-v2-int8")
    hashes = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (KINDS_FILE, DEV_FILE, DEV_2_FILE, TRAINING_FILE, QUESTIONS_FILE)
    }
    assert calibration.provenance == {"fitted_by": "evals.training.fit_abstention", **hashes}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
