"""Street edges from GeoJSON: what is read, defaulted, dropped, refused and kept for next time."""

import json
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.network import StreetNetwork, build_network, nearest_node
from sim.network import geojson as geojson_module
from sim.scenario import ScenarioError
from sim.scenario.base import Point
from sim.scenario.streets import GeoJsonNetwork

A, B, C, D = [37.10, 36.20], [37.11, 36.20], [37.11, 36.21], [37.10, 36.21]


def line(u: object, v: object, *points: list[float], **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"u": u, "v": v, **properties},
        "geometry": {"type": "LineString", "coordinates": list(points)},
    }


def square() -> list[dict[str, Any]]:
    return [
        line(10, 20, A, B, length_m=900.0, highway="residential"),
        line(20, 30, B, C, length_m=1100.0, highway="primary_link"),
        line(30, 40, C, D, highway="goat_track"),
        line(40, 10, D, A, length_m=1100.0, highway="footway", width="6.5 m"),
    ]


def written(folder: Path, features: list[Any], **members: object) -> Path:
    file = folder / "streets.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))
    return file


def read(file: Path) -> StreetNetwork:
    return build_network(GeoJsonNetwork(kind="geojson", path=file.name), file.parent)


def faults(file: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read(file)
    assert all(fault.path == ("network", "path") for fault in caught.value.faults)
    assert all(fault.remedy.endswith(".") for fault in caught.value.faults)
    return str(caught.value)


def assert_same(one: StreetNetwork, other: StreetNetwork) -> None:
    for field in fields(StreetNetwork):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, field.name
            assert np.array_equal(a, b), field.name
        else:
            assert a == b, field.name


def test_nodes_are_sorted_by_id_and_stand_where_the_lines_end(tmp_path: Path) -> None:
    network = read(written(tmp_path, square()))
    assert network.node_id.tolist() == [10, 20, 30, 40]
    assert network.node_lon.tolist() == [37.10, 37.11, 37.11, 37.10]
    assert network.node_lat.tolist() == [36.20, 36.20, 36.21, 36.21]
    assert network.link_count == 8
    assert not network.schematic
    assert nearest_node(network, Point(lat=36.2096, lon=37.1004)) == 3


def test_metres_are_true_to_the_ellipsoid(tmp_path: Path) -> None:
    # At 36.205 N a hundredth of a degree measures 899.3 m east and 1109.6 m north (WGS 84).
    network = read(written(tmp_path, square()))
    assert network.node_x_m[1] - network.node_x_m[0] == pytest.approx(899.3, abs=0.1)
    assert network.node_y_m[3] - network.node_y_m[0] == pytest.approx(1109.6, abs=0.1)


def test_widths_come_from_the_file_then_the_class_less_half_a_metre_a_side(tmp_path: Path) -> None:
    network = read(written(tmp_path, square()))
    width = {
        (int(network.node_id[a]), int(network.node_id[b])): w
        for a, b, w in zip(network.link_from, network.link_to, network.link_width_m, strict=True)
    }
    assert width[10, 20] == 3.5  # residential 4.5
    assert width[20, 30] == 9.0  # primary_link as primary 10
    assert width[30, 40] == 1.0  # unknown 2
    assert width[40, 10] == width[10, 40] == 5.5  # its own 6.5, not the footway's 2
    report = " ".join(network.report)
    assert "1 streets are of a class that we do not know (goat_track): taken as 2 m" in report
    assert "Widths of 3 streets are assumed from their class" in report


def test_a_narrow_street_keeps_one_metre(tmp_path: Path) -> None:
    features = [line(1, 2, A, B, highway="footway", width=1.2)]
    assert read(written(tmp_path, features)).link_width_m.tolist() == [1.0, 1.0]


def test_a_missing_length_is_measured_along_the_line(tmp_path: Path) -> None:
    features = [line(1, 2, A, B, C), line(2, 3, C, D, length_m=5.0)]
    network = read(written(tmp_path, features))
    assert network.link_length_m[0] == pytest.approx(899.3 + 1109.6, abs=0.2)
    assert "1 streets give no length: their lines were measured." in network.report


def test_oneway_streets_are_walked_both_ways(tmp_path: Path) -> None:
    features = [line(1, 2, A, B, length_m=9.0, oneway=1), line(2, 3, B, C, length_m=9.0, oneway=-1)]
    network = read(written(tmp_path, features))
    pairs = set(zip(network.link_from.tolist(), network.link_to.tolist(), strict=True))
    assert pairs == {(0, 1), (1, 0), (1, 2), (2, 1)}


def test_only_the_largest_part_is_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    features = [
        *square(),
        line(5, 6, [37.3, 36.2], [37.301, 36.2], length_m=100.0),
        line(10, 10, A, B, A, length_m=50.0),
    ]
    network = read(written(tmp_path, features))
    assert network.node_id.tolist() == [10, 20, 30, 40]
    report = " ".join(network.report)
    assert "Found 2 pieces" in report
    assert "dropped 1 streets, 0.1 km" in report
    assert "Dropped 1 streets that end where they begin." in report


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    forward = read(written(tmp_path, square()))
    backward = read(written(tmp_path, square()[::-1]))
    assert_same(forward, backward)


def test_credit_is_the_files_own_or_openstreetmaps_or_asked_for(tmp_path: Path) -> None:
    own = written(tmp_path, square(), attribution="City survey, 2019", name="survey")
    assert read(own).attribution == "City survey, 2019"
    assert read(own).name == "survey"
    osm = written(tmp_path, square())
    assert read(osm).attribution == "(c) OpenStreetMap contributors, ODbL"
    assert read(osm).name == "streets"
    unknown = written(tmp_path, [line(1, 2, A, B, length_m=9.0)])
    assert read(unknown).attribution == "Streets from streets.geojson: credit its makers"


def test_features_that_are_no_lines_are_counted(tmp_path: Path) -> None:
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": A}, "properties": {}}
    network = read(written(tmp_path, [point, *square()]))
    assert "Passed over 1 features that are no LineString." in network.report


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    message = faults(tmp_path / "nowhere.geojson")
    assert "nowhere.geojson: there is no such file" in message
    assert "relative to the scenario file's folder" in message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot read" in faults(tmp_path)


def test_a_truncated_file_is_said_to_be_cut_off(tmp_path: Path) -> None:
    file = written(tmp_path, square())
    content = file.read_bytes()
    for length in (len(content) // 2, len(content) - 1, 1):
        file.write_bytes(content[:length])
        message = faults(file)
        assert "is not JSON from line 1, column" in message
        assert "cut off" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON from line 1, column 1 on"),
        (b"u;v;length\n1;2;3\n", "is not JSON from line 1, column 1 on. Fetch"),
        (b"\x1f\x8b\x08\x00\xff\xfe", "no UTF-8 text"),
        (b"[" * 100_000, "nested too deep"),
        (b"[1, 2]", "not a GeoJSON FeatureCollection"),
        (b'{"type": "Feature", "features": []}', "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no street"),
    ],
)
def test_what_is_no_street_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "streets.geojson"
    file.write_bytes(content)
    assert message in faults(file)


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        (line(1, 2, A, B, length_m=-3), "have a length_m that is not a number above 0"),
        (line(1, 2, A, B, length_m=0), "have a length_m that is not a number above 0"),
        (line(1, 2, A, B, length_m="long"), "have a length_m that is not a number above 0"),
        (line(1, 2, A, B, length_m=True), "have a length_m that is not a number above 0"),
        (line(1, 2, A, B, length_m=float("nan")), "have a length_m that is not a number above 0"),
        (line(1, 2, A, B, width=-2), "have a width that is not above 0"),
        (line(1, None, A, B), "lack u or v"),
        (line(1, 2.5, A, B), "lack u or v"),
        (line(1, 2**70, A, B), "lack u or v"),
        (line(1, 2, A), "are no line of two or more"),
        (line(1, 2, A, [4_100_000.0, 4_000_000.0]), "are no line of two or more"),
        (line(1, 2, A, ["37", "36"]), "are no line of two or more"),  # type: ignore[list-item]  # the fault
        ({"type": "Feature", "geometry": None}, "have no geometry"),
        (17, "have no geometry"),
    ],
)
def test_a_faulty_street_is_named_by_its_number(
    tmp_path: Path, feature: object, message: str
) -> None:
    text = faults(written(tmp_path, [*square(), feature, feature]))
    assert f"2 of its features {message}" in text
    assert "(the first is number 5)" in text


