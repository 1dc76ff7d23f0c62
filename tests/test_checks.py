"""Every check of the whole, with its message."""

from pathlib import Path

import numpy as np
import pytest

from sim.checks import assemble, assumed_shares, check, lanes_needed
from sim.plan.corridors import build_gates
from sim.population import build_population
from sim.scenario import LoadedScenario, Mark, Place, ScenarioError, load_scenario
from tests.population.small_scenarios import describe, make, streets_of

WINDOW = {"open": "2016-11-04T09:00", "close": "2016-11-04T19:00"}
LEAVING = {"civilian": {"willing": 1.0}, "wounded": {"willing": 1.0}, "fighter": {"willing": 1.0}}


def load(marks=None, places=None, **changes):
    return LoadedScenario(make(**changes), marks or {}, places or {}, (Path("a.yaml"),), "", "")


def findings(loaded):
    network = streets_of(loaded.scenario)
    population = build_population(loaded.scenario, network)
    return check(loaded, network, population)


def messages(**changes):
    """Faults and warnings as (severity, path, message)."""
    return [
        (fault.severity, ".".join(fault.path), fault.message) for fault in findings(load(**changes))
    ]


def corridor(x_m=0, y_m=0, **fields):
    return {
        "gate": {"x_m": x_m, "y_m": y_m},
        "admits": ["civilian", "wounded", "fighter"],
        "lanes": None,
        "windows": [WINDOW],
        **fields,
    }


def district(x_m=500, y_m=500, **fields):
    return {"centre": {"x_m": x_m, "y_m": y_m}, "area_km2": 0.2, "persons": 1000, **fields}


def quiet(**changes):
    """A scenario in which nothing is doubtful, but for the changes."""
    return {
        "corridors": {"1": corridor()},
        "population__districts": {"a": district()},
        "population__leaving": LEAVING,
        **changes,
    }


def square(low_x, low_y, high_x, high_y, **fields):
    ring = [[low_x, low_y], [high_x, low_y], [high_x, high_y], [low_x, high_y]]
    return {"name": "front", "polygon": ring, **fields}


def test_a_sound_scenario_has_no_findings():
    assert messages(**quiet()) == []


def test_people_who_live_at_the_gate_of_a_network_without_streets_are_sound():
    place = {"kind": "grid", "rows": 1, "columns": 1}
    for homes in (district(0, 0), {"nodes": [0], "persons": 1000}):
        assert messages(**quiet(network=place, population__districts={"a": homes})) == []


# --- Gates ----------------------------------------------------------------------------------------


def test_a_corridor_off_the_network_is_a_fault():
    # The grid ends at (1000, 1000): 3 km and 4 km further is 5 km.
    found = messages(**quiet(corridors={"1": corridor(), "2": corridor(4000, 5000)}))
    assert found == [
        (
            "fault",
            "corridors.2.gate",
            "lies 5,000 m from the nearest street junction, off the network",
        ),
    ]


def test_500_m_from_a_street_is_still_on_the_network():
    assert messages(**quiet(corridors={"1": corridor(1500, 1000)})) == []
    assert messages(**quiet(corridors={"1": corridor(1501, 1000)})) != []


def test_a_gate_in_a_forbidden_area_is_a_fault():
    found = messages(
        **quiet(
            network__forbidden_areas=[square(-50, -50, 750, 550)],
            population__districts={"a": district(900, 900)},
        )
    )
    # From (0, 0) the nearest junction that is left is (0, 600).
    assert found == [
        (
            "fault",
            "corridors.1.gate",
            "lies in a forbidden area: the nearest junction that may be entered is 600 m away",
        ),
    ]


def test_a_gate_that_the_front_moves_is_a_warning():
    found = messages(**quiet(network__forbidden_areas=[square(-50, -50, 150, 250)]))
    # From (0, 0) the nearest junction that is left is (200, 0).
    assert found == [
        (
            "warning",
            "corridors.1.gate",
            "lies beyond the front: the nearest junction that may be entered, 200 m away, is the "
            "gate",
        ),
    ]


