"""Street edges as GeoJSON: each a line with `u`, `v`, `length_m`, `highway`, perhaps `width`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.network.cache import cached_source
from sim.network.cleaning import cleaned
from sim.network.geojson_lines import Lines, read_lines
from sim.network.projection import Plane
from sim.network.source import Source
from sim.network.street_classes import (
    UNKNOWN_WIDTH_M,
    WIDTH_M,
    effective_width_m,
    width_of_class,
)
from sim.network.street_network import FloatArray
from sim.network.streets import Streets
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.streets import GeoJsonNetwork

_OSM_CREDIT = "(c) OpenStreetMap contributors, ODbL"


def geojson_source(network: GeoJsonNetwork, base_dir: Path) -> Source:
    """Read the streets of a GeoJSON file, or take them from the user's cache.

    Raises
    ------
    ScenarioError
        The file is missing or cannot be used; the faults name ``network.path``.
    """
    file = base_dir / network.path
    try:
        content = file.read_bytes()
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        fault = Fault(
            ("network", "path"),
            f"cannot read {file}: {reason}",
            "Give the path of a GeoJSON file, relative to the scenario file's folder.",
        )
        raise ScenarioError([fault]) from error
    return cached_source(
        content + file.name.encode(),
        lambda: source_of_lines(read_lines(file, content), file.name),
    )


def source_of_lines(lines: Lines, file_name: str) -> Source:
    """Turn lines into streets; keep the largest connected part and say what became of the rest."""
    class_code, class_names = _classes(lines.highway)
    streets, plane = _streets_as_read(lines, class_code, class_names)
    kept, cleaning_report = cleaned(streets)
    first = (
        f"Read {streets.street_count:,} streets, {streets.length_m.sum() / 1000:,.0f} km, between "
        f"{streets.node_count:,} nodes from {file_name}; oneway binds vehicles, so all can be "
        "walked both ways."
    )
    return Source(
        streets=kept,
        plane=plane,
        name=lines.name or Path(file_name).stem,
        schematic=False,
        attribution=lines.attribution or _credit(lines, file_name),
        report=(first, *_defaults_report(lines), *cleaning_report),
    )


def _streets_as_read(
    lines: Lines, class_code: NDArray[np.uint8], class_names: tuple[str, ...]
) -> tuple[Streets, Plane]:
    """Return every street of the file, and the plane that touches the earth in its middle."""
    ends = np.column_stack([np.array(lines.end_u, np.int64), np.array(lines.end_v, np.int64)])
    node_id, inverse = np.unique(ends, return_inverse=True)
    end_nodes: NDArray[np.int32] = np.asarray(inverse, np.int32).reshape(-1, 2)
    points = [(point[0], point[1]) for shape in lines.shape for point in shape]
    lon, lat = np.array(points, np.float64).T
    shape_start = np.concatenate([[0], np.cumsum([len(shape) for shape in lines.shape])])
    plane = Plane(lat=float(lat.min() + lat.max()) / 2, lon=float(lon.min() + lon.max()) / 2)
    x_m, y_m = plane.metres(lat, lon)
    node_lon, node_lat = _node_places(len(node_id), end_nodes, shape_start, lon, lat)
    node_x_m, node_y_m = plane.metres(node_lat, node_lon)
    streets = Streets(
        node_id=node_id,
        node_x_m=node_x_m,
        node_y_m=node_y_m,
        node_lon=node_lon,
        node_lat=node_lat,
        end_a=end_nodes[:, 0],
        end_b=end_nodes[:, 1],
        length_m=_lengths_m(lines, x_m, y_m, shape_start),
        width_m=_widths_m(lines, class_code, class_names),
        street_class=class_code,
        class_names=class_names,
        shape_start=shape_start,
        shape_x_m=x_m,
        shape_y_m=y_m,
    )
    return streets, plane


def _node_places(
    node_count: int,
    end_nodes: NDArray[np.int32],
    shape_start: NDArray[np.int64],
    lon: FloatArray,
    lat: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Return each node's longitude and latitude: the south-western end of the lines that meet."""
    node = end_nodes.ravel()
    vertex = np.column_stack([shape_start[:-1], shape_start[1:] - 1]).ravel()
    order = np.lexsort((lat[vertex], lon[vertex], node))
    _, first = np.unique(node[order], return_index=True)
    chosen = vertex[order[first]]
    return lon[chosen], lat[chosen]


def _lengths_m(
    lines: Lines, x_m: FloatArray, y_m: FloatArray, shape_start: NDArray[np.int64]
) -> FloatArray:
    """Return the lengths that the file gives, and those of the lines where it gives none."""
    piece_m = np.hypot(np.diff(x_m, prepend=x_m[0]), np.diff(y_m, prepend=y_m[0]))
    piece_m[shape_start[:-1]] = 0.0
    given_m = np.array(lines.length_m, np.float64)
    measured_m = np.maximum(np.add.reduceat(piece_m, shape_start[:-1]), 0.1)
    return np.where(np.isnan(given_m), measured_m, given_m)


def _classes(highway: list[str]) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return each street's class, as an index into the names of the classes."""
    known = [name if width_of_class(name) is not None else "unknown" for name in highway]
    names = sorted(set(known))
    code = {name: index for index, name in enumerate(names)}
    return np.array([code[name] for name in known], np.uint8), tuple(names)


def _widths_m(
    lines: Lines, class_code: NDArray[np.uint8], class_names: tuple[str, ...]
) -> FloatArray:
    """Return the effective widths: the file's own first, else those of the classes."""
    by_class = [width_of_class(name) or UNKNOWN_WIDTH_M for name in class_names]
    given_m = np.array(lines.width_m, np.float64)
    width_m = np.where(np.isnan(given_m), np.array(by_class)[class_code], given_m)
    return effective_width_m(width_m)


def _defaults_report(lines: Lines) -> list[str]:
    """Say which values are not the file's own."""
    sentences = []
    by_class = int(np.isnan(lines.width_m).sum())
    if by_class:
        sentences.append(
            f"Widths of {by_class:,} streets are assumed from their class, less their edges."
        )
    unknown = [name for name in lines.highway if width_of_class(name) is None]
    if unknown:
        sentences.append(
            f"{len(unknown):,} streets are of a class that we do not know "
            f"({', '.join(sorted(set(unknown))[:5])}): taken as {UNKNOWN_WIDTH_M:g} m wide."
        )
    if lines.unread_widths:
        sentences.append(f"{lines.unread_widths:,} widths are no numbers and were not used.")
    measured = int(np.isnan(lines.length_m).sum())
    if measured:
        sentences.append(f"{measured:,} streets give no length: their lines were measured.")
    if lines.other_geometries:
        sentences.append(f"Passed over {lines.other_geometries:,} features that are no LineString.")
    return sentences


def _credit(lines: Lines, file_name: str) -> str:
    """Credit the makers; streets classed by OpenStreetMap's `highway` tag are taken as theirs."""
    if any(name.removesuffix("_link") in WIDTH_M for name in lines.highway):
        return _OSM_CREDIT
    return f"Streets from {file_name}: credit its makers"
