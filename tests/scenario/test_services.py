"""Faults of vehicle services, each with place, field, fault and remedy."""

import pytest

from .files import PLAIN, Folder

SERVICE = """\
services:
  buses:
    assembly: {node: 5}
    corridor: 1
    classes: [civilian]
    vehicles: 5
    seats: 50
"""

CASES = {
    "no vehicles": (
        ("vehicles: 5", "vehicles: 0"),
        ("19:15", "services.buses.vehicles", "is 0: the service has no vehicles",
         "Write how many there are, or remove the service."),
    ),
    "no seats": (
        ("seats: 50", "seats: 0"),
        ("20:12", "services.buses.seats", "is 0: nobody can board",
         "Write the seats of one vehicle, or its `stretchers`."),
    ),
    "stretchers for nobody": (
        ("seats: 50", "seats: 1\n    stretchers: 2"),
        ("21:17", "services.buses.stretchers",
         "are for the wounded, whom the service does not carry",
         "Add wounded to `classes`, or write seats instead."),
    ),
    "unknown corridor": (
        ("corridor: 1", "corridor: 9"),
        ("17:15", "services.buses.corridor", "there is no corridor '9'", "Known here: 1."),
    ),
    "class that its corridor does not admit": (
        ("[civilian]", "[civilian, fighter]"),
        ("18:25", "services.buses.classes.1", "corridor 1 does not admit 'fighter'",
         "Name another corridor, or add fighter to its `admits`."),
    ),
    "two assembly points": (
        ("{node: 5}", "{node: 5, district: a}"),
        ("16:5", "services.buses.assembly", "has `node` and `district`",
         "Give exactly one of: `node`, `point`, `place`, `district`."),
    ),
    "unknown place": (
        ("{node: 5}", "{place: square}"),
        ("16:23", "services.buses.assembly.place", "there is no place 'square'",
         "Describe it in `places`."),
    ),
    "convoy larger than the fleet": (
        ("seats: 50", "seats: 50\n    convoy: 6"),
        ("21:13", "services.buses.convoy", "of 6 is larger than the fleet of 5",
         "Write at most 5."),
    ),
    "too few escorts": (
        ("seats: 50", "seats: 50\n    escorts_per_convoy: 2"),
        ("21:25", "services.buses.escorts_per_convoy",
         "is 2, and there are 0 escorts: no convoy ever leaves",
         "Write more `escorts`, or fewer for each convoy."),
    ),
    "first departure after the end": (
        ("seats: 50", "seats: 50\n    first_departure: 2016-11-04 19:00"),
        ("21:22", "services.buses.first_departure",
         "2016-11-04 19:00 is not before the scenario's end, 2016-11-04 19:00",
         "Write an earlier time, or a later end."),
    ),
    "timetable out of order": (
        ("seats: 50", "seats: 50\n    departures: [2016-11-04 11:00, 2016-11-04 10:00]"),
        ("21:36", "services.buses.departures.1",
         "2016-11-04 10:00 is not after the one before, 2016-11-04 11:00",
         "Write them in order, each once."),
    ),
    "last departure before the first": (
        ("seats: 50",
         "seats: 50\n    first_departure: 2016-11-04 12:00\n    last_departure: 2016-11-04 11:00"),
        ("22:21", "services.buses.last_departure",
         "2016-11-04 11:00 is before the first departure, 2016-11-04 12:00",
         "Mend one of them."),
    ),
    "convoys that fetch": (
        ("seats: 50", "seats: 50\n    fetches: true\n    convoy: 2"),
        ("22:13", "services.buses.convoy",
         "is for vehicles that leave from the assembly point, and these fetch people",
         "Remove it, or write `fetches: false`."),
    ),
}  # fmt: skip


def test_bearers_of_a_stretcher_need_seats(folder: Folder) -> None:
    people = PLAIN.replace("population:\n", "population:\n  stretchers: {share: 0.5}\n").replace(
        "admits: [civilian]", "admits: [civilian, wounded]"
    )
    service = SERVICE.replace("[civilian]", "[wounded]").replace("50", "1\n    stretchers: 2")
    told = folder.told(people + service)
    assert (
        "services.buses.seats",
        "are too few for the 2 bearers who ride with each stretcher",
    ) in [(path, message) for _, path, message, _ in told]


def test_the_plain_service_is_sound(folder: Folder) -> None:
    service = folder.load(PLAIN + SERVICE).scenario.services["buses"]
    assert (service.vehicles, service.seats, service.convoy, service.returns) == (5, 50, 1, True)


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_fault_is_named_with_its_remedy(folder: Folder, case: str) -> None:
    (old, new), expected = CASES[case]
    assert SERVICE.count(old) == 1
    assert folder.told(PLAIN + SERVICE.replace(old, new)) == [expected]


def test_a_service_without_vehicles_is_told_beside_all_that_it_lacks(folder: Folder) -> None:
    text = SERVICE.replace("vehicles: 5", "vehicles: 0").replace("    seats: 50\n", "")
    assert [told[1] for told in folder.told(PLAIN + text)] == [
        "services.buses.seats",
        "services.buses.vehicles",
    ]
