"""Scenario files to bend and break."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.scenario import Fault, LoadedScenario, ScenarioError, load_scenario

PLAIN = """\
clock: {start: 2016-11-04 9:00, end: 2016-11-04 19:00, zone: Asia/Damascus}
network: {kind: grid, rows: 10, columns: 10}
population:
  leaving: {civilian: {willing: 1.0}}
  departure: [{curve: uniform, begin: 2016-11-04 9:00, high_s: 600}]
  districts:
    a: {nodes: [1, 2], persons: 500}
corridors:
  1:
    gate_node: 99
    admits: [civilian]
    windows: [{open: 2016-11-04 9:00, close: 2016-11-04 19:00}]
    lanes: 2
"""
"""The smallest scenario that is whole: one district, one corridor."""

Told = tuple[str, str, str, str]
"""A fault as line:column, field, message, remedy."""


class Folder:
    """A folder of scenario files and what the loader says of them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, text: str, name: str = "plan.yaml") -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def load(self, text: str, overrides: Sequence[str] = ()) -> LoadedScenario:
        return load_scenario(self.write(text), overrides=overrides)

    def faults(self, text: str, overrides: Sequence[str] = ()) -> tuple[Fault, ...]:
        """Load a text that has faults, and return them."""
        return self.faults_of(self.write(text), overrides)

    def faults_of(self, path: Path, overrides: Sequence[str] = ()) -> tuple[Fault, ...]:
        """Load a file that has faults, and return them; each has a place and a remedy."""
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, overrides=overrides)
        assert caught.value.faults
        for fault in caught.value.faults:
            assert fault.place is not None, fault
            assert fault.remedy.endswith((".", "?")), fault
            assert not fault.message.endswith("."), fault
        return caught.value.faults

    def told(self, text: str, overrides: Sequence[str] = ()) -> list[Told]:
        """Load a text that has faults, and return them as a planner reads them."""
        return [told(fault) for fault in self.faults(text, overrides)]


def told(fault: Fault) -> Told:
    assert fault.place is not None
    where = f"{fault.place.line}:{fault.place.column}" if fault.place.file else "--set"
    return where, ".".join(fault.path), fault.message, fault.remedy
