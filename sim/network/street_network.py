"""Streets as arrays: nodes, and directed links sorted by the node they leave (CSR form)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class StreetNetwork:
    """A street network of N nodes and E directed links.

    A two-way street is two links, each other's `link_reverse`. Links are sorted by `link_from`,
    so the links that leave node n are ``link_start[n]:link_start[n + 1]``.

    Parameters
    ----------
    name
        What to call it; "schematic" stands in it where the streets are not real.
    schematic
        True where the streets are drawn by us rather than surveyed; said wherever it is shown.
    attribution
        Credit that every picture and file made from it must carry; empty if none.
    node_id
        (N,) the source's own ids, unique.
    node_x_m, node_y_m
        (N,) metres in a local plane.
    node_lon, node_lat
        (N,) degrees (WGS 84); NaN where the network lies nowhere on earth.
    link_from, link_to
        (E,) node indices.
    link_start
        (N + 1,) CSR offsets into the links.
    link_reverse
        (E,) the link the other way, -1 where there is none.
    link_street
        (E,) index of the street that the link is a direction of.
    link_length_m
        (E,) length.
    link_width_m
        (E,) effective walkable width of the whole street, both directions together.
    link_class
        (E,) index into `class_names`.
    class_names
        Street classes, such as "residential".
    link_forbidden
        (E,) nobody may walk here: inside or across a forbidden area or line.
    report
        What was read, defaulted and dropped on the way here, one sentence each.
    """

    name: str
    schematic: bool
    attribution: str
    node_id: NDArray[np.int64]
    node_x_m: FloatArray
    node_y_m: FloatArray
    node_lon: FloatArray
    node_lat: FloatArray
    link_from: IntArray
    link_to: IntArray
    link_start: IntArray
    link_reverse: IntArray
    link_street: IntArray
    link_length_m: FloatArray
    link_width_m: FloatArray
    link_class: NDArray[np.uint8]
    class_names: tuple[str, ...]
    link_forbidden: BoolArray
    report: tuple[str, ...] = ()

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_id)

    @property
    def link_count(self) -> int:
        """Number of directed links."""
        return len(self.link_from)

    def to_networkx(self) -> nx.MultiDiGraph[int]:
        """Build the networkx view: one edge a directed link, keyed by the link's index."""
        from sim.network.view import to_networkx

        return to_networkx(self)

    @property
    def street_km(self) -> float:
        """Length of all streets in kilometres, each counted once."""
        _, first = np.unique(self.link_street, return_index=True)
        return float(self.link_length_m[first].sum() / 1000.0)

    def __repr__(self) -> str:
        kind = "schematic" if self.schematic else "surveyed"
        return (
            f"<StreetNetwork {self.name}: {self.node_count:,} nodes, {self.link_count:,} directed "
            f"links, {self.street_km:,.1f} km of streets, {kind}>"
        )

    def _repr_html_(self) -> str:
        from sim.network.card import network_card

        return network_card(self)