def test_a_gate_node_that_cannot_be_entered_is_a_fault():
    found = messages(
        **quiet(
            corridors={"1": corridor(gate=None, gate_node=0), "2": corridor(1000, 1000)},
            network__forbidden_areas=[square(-50, -50, 150, 150)],
        )
    )
    assert found == [
        (
            "fault",
            "corridors.1.gate_node",
            "node 0 cannot be entered: every street to it is forbidden",
        ),
    ]


def test_a_gate_node_that_is_unknown_is_a_fault():
    found = messages(**quiet(corridors={"1": corridor(gate=None, gate_node=999)}))
    assert found == [("fault", "corridors.1.gate_node", "the network has no node 999")]


def test_two_corridors_at_one_node_are_a_warning():
    found = messages(**quiet(corridors={"1": corridor(490, 10), "2": corridor(510, -10)}))
    assert found == [
        ("warning", "corridors.2.gate", "begins at the same street node, 5, as corridor 1"),
    ]


def test_streets_that_carry_less_than_the_checkpoint_are_a_warning():
    found = messages(
        **quiet(
            network__width_m=2.0,
            network__capacity_factor=0.5,
            corridors={"1": corridor(lanes=40, service={"per_minute": 4})},
        )
    )
    # Two streets lead into the corner, 85 % of 2 m each: 2 x 1.22 x 1.7 x 0.5 = 2.07 a second.
    assert found == [
        (
            "warning",
            "corridors.1",
            "the streets to its gate carry 124 people a minute, its 40 lanes serve 160",
        ),
    ]


# --- Districts ------------------------------------------------------------------------------------


def test_a_district_without_streets_near_is_a_fault():
    found = messages(
        **quiet(population__districts={"a": district(), "b": district(500, 2100, area_km2=0.01)})
    )
    assert found == [
        (
            "fault",
            "population.districts.b.centre",
            "has no street near: the nearest that may be walked is 1,100 m from its centre",
        ),
    ]


def test_a_district_without_a_junction_of_its_own_is_a_warning():
    found = messages(**quiet(population__districts={"a": district(530, 440, area_km2=0.001)}))
    assert found == [
        (
            "warning",
            "population.districts.a.centre",
            "has no street junction within its area: all its people live at the nearest, 50 m from "
            "its centre",
        ),
    ]


def test_a_district_that_reaches_no_corridor_is_a_fault_that_names_it():
    river = {"name": "river", "points": [[-50, 750], [1050, 750]]}
    found = messages(
        **quiet(
            network__forbidden_lines=[river],
            corridors={"1": corridor(), "2": corridor(1000, 0)},
            population__districts={"north": district(500, 1000), "south": district(500, 100)},
        )
    )
    assert found == [
        (
            "fault",
            "population.districts.north",
            "none of its 1,000 people can reach a corridor (tried 1 and 2)",
        ),
    ]


def test_an_unreachable_district_that_nobody_wants_to_leave_is_a_warning():
    river = {"name": "river", "points": [[-50, 750], [1050, 750]]}
    stays = {line: {"willing": 0.0} for line in LEAVING}
    found = messages(
        **quiet(
            network__forbidden_lines=[river],
            population__districts={"north": district(500, 1000, leaving=stays), "s": district()},
        )
    )
    assert [severity for severity, *_ in found] == ["warning"]


def test_a_class_that_reaches_none_of_its_corridors_is_a_fault():
    river = {"name": "river", "points": [[-50, 450], [1050, 450]]}
    found = messages(
        **quiet(
            network__forbidden_lines=[river],
            corridors={
                "1": corridor(admits=["civilian", "wounded"]),
                "7": corridor(0, 1000, admits=["fighter", "wounded"]),
            },
            population__districts={"south": district(500, 100, fighters=45)},
        )
    )
    assert found == [
        (
            "fault",
            "population.districts.south",
            "none of its 45 fighters can reach a corridor that admits them (tried 7)",
        ),
    ]


def test_homes_that_the_front_cuts_off_are_a_warning_with_their_number():
    river = {"name": "river", "points": [[-50, 550], [1050, 550]]}
    changes = quiet(
        network__forbidden_lines=[river],
        population__household=1,
        population__districts={"a": district(500, 550, persons=10_000)},
    )
    ((severity, path, message),) = messages(**changes)
    people = build_population(make(**changes), streets_of(make(**changes)))
    beyond = int((streets_of(make(**changes)).node_y_m[people.home] > 550).sum())
    assert 4000 < beyond < 6000
    assert (severity, path) == ("warning", "population.districts.a")
    assert message == (
        f"{beyond:,} of its 10,000 civilians live where the front cuts off every corridor that "
        "admits them (tried 1)"
    )


