"""News, and what people do when their corridor is shut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.behaviour.dice import Dice
from sim.behaviour.memory import OPEN, PLANNED, SHUT, UNKNOWN, Memory
from sim.engine.engine import Place
from sim.model import EvacuationModel
from sim.results.record import ChoiceRecord
from sim.runner.run import record_of
from sim.scenario import ScenarioError

Build = Callable[..., EvacuationModel]

WEST = (
    "corridors.west={gate_node: 0, admits: [civilian, wounded, fighter], lanes: null,"
    " windows: [{open: 2016-11-04T09:00, close: 2016-11-04T12:00}]}"
)
LONGER = (
    "clock.end=2016-11-04T12:00",
    "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T12:00}]",
)
MIDDLE = "population.districts.west.nodes=[6]"
HOME = "shut.found_shut={civilian: {then: home}}"
ANOTHER = "shut.found_shut={civilian: {try_another: true, then: wait}}"


def lost(begin: str = "09:05", end: str = "12:00") -> str:
    span = f"begin: 2016-11-04T{begin}, end: 2016-11-04T{end}"
    return f"incidents.lost={{corridors: [east], {span}}}"


def said(at: str, what: str, more: str = "") -> str:
    return (
        f"news.announcements.a-{what}={{time: 2016-11-04T{at}, corridors: [east], says: {what}"
        f"{more}}}"
    )


def run(model: EvacuationModel) -> EvacuationModel:
    model.run_model()
    return model


def statuses(model: EvacuationModel) -> dict[str, int]:
    found = model.agents.get("status")
    return {name: found.count(name) for name in set(found)}


def test_newer_news_displaces_older_and_never_the_other_way_round() -> None:
    memory = Memory(np.array([True, True, False]), 1)
    who = np.arange(3, dtype=np.int32)
    assert memory.said[:, 0].tolist() == [PLANNED, PLANNED, UNKNOWN]
    assert memory.hear(who[:2], 0, SHUT, 100.0).tolist() == [0, 1]
    assert memory.hear(who, 0, OPEN, 50.0).tolist() == [2]  # who knew nothing
    assert memory.said[:, 0].tolist() == [SHUT, SHUT, OPEN]
    assert memory.hear(who, 0, OPEN, 100.0).tolist() == [2]  # and of the same instant: no
    assert memory.said.itemsize + memory.since_s.itemsize == 5


def test_draws_during_the_run_are_uniform_and_belong_to_the_party(build: Build) -> None:
    population = build("town").population
    dice = Dice(population, 1, 0, "news")
    who = np.arange(population.party_count, dtype=np.int32)
    rolls = np.concatenate([dice.roll(who, ordinal) for ordinal in range(200)])
    assert rolls.min() >= 0.0
    assert rolls.max() < 1.0
    error = np.sqrt(1 / 12 / len(rolls))
    assert rolls.mean() == pytest.approx(0.5, abs=4 * error)
    assert dice.roll(who[5:9], 7).tolist() == dice.roll(who, 7)[5:9].tolist()


def test_an_announcement_turns_people_round_where_they_are(build: Build) -> None:
    # From node 6 it is 400 m to the east and 600 m to the west. At 300 s, 300 m on their way or
    # less, everyone hears that the east is shut, and walks 300 m + 600 m back: 1200 s, not 1400 s.
    model = run(
        build("street", WEST, MIDDLE, lost("09:05"), said("09:05", "shut"), ANOTHER, *LONGER)
    )
    assert statuses(model) == {"out": 20}
    assert set(model.agents.get("corridor")) == {"west"}
    first = model.observation.set_out_s.min()
    assert first == 0.0
    assert np.sort(model.observation.service_begin_s)[-1] == pytest.approx(1200.0, abs=1.0)


def test_a_gate_found_shut_is_learnt_there_and_another_is_tried(build: Build) -> None:
    # No announcement: the news runs 1 m/s from the gate at 300 s, when the first is 100 m away.
    model = run(build("street", WEST, MIDDLE, lost("09:05"), ANOTHER, *LONGER))
    assert statuses(model) == {"out": 20}
    back_s = model.observation.service_begin_s
    # Met at 340 to 400 s at 340 to 400 m, they go back as far and 600 m on.
    assert back_s.min() > 1200.0
    assert back_s.max() < 1500.0


def test_who_goes_home_walks_back_the_way_that_it_came(build: Build) -> None:
    model = run(build("street", lost("09:05"), said("09:05", "shut"), HOME, *LONGER))
    assert statuses(model) == {"returned": 20}
    seen, home = model.observation, model.population.home
    assert (seen.arrived_s < 700.0).all()
    assert (model.moving.where == home).all()
    assert np.isnan(seen.out_s).all()


def test_who_waits_passes_when_the_gate_is_open_again(build: Build) -> None:
    model = run(build("street", lost("09:10", "09:30"), said("09:10", "shut"), *LONGER))
    assert statuses(model) == {"out": 20}
    assert model.observation.service_begin_s.min() == pytest.approx(1800.0)


def test_who_went_home_goes_again_when_it_hears_of_the_next_opening(build: Build) -> None:
    again = (
        "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:05},"
        " {open: 2016-11-04T11:00, close: 2016-11-04T12:00}]"
    )
    at_close = "shut.at_close={civilian: {then: home}}"
    model = build(
        "street", LONGER[0], again, at_close, "shut.patience_s=600",
        "population.departure=[{curve: uniform, begin: 2016-11-04T09:00, low_s: 0, high_s: 0}]",
    )  # fmt: skip
    while model.now_s < 3600.0:
        model.step()
    assert statuses(model) == {"returned": 20}
    run(model)
    assert statuses(model) == {"out": 20}
    # They are at the gate as it opens, after two hours.
    assert model.observation.service_begin_s.min() == pytest.approx(7200.0, abs=1.0)
    never = run(EvacuationModel(build("street", LONGER[0], again, at_close, "shut.patience_s=600",
                                      "shut.go_again=0").loaded))  # fmt: skip
    assert statuses(never) == {"returned": 20}


def test_a_short_pause_is_waited_for(build: Build) -> None:
    pause = (
        "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:05},"
        " {open: 2016-11-04T09:30, close: 2016-11-04T12:00}]"
    )
    model = run(build("street", LONGER[0], pause, "shut.at_close={civilian: {then: home}}"))
    assert statuses(model) == {"out": 20}
    assert model.observation.service_begin_s.min() == pytest.approx(1800.0)


def test_a_shelter_is_where_people_stay_after_the_close(build: Build) -> None:
    model = run(
        build(
            "street",
            "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:05}]",
            "population.districts.west.nodes=[2]",
            "places.school={node: 5}",
            "shut.at_close={civilian: {then: shelter, place: school}}",
            "choice.help_s=0",
        )
    )
    # 800 m away at 1 m/s nobody can be there in 300 s, and so nobody sets out.
    assert statuses(model) == {"at_home": 20}
    model = run(
        build(
            "street",
            "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:13:25}]",
            "population.districts.west.nodes=[2]",
            "places.school={node: 5}",
            "shut.at_close={civilian: {then: shelter, place: school}}",
        )
    )
    found = statuses(model)
    assert found["out"] == 5  # served at 800 to 804 s
    assert found["sheltering"] == 15


def test_who_does_not_know_of_a_corridor_learns_of_it_from_neighbours(build: Build) -> None:
    def knowing(*changes: str) -> int:
        model = build("town", "news.informed=0.2", *changes)
        people = model.population
        many = people.willing & ~people.prevented
        run(model)
        return int((model.news.memory.said[many] == PLANNED).all(axis=1).sum())

    alone, talking = knowing(), knowing("news.tell_per_h=10")
    assert alone < 0.5 * talking


def test_who_talks_with_neighbours_hears_all_that_they_know_at_the_stated_rate(
    build: Build,
) -> None:
    model = build("town", "news.informed=0.3", "news.tell_per_h=6")
    before = (model.news.memory.said == UNKNOWN).all(axis=1)
    for _ in range(10):  # minutes: every group has had one turn
        model.step()
    unknown = model.news.memory.said[before] == UNKNOWN
    assert (unknown.all(axis=1) == unknown.any(axis=1)).all()  # of every corridor, or of none
    assert unknown.all(axis=1).mean() == pytest.approx(np.exp(-1.0), abs=0.07)  # 6 / h, 10 min


def test_who_has_set_out_tells_nobody_at_home_any_more(build: Build) -> None:
    one = "population.districts.west.nodes=[5]"
    alone = build("street", one, "news.informed=0.5", "news.tell_per_h=60")
    told = run(alone).news.memory.said[:, 0]
    assert (told != UNKNOWN).sum() < 20  # those who knew left in the first minute


def test_in_an_area_only_those_there_hear(build: Build) -> None:
    near = ", centre: {x_m: 600, y_m: 0}, radius_m: 50"
    model = build("street", WEST, MIDDLE, said("09:00", "shut", near), said("09:01", "open", near))
    model.step()
    assert (model.news.memory.said[:, 0] == SHUT).all()
    far = ", centre: {x_m: 0, y_m: 0}, radius_m: 50"
    model = build("street", WEST, MIDDLE, said("09:00", "shut", far))
    model.step()
    assert (model.news.memory.said[:, 0] == PLANNED).all()


class Watch:
    """Counts who changes corridor on the way."""

    def __init__(self, model: EvacuationModel) -> None:
        self.changes = 0
        while model.running:
            before = model.chosen.copy()
            model.step()
            self.changes += int(((before >= 0) & (before != model.chosen)).sum())
        self.lost_h = float(np.nansum(model.observation.out_s - model.observation.set_out_s)) / 3600


def test_in_turn_nobody_changes_between_equal_ways_and_all_at_once_everyone_does(
    build: Build,
) -> None:
    # 3000 people leave the middle in 20 minutes, half of them each way; either gate, 500 m away,
    # serves one a second, so that the best that can be is that nobody changes.
    lane = "lanes: 1, service: {per_minute: 60, distribution: deterministic}"
    equal = (
        "network.width_m=40",
        "population.districts.west.nodes=[5]",
        "population.districts.west.persons=3000",
        "population.departure=[{curve: uniform, begin: 2016-11-04T09:00, low_s: 0, high_s: 1200}]",
        "choice.rule=logit",
        "choice.theta_per_s=0",
        WEST.replace("lanes: null", lane),
        *LONGER,
    )
    at_once = ("choice.look_again_per_minute=1", "choice.least_saving=0", "choice.least_saving_s=0")
    never = Watch(build("street", *equal))
    in_turn = Watch(build("street", *equal, "choice.look_again_per_minute=0.05"))
    restless = Watch(build("street", *equal, *at_once))
    assert (never.changes, in_turn.changes) == (0, 0)
    assert in_turn.lost_h == never.lost_h
    assert restless.changes > 3000  # on average everyone turns round, and nothing is gained
    assert restless.lost_h == pytest.approx(never.lost_h, rel=0.01)


def test_who_sees_a_long_queue_goes_to_the_gate_without_one(build: Build) -> None:
    # All 3000 take the first of two equal ways; a lane there serves one a second.
    lane = "lanes: 1, service: {per_minute: 60, distribution: deterministic}"
    uneven = (
        "network.width_m=40",
        MIDDLE.replace("6", "5"),
        "population.districts.west.persons=3000",
        "population.departure=[{curve: uniform, begin: 2016-11-04T09:00, low_s: 0, high_s: 1800}]",
        WEST.replace("lanes: null", lane),
        *LONGER,
    )
    lost_h = [
        Watch(build("street", *uneven, f"choice.look_again_per_minute={share}")).lost_h
        for share in (0.0, 0.05, 0.2)
    ]
    assert lost_h[0] > lost_h[1] > lost_h[2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (said("10:00", "shut"), "2016-11-04 10:00 is not before the scenario's end"),
        (said("09:10", "shut").replace("east", "nowhere"), "nowhere"),
        (said("09:10", "shut", ", radius_m: 50"), "has no `centre`"),
        ("shut.at_close={civilian: {then: shelter, place: barn}}", "there is no place 'barn'"),
        ("shut.at_close={civilian: {then: shelter}}", "names no shelter"),
        ("choice.theta_per_s=2", "theta_per_s"),
        ("choice.trust={moon: 0.5}", "moon"),
    ],
)
def test_what_cannot_be_is_named(build: Build, change: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        build("street", change)


def test_a_shelter_off_the_network_is_named(build: Build) -> None:
    with pytest.raises(ScenarioError, match="the network has no node 99"):
        build("street", "places.barn={node: 99}")


def test_who_knows_of_no_corridor_sets_out_when_it_hears_of_one(build: Build) -> None:
    # Nobody knows of the corridor before ten minutes past nine, then all set out: 1000 s to walk.
    model = run(build("street", "news.informed=0", said("09:10", "open")))
    assert statuses(model) == {"out": 20}
    assert model.observation.service_begin_s.min() == pytest.approx(1600.0, abs=1.0)
    assert statuses(run(build("street", "news.informed=0"))) == {"at_home": 20}


def test_who_is_called_off_at_its_door_at_the_close_goes_again_the_next_day(build: Build) -> None:
    # A street that lets a person out in 8 s: at the close, after 80 s, half stand at their doors.
    model = build(
        "street",
        "clock.end=2016-11-05T12:00",
        "network.width_m=0.2",
        "corridors.east.windows=[{open: 09:00, close: 09:20, days: [2016-11-04, 2016-11-05]}]",
        "corridors.east.service={per_minute: 6, distribution: deterministic}",
        "shut.at_close={civilian: {then: home}}",
        "population.districts.west.persons=400",
    )
    while model.now_s < 1200.0:
        model.step()
    at_door = (model.observation.place == Place.DOOR).sum()
    assert at_door > 20
    model.step()
    assert (model.observation.place == Place.HOME).sum() == at_door
    while model.now_s < 86_400.0:
        model.step()
    assert (model.observation.place != Place.HOME).all()


def test_who_goes_home_goes_round_what_has_fallen_behind_it(build: Build) -> None:
    # Two streets side by side; on the one that they came by, rubble falls behind them.
    fallen = (
        "damage.rubble={line: [[300, 0], [400, 0]], line_reach_m: 1, capacity_factor: 0,"
        " begin: 2016-11-04T09:08:20}"
    )
    again = (lost("09:10"), said("09:10", "shut"), HOME, *LONGER)
    model = run(build("street", "network.rows=2", fallen, *again))
    assert statuses(model) == {"returned": 20}
    straight = run(build("street", "network.rows=2", *again))
    # Up to the other street, along it and down: 200 m more.
    further_s = model.observation.arrived_s.max() - straight.observation.arrived_s.max()
    assert further_s == pytest.approx(200.0, abs=15.0)


def test_old_news_met_on_the_way_turns_nobody_round_again(build: Build) -> None:
    # The east is said to be shut, open, shut and open again, two minutes apart, to half of those
    # who are under way; the others hear it from them. Nobody turns more often than there is news.
    west = WEST.replace("lanes: null", "lanes: 1, service: {per_minute: 60}")
    half = ", reach: 0.5"
    model = build(
        "street", west, MIDDLE, ANOTHER, *LONGER, "choice.look_again_per_minute=0.2",
        "population.districts.west.persons=200", lost("09:05", "09:07"),
        said("09:05", "shut", half), said("09:07", "open", half),
        said("09:09", "shut", half).replace("a-shut", "b-shut"),
        said("09:11", "open", half).replace("a-open", "b-open"),
    )  # fmt: skip
    changes = np.zeros(model.population.party_count, np.int64)
    while model.running:
        before = model.chosen.copy()
        model.step()
        changes += (before >= 0) & (before != model.chosen)
    assert changes.max() <= 4
    assert statuses(model) == {"out": 200}


@pytest.mark.parametrize(("risk_s", "turn"), [(0.0, 0), (800.0, 0), (1000.0, 20)])
def test_who_weighs_danger_turns_round_where_it_is_seen_ahead(
    build: Build, risk_s: float, turn: int
) -> None:
    # From the middle all walk east, for they trust west but half: 300 s of walking. After 120 s
    # danger is seen before them: 380 m and the risk against 620 m and the 300 s. A change must save
    # 300 s, so it is worth it from a risk of 840 s.
    model = build(
        "street", WEST, *LONGER, "population.districts.west.nodes=[5]",
        "choice={rule: logit, theta_per_s: 1.0, distrust_s: 600, look_again_per_minute: 1.0}",
        "choice.trust={west: 0.5}", f"choice.risk_s={risk_s}", "ceasefire.seen_m=30",
        "incidents.x={zone: {centre: {x_m: 900, y_m: 0}, radius_m: 10}, inside: pass,"
        " begin: 2016-11-04T09:02, end: 2016-11-04T12:00}",
    )  # fmt: skip
    run(model)
    assert int((model.chosen == model.corridor_ids.index("west")).sum()) == turn
    assert statuses(model) == {"out": 20}


def test_who_heard_of_a_shut_gate_how_and_when_and_who_walked_on_is_counted(build: Build) -> None:
    # All 20 walk 1 m/s from 09:00 and are 700 m from the gate as it shuts at 300 s.
    model = run(build("street", HOME, lost()))
    (piece,) = model.news.heard.pieces
    # News runs back at 1 m/s and meets them after 350 s; interval ends are at 600 and 660 s.
    assert (piece.times_s, piece.persons, piece.by_way["queue"]) == ([660.0], [20], 20)
    assert (piece.unaware, piece.unaware_person_s) == (20, 20 * (660.0 - 300.0))
    assert record_of(model).news[0].says == "shut"

    # News that hardly runs is found out at the gate, from 1000 s on.
    model = run(build("street", HOME, lost(), "news.queue_m_s=0.001"))
    (piece,) = model.news.heard.pieces
    assert (piece.times_s, piece.persons, piece.by_way["gate"]) == ([1020.0], [20], 20)
    assert (piece.unaware, piece.unaware_person_s) == (20, 20 * (1020.0 - 300.0))

    # Who was told before the gate shut, and waits for nothing, walks nowhere unaware.
    model = run(build("street", HOME, lost(), said("09:04", "shut")))
    first, second = model.news.heard.pieces
    assert (first.since_s, first.by_way["announcement"], first.times_s) == (240.0, 20, [240.0])
    assert (second.since_s, second.unaware, sum(second.by_way.values())) == (300.0, 0, 0)


def test_everyone_who_knows_of_a_corridor_has_heard_of_it_once(build: Build) -> None:
    model = run(build("town", "news.informed=0.3", "news.tell_per_h=1.0"))
    known = (model.news.memory.said != UNKNOWN) * model.population.persons[:, None]
    pieces = model.news.heard.pieces
    assert [sum(piece.by_way.values()) for piece in pieces] == known.sum(axis=0).tolist()
    for piece in pieces:
        told = piece.by_way["neighbours"] + piece.by_way["street"]
        assert 0 < sum(piece.persons) == told
        assert piece.times_s == sorted(set(piece.times_s))


def test_an_equilibrium_leaves_its_gap_and_its_rounds(build: Build) -> None:
    model = build("town", "choice.rule=equilibrium")
    model.run_model()
    made = record_of(model).choice
    assert made is not None
    assert made.gap == model.choice.relative_gap < 0.05
    assert made.rounds == model.choice.rounds > 0
    other = build("town")
    assert record_of(run(other)).choice == ChoiceRecord("Nearest", None, None)


@pytest.mark.parametrize(("end", "status"), [("09:21", "stranded"), ("09:30", "returned")])
def test_who_is_still_on_its_way_home_when_the_scenario_ends_is_stranded(
    build: Build, end: str, status: str
) -> None:
    # Told at 660 s, 660 m from home, and home again at 1320 s and what the queue home takes.
    model = run(build("street", HOME, lost(end="09:20"), f"clock.end=2016-11-04T{end}",
        "corridors.east.windows=[{open: 2016-11-04T09:00, close: 2016-11-04T09:20}]",
    ))  # fmt: skip
    assert statuses(model) == {status: 20}
