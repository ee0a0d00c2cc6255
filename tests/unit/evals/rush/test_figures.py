"""Who walks, and what is said of those who got nowhere."""

from datetime import date
from pathlib import Path

from coach.knowledge.files import load_knowledge
from evals.rush.figures import PEOPLE, choose_people, tell
from evals.rush.person import ROUNDS
from evals.rush.watch import Watch

KNOWLEDGE = Path(__file__).resolve().parents[4] / "knowledge"


def test_each_person_has_a_job_of_the_organisation_and_accounts_of_their_own() -> None:
    knowledge = load_knowledge(KNOWLEDGE, today=date(2026, 11, 28))

    people = choose_people(knowledge)

    assert len({person.subject for person in people}) == PEOPLE + 1
    assert len({account for person in people for account in person.accounts}) == (PEOPLE + 1) * ROUNDS
    assert {person.role for person in people} <= {role.name for role in knowledge.roles}


def test_an_action_that_nobody_got_to_is_said_and_errors_are_told() -> None:
    watch = Watch()
    watch.times["page"] = [0.25, 0.75]
    watch.errors = ["answer: it was not there"]

    told = {figure.name.strip(): figure.measured for figure in tell(watch)}

    assert told["open a page by its link"] == "p95 0.72 s (median 0.50 s, longest 0.75 s, n = 2)"
    assert told["see what an account shows"] == "never got there"
    assert told["errors"] == "1 of 3 actions; answer: it was not there"
