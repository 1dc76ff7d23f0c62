"""Gates and their windows: arithmetic that a reader can redo by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plan.corridors import (
    build_gates,
    corridor_ids,
    corridor_windows,
    gate_nodes,
    merge,
    subtract,
)
from sim.population import service_profiles
from sim.scenario import CLASSES, ScenarioError
from tests.population.small_scenarios import describe, make, streets_of

GRID = streets_of(make())
HOUR = 3600.0


def corridor(**fields):
    return {
        "gate": {"x_m": 0, "y_m": 0},
        "admits": ["civilian"],
        "lanes": 8,
        "windows": [{"open": "2016-11-04T09:00", "close": "2016-11-04T19:00"}],
        **fields,
    }


def gates_of(**corridors):
    return build_gates(make(corridors=corridors), GRID)


def windows_of(line="civilian", *, incidents=None, clock=None, **fields):
    changes = {"corridors": {"a": corridor(**fields)}, "incidents": incidents or {}}
    if clock:
        changes["clock"] = clock
    return corridor_windows(make(**changes), "a", line)


def incident(begin, end, *corridors):
    return {
        "corridors": list(corridors) or ["a"],
        "begin": f"2016-11-04T{begin}",
        "end": f"2016-11-04T{end}",
    }


def test_gates_stand_in_the_order_of_their_ids():
    ids = corridor_ids(make(corridors={name: corridor() for name in ("b", "10", "a", "2")}))
    assert ids == ("10", "2", "a", "b")


def test_a_gate_has_the_numbers_of_its_corridor():
    gates = gates_of(
        a=corridor(
            lanes=3,
            capacity_persons=500,
            service={"per_minute": 4},
            service_by_class={"wounded": {"per_minute": 2, "distribution": "exponential"}},
            admits=["civilian", "wounded"],
            at_close="start_only_if_done",
            forecourt_m2=1000,
            forecourt_density_per_m2=1.5,
            way_length_m=200,
            way_width_m=6,
            reception={"per_minute": 120, "beds": 900},
        )
    )
    assert gates.lanes.tolist() == [3]
    assert gates.capacity_persons.tolist() == [500.0]
    assert gates.admits.tolist() == [[True, True, False]]
    assert gates.service_mean_s[0, :2].tolist() == [15.0, 30.0]
    assert gates.finish.tolist() == [False]
    assert gates.forecourt_persons.tolist() == [1500.0]
    assert gates.way_length_m.tolist() == [200.0]
    # 1.22 people a second and metre, 5.4 people a square metre, waves of 0.272 m/s.
    assert gates.way_capacity_per_s == pytest.approx([1.22 * 6])
    assert gates.way_storage == pytest.approx([5.4 * 200 * 6])
    assert gates.way_wave_speed_m_s == pytest.approx([0.272], abs=5e-4)
    assert gates.reception_per_s.tolist() == [2.0]
    assert gates.reception_beds.tolist() == [900.0]


def test_null_is_no_limit_and_zero_is_nobody():
    limits = ("lanes", "capacity_persons", "forecourt_m2")
    gates = gates_of(
        none=corridor(**dict.fromkeys(limits), reception={"per_minute": None, "beds": None}),
        zero=corridor(**dict.fromkeys(limits, 0), reception={"per_minute": 0, "beds": 0}),
    )
    assert gates.lanes.tolist() == [-1, 0]
    for limit in (
        gates.capacity_persons,
        gates.forecourt_persons,
        gates.reception_per_s,
        gates.reception_beds,
    ):
        assert limit.tolist() == [np.inf, 0.0]


def test_a_gate_s_profiles_are_the_columns_of_the_parties_service():
    scenario = make(
        corridors={
            "a": corridor(service={"distribution": "exponential"}),
            "b": corridor(service_by_class={"fighter": {"distribution": "deterministic"}}),
        }
    )
    profiles, gates = service_profiles(scenario), build_gates(scenario, GRID)
    named = [[profiles[column].distribution for column in row] for row in gates.service_profile]
    assert named == [["exponential"] * 3, ["lognormal", "lognormal", "deterministic"]]


def test_service_that_takes_no_time_has_the_mean_0():
    assert gates_of(a=corridor(service={"per_minute": None})).service_mean_s[0, 0] == 0.0


def test_the_table_of_windows_lists_each_gate_and_class():
    gates = gates_of(
        a=corridor(admits=["civilian", "fighter"]),
        b=corridor(
            admits=["civilian", "wounded"],
            windows=[
                {"open": "2016-11-04T09:00", "close": "2016-11-04T12:00"},
                {
                    "open": "2016-11-04T14:00",
                    "close": "2016-11-04T15:00",
                    "classes": ["wounded"],
                },
            ],
        ),
    )
    table = {
        (gate, line): list(
            zip(
                gates.window_open_s[gates.window_start[row] : gates.window_start[row + 1]],
                gates.window_close_s[gates.window_start[row] : gates.window_start[row + 1]],
                strict=True,
            )
        )
        for row, (gate, line) in enumerate((gate, line) for gate in "ab" for line in CLASSES)
    }
    # The run starts at 8:00.
    assert table == {
        ("a", "civilian"): [(HOUR, 11 * HOUR)],
        ("a", "wounded"): [],
        ("a", "fighter"): [(HOUR, 11 * HOUR)],
        ("b", "civilian"): [(HOUR, 4 * HOUR)],
        ("b", "wounded"): [(HOUR, 4 * HOUR), (6 * HOUR, 7 * HOUR)],
        ("b", "fighter"): [],
    }


def test_windows_that_touch_are_one():
    touching = [
        {"open": "2016-11-04T12:00", "close": "2016-11-04T19:00"},
        {"open": "2016-11-04T09:00", "close": "2016-11-04T12:00"},
    ]
    assert windows_of(windows=touching) == [(HOUR, 11 * HOUR)]


def test_times_of_day_count_on_each_of_their_days():
    days = [{"open": "09:00", "close": "10:00", "days": ["2016-11-05", "2016-11-04"]}]
    assert windows_of(windows=days) == [(HOUR, 2 * HOUR), (25 * HOUR, 26 * HOUR)]


def test_the_same_time_of_day_is_an_hour_later_in_seconds_after_the_clocks_go_back():
    # Damascus put its clocks back from 1:00 to 0:00 on 28 October 2016.
    clock = {"start": "2016-10-27T08:00", "end": "2016-10-28T20:00", "zone": "Asia/Damascus"}
    days = [{"open": "09:00", "close": "10:00", "days": ["2016-10-27", "2016-10-28"]}]
    assert windows_of(windows=days, clock=clock) == [(HOUR, 2 * HOUR), (26 * HOUR, 27 * HOUR)]


def test_a_window_over_the_change_of_the_clocks_has_25_hours_a_day():
    clock = {"start": "2016-10-27T12:00", "end": "2016-10-29T12:00", "zone": "Asia/Damascus"}
    night = [{"open": "2016-10-27T12:00", "close": "2016-10-28T12:00"}]
    assert windows_of(windows=night, clock=clock) == [(0.0, 25 * HOUR)]


def test_an_incident_splits_the_window_of_its_corridors_alone():
    scenario = make(
        corridors={"a": corridor(), "b": corridor()},
        incidents={"shelling": incident("13:45", "15:00", "a")},
    )
    assert corridor_windows(scenario, "a", "civilian") == [
        (HOUR, 5.75 * HOUR),
        (7 * HOUR, 11 * HOUR),
    ]
    assert corridor_windows(scenario, "b", "civilian") == [(HOUR, 11 * HOUR)]
    planned = corridor_windows(scenario, "a", "civilian", with_incidents=False)
    assert planned == [(HOUR, 11 * HOUR)]


@pytest.mark.parametrize(
    ("begin", "end", "left"),
    [
        ("08:00", "08:30", [(1.0, 11.0)]),
        ("08:00", "09:00", [(1.0, 11.0)]),
        ("08:00", "10:00", [(2.0, 11.0)]),
        ("09:00", "10:00", [(2.0, 11.0)]),
        ("18:00", "19:00", [(1.0, 10.0)]),
        ("18:00", "19:30", [(1.0, 10.0)]),
        ("19:00", "19:30", [(1.0, 11.0)]),
        ("08:30", "19:30", []),
    ],
)
def test_an_incident_takes_begin_to_end_off(begin, end, left):
    windows = windows_of(incidents={"x": incident(begin, end)})
    assert windows == [(opened * HOUR, closed * HOUR) for opened, closed in left]


def test_incidents_that_overlap_take_their_union_off():
    incidents = {"x": incident("10:00", "12:00"), "y": incident("11:00", "13:00")}
    assert windows_of(incidents=incidents) == [(HOUR, 2 * HOUR), (5 * HOUR, 11 * HOUR)]


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


def open_at(windows, second):
    return any(opened <= second < closed for opened, closed in windows)


@given(spans=SPANS, shut=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_merged_windows_less_an_incident_are_open_exactly_when_they_should_be(spans, shut):
    spans = [(float(opened), float(closed)) for opened, closed in spans]
    begin, end = map(float, shut)
    left = subtract(merge(spans), (begin, end))
    for second in np.arange(0, 40, 0.5):
        expected = open_at(spans, second) and not begin <= second < end
        assert open_at(left, second) == expected
    for one, other in pairwise(left):
        assert one[1] < other[0]


def test_a_gate_is_the_nearest_node_that_can_be_entered():
    forbidden = {"name": "front", "polygon": [[-50, -50], [250, -50], [250, 250], [-50, 250]]}
    beyond = {"kind": "grid", "rows": 11, "columns": 11, "forbidden_areas": [forbidden]}
    scenario = make(corridors={"a": corridor(gate={"x_m": 190, "y_m": 10})}, network=beyond)
    network = streets_of(scenario)
    (node,) = gate_nodes(scenario, network)
    # (200, 0) is nearest and lies in the area; of what is left (300, 0) is.
    assert (network.node_x_m[node], network.node_y_m[node]) == (300.0, 0.0)


def test_a_gate_can_be_named_by_the_network_s_own_node():
    scenario = make(corridors={"a": corridor(gate=None, gate_node=17)})
    assert GRID.node_id[gate_nodes(scenario, GRID)].tolist() == [17]


def test_every_gate_that_cannot_be_found_is_named_at_once():
    scenario = make(
        corridors={
            "a": corridor(gate=None, gate_node=999),
            "b": corridor(gate={"lat": 36.2, "lon": 37.1}),
            "c": corridor(),
        }
    )
    with pytest.raises(ScenarioError) as error:
        build_gates(scenario, GRID)
    assert [(fault.path, fault.message) for fault in error.value.faults] == [
        (("corridors", "a", "gate_node"), "the network has no node 999"),
        (
            ("corridors", "b", "gate"),
            "this network lies nowhere on earth: give the point as x_m and y_m",
        ),
    ]


def test_the_order_of_corridors_in_the_file_means_nothing():
    corridors = describe()["corridors"]
    one = build_gates(make(corridors=corridors), GRID)
    other = build_gates(make(corridors=dict(reversed(corridors.items()))), GRID)
    for name, values in vars(one).items():
        assert np.array_equal(values, getattr(other, name)), name
