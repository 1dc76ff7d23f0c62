"""What the engine is given: numbers in arrays, nothing of scenarios or files.

E links, N nodes, G gates, C classes, P parties, T route tables, S service profiles.
Rows of parties are in the order in which ties of time are settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

AT_GATE = -2
"""In a route table: the goal. The party enters its gate's forecourt, or has arrived."""
NO_WAY = -1
"""In a route table: the goal cannot be reached from this node."""


@dataclass(frozen=True)
class Pieces:
    """What a concave piecewise-linear diagram has beyond a triangle, the same for all links.

    A piece is a line q = s (k + c) of flow over density, at an angle s. Where s is a wave that runs
    back at speed b = -s, who has left less than L / b ago and who is there together take less
    space than the piece's limit; where s > 0, at most its limit of space may have left of what
    entered less than L / s ago, less what is there from before. (Newell 1993, for every piece.)

    Parameters
    ----------
    wave_speed_m_s, wave_limit
        (B,) backward waves from the slowest to the fastest, and the space that the line leads to
        at flow 0, in storages of a link. The last one is `Links.wave_speed_m_s` with limit 1.
    pace_m_s, pace_limit
        (F,) forward waves below free speed, and c L w in storages of a link.
    """

    wave_speed_m_s: FloatArray
    wave_limit: FloatArray
    pace_m_s: FloatArray
    pace_limit: FloatArray


@dataclass(frozen=True)
class Links:
    """Directed links with a fundamental diagram each, triangular unless there are `pieces`.

    Parameters
    ----------
    from_node, to_node
        (E,) node indices.
    length_m
        (E,) length; the walking time of a party is length / min(its speed, `speed_limit_m_s`).
    capacity_per_s
        (E,) largest flow, in space per second (specific flow times effective width).
    storage
        (E,) space held at jam density (jam density times length times width).
    wave_speed_m_s
        (E,) speed at which room travels back; inf: at once (spatial queue).
    speed_limit_m_s
        (E,) no party is faster here; inf where nothing limits it.
    reverse
        (E,) the link the other way of the same street, -1 if none.
    least_share
        f, what each direction of a two-way street keeps of its width; 0: they are separate, each
        with its own width. If above 0 both share the street: capacity and storage of a link that
        has a reverse are those of a direction alone, (1 - f) of the whole street's.
    pieces
        The streets' curved diagram; None: triangular.
    """

    from_node: IntArray
    to_node: IntArray
    length_m: FloatArray
    capacity_per_s: FloatArray
    storage: FloatArray
    wave_speed_m_s: FloatArray
    speed_limit_m_s: FloatArray
    reverse: IntArray
    least_share: float = 0.0
    pieces: Pieces | None = None


@dataclass(frozen=True)
class Routes:
    """How parties find their way.

    Parameters
    ----------
    next_link
        (T, N) the link to take from a node, `AT_GATE` at the goal, `NO_WAY` where there is none.
    gate
        (T,) the gate that a table leads to; -1: to places that are no gates.
    sequence_start, sequence_links
        Explicit routes in CSR form: route r is ``sequence_links[start[r]:start[r + 1]]``.
    sequence_gate
        (R,) the gate at the end of an explicit route; -1: the party leaves the network at the
        end of the last link (an open street end).

    A party's `route` is a table t >= 0, or -1 - r for the explicit route r.
    """

    next_link: IntArray
    gate: IntArray
    sequence_start: IntArray = field(default_factory=lambda: np.zeros(1, np.int32))
    sequence_links: IntArray = field(default_factory=lambda: np.zeros(0, np.int32))
    sequence_gate: IntArray = field(default_factory=lambda: np.zeros(0, np.int32))


