"""The model end to end: what a reader can work out by hand, and what must hold always."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import mesa
import numpy as np
import pytest

from sim.agents.statuses import at_rest, final_codes, status_codes
from sim.engine import Observation, Place
from sim.model import EvacuationModel
from sim.plan.corridors import windows_of
from sim.results.status import STATUSES
from sim.scenario import CLASSES, LoadedScenario
from sim.step.ledger import AccountingError

Load = Callable[..., LoadedScenario]
Build = Callable[..., EvacuationModel]


def run(model: EvacuationModel) -> EvacuationModel:
    model.run_model()
    return model


@pytest.fixture(scope="module")
def street(build: Build) -> EvacuationModel:
    return run(build("street"))


@pytest.fixture(scope="module")
def town(build: Build) -> EvacuationModel:
    return run(build("town"))


def test_twenty_people_walk_a_kilometre_and_pass_one_a_second(street: EvacuationModel) -> None:
    # The first walks 1000 m at 1 m/s and is served in 1 s; the rest follow one a second.
    assert np.sort(street.observation.out_s) == pytest.approx(1001.0 + np.arange(20))
    assert np.sort(street.observation.service_begin_s) == pytest.approx(1000.0 + np.arange(20))
    # Safe after another 200 m.
    assert np.sort(street.observation.safe_s) == pytest.approx(1201.0 + np.arange(20))
    # They left their door one by one: all going one way, 0.85 of 4 m passes 1.22 /m/s.
    assert np.sort(street.observation.set_out_s) == pytest.approx(np.arange(20) / (1.22 * 3.4))


def test_a_run_ends_when_nobody_can_move_any_more(street: EvacuationModel) -> None:
    assert not street.running
    # The last is safe after 1220 s, so the interval that ends at 1260 s is the last.
    assert street.now_s == 1260.0
    assert street.steps == 21
    before = street.observation
    street.step()
    assert street.now_s == 1260.0
    assert street.observation is before


def test_the_series_shows_who_moves_queues_and_is_out(street: EvacuationModel) -> None:
    table = street.datacollector.get_model_vars_dataframe()
    assert table["time_s"].tolist() == [60.0 * step for step in range(22)]
    at = table.set_index("time_s")
    assert at.loc[0.0, "at_home"] == 20
    assert at.loc[60.0, "moving"] == 20
    assert at.loc[960.0, "out"] == 0
    # The last is out at 1020 s; what is due at that instant belongs to the next interval.
    assert at.loc[1020.0, ["out", "out_east"]].tolist() == [19, 19]
    # The one in the lane is queued, and has passed: nobody queues for the gate any more.
    assert at.loc[1020.0, ["queued", "queued_east"]].tolist() == [1, 0]
    assert at.loc[1080.0, ["out", "out_east"]].tolist() == [20, 20]


def test_a_scenario_that_ends_early_strands_who_is_on_the_way(build: Build) -> None:
    model = run(build("street", "clock.end=2016-11-04T09:16:50"))
    # Nine are out by 1009 s; the tenth would be out at 1010 s, when the scenario is over.
    assert model.now_s == 1010.0
    by_status = dict(zip(STATUSES, model.ledger.by_status.tolist(), strict=True))
    assert by_status["out"] == 9
    assert by_status["stranded"] == 11
    assert model.ledger.queued_for.tolist() == [10]  # one of them is in the lane
    assert len(model.agents.select(status="stranded")) == 11


def test_an_incident_shuts_the_gate_at_its_very_second(build: Build) -> None:
    shots = "incidents.shots={corridors: [east], begin: 2016-11-04T09:16:45, end: 2016-11-04T09:20}"
    model = run(build("street", shots))
    # Service begins at 1000, 1001, ... 1004 s; what is due at 1005 s waits until 1200 s.
    expected = [*range(1000, 1005), *range(1200, 1215)]
    assert np.sort(model.observation.service_begin_s) == pytest.approx(expected)
    assert windows_of(model.gates, 0, 0) == [(0.0, 1005.0), (1200.0, 3600.0)]


@pytest.mark.parametrize("interval_s", ["7", "30", "60", "450"])
def test_the_control_interval_does_not_change_what_happens(
    build: Build, town: EvacuationModel, interval_s: str
) -> None:
    model = run(build("town", f"clock.control_interval_s={interval_s}"))
    for name in ("set_out_s", "gate_arrival_s", "service_begin_s", "out_s"):
        np.testing.assert_array_equal(
            getattr(model.observation, name), getattr(town.observation, name), err_msg=name
        )


def test_at_every_interval_the_statuses_sum_to_everyone(town: EvacuationModel) -> None:
    series = town.ledger.series()
    assert (series.by_status.sum(axis=1) == 1200).all()
    assert (series.by_status >= 0).all()
    table = town.datacollector.get_model_vars_dataframe()
    assert (table[list(STATUSES)].sum(axis=1) == 1200).all()
    corridors = [f"out_{name}" for name in town.corridor_ids]
    assert (table[corridors].sum(axis=1) == table["out"]).all()
    assert table["out"].is_monotonic_increasing
    assert table["out"].iloc[-1] > 500


def test_nobody_passes_outside_a_window_of_their_class(town: EvacuationModel) -> None:
    seen = town.observation
    passed = np.flatnonzero(~np.isnan(seen.service_begin_s))
    assert len(passed) > 100
    for row in passed:
        spans = windows_of(town.gates, int(seen.gate[row]), int(town.population.line[row]))
        begin_s = seen.service_begin_s[row]
        assert any(open_s <= begin_s < close_s for open_s, close_s in spans)


def test_fighters_and_wounded_pass_only_where_they_are_admitted(town: EvacuationModel) -> None:
    out = town.agents.select(status="out")
    by_line = out.groupby("line").map(lambda parties: set(parties.get("corridor")))
    assert by_line["fighter"] == {"b"}
    assert by_line["wounded"] <= {"a", "b"}
    assert by_line["civilian"] <= {"a", "c"}
    assert not any(party.wounded for party in out.select(corridor="c"))


def test_the_same_seed_gives_the_same_bits_and_another_does_not(
    load: Load, town: EvacuationModel
) -> None:
    again = run(EvacuationModel(load("town"), rng=3))
    other = run(EvacuationModel(load("town"), rng=4))
    for name in ("place", "set_out_s", "service_begin_s", "out_s", "link_entered"):
        ours = getattr(town.observation, name)
        assert ours.tobytes() == getattr(again.observation, name).tobytes()
        assert ours.tobytes() != getattr(other.observation, name).tobytes()
    assert (again.seed, other.seed) == (3, 4)


def test_replications_are_other_people_of_the_same_seed(load: Load, town: EvacuationModel) -> None:
    second = EvacuationModel(load("town"), replication=1)
    assert second.seed == town.seed
    assert second.population.speed_m_s.tobytes() != town.population.speed_m_s.tobytes()


def test_a_generator_draws_the_seed(load: Load) -> None:
    first = EvacuationModel(load("town"), rng=np.random.default_rng(11))
    second = EvacuationModel(load("town"), rng=np.random.default_rng(11))
    assert first.seed == second.seed != 3
    assert first.population.home.tobytes() == second.population.home.tobytes()


@pytest.mark.parametrize(
    "change", ["corridors.a.lanes=40", "corridors.a.capacity_persons=10", "corridors.c.lanes=0"]
)
def test_a_corridors_capacity_leaves_everybodys_lives_alone(
    build: Build, town: EvacuationModel, change: str
) -> None:
    changed = build("town", change).population
    for name in ("home", "speed_m_s", "departure_s", "willing", "persons", "service_units"):
        assert getattr(changed, name).tobytes() == getattr(town.population, name).tobytes()


def test_parts_may_be_shared_between_models(build: Build, town: EvacuationModel) -> None:
    first = build("town")
    second = EvacuationModel(
        first.loaded,
        network=first.network,
        population=first.population,
        gates=first.gates,
        links=first.links,
        trees=first.trees,
    )
    assert second.network is first.network
    assert second.trees is first.trees
    run(second)
    assert second.observation.out_s.tobytes() == town.observation.out_s.tobytes()
    run(first)
    assert first.observation.out_s.tobytes() == town.observation.out_s.tobytes()


def test_it_is_a_mesa_model(town: EvacuationModel) -> None:
    assert isinstance(town, mesa.Model)
    assert isinstance(town.datacollector, mesa.DataCollector)
    assert isinstance(town.rng, np.random.Generator)


def test_lost_people_are_never_overlooked(build: Build) -> None:
    model = build("town")
    while model.ledger.out.sum() < 50:
        model.step()
    live = model.observation
    seen = Observation(**{part.name: getattr(live, part.name) for part in fields(Observation)})
    assert (seen.place == Place.LINK).any()
    status = model.status()
    fewer = seen.link_persons - (np.arange(len(seen.link_persons)) == 0)
    lost = replace(seen, look_at_streets=lambda: replace(seen.streets, persons=fewer))
    with pytest.raises(AccountingError, match=r"at \d+\.000 s the people on links are"):
        model.ledger.enter(lost, status, model.chosen)
    waiting = seen.gate_waiting + 1
    with pytest.raises(AccountingError, match="the people in forecourts are"):
        model.ledger.enter(replace(seen, gate_waiting=waiting), status, model.chosen)
    with pytest.raises(AccountingError, match="the people out are 0, not"):
        model.ledger.enter(replace(seen, out_persons=0), status, model.chosen)
    nameless = np.where(seen.place == Place.LINK, len(STATUSES), status).astype(np.uint8)
    with pytest.raises(AccountingError, match=r"the people of all statuses are \d+, not 1200"):
        model.ledger.enter(seen, nameless, model.chosen)


def test_every_place_has_its_status(build: Build) -> None:
    population = build("town").population
    count = len(Place) + 1
    rest = at_rest(parties=population.party_count, links=1, gates=1, classes=len(CLASSES))
    place, ready_s = rest.place.copy(), rest.ready_s.copy()
    place[:count] = [*Place, Place.LINK]
    ready_s[[Place.LINK, count - 1]] = 99.0, 101.0
    streets = replace(rest.streets, ready_s=ready_s)
    seen = replace(rest, now_s=100.0, place=place, look_at_streets=lambda: streets)
    willing = replace(population, willing=np.ones(population.party_count, np.bool_))
    elsewhere = population.home + 1
    codes = status_codes(willing, seen, elsewhere)
    names = [STATUSES[code] for code in codes[:count]]
    at_door, on_link, forecourt, lane, way, safe, arrived, held, assembled, aboard, walking = names[
        1:
    ]
    assert held == "held"
    assert arrived == "sheltering"
    assert {at_door, on_link, forecourt, lane, assembled} == {"queued"}
    assert aboard == "aboard"
    assert (way, safe, walking) == ("out", "out", "moving")
    assert names[0] in ("at_home", "prevented")
    at_home = status_codes(willing, seen, population.home)
    assert STATUSES[at_home[Place.ARRIVED]] == "returned"
    final = [STATUSES[code] for code in final_codes(codes)[:count]]
    waiting = ["out", "out", "sheltering", "held"]
    assert final[1:] == ["stranded"] * 4 + waiting + ["stranded"] * 3


@pytest.mark.parametrize(
    ("spillback", "entered"), [("kinematic_wave", 10), ("spatial_queue", 10), ("point_queue", 20)]
)
def test_the_spillback_switch_says_whether_a_full_street_holds_people_at_their_doors(
    build: Build, spillback: str, entered: int
) -> None:
    # Nobody passes, and half a street of 1000 m x 4 m holds 0.005 * 1000 * 2 = 10 people.
    model = run(
        build(
            "street",
            "corridors.east.lanes=0",
            "corridors.east.forecourt_m2=0",
            "movement.specific_flow_per_m_s=0.005",
            "movement.jam_density_per_m2=0.005",
            "movement.two_way=halves",
            f"movement.spillback={spillback}",
        )
    )
    assert int((~np.isnan(model.observation.set_out_s)).sum()) == entered
