"""Networks built to jam: gridlock is always named, never hung, and never invented."""

from __future__ import annotations

import math
from dataclasses import dataclass

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import Observation, Place, Rules
from sim.engine.inputs import AT_GATE
from sim.verification.run import Run
from sim.verification.sketch import Sketch
from tests.properties.worlds import bounded, seconds, start

NEVER = 1e9


@dataclass(frozen=True)
class Ring:
    """A one-way ring of links; an open gate stands at the end of a narrow spoke at each node.

    Parameters
    ----------
    storage
        Of every link of the ring.
    crowds
        For each node: how many parties live there, when they set out, and how many nodes on
        they leave the ring.
    """

    storage: float
    crowds: tuple[tuple[int, float, int], ...]


@dataclass(frozen=True)
class Jam:
    """Rings built to jam, with people in parties of `persons`."""

    rings: tuple[Ring, ...]
    persons: int

    def sketch(self) -> Sketch:
        sketch = Sketch()
        first = 0
        for ring in self.rings:
            number = len(ring.crowds)
            nodes = [first + place for place in range(number)]
            for place, node in enumerate(nodes):
                after = nodes[(place + 1) % number]
                self._link(sketch, node, after, ring.storage, capacity_per_s=1.0)
            for node in nodes:
                # A spoke is narrow: what cannot leave at once fills the ring.
                self._link(sketch, node, node + number, 2.0, capacity_per_s=0.25)
                sketch.gate(node + number, lanes=-1)
            first += 2 * number
        self._populate(sketch)
        return sketch

    def _link(
        self, sketch: Sketch, one: int, other: int, storage: float, *, capacity_per_s: float
    ) -> None:
        sketch.link(
            one,
            other,
            length_m=10.0,
            capacity_per_s=capacity_per_s,
            storage=storage,
            wave_m_s=0.5,
        )

    def _populate(self, sketch: Sketch) -> None:
        first = gates = 0
        for ring in self.rings:
            number = len(ring.crowds)
            for place, (parties, depart_s, onward) in enumerate(ring.crowds):
                gate = gates + (place + onward) % number
                sketch.people(
                    parties, home=first + place, gate=gate, depart_s=depart_s, persons=self.persons
                )
            first += 2 * number
            gates += number


@st.composite
def jams(draw: st.DrawFn) -> Jam:
    rings = []
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(3, 5))
        least, most = draw(st.sampled_from([(1, 4), (1, 40), (2, 12), (2, 40)]))
        crowd = st.tuples(st.integers(0, most), seconds(0, 10), st.integers(least, number - 1))
        crowds = draw(st.lists(crowd, min_size=number, max_size=number))
        rings.append(Ring(float(draw(st.integers(2, 8))), tuple(crowds)))
    return Jam(tuple(rings), draw(st.sampled_from([1, 1, 3])))


def blocked_cycles(run: Run, sketch: Sketch, seen: Observation) -> set[frozenset[int]]:
    """Find the circles of full links whose heads want each other, with networkx.

    A link's head is who has waited longest at its end; a link waits for another if its head
    wants to enter that one and it has no room.
    """
    links, routes = sketch.links(), sketch.routes()
    wanting = nx.DiGraph()
    for link in range(len(links.length_m)):
        on = np.flatnonzero((seen.place == Place.LINK) & (seen.link == link))
        waiting = on[seen.ready_s[on] <= seen.now_s]
        if len(waiting) == 0:
            continue
        head = waiting[np.lexsort((waiting, seen.ready_s[waiting]))[0]]
        wanted = routes.next_link[run.parties.route[head], links.to_node[link]]
        if wanted == AT_GATE:
            continue
        if seen.link_space[wanted] >= links.storage[wanted]:
            wanting.add_edge(link, int(wanted))
    return {frozenset(cycle) for cycle in nx.simple_cycles(wanting)}


@bounded(150)
@given(jams())
def test_held_gridlocks_are_exactly_the_cycles_of_the_blocked(jam: Jam) -> None:
    sketch = jam.sketch()
    run = start(sketch, rules=Rules(gridlock="hold"))
    for _ in range(100):
        if run.engine.finished:
            break
        run.until(run.engine.now_s + 50.0)
    seen = run.until(NEVER)
    assert run.engine.finished
    assert run.ledger.faults == []
    named = {frozenset(knot.links) for knot in run.engine.knots()}
    assert named == blocked_cycles(run, sketch, seen)
    stuck = (seen.place != Place.SAFE).any()
    assert bool(stuck) == bool(named), "somebody stands if and only if a gridlock holds them"
    persons = {frozenset(knot.links): knot.persons for knot in run.engine.knots()}
    for links, people in persons.items():
        assert people == seen.link_persons[list(links)].sum()


@bounded(150)
@given(jams())
def test_squeezed_gridlocks_let_everyone_out_in_the_end(jam: Jam) -> None:
    sketch = jam.sketch()
    squeezed = start(sketch, rules=Rules(gridlock="squeeze", squeeze_per_s=0.1))
    seen = squeezed.until(NEVER)
    assert squeezed.engine.finished
    assert (seen.place == Place.SAFE).all()
    assert squeezed.ledger.faults == []
    held = start(sketch, rules=Rules(gridlock="hold"))
    held.until(NEVER)
    assert bool(held.engine.knots()) == bool(squeezed.engine.knots())
    for knot in squeezed.engine.knots():
        assert knot.turned >= 1
        assert math.isfinite(knot.time_s)


@bounded(50)
@given(jams(), seconds(1, 200))
def test_a_queue_at_a_shut_gate_is_no_gridlock(jam: Jam, opens_s: float) -> None:
    sketch = Sketch()
    street = sketch.link(0, 1, length_m=10.0, capacity_per_s=1.0, storage=jam.rings[0].storage)
    gate = sketch.gate(1, windows=[(opens_s, opens_s + 1.0)], forecourt_persons=0.0)
    number = sum(parties for ring in jam.rings for parties, _, _ in ring.crowds)
    sketch.people(number, path=[street], gate=gate)
    run = start(sketch, rules=Rules(gridlock="hold"))
    seen = run.until(NEVER)
    assert run.engine.knots() == ()
    assert run.engine.finished
    assert int((seen.place <= Place.LINK).sum()) == number - int((seen.place == Place.SAFE).sum())
