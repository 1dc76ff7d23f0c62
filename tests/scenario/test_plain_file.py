"""A plain file loads; a faulty one tells all its faults at once."""

from datetime import datetime
from pathlib import Path

import pytest

from sim.scenario import Mark, ScenarioError, load_scenario

PLAIN = """\
clock: {start: 2016-11-04 9:00, end: 2016-11-04 19:00}
network: {kind: grid}
population:
  leaving: {civilian: {willing: 1.0}}
  departure: [{curve: uniform, begin: 2016-11-04 9:00, high_s: 600}]
  districts:
    a: {nodes: [1, 2], persons: {value: 500, assumed: for teaching}}
corridors:
  1:
    gate_node: 99
    admits: [civilian]
    windows: [{open: 9:00, close: 10:00, days: [2016-11-04]}]
    lanes: 2
"""


def write(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plain_file_becomes_a_frozen_scenario(tmp_path: Path) -> None:
    loaded = load_scenario(write(tmp_path, PLAIN), seed=7)
    scenario = loaded.scenario
    assert (scenario.id, scenario.seed) == ("plan", 7)
    assert scenario.clock.duration_s == 36_000.0
    assert scenario.corridors["1"].windows[0].spans() == [
        (datetime(2016, 11, 4, 9), datetime(2016, 11, 4, 10))
    ]
    assert loaded.mark(("population", "districts", "a", "persons")) == Mark(assumed="for teaching")
    place = loaded.places["corridors", "1", "lanes"]
    assert (place.line, place.column) == (13, 12)


def test_every_fault_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = PLAIN.replace("lanes: 2", "lanez: 2").replace("willing: 1.0", "willing: 2")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(tmp_path, text))
    told = [
        (f.place.line, f.place.column, ".".join(f.path)) for f in caught.value.faults if f.place
    ]
    assert told == [
        (4, 33, "population.leaving.civilian.willing"),
        (13, 5, "corridors.1.lanez"),
    ]
    assert caught.value.faults[1].remedy == "Did you mean `lanes`?"
