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
class Jam:
    """One-way rings that share nodes, with an open gate at the end of a spoke at each node.

    Parameters
    ----------
    nodes
        Nodes of the first ring, in order.
    chords
        More one-way links between them.
    storage
        Of every ring link and chord.
    crowds
        (home, gate, number, when) of people who live at a node and leave by another's spoke.
    """

    nodes: int
    chords: tuple[tuple[int, int], ...]
    storage: float
    crowds: tuple[tuple[int, int, int, float], ...]
    persons: int

    def sketch(self) -> Sketch:
        sketch = Sketch()
        around = [(node, (node + 1) % self.nodes) for node in range(self.nodes)]
        for one, other in (*around, *self.chords):
            sketch.link(
                one, other, length_m=10.0, capacity_per_s=1.0, storage=self.storage, wave_m_s=0.5
            )
        for node in range(self.nodes):
            # A spoke is narrow: what cannot leave at once fills the ring.
            sketch.link(
                node,
                self.nodes + node,
                length_m=5.0,
                capacity_per_s=0.25,
                storage=2.0,
                wave_m_s=0.5,
            )
            sketch.gate(self.nodes + node, lanes=-1)
        for home, gate, number, depart_s in self.crowds:
            sketch.people(number, home=home, gate=gate, depart_s=depart_s, persons=self.persons)
        return sketch


@st.composite
def jams(draw: st.DrawFn) -> Jam:
    nodes = draw(st.integers(3, 6))
    node = st.integers(0, nodes - 1)
    pairs = draw(st.lists(st.tuples(node, node), max_size=2))
    crowds = draw(
        st.lists(st.tuples(node, node, st.integers(1, 60), seconds(0, 60)), min_size=2, max_size=8)
    )
    return Jam(
        nodes,
        tuple((a, b) for a, b in pairs if a != b),
        float(draw(st.integers(2, 12))),
        tuple(crowds),
        draw(st.sampled_from([1, 1, 3])),
    )


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
    street = sketch.link(0, 1, length_m=10.0, capacity_per_s=1.0, storage=jam.storage)
    gate = sketch.gate(1, windows=[(opens_s, opens_s + 1.0)], forecourt_persons=0.0)
    number = sum(crowd[2] for crowd in jam.crowds)
    sketch.people(number, path=[street], gate=gate)
    run = start(sketch, rules=Rules(gridlock="hold"))
    seen = run.until(NEVER)
    assert run.engine.knots() == ()
    assert run.engine.finished
    assert int((seen.place <= Place.LINK).sum()) == number - int((seen.place == Place.SAFE).sum())
