"""Streets as a source knows them, and how they become directed links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.network.street_network import BoolArray, FloatArray, IntArray, StreetNetwork


@dataclass(frozen=True)
class Streets:
    """N nodes and S streets with their shapes, before directions are told apart.

    Parameters
    ----------
    node_id
        (N,) the source's own ids, ascending.
    node_x_m, node_y_m, node_lon, node_lat
        (N,) as in `StreetNetwork`.
    end_a, end_b
        (S,) node indices of the two ends.
    length_m, width_m
        (S,) length; effective walkable width.
    street_class
        (S,) index into `class_names`.
    class_names
        Street classes.
    shape_start
        (S + 1,) CSR offsets into the shape's vertices.
    shape_x_m, shape_y_m
        (V,) vertices of the streets' lines, from `end_a` to `end_b`, in the plane of the nodes.
    """

    node_id: NDArray[np.int64]
    node_x_m: FloatArray
    node_y_m: FloatArray
    node_lon: FloatArray
    node_lat: FloatArray
    end_a: IntArray
    end_b: IntArray
    length_m: FloatArray
    width_m: FloatArray
    street_class: NDArray[np.uint8]
    class_names: tuple[str, ...]
    shape_start: NDArray[np.int64]
    shape_x_m: FloatArray
    shape_y_m: FloatArray

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_id)

    @property
    def street_count(self) -> int:
        """Number of streets."""
        return len(self.end_a)


def straight_shapes(
    node_x_m: FloatArray, node_y_m: FloatArray, end_a: IntArray, end_b: IntArray
) -> tuple[NDArray[np.int64], FloatArray, FloatArray]:
    """Return `shape_start`, `shape_x_m`, `shape_y_m` of streets that run straight."""
    ends = np.column_stack([end_a, end_b]).ravel()
    start = np.arange(len(end_a) + 1, dtype=np.int64) * 2
    return start, node_x_m[ends], node_y_m[ends]


def network_of(
    streets: Streets,
    *,
    name: str,
    schematic: bool,
    attribution: str,
    street_forbidden: BoolArray,
    report: tuple[str, ...],
) -> StreetNetwork:
    """Make two directed links of every street, sorted by (from, to, street).

    Parameters
    ----------
    streets
        The streets; every one can be walked both ways.
    name, schematic, attribution, report
        As in `StreetNetwork`.
    street_forbidden
        (S,) nobody may walk here, either way.
    """
    count = streets.street_count
    link_from = np.concatenate([streets.end_a, streets.end_b])
    link_to = np.concatenate([streets.end_b, streets.end_a])
    street = np.tile(np.arange(count, dtype=np.int32), 2)
    order = np.lexsort((street, link_to, link_from))
    rank = np.empty(2 * count, np.int32)
    rank[order] = np.arange(2 * count, dtype=np.int32)
    reverse = np.concatenate([rank[count:], rank[:count]])
    leaving = np.bincount(link_from, minlength=streets.node_count)
    return StreetNetwork(
        name=name,
        schematic=schematic,
        attribution=attribution,
        node_id=streets.node_id,
        node_x_m=streets.node_x_m,
        node_y_m=streets.node_y_m,
        node_lon=streets.node_lon,
        node_lat=streets.node_lat,
        link_from=link_from[order].astype(np.int32),
        link_to=link_to[order].astype(np.int32),
        link_start=np.concatenate([[0], np.cumsum(leaving)]).astype(np.int32),
        link_reverse=reverse[order],
        link_street=street[order],
        link_length_m=streets.length_m[street[order]],
        link_width_m=streets.width_m[street[order]],
        link_class=streets.street_class[street[order]],
        class_names=streets.class_names,
        link_forbidden=street_forbidden[street[order]],
        report=report,
    )
