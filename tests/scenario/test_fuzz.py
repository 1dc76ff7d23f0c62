"""Whatever a file holds, loading it ends in a scenario or in faults: nothing else, and soon."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.scenario import Fault, ScenarioError, load_scenario
from sim.scenario.shipped import shipped_folder

from .files import PLAIN

FUZZ = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,  # the same cases in every run; raise max_examples to look for more
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TUTORIAL = (shipped_folder() / "grid-tutorial.yaml").read_text(encoding="utf-8")
SNIPPETS = st.sampled_from(
    ["null", "[]", "{}", "- ", ": ", "#", "&a ", "*a", "!!int ", "'", '"', "|\n", ">-\n", "\t", "~",
     "{value: 1}", "{value: 1, source: x}", "source: x", "-1", "1e999", ".nan", "true", "8:30",
     "2016-11-04 9:00", "99999999999999999999", "\n", "  ", "}", "]", ",", "\\", "%", "@", "\u2028",
     "\x85", "extends: plan.yaml\n", "corridor_defaults: 3\n", "corridor_defaults: {windows: 3}\n"]
)  # fmt: skip


def load_or_refuse(path: Path, **options: Any) -> None:
    """Load a file; faults are fine, anything else is not."""
    faults: tuple[Fault, ...] | None = None
    try:
        load_scenario(path, **options)
    except ScenarioError as error:
        faults = error.faults
    if faults is not None:
        assert faults
        assert all(fault.place and fault.message and fault.remedy for fault in faults)


@FUZZ
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example("a: \ud800".encode("utf-8", "surrogatepass"))
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(data)
    load_or_refuse(path)


@FUZZ
@given(st.text(max_size=200))
@example('a: "\\x')
@example('? "\\N" \n: 1')
@example("%YAML 1.1\n---\na: 0o7")
@example("%TAG ! x\n---\na: !y b")
def test_any_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    load_or_refuse(path)


@FUZZ
@given(
    st.sampled_from([PLAIN, TUTORIAL]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SNIPPETS), min_size=1, max_size=4),
)
def test_a_sound_file_with_pieces_replaced(
    tmp_path: Path, text: str, edits: list[tuple[float, int, str]]
) -> None:
    for where, length, snippet in edits:
        start = int(where * len(text))
        text = text[:start] + snippet + text[start + length :]
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    load_or_refuse(path)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 5), st.floats(), st.text(max_size=5),
        st.sampled_from(["9:00", "2016-11-04", "2016-11-04 9:00", "civilian", "grid", "1", "a"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["value", "source", "1", "lanes", "curve", "kind", "persons", "lat"]),
            inner, max_size=3,
        ),
    ),
    max_leaves=6,
)  # fmt: skip
PATHS = st.sampled_from(
    ["clock", "clock.zone", "clock.dark", "network", "network.kind", "network.forbidden_areas",
     "population", "population.districts", "population.districts.a", "population.departure",
     "population.departure.0", "population.departure.0.curve", "population.leaving",
     "population.speeds", "population.speeds.adult", "corridors", "corridors.1", "corridors.1.gate",
     "corridors.1.windows", "corridors.1.windows.0", "corridors.1.service", "corridor_defaults",
     "incidents", "choice", "id", "title", "corridors.1.service_by_class", "network.path"]
)  # fmt: skip


def flow(value: Any) -> str:
    """Write a value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if isinstance(value, float):
        return repr(value).replace("inf", ".inf").replace("nan", ".nan")
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return {None: "null", True: "true", False: "false"}.get(value, str(value))


@FUZZ
@given(st.lists(st.tuples(PATHS, VALUES), min_size=1, max_size=3))
def test_any_value_anywhere(tmp_path: Path, changes: list[tuple[str, Any]]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    load_or_refuse(path, overrides=[f"{where}={flow(value)}" for where, value in changes])


@FUZZ
@given(st.lists(st.text(max_size=30), max_size=3))
def test_any_change(tmp_path: Path, changes: list[str]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    load_or_refuse(path, overrides=changes)


@pytest.mark.parametrize("name", ["plan.yaml", "Plan", "a b.yaml", "ü.yaml", ".yaml", "x" * 80])
def test_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PLAIN, encoding="utf-8")
    load_or_refuse(path)
