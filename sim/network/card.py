"""What a street network shows of itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.cards import Table, card

if TYPE_CHECKING:
    from sim.network.street_network import StreetNetwork


def network_card(network: StreetNetwork) -> str:
    """Return its size, a row a class of street, and what was read, defaulted and dropped."""
    _, street = np.unique(network.link_street, return_index=True)
    length_m = network.link_length_m[street]
    width_m = network.link_width_m[street]
    kind = network.link_class[street]
    rows = []
    for code in sorted(set(kind.tolist()), key=lambda code: -float(length_m[kind == code].sum())):
        here = kind == code
        mean_m = float(np.average(width_m[here], weights=length_m[here]))
        rows.append(
            (
                network.class_names[code],
                int(here.sum()),
                f"{length_m[here].sum() / 1000.0:,.1f}",
                f"{mean_m:.1f} ({width_m[here].min():.1f} to {width_m[here].max():.1f})",
            )
        )
    forbidden = int(network.link_forbidden.sum())
    return card(
        network.name,
        [
            f"{network.node_count:,} nodes, {network.link_count:,} directed links, "
            f"{network.street_km:,.1f} km of streets",
            "schematic: drawn by this project, not surveyed" if network.schematic else "surveyed",
            f"{forbidden:,} links lie where nobody may walk" if forbidden else "",
        ],
        [Table(("street class", "streets", "km", "effective width, m"), rows)],
        details=("What was read, defaulted and dropped", Table((), [(x,) for x in network.report])),
        foot=[network.attribution],
    )
