"""Exports are read back with readers that know nothing of us: json, sqlite3, an XML parser."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import main
from sim.results import RunResult, build_result
from sim.results.export.command import NotExportableError
from tests.hand_record import hand_record

TITLE = 'A <b>"plan"</b> & more \ud800'


@pytest.fixture(scope="module")
def flat() -> RunResult:
    """The run by hand: five nodes that lie nowhere on earth."""
    return build_result(hand_record(title=TITLE))


@pytest.fixture(scope="module")
def on_earth() -> RunResult:
    """The same with longitudes and latitudes."""
    record = hand_record()
    network = replace(
        record.network,
        node_lon=37.16 + np.asarray([0.0, 0.001, 0.002, 0.003, 0.001]),
        node_lat=36.20 + np.asarray([0.0, 0.0, 0.0, 0.0, 0.001]),
    )
    return build_result(replace(record, network=network))


@pytest.fixture
def base(on_earth: RunResult, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    on_earth.export("gpkg", tmp_path / "links.gpkg")
    with closing(sqlite3.connect(tmp_path / "links.gpkg")) as connection:
        yield connection


def _columns(file: Path) -> dict[str, str]:
    with Path(f"{file}.columns.csv").open(encoding="utf-8", newline="") as text:
        return {row["column"]: row["unit"] for row in csv.DictReader(text)}


def test_geojson_has_every_link_with_its_numbers(on_earth: RunResult, tmp_path: Path) -> None:
    file = on_earth.export("geojson", tmp_path / "links.geojson")
    collection = json.loads(file.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert collection["coordinates"].startswith("WGS 84")
    assert len(collection["features"]) == 8
    link = collection["features"][1]  # from node 20 to node 10: 141 people, 120 person s
    assert link["geometry"] == {
        "type": "LineString",
        "coordinates": [[37.161, 36.2], [37.16, 36.2]],
    }
    told = link["properties"]
    assert (told["entered"], told["peak_density_per_m2"], told["delay_person_s"]) == (141, 0.5, 120)
    assert collection["features"][0]["properties"]["peak_s"] is None


def test_geojson_of_streets_nowhere_on_earth_says_that_its_pairs_are_metres(
    flat: RunResult, tmp_path: Path
) -> None:
    file = flat.export("geojson", tmp_path / "links.geojson")
    collection = json.loads(file.read_text(encoding="utf-8"))
    assert "nowhere on earth" in collection["coordinates"]
    assert collection["title"] == TITLE
    assert collection["schematic"] is True
    ends = collection["features"][3]["geometry"]["coordinates"]  # node 20 to node 50
    assert ends == [[100.0, 0.0], [100.0, 100.0]]


def test_geopackage_says_what_it_is(base: sqlite3.Connection) -> None:
    assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert base.execute("PRAGMA user_version").fetchone() == (10300,)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    ids = {row[0] for row in base.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert ids == {-1, 0, 4326}
    layer = base.execute("SELECT table_name, data_type, srs_id FROM gpkg_contents").fetchall()
    assert layer == [("links", "features", 4326)]
    geometry = base.execute("SELECT * FROM gpkg_geometry_columns").fetchall()
    assert geometry == [("links", "geom", "LINESTRING", 4326, 0, 0)]
    box = base.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents").fetchone()
    assert box == pytest.approx((37.16, 36.2, 37.163, 36.201))


def test_geopackage_holds_lines_as_wkb_with_their_envelope(base: sqlite3.Connection) -> None:
    row = base.execute(
        "SELECT fid, geom, entered, delay_person_s, forbidden FROM links WHERE link=1"
    )
    fid, blob, entered, delay, forbidden = row.fetchone()
    assert (fid, entered, delay, forbidden) == (2, 141, 120.0, 0)
    assert blob[:4] == b"GP\x00\x03"  # version 0; little-endian with an envelope in x and y
    assert struct.unpack_from("<i4d", blob, 4) == pytest.approx((4326, 37.16, 37.161, 36.2, 36.2))
    assert struct.unpack_from("<BII", blob, 40) == (1, 2, 2)  # little-endian, line, two points
    assert struct.unpack_from("<4d", blob, 49) == pytest.approx((37.161, 36.2, 37.16, 36.2))
    assert len(blob) == 81
    assert base.execute("SELECT count(*), sum(entered) FROM links").fetchone() == (8, 176)


def test_geopackage_of_streets_nowhere_on_earth_has_no_reference_system(
    flat: RunResult, tmp_path: Path
) -> None:
    file = flat.export("gpkg", tmp_path / "links.gpkg")
    with closing(sqlite3.connect(file)) as base:
        assert base.execute("SELECT srs_id FROM gpkg_contents").fetchone() == (-1,)
        (blob,) = base.execute("SELECT geom FROM links WHERE link=3").fetchone()
        (told,) = base.execute("SELECT description FROM gpkg_contents").fetchone()
    assert struct.unpack_from("<i", blob, 4) == (-1,)
    assert "nowhere on earth" in told


def test_events_tell_each_party_from_home_to_safety(flat: RunResult, tmp_path: Path) -> None:
    file = flat.export("events", tmp_path / "events.xml.gz")
    with gzip.open(file) as text:
        root = ET.parse(text).getroot()
    assert (root.tag, root.attrib) == ("events", {"version": "1.0"})
    times = [float(event.attrib["time"]) for event in root]
    assert times == sorted(times)
    first: list[dict[str, Any]] = [e.attrib for e in root if e.attrib["person"] == "d1:0"]
    midnight = 15.5 * 3600.0  # the scenario starts at 15:30
    told = [
        (float(e["time"]) - midnight, e["type"], e.get("actType") or e["legMode"]) for e in first
    ]
    assert told == [
        (100.0, "actend", "home"),
        (100.0, "departure", "walk"),
        (200.0, "arrival", "walk"),
        (200.0, "actstart", "queue"),
        (600.0, "actend", "queue"),
        (600.0, "actstart", "checkpoint"),
        (640.0, "actend", "checkpoint"),
        (640.0, "departure", "way_out"),
        (800.0, "arrival", "way_out"),
        (800.0, "actstart", "safe"),
    ]
    # Home is node 20, which link 0 is the first to lead to; the gate is node 10, at the origin.
    assert (first[0]["link"], first[0]["x"], first[0]["y"]) == ("0", "100.0", "0.0")
    assert (first[3]["link"], first[3]["x"], first[3]["y"]) == ("1", "0.0", "0.0")
    assert "x" not in first[-1]


def test_who_was_on_the_way_at_the_end_is_stuck_and_who_never_set_out_is_not_there(
    flat: RunResult, tmp_path: Path
) -> None:
    file = flat.export("events", tmp_path / "events.xml")
    events = [e.attrib for e in ET.parse(file).getroot()]
    stuck = [e for e in events if e["type"] == "stuckAndAbort"]
    # Of the two stranded parties one stood in the forecourt; the other was still walking.
    assert [(e["person"], float(e["time"])) for e in stuck] == [("d2:1", 15.5 * 3600.0 + 2700.0)]
    assert len([e for e in events if e["type"] == "departure" and e["legMode"] == "walk"]) == 11
    assert not {e["person"] for e in events} & {"d2:5", "d2:6", "d2:7"}


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "events"])
def test_two_exports_give_the_same_bytes_and_a_dictionary(
    flat: RunResult, tmp_path: Path, kind: Any
) -> None:
    one, two = (flat.export(kind, tmp_path / name) for name in ("one.gz", "two.gz"))
    assert one.read_bytes() == two.read_bytes()
    told = _columns(one)
    if kind == "events":
        assert told["time"] == "s"
    else:
        assert told["delay_person_s"] == "person s"
        assert told["entered"] == "persons"
    assert {p.name for p in tmp_path.iterdir()} == {
        "one.gz",
        "one.gz.columns.csv",
        "two.gz",
        "two.gz.columns.csv",
    }


def test_a_live_run_is_not_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live = build_result(hand_record(sensitivity="live"))
    with pytest.raises(NotExportableError, match="sensitivity: live"):
        live.export("gpkg", tmp_path / "links.gpkg")
    live.save(tmp_path / "run")
    before = sorted(tmp_path.rglob("*"))
    assert main(["export", str(tmp_path / "run"), "--to", "events"]) == 2
    assert "sensitivity: live" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_writes_into_the_folder_which_still_loads(
    flat: RunResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat.save(tmp_path / "run")
    for kind, name in (("geojson", "links.geojson"), ("events", "events.xml.gz")):
        assert main(["export", str(tmp_path / "run"), "--to", kind]) == 0
        assert (tmp_path / "run" / name).is_file()
        assert f"{name}.columns.csv" in capsys.readouterr().out
    assert main(["export", str(tmp_path / "run"), "--to", "gpkg", "--out", "/dev/null/x"]) == 1


def test_an_export_that_fails_leaves_what_was_there(
    flat: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "links.geojson"
    file.write_text("earlier", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("sim.results.export.links.rows", full)
    with pytest.raises(OSError, match="no space left"):
        flat.export("geojson", file)
    assert file.read_text(encoding="utf-8") == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["links.geojson"]
