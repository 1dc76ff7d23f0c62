"""The schema and the reference say what the loader does, and their committed copies are current."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from sim.scenario.base import Frozen
from sim.scenario.docstrings import descriptions, summary
from sim.scenario.file import FILE_SHAPE
from sim.scenario.marks import MARK_KEYS, VALUE_KEY
from sim.scenario.nodes import plain
from sim.scenario.pages import pages
from sim.scenario.read import read_file, read_text
from sim.scenario.reference import SECTIONS
from sim.scenario.schema import json_schema
from sim.scenario.shape import Shape, shape_of

from .files import PLAIN
from .test_values import CASES as VALUE_CASES

VALIDATOR = Draft202012Validator(json_schema())


def all_models() -> Iterator[type[Frozen]]:
    waiting: list[Shape] = [FILE_SHAPE]
    seen: set[type[Frozen]] = set()
    while waiting:
        shape = waiting.pop()
        waiting += [shape_of(inner) for inner in (shape.entry, shape.item) if inner is not None]
        for model in shape.models:
            if model not in seen:
                seen.add(model)
                yield model
                waiting += [shape_of(field.annotation) for field in model.model_fields.values()]


def errors(text: str) -> list[str]:
    node, _ = read_text(text, None)
    assert node is not None
    return [error.message for error in VALIDATOR.iter_errors(plain(node))]


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_committed_page_is_current(root: Path, name: str) -> None:
    committed = (root / "docs" / name).read_text(encoding="utf-8")
    assert committed == pages()[name], "run `python -m sim.scenario.pages` and commit"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_shipped_file_names_the_schema_and_fits_it(root: Path) -> None:
    files = sorted((root / "scenarios").glob("*.yaml"))
    assert files
    for path in files:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../docs/scenario.schema.json"
        assert list(VALIDATOR.iter_errors(plain(read_file(path)[0]))) == [], path.name


def test_the_schema_takes_marks_on_every_value(root: Path) -> None:
    def marked(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{key: marked(inner) for key, inner in value.items()}, "source": "a report"}
        if isinstance(value, list):
            items = [marked(item) for item in value]
            return {"value": items, "assumed": "a guess", "confidence": "L"}
        return {"value": value, "assumed": "a guess"}

    text = PLAIN + "title: x\nseed: 4\n"
    node, _ = read_text(text, None)
    assert node is not None
    assert list(VALIDATOR.iter_errors(marked(plain(node)))) == []


def test_an_overlay_may_leave_out_everything() -> None:
    assert errors("extends: base.yaml\n") == []
    assert errors("extends: base.yaml\ncorridors: {3: null, 1: {lanes: 3}}\n") == []
    assert errors("extends: base.yaml\npopulation: {speeds: {adult: {mean_m_s: 1}}}\n") == []
    assert errors("title: x\n") != []
    assert errors("extends: base.yaml\ncorridors: {1: {lanez: 3}}\n") != []


WHOLE = {
    "missing key",
    "corridor removed that is not there",
}  # of a corridor: see corridor_defaults
BY_LOADER = {
    "doubled key", "street file that is not there", "day that does not exist",
    "year of long ago", "hour that does not exist", "twenty-four o'clock", "number in quotes",
    "corridor named with a path", "no number at all", "infinite width",
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(set(VALUE_CASES) - WHOLE - BY_LOADER))
def test_the_schema_finds_what_the_loader_finds_in_single_values(case: str) -> None:
    (old, new), _ = VALUE_CASES[case]
    assert errors(PLAIN) == []
    assert errors(PLAIN.replace(old, new)) != []


def test_every_field_has_a_description_and_every_model_a_summary() -> None:
    for model in all_models():
        assert summary(model), model
        told = descriptions(model)
        tags = {n for n, f in model.model_fields.items() if str(f.annotation).count("'") == 2}
        assert set(model.model_fields) - tags <= set(told), model
        assert set(told) <= set(model.model_fields), model


def test_every_model_has_its_place_in_the_reference() -> None:
    told = [model for _, _, models in SECTIONS for model in models]
    assert sorted(model.__name__ for model in told) == sorted(
        model.__name__ for model in all_models()
    )


def test_no_field_is_called_like_a_mark() -> None:
    for model in all_models():
        assert not {VALUE_KEY, *MARK_KEYS} & set(model.model_fields), model


def test_null_can_only_remove_an_entry() -> None:
    # Null removes an entry of a mapping by id or class: so null must never be the entry's value.
    for model in all_models():
        for field in model.model_fields.values():
            entry = shape_of(field.annotation).entry
            if entry is not None:
                with pytest.raises(ValidationError):
                    TypeAdapter(entry).validate_python(None)
