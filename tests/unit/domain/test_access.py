import pytest
from pydantic import ValidationError

from coach.domain.access import ACCESS_ROLES, Principal, local_principal


def test_the_local_user_may_do_everything() -> None:
    assert local_principal("local") == Principal(person_id="local", roles=frozenset(ACCESS_ROLES), is_alone=True)


def test_somebody_without_an_access_role_can_be_said() -> None:
    assert Principal(person_id="ada", roles=frozenset()).roles == frozenset()


@pytest.mark.parametrize("person_id", ["", "   ", "a" * 101])
def test_a_person_has_an_id_that_fits_the_store(person_id: str) -> None:
    with pytest.raises(ValidationError, match="person_id"):
        local_principal(person_id)

    assert local_principal("a" * 100).person_id == "a" * 100


def test_there_are_no_access_roles_but_the_six() -> None:
    with pytest.raises(ValidationError, match="roles"):
        Principal.model_validate({"person_id": "ada", "roles": ["employee", "root"]})