def test_a_class_that_no_corridor_admits_is_a_warning():
    found = messages(
        **quiet(
            corridors={"1": corridor(admits=["civilian", "wounded"])},
            population__districts={"a": district(fighters=45)},
        )
    )
    assert found == [
        ("warning", "corridors", "no corridor admits fighters: 45 people who want to leave cannot"),
    ]


def test_a_district_assigned_to_a_corridor_beyond_the_river_is_a_warning():
    river = {"name": "river", "points": [[-50, 450], [1050, 450]]}
    found = messages(
        **quiet(
            network__forbidden_lines=[river],
            choice={"rule": "assigned"},
            corridors={"1": corridor(), "2": corridor(0, 1000)},
            population__districts={"south": district(500, 100, corridor="2")},
        )
    )
    assert found == [
        (
            "warning",
            "population.districts.south.corridor",
            "none of those assigned to corridor 2 can reach it",
        ),
    ]


# --- People, times --------------------------------------------------------------------------------


@pytest.mark.parametrize("leaving", [{"willing": 0.0}, {"willing": 1.0, "prevented": 1.0}])
def test_nobody_who_sets_out_is_a_warning(leaving):
    found = messages(**quiet(population__leaving=dict.fromkeys(LEAVING, leaving)))
    assert found == [
        (
            "warning",
            "population.leaving",
            "nobody sets out: no one is willing, or everyone willing is prevented",
        ),
    ]


def test_a_window_that_the_run_ends_in_is_a_warning():
    late = {"open": "19:30", "close": "20:30", "days": ["2016-11-04"]}
    found = messages(**quiet(corridors={"1": corridor(windows=[WINDOW, late])}))
    assert found == [
        (
            "warning",
            "corridors.1.windows.1",
            "closes 2016-11-04 20:30, after the run ends (2016-11-04 20:00)",
        ),
    ]


def test_departures_that_begin_before_the_run_are_a_warning():
    early = [{"curve": "rayleigh", "begin": "2016-11-04T07:00", "sigma_s": 3600}]
    expected = "2016-11-04 07:00 is before the run starts (2016-11-04 08:00): who was due earlier "
    found = messages(**quiet(population__departure_by_class={"civilian": early}))
    assert found == [
        (
            "warning",
            "population.departure_by_class.civilian.0.begin",
            expected + "sets out at the start",
        ),
    ]


# --- Lanes ----------------------------------------------------------------------------------------


def needs(**changes):
    scenario = make(**quiet(**changes))
    network = streets_of(scenario)
    population = build_population(scenario, network)
    return lanes_needed(scenario, build_gates(scenario, network), population)


def test_265_000_people_in_ten_hours_at_4_a_minute_need_111_lanes():
    (need,) = needs(
        population__districts={"a": district(persons=265_000)},
        corridors={str(number): corridor(100 * number, lanes=8) for number in range(1, 7)},
    )
    # 265,000 / (4 x 600) = 110.4.
    assert (need.persons, need.needed, need.lanes, need.short) == (265_000, 111, 48, True)
    assert need.corridors == ("1", "2", "3", "4", "5", "6")
    assert need.persons_per_lane_minute == pytest.approx(4.0)
    assert need.open_s == 36_000.0


@pytest.mark.parametrize(("persons", "short"), [(19_200, False), (19_201, True)])
def test_eight_lanes_pass_exactly_19_200_people_in_ten_hours(persons, short):
    (need,) = needs(
        population__household=1,
        population__districts={"a": district(persons=persons)},
        corridors={"1": corridor(lanes=8)},
    )
    assert need.short is short


def test_too_few_lanes_are_a_warning_with_the_lanes_needed():
    found = messages(
        **quiet(
            population__districts={"a": district(persons=10_000)},
            corridors={"1": corridor(lanes=2), "2": corridor(1000, lanes=1)},
        )
    )
    # 10,000 / 2,400 = 4.2.
    assert found == [
        (
            "warning",
            "corridors",
            "10,000 civilians would set out; at 4 people a minute a lane and 10 h they need "
            "5 lanes and there are 3 (corridors 1 and 2)",
        ),
    ]