def test_every_kind_of_fault_is_reported_at_once(tmp_path: Path) -> None:
    features = [line(1, 2, A, B, length_m=-3), line(None, 2, A, B), line(1, 2, A)]
    with pytest.raises(ScenarioError) as caught:
        read(written(tmp_path, features))
    assert len(caught.value.faults) == 3


def test_the_second_reading_comes_from_the_cache(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, square())
    first = read(file)
    assert [entry.suffix for entry in own_cache.iterdir()] == [".npz"]

    def never(*_: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(geojson_module, "read_lines", never)
    assert_same(read(file), first)


def test_changed_content_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path, square())
    assert read(file).link_count == 8
    written(tmp_path, square()[:3])
    assert read(file).link_count == 6


@pytest.mark.parametrize("damage", ["empty", "half", "flipped", "text", "other"])
def test_a_damaged_cache_is_made_again(tmp_path: Path, own_cache: Path, damage: str) -> None:
    file = written(tmp_path, square())
    first = read(file)
    (entry,) = own_cache.iterdir()
    whole = entry.read_bytes()
    if damage == "empty":
        entry.write_bytes(b"")
    elif damage == "half":
        entry.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        place = whole.index(np.float64(900.0).tobytes())
        entry.write_bytes(whole[:place] + b"\x07" + whole[place + 1 :])
    elif damage == "text":
        entry.write_text("not a cache")
    else:
        with entry.open("wb") as out:
            np.savez(out, something=np.zeros(3))
    assert_same(read(file), first)
    assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path, own_cache: Path) -> None:
    own_cache.parent.mkdir(exist_ok=True)
    own_cache.write_text("a file where the folder should be")
    assert read(written(tmp_path, square())).link_count == 8


def test_real_aleppo_is_read_in_time_and_from_the_cache_at_once(shared_data: Path) -> None:
    described = GeoJsonNetwork(kind="geojson", path="aleppo/streets_core.geojson")
    begin = time.process_time()
    network = build_network(described, shared_data)
    cold_s = time.process_time() - begin
    begin = time.process_time()
    again = build_network(described, shared_data)
    warm_s = time.process_time() - begin
    assert cold_s < 5.0
    assert warm_s < 1.0
    assert_same(network, again)
    assert network.node_count == 32_017
    assert network.link_count == 2 * (47_233 - 30)
    assert network.link_length_m.sum() / 2000 == pytest.approx(3884, rel=0.01)
    assert network.attribution == "(c) OpenStreetMap contributors, ODbL"
