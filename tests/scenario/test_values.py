"""Wrong values one by one: each is told with line, column, field, fault and remedy."""

from collections.abc import Callable

import pytest

from .files import PLAIN, Folder, Told

LANES = "lanes: 2"
WINDOW = "open: 2016-11-04 9:00, close: 2016-11-04 19:00"
GRID = "kind: grid, rows: 10, columns: 10"
CLOCK = "zone: Asia/Damascus"
START = "start: 2016-11-04 9:00"
WHOLE = "Write a whole number, such as 8, without quotes."
CLASSES = "Write one of civilian, wounded, fighter."
ID = "Write the value with 1 to 60 of a-z, 0-9 and the hyphen, such as bustan-al-qasr."

CASES: dict[str, tuple[tuple[str, str], Told]] = {
    "unknown key": (
        (LANES, f"{LANES}\n    lanez: 3"),
        ("14:5", "corridors.1.lanez", "unknown key 'lanez'", "Did you mean `lanes`?"),
    ),
    "misspelt required key": (
        (LANES, "lane: 2"),
        ("13:5", "corridors.1.lane", "unknown key 'lane'", "Did you mean `lanes`?"),
    ),
    "unknown key like no other": (
        ("{kind: grid,", "{zzz: 1, kind: grid,"),
        ("2:11", "network.zzz", "unknown key 'zzz'",
         "Known here: capacity_factor, forbidden_areas, forbidden_lines, kind, rows, columns,"
         " spacing_m, width_m."),
    ),
    "merge key": (
        (LANES, f"{LANES}\n    <<: {{name: x}}"),
        ("14:5", "corridors.1.<<", "unknown key '<<'",
         "YAML 1.2 has no merge key: use `*name` for a whole value."),
    ),
    "missing key": (
        (f"    {LANES}\n", ""),
        ("9:3", "corridors.1.lanes", "is missing", "Add `lanes:` to `corridors.1`."),
    ),
    "doubled key": (
        (LANES, f"{LANES}\n    lanes: 3"),
        ("14:5", "corridors.1.lanes", "is written twice, first in line 13",
         "Keep one of the two."),
    ),
    "negative width": (
        (GRID, f"{GRID}, width_m: -4"),
        ("2:55", "network.width_m", "-4 is too small", "Write a number above 0."),
    ),
    "negative lanes": (
        (LANES, "lanes: -1"),
        ("13:12", "corridors.1.lanes", "-1 is too small", "Write a number of at least 0."),
    ),
    "more lanes than anywhere": (
        (LANES, "lanes: 10001"),
        ("13:12", "corridors.1.lanes", "10001 is too large", "Write a number of at most 10000."),
    ),
    "share above one": (
        ("willing: 1.0", "willing: 1.01"),
        ("4:33", "population.leaving.civilian.willing", "1.01 is too large",
         "Write a number of at most 1."),
    ),
    "truth for a number": (
        (LANES, "lanes: true"),
        ("13:12", "corridors.1.lanes", "true is no whole number", WHOLE),
    ),
    "yes for a number": (
        (LANES, "lanes: yes"),
        ("13:12", "corridors.1.lanes", "'yes' is no whole number", WHOLE),
    ),
    "number in quotes": (
        (LANES, 'lanes: "2"'),
        ("13:12", "corridors.1.lanes", "'2' is no whole number", WHOLE),
    ),
    "half a lane": (
        (LANES, "lanes: 2.5"),
        ("13:12", "corridors.1.lanes", "2.5 is no whole number", WHOLE),
    ),
    "no number at all": (
        (LANES, f"{LANES}\n    way_length_m: .nan"),
        ("14:19", "corridors.1.way_length_m", "nan is no finite number", "Write a finite one."),
    ),
    "infinite width": (
        (LANES, f"{LANES}\n    way_width_m: .inf"),
        ("14:18", "corridors.1.way_width_m", "inf is no finite number", "Write a finite one."),
    ),
    "number too large for a machine": (
        (CLOCK, f"{CLOCK}}}\nseed: {{value: {'9' * 30}"),
        ("2:15", "seed", f"{'9' * 30} is too large", "Write a number below 9223372036854775808."),
    ),
    "number for a text": (
        (LANES, f"{LANES}\n    name: 1070"),
        ("14:11", "corridors.1.name", "1070 is no text",
         "Write text; put a bare number in quotes."),
    ),
    "word for a list": (
        ("admits: [civilian]", "admits: civilian"),
        ("11:13", "corridors.1.admits", "'civilian' is no list",
         "Write a list, such as [a, b], or lines that begin with a hyphen."),
    ),
    "list for a mapping": (
        (f"{{{GRID}}}", "[grid]"),
        ("2:1", "network", "a list is no mapping", "Write `key: value` lines."),
    ),
    "nothing for a mapping": (
        (f"{{{GRID}}}", ""),
        ("2:1", "network", "null is no mapping", "Write `key: value` lines."),
    ),
    "unknown class": (
        ("admits: [civilian]", "admits: [civilians]"),
        ("11:14", "corridors.1.admits.0", "'civilians' is not known here",
         f"Did you mean civilian? {CLASSES}"),
    ),
    "unknown class as a key": (
        ("civilian: {willing: 1.0}", "civilian: {willing: 1.0}, soldier: {willing: 1.0}"),
        ("4:39", "population.leaving.soldier", "'soldier' is not known here", CLASSES),
    ),
    "nobody admitted": (
        ("admits: [civilian]", "admits: []"),
        ("11:5", "corridors.1.admits", "has 0 entries, too few", "Write 1 entry or more."),
    ),
    "unknown kind of network": (
        ("kind: grid", "kind: gird"),
        ("2:17", "network.kind", "'gird' is no known `kind`",
         "Did you mean grid? Write one of aleppo, grid, geojson."),
    ),
    "network of no kind": (
        ("kind: grid, ", ""),
        ("2:1", "network", "has no `kind`", "Add `kind:` with one of aleppo, grid, geojson."),
    ),
    "unknown curve": (
        ("curve: uniform", "curve: normal"),
        ("5:23", "population.departure.0.curve", "'normal' is no known `curve`",
         "Did you mean lognormal? Write one of rayleigh, logistic, lognormal, uniform, table."),
    ),
    "speed of no kind": (
        ("leaving:", "speeds: {adult: {mean_m_s: 1.2}}\n  leaving:"),
        ("4:12", "population.speeds.adult", "has no `distribution`",
         "Add `distribution:` with one of normal, uniform."),
    ),
    "street file that is not there": (
        (GRID, "kind: geojson, path: streets.geojson"),
        ("2:32", "network.path", "there is no file 'streets.geojson'",
         "Check the name; it is relative to the scenario file, with --set to here."),
    ),
    "id that leads elsewhere": (
        (CLOCK, f"{CLOCK}}}\nid: {{value: ../../x"),
        ("2:13", "id", "'../../x' is no identifier", ID),
    ),
    "corridor named with a path": (
        ("  1:\n", "  ../1:\n"),
        ("9:3", "corridors.../1", "'../1' is no identifier", ID.replace("value", "key")),
    ),
    "corridor removed that is not there": (
        (LANES, f"{LANES}\n  2: null"),
        ("14:6", "corridors.2", "is null, and there is no such entry to remove",
         "Remove the line, or write it out."),
    ),
    "number for a date-time": (
        (START, "start: 540"),
        ("1:16", "clock.start", "540 is no date-time", "Write one such as 2016-11-04 09:00."),
    ),
    "time of day for a date-time": (
        (START, "start: 9:00"),
        ("1:16", "clock.start", "'9:00' is no date-time", "Write one such as 2016-11-04 09:00."),
    ),
    "day that does not exist": (
        (START, "start: 2016-02-30 9:00"),
        ("1:16", "clock.start", "'2016-02-30' is no day of the calendar",
         "Write a date such as 2016-11-04."),
    ),
    "year of long ago": (
        (START, "start: 0216-11-04 9:00"),
        ("1:16", "clock.start", "'0216-11-04' lies outside the years 1900 to 2199",
         "Write a date such as 2016-11-04."),
    ),
    "hour that does not exist": (
        (START, "start: 2016-11-04 25:00"),
        ("1:16", "clock.start", "'25:00' is no time of day",
         "Write hours from 0 to 23 and minutes from 0 to 59, such as 19:00."),
    ),
    "twenty-four o'clock": (
        (WINDOW, "open: 2016-11-04 9:00, close: 2016-11-04 24:00"),
        ("12:46", "corridors.1.windows.0.close", "'24:00' is no time of day",
         "Write 00:00 of the next day, as a date-time: two date-times make a window."),
    ),
    "time with a zone": (
        (START, "start: 2016-11-04T09:00Z"),
        ("1:16", "clock.start", "'2016-11-04T09:00Z' names a zone",
         "Write local time alone, such as 2016-11-04 09:00; the zone is `clock.zone`."),
    ),
    "window that opens at a word": (
        (WINDOW, "open: noon, close: 2016-11-04 19:00"),
        ("12:22", "corridors.1.windows.0.open", "'noon' is neither a date-time nor a time of day",
         "Write 2016-11-04 09:00, or 09:00 together with `days`."),
    ),
    "day that is no date": (
        (WINDOW, "open: 9:00, close: 19:00, days: [Friday]"),
        ("12:49", "corridors.1.windows.0.days.0", "'Friday' is no date",
         "Write one such as 2016-11-04."),
    ),
    "corner with one number": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [1], [1, 0]]}}]"),
        ("2:83", "network.forbidden_areas.0.polygon.1.1", "is missing",
         "Write two numbers in brackets, such as [36.2, 37.15]."),
    ),
    "corner with three numbers": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [1, 2, 3], [1, 0]]}}]"),
        ("2:83", "network.forbidden_areas.0.polygon.1", "has too many entries", "Write 2."),
    ),
    "polygon of two corners": (
        (GRID, f"{GRID}, forbidden_areas: [{{polygon: [[0, 0], [1, 0]]}}]"),
        ("2:65", "network.forbidden_areas.0.polygon", "has 2 entries, too few",
         "Write 3 entries or more."),
    ),
    "mark that is no text": (
        (LANES, "lanes: {value: 2, assumed: true}"),
        ("13:32", "corridors.1.lanes.assumed", "is a mark and must be text",
         "Say why, in words."),
    ),
    "mark that is empty": (
        (LANES, 'lanes: {value: 2, source: ""}'),
        ("13:31", "corridors.1.lanes.source", "is a mark and must be text",
         "Say who says so, in words."),
    ),
    "confidence of no level": (
        (LANES, "lanes: {value: 2, confidence: high}"),
        ("13:35", "corridors.1.lanes.confidence", "is no level of confidence",
         "Write one of H, M, L."),
    ),
    "key beside a marked value": (
        (LANES, "lanes: {value: 2, source: x, unit: m}"),
        ("13:34", "corridors.1.lanes.unit", "'unit' stands beside `value`",
         "Beside `value` only source, assumed and confidence may stand."),
    ),
    "mapping as a marked value": (
        (f"{{{GRID}}}", f"{{value: {{{GRID}}}, source: x}}"),
        ("2:11", "network.value", "holds a mapping",
         "Write the marks into the mapping itself, without `value`."),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_value_is_told_with_its_place_and_remedy(
    folder: Folder, change: Callable[..., str], case: str
) -> None:
    pair, expected = CASES[case]
    assert folder.told(change(pair)) == [expected]


def test_a_name_that_is_no_id_needs_one(folder: Folder) -> None:
    path = folder.write(PLAIN, "Our Plan (2).yaml")
    faults = folder.faults_of(path)
    assert str(faults[0]) == (
        f"{path}: id: is missing, and the file's name 'Our Plan (2)' can't serve as one."
        " Add `id: our-plan-2`, say."
    )


def test_an_empty_scenario_misses_its_four_sections(folder: Folder) -> None:
    assert folder.told("seed: 1\n") == [
        ("1:1", name, "is missing", f"Add `{name}:`.")
        for name in ("clock", "network", "population", "corridors")
    ]


def test_every_fault_is_told_at_once_in_the_order_of_the_file(folder: Folder) -> None:
    text = """\
id: ../x
clock: {start: 2016-11-04 9:00, end: 2016-11-04 8:00, zone: Damascus}
network: {kind: grid, widht_m: 3}
population:
  leaving: {civilian: {willing: 1.2}}
  departure: [{curve: uniform, begin: 2016-11-04 9:00, high_s: 600, share: 0.5}]
  districts:
    a: {nodes: [1, 2], persons: 5, wounded: 9}
    b: {persons: -5}
    a: {}
corridors:
  1:
    gate_node: 99
    gate: {lat: 1}
    admits: [civilian, pilgrim]
    windows: [{open: 22:00, close: 02:00}, {open: 2016-11-04 9:00, close: 2016-11-04 8:00}]
    lanes: two
incidents:
  x: {corridors: [1, 4], begin: 2016-11-04 10:00, end: 2016-11-04 9:00}
"""
    assert [(where, field) for where, field, _, _ in folder.told(text)] == [
        ("1:5", "id"),
        ("2:38", "clock.end"),
        ("2:61", "clock.zone"),
        ("3:23", "network.widht_m"),
        ("5:33", "population.leaving.civilian.willing"),
        ("6:3", "population.departure"),
        ("8:33", "population.districts.a.persons"),
        ("9:18", "population.districts.b.persons"),
        ("10:5", "population.districts.a"),
        ("14:5", "corridors.1.gate"),
        ("15:24", "corridors.1.admits.1"),
        ("16:15", "corridors.1.windows.0"),
        ("16:75", "corridors.1.windows.1.close"),
        ("17:12", "corridors.1.lanes"),
        ("19:22", "incidents.x.corridors.1"),
        ("19:56", "incidents.x.end"),
    ]
