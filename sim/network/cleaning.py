"""Cleaning: what of a source's streets is kept, in an order that no file's rows decide."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.network.pieces import pieces_of
from sim.network.streets import Streets


def cleaned(streets: Streets) -> tuple[Streets, tuple[str, ...]]:
    """Keep the largest connected piece, without streets that end where they begin.

    Parameters
    ----------
    streets
        As read.

    Returns
    -------
    streets
        Sorted by the lower end, the higher end, length, width and class.
    report
        What was found and dropped, as sentences.
    """
    loop = streets.end_a == streets.end_b
    piece = pieces_of(streets.node_count, streets.end_a, streets.end_b)
    piece_count = len(np.unique(piece))
    piece_length_m = np.bincount(piece[streets.end_a], streets.length_m)
    node_kept = piece == np.argmax(piece_length_m)
    street_kept = node_kept[streets.end_a]
    report = [_piece_sentence(streets, street_kept, piece_count)]
    if loop.any():
        report.append(f"Dropped {loop.sum():,} streets that end where they begin.")
    return _select(streets, node_kept, np.flatnonzero(street_kept & ~loop)), tuple(report)


def _piece_sentence(streets: Streets, kept: NDArray[np.bool_], piece_count: int) -> str:
    if piece_count == 1:
        return "All of it is one connected piece: nothing was dropped."
    dropped_m = streets.length_m[~kept].sum()
    share = dropped_m / streets.length_m.sum()
    return (
        f"Found {piece_count:,} pieces without a way between them; kept the longest and dropped "
        f"{(~kept).sum():,} streets, {dropped_m / 1000:,.1f} km ({share:.1%})."
    )


def _select(streets: Streets, node_kept: NDArray[np.bool_], kept: NDArray[np.int64]) -> Streets:
    """Return the kept nodes and streets, the streets in their lasting order."""
    low = np.minimum(streets.end_a, streets.end_b)[kept]
    high = np.maximum(streets.end_a, streets.end_b)[kept]
    ranks = (
        streets.street_class[kept],
        streets.width_m[kept],
        streets.length_m[kept],
        high,
        low,
    )
    order = kept[np.lexsort(ranks)]
    count = np.diff(streets.shape_start)[order]
    shape_start = np.concatenate([[0], np.cumsum(count)])
    vertex = np.repeat(streets.shape_start[order] - shape_start[:-1], count) + np.arange(
        shape_start[-1]
    )
    new_index = np.cumsum(node_kept, dtype=np.int32) - np.int32(1)
    return Streets(
        node_id=streets.node_id[node_kept],
        node_x_m=streets.node_x_m[node_kept],
        node_y_m=streets.node_y_m[node_kept],
        node_lon=streets.node_lon[node_kept],
        node_lat=streets.node_lat[node_kept],
        end_a=new_index[streets.end_a[order]],
        end_b=new_index[streets.end_b[order]],
        length_m=streets.length_m[order],
        width_m=streets.width_m[order],
        street_class=streets.street_class[order],
        class_names=streets.class_names,
        shape_start=shape_start,
        shape_x_m=streets.shape_x_m[vertex],
        shape_y_m=streets.shape_y_m[vertex],
    )