def test_one_lane_is_not_lanes():
    (found,) = messages(
        **quiet(
            population__districts={"a": district(persons=50)},
            corridors={"1": corridor(lanes=0)},
        )
    )
    assert "they need 1 lane and there are 0" in found[-1]


def test_only_those_who_set_out_need_lanes():
    (need,) = needs(
        population__household=1,
        population__leaving={"civilian": {"willing": 0.6, "prevented": 0.5}},
        population__districts={"a": district(persons=10_000)},
    )
    assert need.persons == pytest.approx(3000, abs=150)


def test_an_incident_takes_open_time_off_the_lanes():
    (need,) = needs(
        population__districts={"a": district(persons=2400)},
        corridors={"1": corridor(lanes=1)},
        incidents={
            "x": {"corridors": ["1"], "begin": "2016-11-04T12:00", "end": "2016-11-04T17:00"}
        },
    )
    assert (need.open_s, need.needed) == (18_000.0, 2)


def test_lanes_open_for_different_times_count_by_their_time():
    short_window = {"open": "2016-11-04T09:00", "close": "2016-11-04T11:00"}
    (need,) = needs(
        corridors={"1": corridor(lanes=3), "2": corridor(1000, lanes=1, windows=[short_window])}
    )
    # (3 x 10 h + 1 x 2 h) / 4 = 8 h.
    assert need.open_s == pytest.approx(8 * 3600.0)


def test_slow_and_fast_lanes_pass_as_many_as_their_times_allow():
    (need,) = needs(
        population__districts={"a": district(persons=3600)},
        corridors={
            "1": corridor(lanes=1, service={"per_minute": 2}),
            "2": corridor(1000, lanes=1, service={"per_minute": 4}),
        },
    )
    # Two lanes pass 1,200 + 2,400 people in ten hours: exactly enough, 3 a minute a lane.
    assert need.persons_per_lane_minute == pytest.approx(3.0)
    assert (need.needed, need.short) == (2, False)


def test_lanes_without_limit_are_never_too_few():
    (need,) = needs(population__districts={"a": district(persons=265_000)})
    assert (need.needed, need.lanes, need.short) == (111, None, False)


def test_service_that_takes_no_time_needs_no_lanes():
    (need,) = needs(corridors={"1": corridor(lanes=1, service={"per_minute": None})})
    assert (need.needed, need.short) == (0, False)
    assert need.persons_per_lane_minute == np.inf


def test_no_lanes_are_too_few():
    (need,) = needs(corridors={"1": corridor(lanes=0)})
    assert (need.needed, need.lanes, need.short) == (1, 0, True)


def test_corridors_that_never_open_are_a_warning():
    shut = {"x": {"corridors": ["1"], "begin": "2016-11-04T09:00", "end": "2016-11-04T19:00"}}
    assert messages(**quiet(incidents=shut)) == [
        (
            "warning",
            "corridors",
            "1,000 civilians would set out and nothing of corridor 1 opens for them in the run",
        ),
    ]


def test_each_class_has_its_own_lanes_and_those_it_shares():
    found = needs(
        population__districts={"a": district(persons=3000, fighters=100, wounded=50)},
        corridors={
            "1": corridor(lanes=2, admits=["civilian", "wounded"]),
            "7": corridor(1000, lanes=1, admits=["fighter", "wounded"], service={"per_minute": 2}),
        },
    )
    by_class = {need.classes: (need.persons, need.needed, need.lanes) for need in found}
    assert by_class == {
        ("civilian",): (2850, 2, 2),
        ("wounded",): (50, 1, 3),
        ("fighter",): (100, 1, 1),
    }


def test_lanes_enough_for_each_class_can_be_too_few_for_all():
    # One lane passes 2,400 people in ten hours.
    found = needs(
        population__districts={"a": district(persons=3000, fighters=1000, wounded=0)},
        corridors={"1": corridor(lanes=1)},
    )
    assert [(need.classes, need.needed, need.short) for need in found] == [
        (("civilian",), 1, False),
        (("fighter",), 1, False),
        (("civilian", "fighter"), 2, True),
    ]


