"""Values that satisfy a JSON schema, whatever it describes; an author chooses what the schema leaves open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.hostile_model.asked import JsonObject

_FORMATS = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "uri": "http://example.org", "email": "a@b.org"}
_TRIED_FOR_PATTERN = ("a", "1", "a-b", "A", "AA", "a@b.org", "2026-01-01", "0.5", "[1]", "http://example.org")
_MOST_REFERENCES = 12
_DEEPEST = 6
"""Below it lists stay empty, or a schema that contains itself would have no end."""


@dataclass(frozen=True)
class Place:
    """Where in the value a choice is made."""

    schema: JsonObject
    name: str = ""
    """The field; inside a list, the field of the list."""
    item: int = 0
    """Which item of the innermost list, from 0."""
    depth: int = 0


class Author:
    """Chooses the least that a schema allows."""

    is_brief = True
    """Leaves out what may be left out, and keeps to the length of lists that the schema sets."""

    def text(self, place: Place) -> str:
        """Return the text for a field."""
        return f"a {place.name}".strip()

    def number(self, place: Place, least: float) -> float:
        """Return a number; it is brought within the schema's bounds."""
        return least

    def choose(self, place: Place, values: Sequence[Any]) -> Any:
        """Return one of the values that a field may have."""
        return values[0]

    def length(self, place: Place) -> int:
        """Return how many items a list gets; the schema of the list is that of the place."""
        return 0


def build(schema: JsonObject, author: Author) -> Any:
    """Return a value of the schema."""
    return _Builder(schema, author).value(Place(schema))


def item_fields(place: Place) -> JsonObject:
    """Return the fields of the items of a list, by name."""
    fields = (place.schema.get("items") or {}).get("properties")
    return fields if isinstance(fields, dict) else {}


class _Builder:
    def __init__(self, root: JsonObject, author: Author) -> None:
        self._root = root
        self._author = author

    def value(self, place: Place) -> Any:
        schema = self._resolve(place.schema)
        place = replace(place, schema=schema, depth=place.depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._author.choose(place, schema["enum"])
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self.value(replace(place, schema=self._option(options, place.depth)))
        match _type_of(schema):
            case "object":
                return self._object(place)
            case "array":
                return self._array(place)
            case "integer" | "number" as kind:
                return self._number(place, kind)
            case "boolean":
                return self._author.choose(place, [False, True])
            case "null":
                return None
        return self._text(place)

    def _option(self, options: Sequence[JsonObject], depth: int) -> JsonObject:
        prefers_null = self._author.is_brief or depth > _DEEPEST
        ordered = sorted(options, key=lambda option: (option.get("type") == "null") != prefers_null)
        return ordered[0]

    def _object(self, place: Place) -> JsonObject:
        fields = place.schema.get("properties") or {}
        return {name: self.value(replace(place, schema=inner, name=name)) for name, inner in fields.items()}

    def _array(self, place: Place) -> list[Any]:
        inner = self._resolve(place.schema.get("items") or {})
        place = replace(place, schema={**place.schema, "items": inner})
        count = 0 if place.depth > _DEEPEST else self._author.length(place)
        count = max(count, place.schema.get("minItems", 0))
        if self._author.is_brief:
            count = min(count, place.schema.get("maxItems", count))
        return [self.value(replace(place, schema=inner, item=item)) for item in range(count)]

    def _number(self, place: Place, kind: str) -> float:
        schema, step = place.schema, 1 if kind == "integer" else 0.001
        least = schema.get("minimum", schema.get("exclusiveMinimum", -step) + step)
        most = schema.get("maximum", schema.get("exclusiveMaximum", float("inf")) - step)
        value = min(max(self._author.number(place, least), least), most)
        return int(value) if kind == "integer" else value

    def _text(self, place: Place) -> str:
        schema, text = place.schema, self._author.text(place)
        if schema.get("format") in _FORMATS:
            text = _FORMATS[schema["format"]]
        pattern = schema.get("pattern")
        if pattern and not re.search(pattern, text):
            text = next((tried for tried in _TRIED_FOR_PATTERN if re.search(pattern, tried)), text)
        return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]

    def _resolve(self, schema: JsonObject) -> JsonObject:
        for _ in range(_MOST_REFERENCES):
            if "$ref" not in schema:
                break
            schema = {**self._target(schema["$ref"]), **{key: schema[key] for key in schema if key != "$ref"}}
        parts = [self._resolve(part) for part in schema.get("allOf") or ()]
        return {key: value for part in (*parts, schema) for key, value in part.items() if key not in ("allOf", "$ref")}

    def _target(self, reference: str) -> JsonObject:
        target = self._root
        for part in filter(None, reference.removeprefix("#").split("/")):
            target = target[part]
        return target


def _type_of(schema: JsonObject) -> str:
    kind = schema.get("type") or ("object" if "properties" in schema else "array" if "items" in schema else "string")
    if isinstance(kind, list):
        return next((str(each) for each in kind if each != "null"), "null")
    return str(kind)
