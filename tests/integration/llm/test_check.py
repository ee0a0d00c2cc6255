"""`coach doctor` asks the model once and says in one sentence what is wrong, or that all is well."""

import pytest

from coach.errors import ModelError
from coach.llm.check import check_model
from evals.hostile_model import HostileModel
from tests.integration.llm.conftest import BuildModel


def test_a_model_that_answers_is_said_to(hostile: HostileModel, build_model: BuildModel) -> None:
    assert check_model(build_model()) == f"The model 'small' answers at '{hostile.url}'."
    assert [call.path for call in hostile.calls] == ["/v1/chat/completions"]


def test_an_unknown_model_is_answered_with_those_that_are_there(hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = ["status-404", "honest"]

    with pytest.raises(ModelError) as caught:
        check_model(build_model())

    assert str(caught.value) == (
        f"There is no model 'small' at '{hostile.url}' (404). Nothing was lost; check COACH_MODEL and COACH_BASE_URL. "
        "Models there: 'hostile'."
    )


@pytest.mark.parametrize(
    ("mode", "setting"),
    [
        ("status-401", "COACH_API_KEY"),
        ("status-403", "COACH_API_KEY"),
        ("status-404", "COACH_MODEL"),
        ("status-404-page", "COACH_BASE_URL"),
        ("status-400-schema", "COACH_STRUCTURED_OUTPUT"),
        ("redirect-307", "COACH_BASE_URL"),
        ("refused", "COACH_BASE_URL"),
        ("tls-garbage", "COACH_BASE_URL"),
        ("html", "COACH_BASE_URL"),
        ("hang", "COACH_TIMEOUT_S"),
    ],
)
def test_what_is_wrong_names_its_setting(
    mode: str, setting: str, hostile: HostileModel, build_model: BuildModel
) -> None:
    hostile.mode = mode

    with pytest.raises(ModelError, match=setting) as caught:
        check_model(build_model(timeout_s=0.5))

    assert "planted" not in str(caught.value)


def test_the_names_of_models_are_read(hostile: HostileModel, build_model: BuildModel) -> None:
    assert build_model().list_models() == ("hostile",)


@pytest.mark.parametrize("mode", ["status-500", "hang", "html", "json-list", "broken-json", "deep-body", "refused"])
def test_names_that_cannot_be_read_are_a_typed_error(mode: str, hostile: HostileModel, build_model: BuildModel) -> None:
    hostile.mode = mode

    with pytest.raises(ModelError, match="Nothing was lost"):
        build_model(timeout_s=0.5).list_models()
