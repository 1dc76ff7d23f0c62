"""The arterials of the schematic: drawn between centres and gates, never from street geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.network.aleppo_facts import GatePlaces, Neighbourhoods
from sim.network.street_classes import WIDTH_M, effective_width_m
from sim.network.street_network import BoolArray, FloatArray, IntArray

LONG_M = 500.0
"""Arterials of the inner graph that are longer are primary roads."""


@dataclass(frozen=True)
class Arterials:
    """K straight roads between points: the centres first, then the gates.

    Parameters
    ----------
    point_x_m, point_y_m
        Places of the points.
    first_gate
        The first of the points that is a gate.
    end_a, end_b
        (K,) points that a road joins, the lower first.
    road_class
        Class of each road.
    width_m
        (K,) effective width.
    """

    point_x_m: FloatArray
    point_y_m: FloatArray
    first_gate: int
    end_a: IntArray
    end_b: IntArray
    road_class: tuple[str, ...]
    width_m: FloatArray


def draw_arterials(places: Neighbourhoods, gates: GatePlaces) -> Arterials:
    """Join centres and gates by a Gabriel graph (Gabriel and Sokal 1969).

    Two points are joined if no third one lies in the circle on the line between them. The roads
    that are in the relative neighbourhood graph too (Toussaint 1980: no third point is nearer to
    both) are primary if long and secondary if short, the others tertiary. Of the roads to a gate
    only the shortest are kept, as many as it has; they have its own class and share its approach
    width. No road joins two gates.
    """
    x_m = np.concatenate([places.x_m, gates.x_m])
    y_m = np.concatenate([places.y_m, gates.y_m])
    first_gate = len(places.x_m)
    square = (x_m[:, None] - x_m) ** 2 + (y_m[:, None] - y_m) ** 2
    joined = _no_third_point(square[:, :, None] + square[None, :, :], square)
    inner = _no_third_point(np.maximum(square[:, :, None], square[None, :, :]), square)
    end_a, end_b = (ends.astype(np.int32) for ends in np.nonzero(np.triu(joined, 1)))
    kept = (end_a < first_gate) & _among_nearest(square, end_a, end_b, first_gate, gates)
    end_a, end_b = end_a[kept], end_b[kept]

    road_class, width_m = [], np.empty(len(end_a))
    roads_to = np.bincount(end_b, minlength=len(x_m))
    for road, (a, b) in enumerate(zip(end_a, end_b, strict=True)):
        if b >= first_gate:
            gate = b - first_gate
            road_class.append(gates.approach_class[gate])
            width_m[road] = gates.approach_width_m[gate] / roads_to[b]
            continue
        main = "primary" if square[a, b] > LONG_M**2 else "secondary"
        road_class.append(main if inner[a, b] else "tertiary")
        width_m[road] = effective_width_m(np.array(WIDTH_M[road_class[-1]]))
    return Arterials(
        point_x_m=x_m,
        point_y_m=y_m,
        first_gate=first_gate,
        end_a=end_a,
        end_b=end_b,
        road_class=tuple(road_class),
        width_m=width_m,
    )


def _among_nearest(
    square: FloatArray, end_a: IntArray, end_b: IntArray, first_gate: int, gates: GatePlaces
) -> BoolArray:
    """Return (K,) whether a road leads to no gate, or is one of the shortest that its gate has."""
    kept = np.ones(len(end_a), np.bool_)
    for gate, most in enumerate(gates.approach_roads):
        roads = np.flatnonzero(end_b == first_gate + gate)
        by_length = roads[np.argsort(square[end_a[roads], end_b[roads]], kind="stable")]
        kept[by_length[most:]] = False
    return kept


def _no_third_point(by_way_of: FloatArray, square: FloatArray) -> BoolArray:
    """Return (n, n) whether ``by_way_of[i, k, j]`` is no less than ``square[i, j]`` for all k."""
    return np.asarray((by_way_of >= square[:, None, :]).all(axis=1), np.bool_)
