"""What no single value tells: faults between fields, each with place, field, fault and remedy."""

from collections.abc import Callable

import pytest

from .files import PLAIN, Folder, Told

LANES = "lanes: 2"
GATE = "gate_node: 99"
SPAN = "open: 2016-11-04 9:00, close: 2016-11-04 19:00"
GRID = "kind: grid, rows: 10, columns: 10"
CLOCK = "zone: Asia/Damascus"
START = "start: 2016-11-04 9:00"
WAVE = "curve: uniform, begin: 2016-11-04 9:00, high_s: 600"
PEOPLE = "nodes: [1, 2], persons: 500"
MIDNIGHT = (
    "A window over midnight takes two date-times, such as `open: 2016-11-04 22:00` and"
    " `close: 2016-11-05 02:00`."
)
PAIR = "Write exactly one pair: `lat` and `lon`, or `x_m` and `y_m`."
HOMES = "Add `centre` and `area_km2`, or `nodes` of the network."

CASES: dict[str, tuple[tuple[str, str], Told]] = {
    # --- time
    "end before start": (
        ("end: 2016-11-04 19:00,", "end: 2016-11-04 9:00,"),
        ("1:38", "clock.end",
         "2016-11-04 09:00 is not after the start, 2016-11-04 09:00", "Write a later end."),
    ),
    "two years": (
        ("end: 2016-11-04 19:00,", "end: 2018-11-04 19:00,"),
        ("1:38", "clock.end", "lies 730 days after the start",
         "Write an end at most 366 days after it."),
    ),
    "zone without its continent": (
        ("Asia/Damascus", "Damascus"),
        ("1:62", "clock.zone", "'Damascus' is no time zone", "Did you mean `Asia/Damascus`?"),
    ),
    "zone misspelt": (
        ("Asia/Damascus", "Asia/Damasscus"),
        ("1:62", "clock.zone", "'Asia/Damasscus' is no time zone",
         "Did you mean `Asia/Damascus`?"),
    ),
    "zone that is a path": (
        ("Asia/Damascus", "../../etc/passwd"),
        ("1:62", "clock.zone", "'../../etc/passwd' is no time zone",
         "Write an IANA name, such as Asia/Damascus."),
    ),
    "time that the clocks leave out": (
        (START, "start: 2016-03-25 0:30"),
        ("1:16", "clock.start",
         "2016-03-25 00:30 does not exist in Asia/Damascus: the clocks are put forward then",
         "Write 2016-03-25 01:30 or another time."),
    ),
    "steps too small to end": (
        (CLOCK, f"{CLOCK}, control_interval_s: 0.001"),
        ("1:97", "clock.control_interval_s", "cuts the scenario into 36,000,000 pieces",
         "Write at least 0.036."),
    ),
    "dark that ends before it begins": (
        (CLOCK, f"{CLOCK}, dark: [{{begin: 2016-11-04 17:00, end: 2016-11-04 16:00}}]"),
        ("1:115", "clock.dark.0.end",
         "2016-11-04 16:00 is not after its begin, 2016-11-04 17:00", "Write a later end."),
    ),
    # --- windows
    "window that closes before it opens": (
        (SPAN, "open: 2016-11-04 19:00, close: 2016-11-04 9:00"),
        ("12:47", "corridors.1.windows.0.close",
         "2016-11-04 09:00 is not after the opening, 2016-11-04 19:00", "Write a later close."),
    ),
    "window of no length": (
        (SPAN, "open: 2016-11-04 9:00, close: 2016-11-04 9:00"),
        ("12:46", "corridors.1.windows.0.close",
         "2016-11-04 09:00 is not after the opening, 2016-11-04 09:00", "Write a later close."),
    ),
    "window over midnight without dates": (
        (SPAN, "open: 22:00, close: 02:00"),
        ("12:15", "corridors.1.windows.0", "22:00 to 02:00 has no `days`", MIDNIGHT),
    ),
    "window over midnight with days": (
        (SPAN, "open: 22:00, close: 02:00, days: [2016-11-04]"),
        ("12:36", "corridors.1.windows.0.close", "22:00 to 02:00 closes before it has opened",
         MIDNIGHT),
    ),
    "times of day without days": (
        (SPAN, "open: 9:00, close: 19:00"),
        ("12:15", "corridors.1.windows.0", "09:00 to 19:00 has no `days`",
         "Add `days: [2016-11-04]`, say, or write two date-times."),
    ),
    "days beside date-times": (
        (SPAN, f"{SPAN}, days: [2016-11-04]"),
        ("12:64", "corridors.1.windows.0.days", "stands beside two date-times",
         "Remove it, or write times of day."),
    ),
    "date-time and time of day": (
        (SPAN, "open: 2016-11-04 9:00, close: 19:00"),
        ("12:46", "corridors.1.windows.0.close", "`open` and `close` are not of one kind",
         "Write two date-times, or two times of day with `days`."),
    ),
    "day named twice": (
        (SPAN, "open: 9:00, close: 19:00, days: [2016-11-04, 2016-11-04]"),
        ("12:42", "corridors.1.windows.0.days", "names a day twice", "Write each day once."),
    ),
    "overlapping windows": (
        (SPAN, "open: 2016-11-04 9:00, close: 2016-11-04 13:00}, {open: 2016-11-04 12:00,"
               " close: 2016-11-04 19:00"),
        ("12:65", "corridors.1.windows.1",
         "overlaps window 0 from 2016-11-04 12:00 to 13:00 for every class",
         "Let one close before the other opens; they may touch."),
    ),
    "window of every class over one of a class": (
        (SPAN, f"{SPAN}}}, {{open: 10:00, close: 11:00, days: [2016-11-04], classes: [civilian]"),
        ("12:65", "corridors.1.windows.1",
         "overlaps window 0 from 2016-11-04 10:00 to 11:00 for civilian",
         "Let one close before the other opens; they may touch."),
    ),
    "window of a class that may not pass": (
        (SPAN, f"{SPAN}, classes: [fighter]"),
        ("12:74", "corridors.1.windows.0.classes.0", "the corridor does not admit 'fighter'",
         "Remove it here, or add fighter to `admits`."),
    ),
    # --- gates and checkpoints
    "two gates": (
        (GATE, f"{GATE}\n    gate: {{x_m: 1, y_m: 2}}"),
        ("10:16", "corridors.1.gate_node", "stands beside `gate`",
         "Keep one: a point, or a node of the network."),
    ),
    "no gate": (
        (GATE, "name: x"),
        ("9:3", "corridors.1", "has no gate",
         "Add `gate: {lat: ..., lon: ...}`, or `gate_node:` with a node of the network."),
    ),
    "point without coordinates": (
        (GATE, "gate: {}"), ("10:5", "corridors.1.gate", "has no coordinates", PAIR),
    ),
    "point of half pairs": (
        (GATE, "gate: {lat: 1, y_m: 2}"), ("10:5", "corridors.1.gate", "has `lat`, `y_m`", PAIR),
    ),
    "point of both pairs": (
        (GATE, "gate: {lat: 1, lon: 1, x_m: 2, y_m: 2}"),
        ("10:5", "corridors.1.gate", "has `lat`, `lon`, `x_m`, `y_m`", PAIR),
    ),
    "degrees on a grid": (
        (GATE, "gate: {lat: 1, lon: 1}"),
        ("10:5", "corridors.1.gate", "is in degrees, and a grid has metres only",
         "Write `x_m` and `y_m`."),
    ),
    "mixture without times": (
        (LANES, f"{LANES}\n    service: {{distribution: mixture}}"),
        ("14:5", "corridors.1.service", "is a mixture without `times_s`",
         "Add `times_s` and as many `shares`."),
    ),
    "mixture with too few shares": (
        (LANES, f"{LANES}\n    service: {{distribution: mixture, times_s: [6, 9], shares: [1]}}"),
        ("14:55", "corridors.1.service.shares", "has 1 entries for 2 times",
         "Write one share for each of `times_s`."),
    ),
    "mixture whose shares miss one": (
        (LANES, f"{LANES}\n    service: {{distribution: mixture, times_s: [6, 9],"
                " shares: [0.5, 0.6]}"),
        ("14:55", "corridors.1.service.shares", "sums to 1.1", "Write shares that sum to 1."),
    ),
    "times without a mixture": (
        (LANES, f"{LANES}\n    service: {{times_s: [6, 9]}}"),
        ("14:15", "corridors.1.service.times_s", "belongs to a mixture only",
         "Remove it, or write `distribution: mixture`."),
    ),
    # --- people
    "empty population": (
        ("persons: 500", "persons: 0"),
        ("6:3", "population.districts", "nobody lives in any district",
         "Write `persons` above 0 in one of them."),
    ),
    "more fighters than people": (
        (f"{{willing: 1.0}}}}\n  departure: [{{{WAVE}}}]\n  districts:\n    a: {{{PEOPLE}}}",
         f"{{willing: 1.0}}, fighter: {{willing: 1.0}}}}\n  departure: [{{{WAVE}}}]\n"
         "  districts:\n    a: {nodes: [1], persons: 5, fighters: 6}"),
        ("7:30", "population.districts.a.persons",
         "5 persons are fewer than the 6 fighters and 0 wounded among them",
         "Write everyone who lives there, fighters and wounded included."),
    ),
    "class of which nothing is said": (
        (PEOPLE, f"{PEOPLE}, fighters: 40"),
        ("4:3", "population.leaving",
         "says nothing of the 40 people of class 'fighter' (first in a)",
         "Add `fighter: {willing: ...}`, or `willingness` with its drivers."),
    ),
    "homes nowhere": (
        ("nodes: [1, 2], ", ""),
        ("7:5", "population.districts.a", "does not say where its people live", HOMES),
    ),
    "homes in a disc without area": (
        ("nodes: [1, 2]", "centre: {x_m: 1, y_m: 1}"),
        ("7:5", "population.districts.a", "has no `area_km2`", HOMES),
    ),
    "homes in an area without centre": (
        ("nodes: [1, 2]", "area_km2: 0.1"),
        ("7:5", "population.districts.a", "has no `centre`", HOMES),
    ),
    "homes in a disc and at nodes": (
        (PEOPLE, f"{PEOPLE}, centre: {{x_m: 1, y_m: 1}}, area_km2: 1"),
        ("7:38", "population.districts.a.centre", "stands beside `nodes`",
         "Keep a disc or nodes, not both."),
    ),
    "district of a corridor that is not there": (
        (PEOPLE, f"{PEOPLE}, corridor: 3"),
        ("7:48", "population.districts.a.corridor", "there is no corridor '3'",
         "Known here: 1."),
    ),
    "ages above one": (
        ("  leaving:", "  ages: {child: 0.7, elderly: 0.4}\n  leaving:"),
        ("4:3", "population.ages", "child and elderly sum to 1.1",
         "Write shares of at most 1 together; adults are the rest."),
    ),
    "slowest faster than fastest": (
        ("  leaving:", "  speeds: {adult: {distribution: uniform, low_m_s: 2, high_m_s: 1}}\n"
                       "  leaving:"),
        ("4:52", "population.speeds.adult.low_m_s", "2 is above `high_m_s`, 1",
         "Write the lower speed first."),
    ),
    "mean speed that is never drawn": (
        ("  leaving:", "  speeds: {adult: {distribution: normal, mean_m_s: 3, sd_m_s: 0.1}}\n"
                       "  leaving:"),
        ("4:52", "population.speeds.adult.mean_m_s", "3 lies outside 0.4 to 1.8",
         "Write a mean between `low_m_s` and `high_m_s`."),
    ),
    "waves that sum to a half": (
        (WAVE, f"{WAVE}, share: 0.5"),
        ("5:3", "population.departure", "the shares of its waves sum to 0.5",
         "Write a `share` for each wave, 1 in all."),
    ),
    "wave after the end": (
        (WAVE, "curve: uniform, begin: 2016-11-04 19:00, high_s: 600"),
        ("5:39", "population.departure.0.begin",
         "2016-11-04 19:00 is not before the scenario's end, 2016-11-04 19:00",
         "Write an earlier begin, or a later end."),
    ),
    "wave that ends before it begins": (
        (WAVE, f"{WAVE}, low_s: 900"),
        ("5:76", "population.departure.0.low_s", "900 is above `high_s`, 600",
         "Write the earlier time first."),
    ),
    "table with too few shares": (
        (WAVE, "curve: table, begin: 2016-11-04 9:00, times_s: [0, 9, 99], shares: [0, 1]"),
        ("5:75", "population.departure.0.shares", "has 2 entries for 3 times",
         "Write one share for each of `times_s`."),
    ),
    "table whose times stand still": (
        (WAVE, "curve: table, begin: 2016-11-04 9:00, times_s: [0, 9, 9], shares: [0, 0.5, 1]"),
        ("5:54", "population.departure.0.times_s", "does not rise",
         "Write each time once, in order."),
    ),
    "table whose shares fall": (
        (WAVE, "curve: table, begin: 2016-11-04 9:00, times_s: [0, 5, 9], shares: [0, 1, 0.5]"),
        ("5:74", "population.departure.0.shares", "falls somewhere",
         "Write cumulative shares, which never fall."),
    ),
    "table that does not reach one": (
        (WAVE, "curve: table, begin: 2016-11-04 9:00, times_s: [0, 9], shares: [0.1, 0.9]"),
        ("5:71", "population.departure.0.shares", "goes from 0.1 to 0.9",
         "Begin with 0 and end with 1."),
    ),
    # --- forbidden ground
    "polygon that crosses itself": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [9, 9], [9, 0], [0, 5]]}}]"),
        ("2:65", "network.forbidden_areas.0.polygon", "crosses itself",
         "Write its corners in order around the area."),
    ),
    "polygon of two places": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [9, 9], [0, 0]]}}]"),
        ("2:65", "network.forbidden_areas.0.polygon", "has fewer than three different corners",
         "Write three or more."),
    ),
    "polygon with a corner twice": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [9, 9], [9, 9], [0, 9]]}}]"),
        ("2:65", "network.forbidden_areas.0.polygon", "names a corner twice",
         "Write each corner once, in order."),
    ),
    "polygon that is a line": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [1, 1], [2, 2]]}}]"),
        ("2:65", "network.forbidden_areas.0.polygon", "has no area",
         "Write corners that are not all on one line."),
    ),
    "line of one place": (
        (GRID, f"{GRID}, forbidden_lines: [{{points: [[1, 1], [1, 1]]}}]"),
        ("2:65", "network.forbidden_lines.0.points", "is a single place",
         "Write two different points or more."),
    ),
    "longitude for latitude": (
        (GRID, "kind: aleppo, forbidden_lines: [{points: [[137, 36], [37, 36]]}]"),
        ("2:53", "network.forbidden_lines.0.points.0", "[137, 36] is no place on Earth",
         "Write latitude, then longitude, in degrees."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_between_fields_is_told_with_its_place_and_remedy(
    folder: Folder, change: Callable[..., str], case: str
) -> None:
    pair, expected = CASES[case]
    assert folder.told(change(pair)) == [expected]


def test_an_incident_names_corridors_that_are_there_and_ends_after_it_begins(
    folder: Folder,
) -> None:
    text = PLAIN + (
        "incidents:\n  x: {corridors: [1, 7], begin: 2016-11-04 10:00, end: 2016-11-04 9:00}\n"
    )
    assert folder.told(text) == [
        ("15:22", "incidents.x.corridors.1", "there is no corridor '7'", "Known here: 1."),
        ("15:56", "incidents.x.end", "2016-11-04 09:00 is not after its begin, 2016-11-04 10:00",
         "Write a later end."),
    ]  # fmt: skip


def test_people_are_assigned_only_to_corridors_that_admit_them(folder: Folder) -> None:
    text = PLAIN.replace(PEOPLE, f"{PEOPLE}, fighters: 3, fighters_corridor: 1").replace(
        "{willing: 1.0}}", "{willing: 1.0}, fighter: {willing: 0.5}}"
    )
    assert folder.told(text + "choice: {rule: assigned}\n") == [
        ("7:70", "population.districts.a.fighters_corridor",
         "corridor '1' does not admit 'fighter'",
         "Name a corridor that does, or none for the nearest."),
    ]  # fmt: skip
    assert folder.load(text).scenario.choice.rule == "nearest"  # then the name has no effect


WARNINGS = {
    "window outside the scenario": (
        (SPAN, "open: 2016-11-05 9:00, close: 2016-11-05 19:00"),
        "plan.yaml:12:15: warning: corridors.1.windows.0: lies wholly outside the scenario"
        " (2016-11-04 09:00 to 2016-11-04 19:00). Mend its dates, or the scenario's start and end.",
    ),
    "dark outside the scenario": (
        (CLOCK, f"{CLOCK}, dark: [{{begin: 2016-11-04 19:00, end: 2016-11-05 5:31}}]"),
        "plan.yaml:1:84: warning: clock.dark.0: lies wholly outside the scenario"
        " (2016-11-04 09:00 to 2016-11-04 19:00) and has no effect. Remove it, or mend its dates.",
    ),
    "service time of a class that may not pass": (
        (LANES, f"{LANES}\n    service_by_class: {{fighter: {{per_minute: 2}}}}"),
        "plan.yaml:14:24: warning: corridors.1.service_by_class.fighter: has no effect, as the"
        " corridor does not admit 'fighter'. Remove it, or add fighter to `admits`.",
    ),
    "time that comes twice": (
        (START, "start: 2016-10-27 23:30"),
        "plan.yaml:1:16: warning: clock.start: 2016-10-27 23:30 comes twice in Asia/Damascus, as"
        " the clocks are put back; the first is taken. Choose another time if the second is meant.",
    ),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_what_is_doubtful_is_a_warning(
    folder: Folder, change: Callable[..., str], case: str
) -> None:
    pair, expected = WARNINGS[case]
    warnings = folder.load(change(pair)).warnings
    assert [str(warning).removeprefix(f"{folder.path}/") for warning in warnings] == [expected]


def test_a_rule_is_silent_where_what_it_rests_on_is_not_sound(folder: Folder) -> None:
    # With one wave misspelt nobody can say what the shares sum to, with a broken clock nobody can
    # say what lies outside; the windows' overlap stands on its own.
    text = (
        PLAIN.replace(START, "start: today")
        .replace(WAVE, f"{WAVE}, share: 0.4}}, {{curve: uniform, begin: 9, high_s: 5")
        .replace(SPAN, f"{SPAN}}}, {{{SPAN}")
    )
    assert [(where, field) for where, field, _, _ in folder.told(text)] == [
        ("1:16", "clock.start"),
        ("5:106", "population.departure.1.begin"),
        ("12:65", "corridors.1.windows.1"),
    ]
