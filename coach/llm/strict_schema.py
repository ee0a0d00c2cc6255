"""The JSON schema of a record, in the few words that every server understands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import JsonValue

from coach.domain.record import Record

# llama.cpp refuses a grammar with some thousands of repetitions, so a longer list is left to our own check.
_LONGEST_LIST = 100
_SIMPLE = ("string", "integer", "number", "boolean", "null")


@cache
def strict_schema(output: type[Record]) -> Mapping[str, JsonValue]:
    """Return the schema to ask a model for `output` by.

    Every field is required, no other field is allowed, nothing has a default, and definitions stand where they are
    used. Bounds on text and numbers are left out: some servers refuse them, others are slow with them, and they are
    checked after the reply anyway. Descriptions are left out as well: what the model is told stands in its prompt.

    Raises:
        TypeError: a field has a type that has no strict form.
    """
    schema = output.model_json_schema()
    return _Strict(output.__name__, schema.get("$defs", {})).form(schema, ())


class _Strict:
    def __init__(self, name: str, definitions: Mapping[str, Any]) -> None:
        self._name = name
        self._definitions = definitions

    def form(self, node: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, JsonValue]:
        """Return the strict form of a node that stands inside these definitions."""
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            if name in inside:
                raise TypeError(f"{self._name}: {name!r} contains itself; a model is asked for flat records only")
            return self.form(self._definitions[name], (*inside, name))
        if choices := node.get("anyOf") or node.get("oneOf"):
            return {"anyOf": [self.form(choice, inside) for choice in choices]}
        if "const" in node:
            return _simple(node) | {"enum": [node["const"]]}
        if "enum" in node:
            return _simple(node) | {"enum": list(node["enum"])}
        return self._typed(node, inside)

    def _typed(self, node: Mapping[str, Any], inside: tuple[str, ...]) -> dict[str, JsonValue]:
        kind = node.get("type")
        if kind == "object" and "properties" in node:
            return {
                "type": "object",
                "properties": {name: self.form(field, inside) for name, field in node["properties"].items()},
                "required": list(node["properties"]),
                "additionalProperties": False,
            }
        if kind == "array" and "items" in node:
            items: dict[str, JsonValue] = {"type": "array", "items": self.form(node["items"], inside)}
            is_bounded = node.get("maxItems", _LONGEST_LIST + 1) <= _LONGEST_LIST
            return items | {"maxItems": node["maxItems"]} if is_bounded else items
        if kind in _SIMPLE:
            return _simple(node)
        raise TypeError(f"{self._name}: {dict(node)!r} has no strict form; use records, lists, texts and numbers")


def _simple(node: Mapping[str, Any]) -> dict[str, JsonValue]:
    return {"type": node["type"]} if "type" in node else {}
