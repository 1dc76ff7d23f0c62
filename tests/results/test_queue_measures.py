"""Queue theory of the gates: what binds, who came too late, how busy the lanes were."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.results import binding, build_result
from sim.results.facts import gather
from sim.results.queues import GateUse, Left, cumulative_curves, gate_uses, last_part
from sim.results.record import RunRecord
from sim.results.status import STATUS_CODE
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def corridors() -> dict[str, dict[str, Any]]:
    return {c["id"]: c for c in build_result(hand_record()).summary["corridors"]}


def test_utilisation_counts_service_inside_windows_only(corridors: dict[str, Any]) -> None:
    # a: 40 + 60 + 500 (of 550, the close is at 1200) + 50 + 10 + 540 (of 600) of 1200 s, one lane.
    assert corridors["a"]["open_s"] == 1200.0
    assert corridors["a"]["utilisation"] == pytest.approx(1.0, rel=1e-12)
    # b: 300 + 300 + 60 lane-seconds of two lanes times 1800 s.
    assert corridors["b"]["utilisation"] == pytest.approx(660 / 3600, rel=1e-12)
    assert corridors["c"]["utilisation"] is None


def test_overrun_is_reported_in_people_and_seconds(corridors: dict[str, Any]) -> None:
    # 55 people are done 50 s after the first close, 60 people 60 s after the second.
    assert corridors["a"]["overrun_persons"] == 115
    assert corridors["a"]["overrun_s"] == 60.0
    assert corridors["b"]["overrun_persons"] == 0


def test_last_useful_joining_time_from_cumulative_curves(corridors: dict[str, Any]) -> None:
    # By 600 s the 65 people who pass in the first window have joined, by 900 s 70 have.
    first, second = corridors["a"]["windows"]
    assert (first["passed"], first["last_useful_join_s"]) == (65, 600.0)
    # 131 pass in all; by 1800 s they have joined, by 2100 s ten more have.
    assert (second["passed"], second["last_useful_join_s"]) == (66, 1800.0)
    assert corridors["a"]["last_useful_join_s"] == 1800.0
    assert (first["queue_at_close"], second["queue_at_close"]) == (66, 10)
    # Nobody was left at b and c: to join until the close was in time.
    assert corridors["b"]["last_useful_join_s"] == corridors["b"]["close_s"] == 2400.0
    assert corridors["c"]["last_useful_join_s"] == 2400.0


def test_last_served_arrival_by_class(corridors: dict[str, Any]) -> None:
    last = {use["person_class"]: use["last_served_arrival_s"] for use in corridors["a"]["by_class"]}
    assert last == {"civilian": 1100.0, "wounded": 900.0}
    assert corridors["c"]["by_class"][0]["last_served_arrival_s"] is None


def test_people_beyond_are_those_who_set_out_and_did_not_pass(corridors: dict[str, Any]) -> None:
    assert [corridors[name]["people_beyond"] for name in "abc"] == [13, 0, 0]
    assert corridors["a"]["at_close"]["forecourt"] == 10
    assert corridors["a"]["at_close"]["walking"] == 3


def test_lanes_needed_serve_everyone_who_set_out(corridors: dict[str, Any]) -> None:
    # a: 144 people of 10 s in 1200 s: 1.2 lanes. b: 22 of 30 s in 1800 s: 0.37 lanes.
    assert [corridors[name]["lanes_needed"] for name in "abc"] == [2, 1, 0]


def test_peak_queue_and_waits(corridors: dict[str, Any]) -> None:
    assert (corridors["a"]["peak_queue"], corridors["a"]["peak_queue_s"]) == (66, 1200.0)
    assert corridors["c"]["peak_queue_s"] is None
    # b: 20 people wait 0 s, 2 wait 500 s.
    assert corridors["b"]["wait_mean_s"] == pytest.approx(1000 / 22)
    assert corridors["b"]["wait_median_s"] == 0.0
    assert corridors["b"]["wait_p95_s"] == 500.0


def test_what_binds_in_the_run_by_hand(corridors: dict[str, Any]) -> None:
    assert [corridors[name]["binds"] for name in "abc"] == ["lanes", "willingness", "unused"]
    found = build_result(hand_record()).summary["binding"]
    assert found["kind"] == "lanes"
    # 13 still queue for the lanes of a; 4 are left at an assembly point.
    assert found["held_back"] == {"lanes": 13, "vehicles": 4}
    assert found["idle"] == ["c"]


def test_who_waits_at_the_door_has_set_out_and_is_left() -> None:
    record = hand_record()
    row = 7  # three people who were still walking: let them never get into the street
    record.set_out_s[row] = np.nan
    left = gate_uses(gather(record))[0].left
    assert left.persons == 13
    assert left.walking == 3


@pytest.mark.parametrize(("limit", "word"), [(135, "limit"), (145, "lanes")])
def test_a_limit_of_people_binds_when_someone_left_has_no_place(limit: int, word: str) -> None:
    # 131 have passed; 10 and 3 are left: 4 places are too few for the ten, 14 are enough.
    record = hand_record()
    record.gates.capacity_persons[0] = limit
    corridor = build_result(record).summary["corridors"][0]
    assert corridor["binds"] == word
    assert corridor["capacity_persons"] == limit


def test_corridors_that_never_open() -> None:
    record = hand_record()
    record.gates.window_start[:] = 0
    for name in ("service_begin_s", "out_s", "safe_s"):
        getattr(record, name)[:] = np.nan
    record.status[record.chosen >= 0] = STATUS_CODE["stranded"]
    result = build_result(record)
    summary = result.summary
    assert (summary["close_s"], summary["out_by_close"], summary["share_assumed"]) == (None,) * 3
    assert [c["binds"] for c in summary["corridors"]] == ["shut", "shut", "shut"]
    assert [c["people_beyond"] for c in summary["corridors"]] == [144, 22, 0]
    assert summary["corridors"][0]["last_useful_join_s"] is None
    assert summary["corridors"][0]["windows"] == []
    assert summary["binding"]["kind"] == "shut"
    assert "No corridor ever opens." in result.headline()
    assert result.corridors["utilisation"].isna().all()
    for name in ("evacuated", "corridors", "map"):
        result.plot(name)


def test_last_part_of_the_windows() -> None:
    spans = np.asarray([[600.0, 1200.0], [1800.0, 2400.0]])
    assert last_part(spans, 900.0).tolist() == [[900.0, 1200.0], [1800.0, 2400.0]]
    assert last_part(spans, 300.0).tolist() == [[2100.0, 2400.0]]
    assert last_part(spans, 9000.0).tolist() == spans.tolist()


def _use(**changes: Any) -> GateUse:
    """A gate open for an hour, for which 100 people set out."""
    left = Left(persons=50, children=0, by_class=(50, 0, 0), forecourt=20, streets=30, walking=0)
    base = GateUse(
        spans=np.asarray([[0.0, 3600.0]]),
        open_s=3600.0,
        close_s=3600.0,
        utilisation=1.0,
        utilisation_at_close=1.0,
        queued_open_s=3600.0,
        utilisation_while_queued=1.0,
        forecourt_while_queued=20,
        lanes_needed=2,
        chosen=100,
        arrived=100,
        passed=50,
        out=50,
        safe=50,
        carried=0,
        peak_queue=60,
        peak_queue_s=1800.0,
        last_pass_s=3500.0,
        queue_wait_max_s=100.0,
        overrun_persons=0,
        overrun_s=0.0,
        limit_reached=False,
        windows=(),
        left=left,
    )
    return replace(base, **changes)


def _left(forecourt: int, streets: int, walking: int) -> Left:
    persons = forecourt + streets + walking
    return Left(persons, 0, (persons, 0, 0), forecourt, streets, walking)


@pytest.mark.parametrize(
    ("use", "lanes", "word"),
    [
        (_use(), 1, "lanes"),
        (_use(), 0, "shut"),
        (_use(open_s=0.0), 1, "shut"),
        (_use(chosen=0, left=_left(0, 0, 0)), 1, "unused"),
        (_use(left=_left(1, 0, 0)), 1, "willingness"),
        (_use(limit_reached=True, utilisation_at_close=0.1), 1, "limit"),
        (_use(utilisation_at_close=0.5, left=_left(40, 10, 0)), 1, "way"),
        (_use(utilisation_at_close=None, left=_left(40, 10, 0)), -1, "way"),
        (_use(utilisation_at_close=0.5, left=_left(0, 50, 0)), 1, "streets"),
        (_use(utilisation_at_close=0.5, left=_left(0, 10, 40)), 1, "windows"),
        (_use(left=_left(0, 0, 50)), 1, "windows"),
    ],
)
def test_rules_of_what_binds(use: GateUse, lanes: int, word: str) -> None:
    assert binding.at_gate(use, lanes=lanes, capacity_persons=np.inf) == word


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "lanes"),
        ({"queued_open_s": 1799.0}, None),
        ({"utilisation_while_queued": 0.5}, "way"),
        ({"utilisation_while_queued": None}, "way"),
        ({"utilisation_while_queued": 0.5, "forecourt_while_queued": 1}, "streets"),
    ],
)
def test_rules_of_what_slows(changes: dict[str, Any], word: str | None) -> None:
    assert binding.slowed_by(_use(**changes)) == word


def test_time_with_a_queue_counts_only_while_open(corridors: dict[str, Any]) -> None:
    # a: more than 1.44 people queue at every sample from 300 s on; it is open for 1200 s of that.
    assert corridors["a"]["queued_open_s"] == 1200.0
    assert corridors["a"]["utilisation_while_queued"] == pytest.approx(1.0)
    assert corridors["a"]["slowed_by"] is None
    # b: two wounded queue at 900 and 1200 s, for their window, which opens at 1200 s.
    assert corridors["b"]["queued_open_s"] == 0.0
    assert corridors["b"]["utilisation_while_queued"] is None


def test_lanes_that_work_between_two_queues_are_not_busy_at_the_close() -> None:
    # a, one lane, open [600, 1200) and [1800, 2400): people queue from 600 to 900 s and from 1800.
    record = hand_record()
    record.series.queued_for[:, 0] = [0, 0, 9, 9, 0, 0, 9, 9, 9, 0]
    use = gate_uses(gather(record))[0]
    assert use.queued_open_s == 900.0
    # The lane works all of [600, 1200) and [1800, 2400); what it does from 900 to 1200 s lies
    # between the queues, and counts for neither.
    assert use.utilisation_while_queued == pytest.approx(1.0)
    assert use.utilisation_at_close == pytest.approx(1.0)


def test_who_queues_for_the_turn_of_their_class_is_held_by_the_window() -> None:
    # b: fighters may pass from 600 s, the wounded from 1200 s; one fighter queues throughout.
    record = hand_record()
    record.series.queued_for[:, 1] = 2
    use = gate_uses(gather(record))[1]
    assert use.queued_open_s == 1200.0
    # Two lanes, 2400 lane-seconds from 1200 s on: the two wounded take 30 s each.
    assert use.utilisation_while_queued == pytest.approx(60 / 2400)


def test_a_gate_idles_only_for_people_it_admits() -> None:
    idle = _use(chosen=0, passed=0, last_pass_s=None, left=_left(0, 0, 0))
    uses, kinds = (_use(), idle), ("lanes", "unused")
    assert binding.in_all(uses, kinds, [{0}, {0}]).idle == (1,)
    assert binding.in_all(uses, kinds, [{0}, {2}]).idle == ()


def test_willingness_binds_when_nobody_is_left() -> None:
    found = binding.in_all((_use(left=_left(0, 0, 0)),), ("willingness",), [{0}])
    assert found.kind == "willingness"
    assert found.held_back == {}


def test_vickrey_bottleneck_gives_the_textbook_joining_time() -> None:
    """Arrivals 1/s from 0 to 600 s, service 1 in 2 s from 300 s, close at 600 s (V21 halved)."""
    record = _deterministic_queue()
    use = gate_uses(gather(record))[0]
    # 150 people pass in 300 s; the 150th joined at 150 s.
    assert use.passed == 150
    assert use.windows[0].last_useful_join_s == 150.0
    assert use.left.persons == 450
    assert use.peak_queue == 450
    assert use.utilisation == pytest.approx(1.0)
    # The k-th (from 0) passes at 300 + 2 k; with it k + 1 have passed, who had joined by k + 1.
    waits = cumulative_curves(gather(record), 0).waits_s()
    assert waits.tolist() == pytest.approx([299.0 + k for k in range(150)])
    assert use.queue_wait_max_s == pytest.approx(448.0)


def _deterministic_queue() -> RunRecord:
    """600 single civilians at gate a, walked up at k + 0.5 s, served in turn."""
    record = hand_record()
    count = 600
    arrived = np.arange(count) + 0.5
    begin = 300.0 + 2.0 * np.arange(count)
    passed = begin < 600.0
    nobody = np.zeros(count, np.int32)
    population = replace(
        record.population,
        district=np.zeros(count, np.int16),
        number=np.arange(count, dtype=np.int32),
        line=np.zeros(count, np.uint8),
        persons=np.ones(count, np.int32),
        children=nobody,
        elderly=nobody,
        impaired=nobody,
        wounded=nobody,
        fighters=nobody,
        space=np.ones(count),
        speed_m_s=np.ones(count),
        home=nobody,
        willing=np.ones(count, bool),
        prevented=np.zeros(count, bool),
        departure_s=arrived,
        service_units=np.full((count, 1), 0.2),
    )
    times = np.arange(0.0, 601.0, 10.0)
    joined = np.asarray([(arrived < t).sum() for t in times])
    through = np.asarray([(passed & (begin < t)).sum() for t in times])
    queued = np.zeros((len(times), 3), np.int64)
    queued[:, 0] = joined - through
    forecourt = np.zeros((len(times), 3, 3), np.int64)
    forecourt[:, 0, 0] = queued[:, 0]
    windows = replace(
        record.gates,
        window_start=np.asarray([0, 1, 1, 1, 1, 1, 1, 1, 1, 1], np.int32),
        window_open_s=np.asarray([300.0]),
        window_close_s=np.asarray([600.0]),
    )
    status = np.where(passed, 9, 8).astype(np.uint8)
    never = np.full(count, np.nan)
    return replace(
        record,
        population=population,
        gates=windows,
        status=status,
        chosen=np.zeros(count, np.int16),
        set_out_s=arrived - 0.25,
        gate_arrival_s=arrived,
        service_begin_s=np.where(passed, begin, never),
        out_s=np.where(passed, begin + 2.0, never),
        safe_s=never,
        series=replace(
            record.series,
            time_s=times,
            by_status=np.zeros((len(times), len(STATUS_CODE)), np.int64),
            forecourt=forecourt,
            queued_for=queued,
        ),
        end_s=600.0,
        services=None,
    )
