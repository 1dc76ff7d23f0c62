"""What delayed people: each queue is laid to the place at which it begins.

At every sample each link on which people wait at the end belongs to a queue. Where its people want
to go on is not recorded; of the links that lead on from its end (its own way back left out) the one
with most people waiting is taken to be what they wait for. So one comes, link by link, to a link
beyond which nobody waits: there the queue begins, at a checkpoint if the link ends at a gate, and
in a street otherwise. Its delay is the waiting people of all its links, and of the gate's
forecourt, times the time between samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.results.columns import names
from sim.results.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

    from sim.network.street_network import StreetNetwork

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

MOST = 100
"""Bottlenecks that are told."""

_NOWHERE = -1


def bottleneck_table(facts: Facts) -> pd.DataFrame:
    """Return the places that delayed people most, at most `MOST` of them."""
    import pandas as pd

    record = facts.record
    network, series = record.network, record.link_series
    assert series is not None
    links, gates = network.link_count, len(record.corridor_ids)
    gate_at = np.full(network.node_count, _NOWHERE, np.int64)
    gate_at[record.gates.node] = np.arange(gates)
    delay, peak = np.zeros(links + gates), np.zeros(links + gates)
    peak_s, peak_m = np.full(links + gates, np.nan), np.zeros(links + gates)
    first = np.searchsorted(series.sample, np.arange(len(series.time_s) + 1))
    waiting = np.zeros(links, np.int64)
    for sample in range(1, len(series.time_s)):
        rows = slice(first[sample], first[sample + 1])
        some = series.waiting[rows] > 0
        link = series.link[rows][some].astype(np.int64)
        waiting[link] = series.waiting[rows][some]
        place = _origins(network, link, waiting)
        gate = gate_at[network.link_to[place]]
        place = np.where(gate >= 0, links + gate, place)
        queue = np.bincount(place, weights=waiting[link], minlength=links + gates)
        queue[links:] += facts.forecourt_at(float(series.time_s[sample]))
        length_m = np.bincount(place, weights=network.link_length_m[link], minlength=links + gates)
        waiting[link] = 0
        delay += queue * (series.time_s[sample] - series.time_s[sample - 1])
        larger = queue > peak
        peak[larger], peak_s[larger] = queue[larger], series.time_s[sample]
        peak_m[larger] = length_m[larger]
    order = np.argsort(-delay, kind="stable")[:MOST]
    order = order[delay[order] > 0.0]
    is_gate = order >= links
    corridor = np.where(is_gate, order - links, 0)
    node = np.where(
        is_gate, record.gates.node[corridor], network.link_to[np.where(is_gate, 0, order)]
    )
    table = {
        "rank": np.arange(1, len(order) + 1),
        "kind": np.where(is_gate, "corridor", "street"),
        "corridor": np.where(is_gate, np.asarray(record.corridor_ids, object)[corridor], ""),
        "link": np.where(is_gate, np.nan, order),
        "x_m": network.node_x_m[node],
        "y_m": network.node_y_m[node],
        "delay_person_s": delay[order],
        "share": delay[order] / (delay.sum() or 1.0),
        "peak_queue": peak[order].astype(np.int64),
        "peak_queue_s": peak_s[order],
        "peak_streets_m": peak_m[order],
    }
    return pd.DataFrame(table)[names("bottlenecks.csv")]


def _origins(network: StreetNetwork, link: IntArray, waiting: IntArray) -> IntArray:
    """Return the link at whose end the queue begins, for each link with people waiting.

    Parameters
    ----------
    link
        (Q,) links with people waiting at their end.
    waiting
        (E,) people waiting at the end of every link.
    """
    node = network.link_to[link]
    count = (network.link_start[node + 1] - network.link_start[node]).astype(np.int64)
    owner = np.repeat(np.arange(len(link)), count)
    offset = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    onward = network.link_start[node].astype(np.int64)[owner] + offset
    queued = (waiting[onward] > 0) & (onward != network.link_reverse[link][owner])
    owner, onward = owner[queued], onward[queued]
    # The last one written is the one with most people waiting, of equals the first link.
    order = np.lexsort((-onward, waiting[onward], owner))
    following = np.arange(len(waiting))
    following[link[owner[order]]] = onward[order]
    # Following the pointers twice as far each time; who goes round in a circle stays in it.
    place = link
    for _ in range(int(np.ceil(np.log2(max(len(link), 2)))) + 1):
        after = following[place]
        if (after == place).all():
            break
        place = after
        following[link] = following[following[link]]
    return place
