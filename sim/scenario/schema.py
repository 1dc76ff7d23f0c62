"""The JSON Schema of scenario files, for editors: it completes keys and underlines slips.

The schema knows what the loader knows of single values. Beyond the models it allows what the
loader takes away before it builds them: marks on any value, and parts of a scenario wherever the
rest comes from elsewhere (from the file it extends, or from ``corridor_defaults``).
"""

from __future__ import annotations

import json
from typing import Any, get_args

from sim.scenario.base import Frozen
from sim.scenario.docstrings import descriptions, summary
from sim.scenario.file import ScenarioFile
from sim.scenario.marks import VALUE_KEY, Confidence
from sim.scenario.shape import Shape, shape_of

Schema = dict[str, Any]

_CHANGE = "Change"
"""Ends the name of a definition whose keys may all be left out."""

_MARK_DEFINITIONS: Schema = {
    "source": {"type": "string", "minLength": 1, "description": "Who says so."},
    "assumed": {"type": "string", "minLength": 1, "description": "Why we chose this value."},
    "confidence": {
        "enum": list(get_args(Confidence)),
        "description": "H several independent reports, M one good source, L weak.",
    },
}

_MARKS: Schema = {name: {"$ref": f"#/$defs/{name}"} for name in _MARK_DEFINITIONS}

_MARKED: Schema = {
    "type": "object",
    "properties": _MARKS,
    "propertyNames": {"enum": [VALUE_KEY, *_MARKS]},
    "required": [VALUE_KEY],
}

_WHOLE_ELSEWHERE = ("corridors", "corridor_defaults")
"""Fields whose values are put together by the loader, so that any part of them may be missing."""


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of what a planner may write."""
    raw = ScenarioFile.model_json_schema()
    definitions: dict[str, Schema] = raw.pop("$defs")
    definitions[ScenarioFile.__name__] = raw
    models, tags = _models()
    written: dict[str, Schema] = {**_MARK_DEFINITIONS, "marked": _MARKED}
    for name in sorted(definitions):
        for change in (False, True):
            key = f"{name}{_CHANGE}" if change else name
            model, tag = models[name], tags.get(name, "")
            written[key] = _definition(model, tag, definitions[name], change=change)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of an evacuation through corridors",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{ScenarioFile.__name__}{_CHANGE}"},
        "else": {"$ref": f"#/$defs/{ScenarioFile.__name__}"},
        "$defs": written,
    }
    used = _reached(schema)
    schema["$defs"] = {name: part for name, part in written.items() if name in used}
    return schema


def mark_definitions() -> Schema:
    """Return the definitions of the marks, which may stand in any mapping."""
    return dict(_MARK_DEFINITIONS)


def json_schema_text() -> str:
    """Return the schema as the text of ``docs/scenario.schema.json``."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _reached(schema: Schema) -> set[str]:
    """Return the names of the definitions that a schema leads to."""
    found: set[str] = set()
    waiting = {name for key, part in schema.items() if key != "$defs" for name in _named(part)}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= _named(schema["$defs"][name]) - found
    return found


def _named(part: Any) -> set[str]:
    if isinstance(part, list):
        return {name for item in part for name in _named(item)}
    if not isinstance(part, dict):
        return set()
    own = {part["$ref"].rsplit("/", 1)[-1]} if isinstance(part.get("$ref"), str) else set()
    return own.union(*(_named(value) for value in part.values()))


def _models() -> tuple[dict[str, type[Frozen]], dict[str, str]]:
    """Return every model of a scenario file by its name, and the key that tells it from others."""
    found: dict[str, type[Frozen]] = {}
    tags: dict[str, str] = {}
    waiting: list[Shape] = [Shape((ScenarioFile,))]
    while waiting:
        shape = waiting.pop()
        waiting += [shape_of(inner) for inner in (shape.entry, shape.item) if inner is not None]
        for model in shape.models:
            if model.__name__ not in found:
                found[model.__name__] = model
                tags[model.__name__] = shape.tag
                waiting += [shape_of(field.annotation) for field in model.model_fields.values()]
    return found, tags


def _definition(model: type[Frozen], tag: str, raw: Schema, *, change: bool) -> Schema:
    """Return a model's definition with marks; as a change, no key of it is required."""
    told = descriptions(model)
    properties: Schema = {}
    for name, field in raw["properties"].items():
        properties[name] = _field(field, change=change or name in _WHOLE_ELSEWHERE)
        if name in told:
            properties[name]["description"] = told[name]
    # The loader can't tell a union's members without the tag, though it may have a default.
    needed = dict.fromkeys([tag, *raw.get("required", ())])
    required = [] if change else [key for key in needed if key not in ("", "id")]
    definition: Schema = {
        "type": "object",
        "title": model.__name__,
        "description": summary(model),
        "properties": {**properties, **_MARKS},
        "additionalProperties": False,
    }
    return {**definition, "required": required} if required else definition


def _field(raw: Schema, *, change: bool) -> Schema:
    """Return a field's schema: a mapping as it is, a value or list also with marks."""
    schema = {key: part for key, part in raw.items() if key != "title"}
    inner = _bare(schema, change=change)
    default = {"default": schema["default"]} if "default" in schema else {}
    return {**(inner if _is_mapping(schema) else _marked(inner)), **default}


def _bare(schema: Schema, *, change: bool) -> Schema:
    """Return a schema with its references, items and entries put into our definitions."""
    if "$ref" in schema:
        return {"$ref": _renamed(schema["$ref"], change)}
    for union in ("oneOf", "anyOf"):
        if union in schema:
            return {"anyOf": [_bare(member, change=change) for member in schema[union]]}
    if schema.get("type") == "array":
        return _array(schema)
    if schema.get("type") == "object":
        return _entries(schema, change=change)
    return {key: part for key, part in schema.items() if key not in ("default", "title")}


def _array(schema: Schema) -> Schema:
    """Return a list's schema; lists replace as a whole, so that their items are always whole."""
    array = {key: part for key, part in schema.items() if key not in ("default", "title")}
    if "items" in array:
        array["items"] = _field(array["items"], change=False)
    if "prefixItems" in array:
        array["prefixItems"] = [_field(item, change=False) for item in array["prefixItems"]]
    return array


def _entries(schema: Schema, *, change: bool) -> Schema:
    """Return the schema of a mapping with free keys; in a change, null removes an entry."""
    names = schema.get("propertyNames")
    entry = _field(schema["additionalProperties"], change=change)
    if change:
        entry = {"anyOf": [entry, {"type": "null"}]}
    entries: Schema = {"type": "object", "properties": _MARKS, "additionalProperties": entry}
    if names is not None:
        entries["propertyNames"] = {"anyOf": [names, {"enum": list(_MARKS)}]}
    return entries


def _is_mapping(schema: Schema) -> bool:
    if "$ref" in schema or schema.get("type") == "object":
        return True
    members: list[Schema] = schema.get("oneOf") or schema.get("anyOf") or []
    return any(_is_mapping(member) for member in members)


def _marked(schema: Schema) -> Schema:
    """Allow ``{value: ..., source: ...}`` beside the bare value."""
    wrapped: Schema = {"$ref": "#/$defs/marked", "properties": {VALUE_KEY: schema}}
    return {"anyOf": [*(schema["anyOf"] if set(schema) == {"anyOf"} else [schema]), wrapped]}


def _renamed(reference: str, change: bool) -> str:
    return f"{reference}{_CHANGE}" if change else reference
