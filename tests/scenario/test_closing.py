"""Faults of cut-offs, shelters, bearers and announcements: each with its place and a remedy."""

from __future__ import annotations

import pytest

from sim.checks import assemble
from sim.network import build_network
from sim.scenario import ScenarioError

from .files import PLAIN, Folder
from .test_rules import PEOPLE

HALLS = "places:\n  a: {node: 1, beds: 3, send_on: %s}\n  b: {node: 2, beds: 3, send_on: a}\n"
NEWS = "news: {announcements: {x: {corridors: [1], says: open, time: %s}}}\n"

CASES: dict[str, tuple[str, str, str]] = {
    "cut-off of nothing": (
        PLAIN + "    cut_off: {}\n", "corridors.1.cut_off", "cuts nothing off",
    ),
    "cut-off outside the windows": (
        PLAIN + "    cut_off: {at: 20:00}\n",
        "corridors.1.cut_off.at", "lies in no window of the corridor",
    ),
    "turned away and waiting": (
        PLAIN + "    cut_off: {at: 18:30}\nshut: {cut_off: {civilian: {try_another: true}}}\n",
        "shut.cut_off.civilian", "lets people wait whom stewards turn away",
    ),
    "shelters in a circle": (
        PLAIN + HALLS % "b", "places.a.send_on", "sends people round in a circle of shelters",
    ),
    "no such shelter": (PLAIN + HALLS % "c", "places.a.send_on", "there is no place 'c'"),
    "more bearers than people": (
        PLAIN.replace(PEOPLE, "nodes: [1, 2], persons: 10, wounded: 6").replace(
            "  leaving: {civilian: {willing: 1.0}}",
            "  leaving: {civilian: {willing: 1.0}, wounded: {willing: 1.0}}\n"
            "  stretchers: {share: 0.5}",
        ),
        "population.districts.a.wounded",
        "6 wounded may need 12 bearers, and there are 4 others to be them",
    ),
    "announcement after the end": (
        PLAIN + NEWS % "2016-11-04 19:00", "news.announcements.x.time",
        "2016-11-04 19:00 is not before the scenario's end, 2016-11-04 19:00",
    ),
    "share held above 1": (
        PLAIN + "    held: {civilian: 1.5}\n", "corridors.1.held.civilian", "1.5 is too large",
    ),
    "bus without seats": (
        PLAIN + "    reception: {onward: {seats: 0, every_s: 60}}\n",
        "corridors.1.reception.onward.seats", "0 is too small",
    ),
    "weight of a driver out of range": (
        PLAIN + "choice: {rule: logit, theta_per_s: 2.0}\n", "choice.theta_per_s",
        "2.0 is too large",
    ),
    "sources that there are not": (
        PLAIN.replace("  leaving:", "  speeds: {preset: rimea}\n  leaving:"),
        "population.speeds.preset", "'rimea'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_with_its_place(folder: Folder, case: str) -> None:
    text, path, message = CASES[case]
    found = {field: told for _, field, told, _ in folder.told(text)}
    assert path in found
    assert message in found[path]


def test_an_announcement_at_a_time_that_the_clocks_leave_out(folder: Folder) -> None:
    day = PLAIN.replace("2016-11-04 9:00", "2016-03-24 9:00").replace(
        "2016-11-04 19:00", "2016-03-25 19:00"
    )
    ((_, field, message, _),) = folder.told(day + NEWS % "2016-03-25 0:30")
    assert field == "news.announcements.x.time"
    assert "does not exist in Asia/Damascus" in message


def test_an_announcement_that_is_heard_nowhere_on_the_map(folder: Folder) -> None:
    centre = "{x_m: 90000, y_m: 0}"
    heard = NEWS.replace("time: %s", f"time: 2016-11-04 10:00, centre: {centre}, radius_m: 500")
    loaded = folder.load(PLAIN + heard)
    network = build_network(loaded.scenario.network, loaded.base_dir)
    with pytest.raises(ScenarioError) as caught:
        assemble(loaded, network)
    (fault,) = caught.value.faults
    assert "lies off the map: the nearest street corner is" in fault.message
    assert ".".join(fault.path) == "news.announcements.x.centre"
    assert fault.place is not None
    assert fault.place.line == 14
    assert fault.remedy


def test_a_zone_off_the_map_is_told_with_its_line(folder: Folder) -> None:
    zone = (
        "incidents:\n  x:\n    begin: 2016-11-04 10:00\n    end: 2016-11-04 11:00\n"
        "    zone: {centre: {x_m: 90000, y_m: 0}, radius_m: 50}\n"
    )
    loaded = folder.load(PLAIN + zone)
    network = build_network(loaded.scenario.network, loaded.base_dir)
    with pytest.raises(ScenarioError) as caught:
        assemble(loaded, network)
    (fault,) = caught.value.faults
    assert "lies off the map" in fault.message
    assert fault.place is not None
    assert fault.place.line == 18
