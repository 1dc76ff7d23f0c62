"""The JSON Schema of sweep files, for editors: ``docs/sweep.schema.json``.

``python -m sim.sweeps.schema`` writes it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.scenario.base import Frozen
from sim.scenario.docstrings import descriptions, summary
from sim.scenario.schema import mark_definitions
from sim.sweeps.designs import (
    Grid,
    LatinHypercube,
    Listed,
    Morris,
    OneAtATime,
    Saltelli,
    Sobol,
)
from sim.sweeps.distributions import Choice, LogUniform, Normal, Triangular, Uniform
from sim.sweeps.file import Budget, Objective, SweepFile

Schema = dict[str, Any]

MODELS: tuple[type[Frozen], ...] = (
    SweepFile, Budget, Objective, Choice, Uniform, LogUniform, Normal, Triangular, Grid, Listed,
    OneAtATime, LatinHypercube, Sobol, Saltelli, Morris,
)  # fmt: skip

BARE = ("grid", "one-at-a-time")
"""Designs that need nothing but their name."""

PAGE = Path("docs") / "sweep.schema.json"


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of what a sweep file may say."""
    schema = SweepFile.model_json_schema(by_alias=True)
    marks = mark_definitions()
    definitions: Schema = schema["$defs"]
    definitions["SweepFile"] = {k: v for k, v in schema.items() if k != "$defs"}
    for model in MODELS:
        _described(definitions[model.__name__], model, marks)
    definitions["Choice"]["required"] = ["values"]  # its kind is the short form
    definitions["Uniform"]["required"] = ["from", "to"]
    top = definitions.pop("SweepFile")
    factor = top["properties"]["factors"]["additionalProperties"]
    short: Schema = {"type": "array", "minItems": 1}
    top["properties"]["factors"]["additionalProperties"] = {
        "anyOf": [short, *({"$ref": one["$ref"]} for one in factor["oneOf"])]
    }
    design = top["properties"]["design"]
    top["properties"]["design"] = {
        "description": design["description"],
        "anyOf": [{"enum": list(BARE)}, *({"$ref": one["$ref"]} for one in design["oneOf"])],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **{key: value for key, value in top.items() if key != "title"},
        "title": "Sweep: many runs of one scenario",
        "$defs": {**marks, **definitions},
    }


def _described(definition: Schema, model: type[Frozen], marks: Schema) -> None:
    """Put our words where pydantic puts names of classes."""
    told = descriptions(model)
    definition["description"] = summary(model)
    for name, field in definition["properties"].items():
        field.pop("title", None)
        if name in told:
            field["description"] = told[name]
    definition["properties"] |= {name: {"$ref": f"#/$defs/{name}"} for name in marks}


def json_schema_text() -> str:
    """Return the schema as the text of ``docs/sweep.schema.json``."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(json_schema_text(), encoding="utf-8")
