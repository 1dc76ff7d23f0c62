"""Geometry in the plane: straight pieces of streets against polygons, lines and discs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.network.street_network import BoolArray, FloatArray

_NEAR_M = 1e-6
"""Closer than this is touching: far below what any survey knows."""

_PARALLEL = 1e-12
"""Sine of the angle below which two pieces count as parallel."""

Meetings = tuple[NDArray[np.int64], FloatArray]
"""Pieces that meet a line, and where along the piece (0 to 1); a piece may appear often."""


class Pieces:
    """Straight pieces from (ax, ay) to (bx, by), in metres.

    Parameters
    ----------
    ax, ay, bx, by
        (n,) their ends.
    """

    def __init__(self, ax: FloatArray, ay: FloatArray, bx: FloatArray, by: FloatArray) -> None:
        self.ax, self.ay, self.bx, self.by = ax, ay, bx, by
        self.length_m = np.hypot(self.bx - self.ax, self.by - self.ay)

    def near(self, x1: float, y1: float, x2: float, y2: float) -> NDArray[np.int64]:
        """Return the pieces whose bounding box touches that of a line's."""
        west, east = min(x1, x2) - _NEAR_M, max(x1, x2) + _NEAR_M
        south, north = min(y1, y2) - _NEAR_M, max(y1, y2) + _NEAR_M
        return np.flatnonzero(
            (np.minimum(self.ax, self.bx) <= east)
            & (np.maximum(self.ax, self.bx) >= west)
            & (np.minimum(self.ay, self.by) <= north)
            & (np.maximum(self.ay, self.by) >= south)
            & (self.length_m > 0)
        )


def in_polygon(
    pieces: Pieces, corner_x: FloatArray, corner_y: FloatArray, *, outside: bool = False
) -> NDArray[np.int64]:
    """Return the pieces that touch the inside of a polygon, or with `outside` what is beyond it.

    Each piece is cut where it meets the area's edge; what lies between two cuts is on one side, so
    the middle of each part decides for it.
    """
    met = [_meetings(pieces, *edge) for edge in _edges(corner_x, corner_y)]
    count = len(pieces.ax)
    ends = np.arange(count)
    piece = np.concatenate([ends, ends, *(found for found, _ in met)])
    along = np.concatenate([np.zeros(count), np.ones(count), *(at for _, at in met)])
    order = np.lexsort((along, piece))
    piece, along = piece[order], along[order]
    part = np.flatnonzero(piece[1:] == piece[:-1])
    middle = (along[part] + along[part + 1]) / 2
    owner = piece[part]
    x = pieces.ax[owner] + middle * (pieces.bx - pieces.ax)[owner]
    y = pieces.ay[owner] + middle * (pieces.by - pieces.ay)[owner]
    hit = inside(x, y, corner_x, corner_y) != outside
    cut = np.bincount(owner, minlength=count)[owner] > 1
    doubtful = np.flatnonzero(hit & cut)
    at_edge = on_edge(x[doubtful], y[doubtful], corner_x, corner_y)
    hit[doubtful[at_edge]] = False
    return np.unique(owner[hit])


def on_line(pieces: Pieces, x: FloatArray, y: FloatArray) -> NDArray[np.int64]:
    """Return the pieces that touch the line."""
    edges = zip(x[:-1], y[:-1], x[1:], y[1:], strict=True)
    return np.unique(np.concatenate([_meetings(pieces, *edge)[0] for edge in edges]))


def _edges(x: FloatArray, y: FloatArray) -> Iterator[tuple[float, float, float, float]]:
    """Yield a closed polygon's edges as x1, y1, x2, y2, without those of no length."""
    for i in range(len(x)):
        edge = (float(x[i - 1]), float(y[i - 1]), float(x[i]), float(y[i]))
        if edge[:2] != edge[2:]:
            yield edge


def _meetings(pieces: Pieces, x1: float, y1: float, x2: float, y2: float) -> Meetings:
    """Return where pieces touch the line from (x1, y1) to (x2, y2), its ends included."""
    near = pieces.near(x1, y1, x2, y2)
    px, py = pieces.bx[near] - pieces.ax[near], pieces.by[near] - pieces.ay[near]
    qx, qy = x2 - x1, y2 - y1
    to_x, to_y = x1 - pieces.ax[near], y1 - pieces.ay[near]
    length_m, line_m = pieces.length_m[near], float(np.hypot(qx, qy))
    turn = px * qy - py * qx
    parallel = np.abs(turn) <= _PARALLEL * length_m * line_m
    safe_turn = np.where(parallel, 1.0, turn)
    along = (to_x * qy - to_y * qx) / safe_turn
    along_line = (to_x * py - to_y * px) / safe_turn
    slack, line_slack = _NEAR_M / length_m, _NEAR_M / max(line_m, _NEAR_M)
    crossing = (
        ~parallel
        & (along >= -slack)
        & (along <= 1 + slack)
        & (along_line >= -line_slack)
        & (along_line <= 1 + line_slack)
    )
    # A piece on the line itself meets it all the way between the line's ends.
    on_it = parallel & (np.abs(px * to_y - py * to_x) <= _NEAR_M * length_m)
    square = length_m**2
    at_1 = (to_x * px + to_y * py) / square
    at_2 = at_1 + (qx * px + qy * py) / square
    shared = on_it & (np.minimum(at_1, at_2) <= 1 + slack) & (np.maximum(at_1, at_2) >= -slack)
    found = np.concatenate([near[crossing], near[shared], near[shared]])
    where = np.concatenate([along[crossing], at_1[shared], at_2[shared]])
    return found, np.clip(where, 0.0, 1.0)


def inside(x: FloatArray, y: FloatArray, corner_x: FloatArray, corner_y: FloatArray) -> BoolArray:
    """Return whether points lie in a polygon (even-odd rule)."""
    within = np.zeros(len(x), np.bool_)
    for x1, y1, x2, y2 in _edges(corner_x, corner_y):
        if y1 != y2:
            beside = (y1 > y) != (y2 > y)
            within ^= beside & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return within


def on_edge(x: FloatArray, y: FloatArray, corner_x: FloatArray, corner_y: FloatArray) -> BoolArray:
    """Return whether points lie on a polygon's edge."""
    found = np.zeros(len(x), np.bool_)
    for edge in _edges(corner_x, corner_y):
        found |= to_segment_m(x, y, *edge) <= _NEAR_M
    return found


def to_segment_m(
    x: FloatArray, y: FloatArray, x1: float, y1: float, x2: float, y2: float
) -> FloatArray:
    """Return how far points are from the segment between (x1, y1) and (x2, y2)."""
    qx, qy = x2 - x1, y2 - y1
    square = max(qx**2 + qy**2, _NEAR_M**2)
    along = np.clip(((x - x1) * qx + (y - y1) * qy) / square, 0.0, 1.0)
    return np.asarray(np.hypot(x1 + along * qx - x, y1 + along * qy - y), np.float64)


def distance_m(pieces: Pieces, x: float, y: float) -> FloatArray:
    """Return how far each piece is from a point."""
    px, py = pieces.bx - pieces.ax, pieces.by - pieces.ay
    square = np.maximum(pieces.length_m**2, _NEAR_M**2)
    along = np.clip(((x - pieces.ax) * px + (y - pieces.ay) * py) / square, 0.0, 1.0)
    far_m = np.hypot(pieces.ax + along * px - x, pieces.ay + along * py - y)
    return np.asarray(far_m, np.float64)
