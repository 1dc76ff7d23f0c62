"""What a model shows of itself in a notebook: words, and a picture of this instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report import now
from sim.street_links import street_area_m2

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.model import EvacuationModel


def words(model: EvacuationModel) -> str:
    """Return one line: what it is, what time it is there, and what has become of people."""
    clock = model.loaded.scenario.clock
    people = [f"{count:,} {name}" for name, count in by_status(model).items() if count]
    state = "" if model.running else ", over"
    return (
        f"<EvacuationModel {model.loaded.scenario.id} seed {model.seed}, "
        f"{clock.local(model.now_s):%Y-%m-%d %H:%M:%S}{state}: {', '.join(people)}>"
    )


def by_status(model: EvacuationModel) -> dict[str, int]:
    """Return people of each status at the end of the last interval."""
    from sim.results.status import STATUSES

    return dict(zip(STATUSES, model.ledger.by_status.tolist(), strict=True))


def plot(model: EvacuationModel, axes: Axes | None = None) -> Axes:
    """Draw who is where now; see `EvacuationModel.plot`."""
    network, gates = model.network, model.gates
    scenario = model.loaded.scenario
    nodes = np.column_stack((network.node_x_m, network.node_y_m))
    area_m2 = street_area_m2(model.links, scenario.movement)
    local = scenario.clock.local(model.now_s)
    return now.draw(
        now.Instant(
            title=f"{scenario.title or scenario.id}, {local:%a %d %b %H:%M}",
            ends_m=np.stack((nodes[network.link_from], nodes[network.link_to]), axis=1),
            density_per_m2=model.observation.link_persons / area_m2,
            gates_m=nodes[gates.node],
            gate_names=model.corridor_ids,
            queued=model.ledger.queued_for,
            schematic=network.schematic,
            credit=network.attribution,
        ),
        axes,
    )