@dataclass(frozen=True)
class Beyond:
    """What happens behind checkpoints, where more is stated than that people are safe there.

    Parameters
    ----------
    held_share
        (G, C) part of a class that is held after screening: who draws less (`Parties.screening`).
    bus_seats, bus_every_s, bus_first_s
        (G,) buses that take people on from the reception place and free its beds: seats, and when
        they go, `bus_first_s` + n `bus_every_s`; first at inf: none.
    """

    held_share: FloatArray
    bus_seats: FloatArray
    bus_every_s: FloatArray
    bus_first_s: FloatArray


@dataclass(frozen=True)
class Gates:
    """Corridors as the engine sees them, classes by their code.

    Parameters
    ----------
    node
        (G,) the street node that each gate stands at.
    lanes
        (G,) checkpoint lanes; 0 nobody, -1 no limit.
    capacity_persons
        (G,) most people let through in all; inf no limit.
    admits
        (G, C) whether a class may pass.
    service_mean_s
        (G, C) mean service time of one person.
    service_profile
        (G, C) column of ``Parties.service_units`` that scales it.
    window_start, window_open_s, window_close_s
        Windows in CSR form over gate * C + class, sorted, disjoint, [open, close).
    finish
        (G,) at the close, service begun is finished; else none begins that would not be done.
    forecourt_persons
        (G,) people that the forecourt holds (space units); 0 none, inf no limit.
    way_length_m, way_capacity_per_s, way_storage, way_wave_speed_m_s
        (G,) the way to safety, as a link.
    reception_per_s, reception_beds
        (G,) people a second, and at one time, that the reception takes; inf no limit. Without
        buses nobody goes on, so that beds are people in all.
    beyond
        Who is held, and buses onward; None: nobody, none.
    """

    node: IntArray
    lanes: IntArray
    capacity_persons: FloatArray
    admits: NDArray[np.bool_]
    service_mean_s: FloatArray
    service_profile: IntArray
    window_start: IntArray
    window_open_s: FloatArray
    window_close_s: FloatArray
    finish: NDArray[np.bool_]
    forecourt_persons: FloatArray
    way_length_m: FloatArray
    way_capacity_per_s: FloatArray
    way_storage: FloatArray
    way_wave_speed_m_s: FloatArray
    reception_per_s: FloatArray
    reception_beds: FloatArray
    beyond: Beyond | None = None


@dataclass(frozen=True)
class Parties:
    """The travellers.

    Parameters
    ----------
    persons, space
        (P,) people counted; what they take of flow and storage.
    speed_m_s
        (P,) free speed.
    line
        (P,) class code, the line at a gate.
    home
        (P,) node index.
    route
        (P,) route table, or -1 - r for an explicit route r.
    departure_s
        (P,) when the party comes to its door; inf: not (yet).
    service_units
        (P, S) service of the whole party in mean service times of one person.
    screening
        (P,) draw in [0, 1) of what screening brings, see `Beyond`; None: nobody is held.
    awaited
        (P,) party that each waits for in the reception place, taking no bus before that one is in
        its own; -1 nobody; None: nobody waits. Who waits for whom is mutual.
    """

    persons: IntArray
    space: FloatArray
    speed_m_s: FloatArray
    line: NDArray[np.uint8]
    home: IntArray
    route: IntArray
    departure_s: FloatArray
    service_units: FloatArray
    screening: FloatArray | None = None
    awaited: IntArray | None = None


@dataclass(frozen=True)
class Rules:
    """Switches of the engine.

    Parameters
    ----------
    gridlock
        ``squeeze``: a knot turns at `squeeze_per_s`; ``hold``: it stands.
    squeeze_per_s
        Parties a second that a knot lets turn.
    spillback
        ``kinematic_wave``: room travels back at the wave speed; ``spatial_queue``: it is there at
        once; ``point_queue``: links hold any number, only their flow is limited.
    """

    gridlock: Literal["squeeze", "hold"] = "squeeze"
    squeeze_per_s: float = 0.1
    spillback: Literal["kinematic_wave", "spatial_queue", "point_queue"] = "kinematic_wave"
