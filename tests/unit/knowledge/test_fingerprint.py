"""What is asked of a role in a behaviour has a print that changes when, and only when, a reading could."""

from typing import Any

import pytest

from coach.knowledge.fingerprint import asked_prints
from tests.builders import knowledge_data, make_knowledge

ROLE, OWN, POSTED = "shop-adviser", "own-it", "keep-people-posted"


def prints(data: dict[str, Any] | None = None) -> dict[str, str]:
    knowledge = make_knowledge(**(data or {}))
    return asked_prints(knowledge.role(ROLE), knowledge.role_behaviours(ROLE))


def changed(kind: str, record_id: str, **fields: Any) -> dict[str, Any]:
    data = knowledge_data()
    record = next(item for item in data[kind] if item["id"] == record_id)
    record.update(fields)
    return data


def test_every_behaviour_of_the_role_has_a_print_of_its_own_and_no_other_has() -> None:
    found = prints()

    assert set(found) == {OWN, POSTED}
    assert len(set(found.values())) == 2
    assert all(len(one) == 12 for one in found.values())
    knowledge = make_knowledge()
    assert set(asked_prints(knowledge.role("warehouse-picker"), knowledge.behaviours)) == {OWN}


@pytest.mark.parametrize("field", ["summary", "do", "dont", "contrary", "looks_like", "name"])
def test_a_text_that_accounts_are_compared_with_changes_the_print_of_its_behaviour_alone(field: str) -> None:
    before = next(item for item in knowledge_data()["behaviours"] if item["id"] == OWN)[field]
    after = f"{before} Anew." if isinstance(before, str) else [*before[:-1], f"{before[-1]} Anew."]
    found = prints(changed("behaviours", OWN, **{field: after}))

    assert found[OWN] != prints()[OWN]
    assert found[POSTED] == prints()[POSTED]


def test_another_expected_point_changes_it() -> None:
    data = knowledge_data()
    role = next(item for item in data["roles"] if item["id"] == ROLE)
    asked = next(item for item in role["expectations"] if item["behaviour_id"] == OWN)
    asked["point"] = 1 if asked["point"] != 1 else 2

    assert prints(data)[OWN] != prints()[OWN]


@pytest.mark.parametrize("fields", [{"owner": "Somebody else"}, {"review_by": "2030-01-01"}, {"why": "Because."}])
def test_who_looks_after_it_and_when_does_not(fields: dict[str, Any]) -> None:
    assert prints(changed("behaviours", OWN, **fields)) == prints()
