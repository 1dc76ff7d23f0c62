"""The built-in schematic of eastern Aleppo: local grids joined by an arterial skeleton."""

from __future__ import annotations

from sim.network.aleppo_facts import PLANE, gate_places, neighbourhoods
from sim.network.aleppo_grids import draw_grids
from sim.network.aleppo_overlay import overlaid
from sim.network.aleppo_skeleton import draw_arterials
from sim.network.cleaning import cleaned
from sim.network.source import Source

ATTRIBUTION = (
    "Schematic by the Corridors project from neighbourhood facts; street densities derived from "
    "OpenStreetMap data, (c) OpenStreetMap contributors, ODbL"
)


def aleppo_source() -> Source:
    """Draw the schematic; the same on every machine and every time."""
    places, gates = neighbourhoods(), gate_places()
    arterials = draw_arterials(places, gates)
    kept, _ = cleaned(overlaid(arterials, draw_grids(places)))
    km = kept.length_m.sum() / 1000
    report = (
        f"Drew a schematic of eastern Aleppo: {kept.street_count:,} streets, {km:,.0f} km, between "
        f"{kept.node_count:,} nodes; {len(arterials.end_a)} arterials join the centres of "
        f"{len(places.ids)} neighbourhoods and {len(gates.approach_class)} gates.",
        "It is not a map: no street in it is a real one. Widths are assumed from classes.",
    )
    return Source(
        streets=kept,
        plane=PLANE,
        name="Aleppo (schematic)",
        schematic=True,
        attribution=ATTRIBUTION,
        report=report,
    )
