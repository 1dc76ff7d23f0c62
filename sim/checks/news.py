"""Announcements against the map: is there anybody where they are heard."""

from __future__ import annotations

from collections.abc import Iterator

from sim.network.places import node_distances_m
from sim.network.street_network import StreetNetwork
from sim.scenario import Fault, Scenario


def news_faults(scenario: Scenario, network: StreetNetwork) -> Iterator[Fault]:
    """Find announcements that are heard nowhere on the map."""
    for name, one in sorted(scenario.news.announcements.items()):
        if one.centre is None or one.radius_m is None:
            continue
        path = ("news", "announcements", name, "centre")
        try:
            nearest_m = float(node_distances_m(network, one.centre).min())
        except ValueError as error:
            remedy = "Write `x_m` and `y_m`, in the network's own metres."
            yield Fault(path, str(error), remedy)
            continue
        if nearest_m > one.radius_m:
            yield Fault(
                path,
                f"lies off the map: the nearest street corner is {nearest_m:,.0f} m away, and it "
                f"is heard within {one.radius_m:,.0f} m",
                "Mend its coordinates (is it latitude first?), or leave out `centre` and "
                "`radius_m` to let it be heard everywhere.",
            )
