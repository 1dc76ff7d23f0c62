"""The network for people and for networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.network.street_network import StreetNetwork

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: StreetNetwork) -> nx.MultiDiGraph[int]:
    """Build a networkx graph: nodes are node indices, one edge a directed link.

    Nodes carry `node_id`, `x_m`, `y_m`, `lon`, `lat`; edges are keyed by the link's index and
    carry `length_m`, `width_m`, `street_class`, `street` and `forbidden`. The graph itself carries
    `name`, `schematic` and `attribution`.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph(
        name=network.name, schematic=network.schematic, attribution=network.attribution
    )
    nodes = zip(
        network.node_id.tolist(),
        network.node_x_m.tolist(),
        network.node_y_m.tolist(),
        network.node_lon.tolist(),
        network.node_lat.tolist(),
        strict=True,
    )
    for index, (node_id, x_m, y_m, lon, lat) in enumerate(nodes):
        graph.add_node(index, node_id=node_id, x_m=x_m, y_m=y_m, lon=lon, lat=lat)
    links = zip(
        network.link_from.tolist(),
        network.link_to.tolist(),
        network.link_length_m.tolist(),
        network.link_width_m.tolist(),
        network.link_class.tolist(),
        network.link_street.tolist(),
        network.link_forbidden.tolist(),
        strict=True,
    )
    for index, (tail, head, length_m, width_m, kind, street, forbidden) in enumerate(links):
        graph.add_edge(
            tail,
            head,
            key=index,
            length_m=length_m,
            width_m=width_m,
            street_class=network.class_names[kind],
            street=street,
            forbidden=forbidden,
        )
    return graph
