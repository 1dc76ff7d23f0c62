"""The resolved text of a scenario loads again to the same scenario, marks and hash."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.scenario import LoadedScenario, Mark, load_scenario
from sim.scenario.compose import LONGEST_KEY
from sim.scenario.faults import Place
from sim.scenario.marking import take_marks
from sim.scenario.marks import MARK_KEYS, VALUE_KEY
from sim.scenario.nodes import Node, plain
from sim.scenario.read import read_text
from sim.scenario.shipped import shipped_ids
from sim.scenario.write import write

from .files import PLAIN, Folder

NOWHERE = Place(None)


def loaded_again(folder: Folder, loaded: LoadedScenario) -> LoadedScenario:
    return load_scenario(folder.write(loaded.text, "again.yaml"))


@pytest.mark.parametrize("scenario_id", shipped_ids())
def test_a_shipped_scenario_survives(folder: Folder, scenario_id: str) -> None:
    loaded = load_scenario(scenario_id)
    again = loaded_again(folder, loaded)
    assert again.scenario == loaded.scenario
    assert again.sha256 == loaded.sha256
    assert dict(again.marks) == dict(loaded.marks)
    assert again.text == loaded.text


def test_overlays_defaults_changes_and_marks_survive(folder: Folder) -> None:
    folder.write(
        PLAIN.replace("    lanes: 2\n", "    source: a report\n")
        + "corridor_defaults: {lanes: {value: 3, assumed: a guess}, way_width_m: 4}\n",
        "base.yaml",
    )
    text = "extends: base.yaml\ntitle: 'A: title'\ncorridors: {1: {name: Gate, way_length_m: 90}}\n"
    loaded = load_scenario(folder.write(text), overrides=["network.rows=12"], seed=4)
    again = loaded_again(folder, loaded)
    assert again.scenario == loaded.scenario
    assert again.scenario.seed == 4
    assert again.sha256 == loaded.sha256
    corridor = ("corridors", "1")
    for key, mark in (
        ("gate_node", Mark(source="a report")),
        ("lanes", Mark(assumed="a guess")),
        ("name", None),
        ("way_width_m", None),
    ):
        assert loaded.mark((*corridor, key)) == again.mark((*corridor, key)) == mark


def test_the_text_is_one_that_people_read(folder: Folder) -> None:
    text = PLAIN.replace("persons: 500", "persons: {value: 500, assumed: for teaching}")
    loaded = folder.load(text + "title: Our plan\n", ["corridors.1.lanes=4"])
    assert (
        loaded.text
        == """\
id: plan
title: Our plan
clock: {start: 2016-11-04 9:00, end: 2016-11-04 19:00, zone: Asia/Damascus}
network: {kind: grid, rows: 10, columns: 10}
population:
  leaving:
    civilian: {willing: 1.0}
  departure:
    - {curve: uniform, begin: 2016-11-04 9:00, high_s: 600}
  districts:
    a: {nodes: [1, 2], persons: {value: 500, assumed: for teaching}}
corridors:
  1:
    gate_node: 99
    admits: [civilian]
    windows:
      - {open: 2016-11-04 9:00, close: 2016-11-04 19:00}
    lanes: 4
"""
    )


WORDS = st.one_of(
    st.text(),
    st.text("ab :#-{}[],&*!|>'\"%@`\n\t\\0123456789~?.", max_size=20),
    st.lists(st.text("ab", min_size=1, max_size=9), min_size=20, max_size=60).map(" ".join),
    st.sampled_from(
        ["null", "~", "true", "no", "8:30", "1e3", "0x1F", ".inf", "2016-11-04", "1_0"]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS
)
MARKS = st.one_of(
    st.none(),
    st.builds(
        Mark,
        source=WORDS.map(str.strip),
        assumed=WORDS.map(str.strip),
        confidence=st.sampled_from([None, "H", "M", "L"]),
    ),
)
KEYS = WORDS.map(lambda key: key[:LONGEST_KEY]).filter(
    lambda key: key not in (VALUE_KEY, *MARK_KEYS)
)
LEAVES = st.builds(Node, SCALARS, st.just(NOWHERE), mark=MARKS)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Node, st.lists(inner, max_size=4), st.just(NOWHERE), mark=MARKS),
        st.builds(
            Node,
            st.dictionaries(KEYS, inner, max_size=4),
            st.just(NOWHERE),
            mark=MARKS.map(lambda mark: mark if mark and not mark.is_blank else None),
        ),
    ),
    max_leaves=12,
)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@example({"k" * 90: Node([Node(' 00000"', NOWHERE)], NOWHERE)})
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_any_tree_survives_being_written_and_read(entries: dict[str, Node]) -> None:
    tree = Node(entries, NOWHERE)
    read, faults = read_text(write(tree), None)
    assert read is not None
    assert faults == []
    bare, faults = take_marks(read)
    assert faults == []
    assert plain(bare) == plain(tree)
    assert [(path, node.mark) for path, node in bare.walk()] == [
        (path, node.mark) for path, node in tree.walk()
    ]