# --- What rests on assumed values -----------------------------------------------------------------


def test_the_assumed_share_of_lane_time_and_people_is_told():
    ours = Mark(assumed="no source names it")
    loaded = load(
        marks={
            ("corridors", "2"): ours,
            ("corridors", "3", "lanes"): ours,
            ("population", "districts", "b", "persons"): ours,
        },
        **quiet(
            corridors={
                "1": corridor(lanes=100, service={"per_minute": None}),
                "2": corridor(500, lanes=300, service={"per_minute": None}),
                "3": corridor(1000, lanes=0),
            },
            population__districts={"a": district(persons=300), "b": district(persons=100)},
        ),
    )
    assert [(".".join(fault.path), fault.message) for fault in findings(loaded)] == [
        ("corridors", "the place of corridor 2 is assumed: 75% of the open lane time rests on it"),
        ("population.districts", "25% of the people live where the number of people is assumed"),
    ]


def test_where_lanes_have_no_limit_there_is_no_lane_time_to_share():
    loaded = load(
        marks={("corridors", "2"): Mark(assumed="ours")},
        **quiet(corridors={"1": corridor(lanes=5), "2": corridor(1000)}),
    )
    network = streets_of(loaded.scenario)
    population = build_population(loaded.scenario, network)
    shares = assumed_shares(loaded, build_gates(loaded.scenario, network), population)
    assert (shares.corridors, shares.lane_share, shares.persons_share) == (("2",), None, 0.0)
    said = [fault.message for fault in check(loaded, network, population)]
    assert "the place of corridor 2 is assumed" in said


# --- Places and all together ----------------------------------------------------------------------


def test_a_finding_stands_at_the_nearest_place_that_the_file_gives():
    place = Place(Path("a.yaml"), 12, 5)
    loaded = load(
        places={("corridors", "2"): place}, **quiet(corridors={"2": corridor(4000, 5000)})
    )
    assert str(findings(loaded)[0]).startswith("a.yaml:12:5: corridors.2.gate: lies 5,000 m")


def test_assemble_builds_the_parts_and_keeps_the_warnings():
    loaded = load(**quiet(corridors={"1": corridor(lanes=0)}))
    parts = assemble(loaded, streets_of(loaded.scenario))
    assert parts.population.person_count == 1000
    assert parts.gates.lanes.tolist() == [0]
    assert [fault.severity for fault in parts.warnings] == ["warning"]


def test_assemble_raises_every_fault_of_people_and_gates_at_once():
    loaded = load(
        **quiet(
            corridors={"1": corridor(gate=None, gate_node=999)},
            population__districts={"a": {"nodes": [998], "persons": 10}},
        )
    )
    with pytest.raises(ScenarioError) as error:
        assemble(loaded, streets_of(loaded.scenario))
    assert [str(fault).split(". ")[0] for fault in error.value.faults] == [
        "a.yaml: population.districts.a.nodes: the network has no node 998",
        "a.yaml: corridors.1.gate_node: the network has no node 999",
    ]


def test_a_fault_of_the_whole_names_file_and_line(tmp_path):
    file = tmp_path / "far.yaml"
    file.write_text(FAR, encoding="utf-8")
    loaded = load_scenario(file)
    with pytest.raises(ScenarioError) as error:
        assemble(loaded, streets_of(loaded.scenario))
    assert str(error.value) == (
        f"{file}:12:5: corridors.1.gate: lies 8,100 m from the nearest street junction, off "
        "the network. Give a point within 500 m of a street (is it latitude first?)."
    )


FAR = """\
clock: {start: 2016-11-04 8:00, end: 2016-11-04 20:00}
network: {kind: grid, rows: 10, columns: 10}
population:
  leaving:
    civilian: {willing: 1.0}
  departure:
    - {curve: rayleigh, begin: 2016-11-04 8:00, sigma_s: 600}
  districts:
    a: {nodes: [0], persons: 10}
corridors:
  1:
    gate: {x_m: 9000, y_m: 0}
    admits: [civilian]
    lanes: null
    windows:
      - {open: 2016-11-04 9:00, close: 2016-11-04 10:00}
"""


def test_the_small_scenario_of_these_tests_is_itself_sound():
    assert describe()["corridors"].keys() == {"1", "2"}
    assert messages() == []


