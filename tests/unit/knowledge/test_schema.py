import json
from pathlib import Path

from coach.knowledge.schema import render_schemas, write_schemas

COMMITTED = Path(__file__).parents[3] / "knowledge" / "schema"


def test_the_committed_schemas_are_current() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in COMMITTED.glob("*.json")}
    assert committed == render_schemas(), "run: python -m coach.knowledge.schema"


def test_every_kind_of_file_has_a_schema(tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    assert sorted(path.name for path in (tmp_path / "schema").iterdir()) == [
        "behaviour.schema.json",
        "champions.schema.json",
        "journey.schema.json",
        "resources.schema.json",
        "role.schema.json",
        "routes.schema.json",
        "story.schema.json",
        "vision.schema.json",
    ]


def test_the_schema_of_a_story_leaves_out_the_text_below_the_fields() -> None:
    schema = json.loads(render_schemas()["story.schema.json"])
    assert "body" not in schema["properties"]
    assert "body" not in schema["required"]
    assert schema["additionalProperties"] is False


def test_the_schema_of_a_list_file_asks_for_the_list() -> None:
    schema = json.loads(render_schemas()["journey.schema.json"])
    assert schema["required"] == ["stages"]
    assert schema["properties"] == {"stages": {"type": "array", "items": {"$ref": "#/$defs/JourneyStage"}}}
    assert set(schema["$defs"]) == {"JourneyStage"}
