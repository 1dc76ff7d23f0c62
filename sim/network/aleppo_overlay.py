"""Laying the arterials of the schematic over its local grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.network.aleppo_facts import PLANE
from sim.network.aleppo_grids import WINDING, LocalStreets
from sim.network.aleppo_skeleton import Arterials
from sim.network.street_classes import WIDTH_M, effective_width_m
from sim.network.street_network import FloatArray, IntArray
from sim.network.streets import Streets, straight_shapes

STATION_M = 25.0
"""Local streets meet an arterial at stations about this far apart."""

PLAIN_STATIONS = 4
"""Where nothing meets an arterial it has a node at every fourth station."""

SNAP = 0.3
"""A crossing nearer to an arterial than this many spacings lies on it."""

LOCAL_CLASS = "residential"

_ARTERIAL_KEYS = 1_000_000
_LOCAL_KEYS = 1_000_000_000

Keys = NDArray[np.int64]
"""Nodes while the network is put together: points, then stations on arterials, then crossings."""


def overlaid(arterials: Arterials, local: LocalStreets) -> Streets:
    """Lay arterials over local streets, with a node wherever they meet.

    A local crossing close to an arterial moves onto it; a local street that crosses one is cut.
    """
    stations = _Stations(arterials)
    on = _project(stations, local)
    key = np.where(
        on.station >= 0,
        stations.keys(on.arterial, on.station),
        _LOCAL_KEYS + np.arange(len(local.x_m)),
    )
    local_a, local_b = _cut(stations, local, on, key)
    main_a, main_b, main_road = _arterial_pieces(stations, np.concatenate([key, local_a, local_b]))

    class_names = tuple(sorted({LOCAL_CLASS, *arterials.road_class}))
    road_code = np.array([class_names.index(name) for name in arterials.road_class], np.uint8)
    local_code = np.full(len(local_a), class_names.index(LOCAL_CLASS), np.uint8)
    local_width_m = np.full(len(local_a), effective_width_m(np.array(WIDTH_M[LOCAL_CLASS])))
    node, end_a, end_b, chosen = _joined(
        np.concatenate([main_a, local_a]), np.concatenate([main_b, local_b])
    )
    x_m, y_m = stations.places(node, local)
    return _straight_streets(
        x_m,
        y_m,
        end_a,
        end_b,
        width_m=np.concatenate([arterials.width_m[main_road], local_width_m])[chosen],
        street_class=np.concatenate([road_code[main_road], local_code])[chosen],
        class_names=class_names,
    )


def _joined(key_a: Keys, key_b: Keys) -> tuple[Keys, IntArray, IntArray, Keys]:
    """Return the nodes' keys, the streets' ends as node indices, and which streets are kept.

    Of several streets between two nodes the first is kept; one that ends where it begins is not.
    """
    node, index = np.unique(np.concatenate([key_a, key_b]), return_inverse=True)
    end_a, end_b = index[: len(key_a)], index[len(key_a) :]
    low, high = np.minimum(end_a, end_b), np.maximum(end_a, end_b)
    _, chosen = np.unique(low * len(node) + high, return_index=True)
    chosen = chosen[low[chosen] != high[chosen]]
    return node, low[chosen].astype(np.int32), high[chosen].astype(np.int32), chosen


def _straight_streets(
    x_m: FloatArray,
    y_m: FloatArray,
    end_a: IntArray,
    end_b: IntArray,
    *,
    width_m: FloatArray,
    street_class: NDArray[np.uint8],
    class_names: tuple[str, ...],
) -> Streets:
    """Return streets that run straight but are as long as winding ones."""
    lat, lon = PLANE.degrees(x_m, y_m)
    dx, dy = x_m[end_b] - x_m[end_a], y_m[end_b] - y_m[end_a]
    shape_start, shape_x_m, shape_y_m = straight_shapes(x_m, y_m, end_a, end_b)
    return Streets(
        node_id=np.arange(len(x_m), dtype=np.int64),
        node_x_m=x_m,
        node_y_m=y_m,
        node_lon=lon.round(7),
        node_lat=lat.round(7),
        end_a=end_a,
        end_b=end_b,
        length_m=(WINDING * np.sqrt(dx**2 + dy**2)).round(1),
        width_m=width_m,
        street_class=street_class,
        class_names=class_names,
        shape_start=shape_start,
        shape_x_m=shape_x_m,
        shape_y_m=shape_y_m,
    )


class _Stations:
    """Places along the arterials; the first and the last of each are the points it joins."""

    def __init__(self, arterials: Arterials) -> None:
        self.arterials = arterials
        self.ax, self.ay = (v[arterials.end_a] for v in (arterials.point_x_m, arterials.point_y_m))
        self.dx = arterials.point_x_m[arterials.end_b] - self.ax
        self.dy = arterials.point_y_m[arterials.end_b] - self.ay
        self.length2 = self.dx**2 + self.dy**2
        self.last = np.maximum(np.rint(np.sqrt(self.length2) / STATION_M), 2).astype(np.int64)
        self._last_for_local = self.last - (arterials.end_b >= arterials.first_gate)

    def nearest(self, arterial: Keys, along: FloatArray) -> Keys:
        """Return the stations nearest to places from 0 to 1 along arterials.

        Local streets do not meet a gate itself, so that its approach is as wide as stated.
        """
        station = np.rint(along * self.last[arterial]).astype(np.int64)
        return np.minimum(station, self._last_for_local[arterial])

    def keys(self, arterial: Keys, station: Keys) -> Keys:
        """Return the nodes at stations."""
        key = (arterial + 1) * _ARTERIAL_KEYS + station
        key = np.where(station == 0, self.arterials.end_a[arterial], key)
        return np.where(station == self.last[arterial], self.arterials.end_b[arterial], key)

    def places(self, key: Keys, local: LocalStreets) -> tuple[FloatArray, FloatArray]:
        """Return where nodes lie, to the decimetre."""
        x_m, y_m = np.empty(len(key)), np.empty(len(key))
        is_point, is_local = key < _ARTERIAL_KEYS, key >= _LOCAL_KEYS
        x_m[is_point] = self.arterials.point_x_m[key[is_point]]
        y_m[is_point] = self.arterials.point_y_m[key[is_point]]
        x_m[is_local] = local.x_m[key[is_local] - _LOCAL_KEYS]
        y_m[is_local] = local.y_m[key[is_local] - _LOCAL_KEYS]
        between = ~is_point & ~is_local
        arterial, station = np.divmod(key[between], _ARTERIAL_KEYS)
        share = station / self.last[arterial - 1]
        x_m[between] = self.ax[arterial - 1] + share * self.dx[arterial - 1]
        y_m[between] = self.ay[arterial - 1] + share * self.dy[arterial - 1]
        return x_m.round(1), y_m.round(1)


@dataclass(frozen=True)
class _OnArterials:
    """For each of n crossings: how far each arterial is, the nearest, and the station on it.

    `distance_m` is (n, K); `station` is -1 for a crossing that lies on no arterial.
    """

    distance_m: FloatArray
    arterial: Keys
    station: Keys


def _project(stations: _Stations, local: LocalStreets) -> _OnArterials:
    from_x = local.x_m[:, None] - stations.ax
    from_y = local.y_m[:, None] - stations.ay
    along = (from_x * stations.dx + from_y * stations.dy) / stations.length2
    np.clip(along, 0.0, 1.0, out=along)
    from_x -= along * stations.dx
    from_y -= along * stations.dy
    distance_m = np.sqrt(from_x**2 + from_y**2)
    arterial = distance_m.argmin(axis=1)
    rows = np.arange(len(arterial))
    on_it = distance_m[rows, arterial] <= SNAP * local.spacing_m
    station = stations.nearest(arterial, along[rows, arterial])
    return _OnArterials(distance_m, arterial, np.where(on_it, station, -1))


def _cut(
    stations: _Stations, local: LocalStreets, on: _OnArterials, key: Keys
) -> tuple[Keys, Keys]:
    """Return the ends of the local streets, cut where they cross arterials."""
    lies_on = np.where(on.station >= 0, on.arterial, -1)
    along_one = (lies_on[local.end_a] >= 0) & (lies_on[local.end_a] == lies_on[local.end_b])
    a, b = local.end_a[~along_one], local.end_b[~along_one]
    px, py = local.x_m[b] - local.x_m[a], local.y_m[b] - local.y_m[a]
    near = on.distance_m[a] + on.distance_m[b] <= np.sqrt(px**2 + py**2)[:, None]
    street, road = np.nonzero(near)
    apart = (lies_on[a[street]] != road) & (lies_on[b[street]] != road)
    street, road = street[apart], road[apart]

    qx, qy = stations.dx[road], stations.dy[road]
    to_x = stations.ax[road] - local.x_m[a[street]]
    to_y = stations.ay[road] - local.y_m[a[street]]
    turn = px[street] * qy - py[street] * qx
    turn[turn == 0.0] = np.inf
    along = (to_x * qy - to_y * qx) / turn
    along_road = (to_x * py[street] - to_y * px[street]) / turn
    cross = (along > 0) & (along < 1) & (along_road >= 0) & (along_road <= 1)
    street, road, along, along_road = (v[cross] for v in (street, road, along, along_road))
    station = stations.nearest(road, along_road)

    count = np.arange(len(a))
    owner = np.concatenate([count, street, count])
    where = np.concatenate([np.zeros(len(a)), along, np.ones(len(a))])
    node = np.concatenate([key[a], stations.keys(road, station), key[b]])
    order = np.lexsort((where, owner))
    owner, node = owner[order], node[order]
    same = owner[1:] == owner[:-1]
    return node[:-1][same], node[1:][same]


def _arterial_pieces(stations: _Stations, used: Keys) -> tuple[Keys, Keys, Keys]:
    """Return the ends and the arterial of each piece between stations that are used."""
    count = stations.last // PLAIN_STATIONS + 1
    arterial = np.repeat(np.arange(len(count)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    met = used[(used >= _ARTERIAL_KEYS) & (used < _LOCAL_KEYS)]
    road, station = np.divmod(met, _ARTERIAL_KEYS)
    every_road = np.arange(len(count))
    road = np.concatenate([road - 1, arterial, every_road])
    station = np.concatenate([station, number * PLAIN_STATIONS, stations.last])
    both = np.unique(road * _ARTERIAL_KEYS + station)
    road, station = np.divmod(both, _ARTERIAL_KEYS)
    key = stations.keys(road, station)
    same = road[1:] == road[:-1]
    return key[:-1][same], key[1:][same], road[1:][same]
