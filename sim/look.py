"""What a model shows of itself in a notebook: words, and a picture of this instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import cards
from sim.behaviour.hours import open_now
from sim.cards import Table
from sim.plan.street_links import people_in_street, street_area_m2
from sim.report import now
from sim.report.text import DO_NO_HARM
from sim.scenario import CLASSES

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


def card(model: EvacuationModel) -> str:
    """Return the same and more as HTML: a row a status, a row a corridor."""
    now = by_status(model)
    statuses = Table(
        ("now", *(name.replace("_", " ") for name, count in now.items() if count)),
        [("people", *(count for count in now.values() if count))],
    )
    opened = open_now(model.gates, model.now_s)
    corridors = Table(
        ("corridor", "name", "now", "queued", "out"),
        [
            (
                name,
                model.loaded.scenario.corridors[name].name,
                _open_to(opened[gate].tolist(), model.gates.admits[gate].tolist()),
                int(model.ledger.queued_for[gate]),
                int(model.ledger.out[gate]),
            )
            for gate, name in enumerate(model.corridor_ids)
        ],
    )
    scenario = model.loaded.scenario
    when = f"{scenario.clock.local(model.now_s):%a %d %b %Y %H:%M:%S}"
    kind = "schematic" if model.network.schematic else "surveyed"
    return cards.card(
        scenario.title or scenario.id,
        [
            f"{when}, {'the run goes on' if model.running else 'the run is over'}; "
            f"seed {model.seed}, replication {model.replication}",
            f"{model.population.person_count:,} people in {model.population.party_count:,} parties "
            f"on {model.network.street_km:,.1f} km of {kind} streets",
        ],
        [statuses, corridors],
        foot=[DO_NO_HARM, model.network.attribution],
    )


def _open_to(opened: list[bool], admits: list[bool]) -> str:
    """Say who may pass now; "open" is to all that the corridor ever admits."""
    names = [name for name, may in zip(CLASSES, opened, strict=True) if may]
    if opened == admits and names:
        return "open"
    return f"open to {', '.join(names)}" if names else "shut"


def by_status(model: EvacuationModel) -> dict[str, int]:
    """Return people of each status at the end of the last interval."""
    from sim.results.status import STATUSES

    return dict(zip(STATUSES, model.ledger.by_status.tolist(), strict=True))


def plot(model: EvacuationModel, axes: Axes | None = None) -> Axes:
    """Draw who is where now; see `EvacuationModel.plot`."""
    if isinstance(axes, str):
        raise TypeError(
            f"model.plot() draws who is where now; pictures of a whole run are "
            f"sim.run(scenario).plot({axes!r})"
        )
    network, gates = model.network, model.gates
    scenario = model.loaded.scenario
    nodes = np.column_stack((network.node_x_m, network.node_y_m))
    area_m2 = street_area_m2(model.links, scenario.movement)
    persons = model.observation.link_persons
    local = scenario.clock.local(model.now_s)
    return now.draw(
        now.Instant(
            title=f"{scenario.title or scenario.id}, {local:%a %d %b %H:%M}",
            ends_m=np.stack((nodes[network.link_from], nodes[network.link_to]), axis=1),
            density_per_m2=np.where(persons > 0, people_in_street(model.links, persons), 0)
            / area_m2,
            gates_m=nodes[gates.node],
            gate_names=model.corridor_ids,
            queued=model.ledger.queued_for,
            schematic=network.schematic,
            credit=network.attribution,
        ),
        axes,
    )
