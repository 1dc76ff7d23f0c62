"""The shipped sweeps, the schema that editors use, and the page that says what may stand there."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sim.scenario.nodes import plain
from sim.scenario.read import read_file, read_text
from sim.sweeps.read import read_sweep, shipped_sweeps
from sim.sweeps.schema import MODELS, json_schema, json_schema_text

VALIDATOR = Draft202012Validator(json_schema())


def errors(text: str) -> list[str]:
    node, _ = read_text(text, None)
    assert node is not None
    return [error.message for error in VALIDATOR.iter_errors(plain(node))]


def test_the_committed_schema_is_current(root: Path) -> None:
    committed = (root / "docs" / "sweep.schema.json").read_text(encoding="utf-8")
    assert committed == json_schema_text(), "run `python -m sim.sweeps.schema` and commit"
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("name", shipped_sweeps())
def test_every_shipped_sweep_names_the_schema_and_fits_it(root: Path, name: str) -> None:
    path = root / "scenarios" / "sweeps" / f"{name}.yaml"
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../docs/sweep.schema.json"
    assert list(VALIDATOR.iter_errors(plain(read_file(path)[0]))) == []


def test_the_schema_takes_every_form_and_finds_slips() -> None:
    sound = "scenario: grid-tutorial\ndesign: grid\nfactors:\n  a.b: "
    for value in (
        "[1, 2]", "{from: 1, to: 2}", "{values: [1], source: a report}",
        "{distribution: normal, mean: 1, sd: 1}",
        "{distribution: triangular, from: 1, mode: 2, to: 3, levels: 3, assumed: ours}",
    ):  # fmt: skip
        assert errors(sound + value) == [], value
    for value in ("3", "{form: 1, to: 2}", "{distribution: norml, mean: 1, sd: 1}", "[]"):
        assert errors(sound + value) != [], value
    assert errors(sound.replace("grid\n", "{kind: sobol, points: 8}\n") + "[1]") == []
    assert errors(sound.replace("grid\n", "sobol\n") + "[1]") != []


def test_the_page_says_every_key(root: Path) -> None:
    page = (root / "docs" / "sweeps.md").read_text(encoding="utf-8")
    for model in MODELS:
        for name, field in model.model_fields.items():
            assert f"`{field.alias or name}`" in page, name


def test_the_thousand_runs_are_a_thousand() -> None:
    assert read_sweep("aleppo-thousand").run_count == 1000