# --- Drivers --------------------------------------------------------------------------------------

ARMED = {"a": district(fighters=60, wounded=20)}
"""920 civilians, 20 wounded and 60 fighters."""


def driven(*, population__districts=None, **willingness):
    """Findings of a scenario that states drivers, as (path, message); all are warnings."""
    found = findings(
        load(
            **quiet(
                population__leaving={},
                population__districts=population__districts or ARMED,
                willingness=willingness,
            )
        )
    )
    assert all(fault.severity == "warning" and fault.remedy for fault in found)
    return [(".".join(fault.path), fault.message) for fault in found]


def test_neutral_drivers_are_sound():
    assert driven() == []
    assert driven(drivers={"trust_offer": 0.3, "fear": 0.5, "orders": 0.5, "kept": 0.2}) == []


@pytest.mark.parametrize(
    ("willingness", "path", "message"),
    [
        ({"drivers": {"trust_offer": 0.0}}, "drivers.trust_offer",
         "at 0 it keeps everyone from leaving, whatever else is stated: 1,000 people"),
        ({"by_class": {"wounded": {"risk_way": 1.0}}}, "by_class.wounded.risk_way",
         "at 1 it keeps wounded from leaving, whatever else is stated: 20 people"),
        ({"drivers": {"siege_days": 30.0}, "coefficients": {"hardship": 0.0}}, "drivers.siege_days",
         "has no effect: its coefficient, `hardship`, is 0"),
        ({"by_class": {"civilian": {"orders": 0.5}}}, "by_class.civilian.orders",
         "has no effect: orders are for fighters, and it holds for none"),
        ({"drivers": {"defection": 0.5}}, "drivers.defection",
         "has no effect: no `orders` are stated that anybody could defy"),
        ({"factions": {"x": {"share": 0.5, "defection": 0.5}}}, "factions.x.defection",
         "has no effect: the faction has no `orders` that anybody could defy"),
        ({"drivers": {"fear": 0.5}, "men_share": 0.0}, "drivers.fear",
         "has no effect: fear is of civilian men of fighting age, and it holds for none"),
        ({"by_class": {"fighter": {"fear": 0.5}}}, "by_class.fighter.fear",
         "has no effect: fear is of civilian men of fighting age, and it holds for none"),
        ({"reunite": "wait"}, "reunite",
         "has no effect: with `split: never` no household is divided"),
        ({"reconsider_s": 50000.0}, "reconsider_s",
         "is longer than the scenario, 12 h: some never think again"),
    ],
)  # fmt: skip
def test_a_driver_that_holds_all_or_none_is_a_warning(willingness, path, message):
    assert (f"willingness.{path}", message) in driven(**willingness)


def test_drivers_of_people_who_do_not_live_there_are_a_warning():
    both = {"a": district(), "b": district(300, 300, fighters=30)}
    here = {"a": {"fighter": {"orders": 0.5}}, "b": {"fighter": {"orders": 0.5}}}
    assert driven(population__districts=both, by_district=here) == [
        ("willingness.by_district.a.fighter.orders", "has no effect: no such people live there")
    ]
    # What districts state themselves holds there, and not what is stated for all.
    assert driven(population__districts=both, by_district=here, drivers={"orders": 0.9}) == [
        ("willingness.by_district.a.fighter.orders", "has no effect: no such people live there"),
        (
            "willingness.drivers.orders",
            "has no effect: orders are for fighters, and it holds for none",
        ),
    ]


def test_one_household_alone_has_no_neighbours_to_see():
    alone = {"a": district(persons=3)}
    found = driven(population__districts=alone, drivers={"neighbours_seen": 1.0})
    nobody = "has no effect: nobody has neighbours: each of its districts is a single household"
    assert ("willingness.drivers.neighbours_seen", nobody) in found
    assert driven(drivers={"neighbours_seen": 1.0}) == []


def test_where_nobody_sets_out_the_driver_that_holds_most_is_named():
    found = driven(drivers={"trust_offer": 0.9, "kept": 1.0}, coefficients={"trust_offer": 10.0})
    assert found[0] == (
        "willingness.drivers.kept",
        "nobody sets out: others keep all of 1,000 people",
    )
