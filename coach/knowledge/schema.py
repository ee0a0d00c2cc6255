"""JSON Schemas of the knowledge files, for editors that complete and check while one writes.

`python -m coach.knowledge.schema` writes them to `knowledge/schema/`; a test holds the written ones to the types.
"""

import json
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue

from coach.domain.record import Record
from coach.knowledge.folder import FOLDERS, LIST_FILES
from coach.knowledge.records import RECORD_TYPES
from coach.settings import content_folder


def render_schemas() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    schemas: dict[str, JsonSchemaValue] = {
        place.kind: RECORD_TYPES[place.kind].model_json_schema() for place in FOLDERS.values()
    }
    # The text below the fields is not YAML, so no editor looks for it among them.
    del schemas["story"]["properties"]["body"]
    schemas["story"]["required"].remove("body")
    lists: dict[str, JsonSchemaValue] = {
        PurePosixPath(name).stem: _list_file(place.list_name, RECORD_TYPES[place.kind])
        for name, place in LIST_FILES.items()
    }
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in {**schemas, **lists}.items()
    }


def write_schemas(folder: Path) -> None:
    """Write every schema into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in render_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _list_file(list_name: str, record_type: type[Record]) -> JsonSchemaValue:
    items = TypeAdapter(list[record_type]).json_schema()  # type: ignore[valid-type]  # known at run time only
    return {
        "$defs": items.pop("$defs"),
        "additionalProperties": False,
        "properties": {list_name: items},
        "required": [list_name],
        "title": list_name.capitalize(),
        "type": "object",
    }


if __name__ == "__main__":
    write_schemas(content_folder("knowledge") / "schema")
