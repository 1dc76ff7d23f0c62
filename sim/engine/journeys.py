"""What may be changed of parties' journeys between two advances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from sim.engine import commands
from sim.engine.inputs import FloatArray, Gates, IntArray, Links
from sim.engine.memory import Memory
from sim.engine.observation import GateTimes, OnStreets, Place
from sim.engine.pools import grow, reserve_events
from sim.engine.routebook import RouteBook
from sim.engine.state import DONE, LOST, NO_WAY, NOBODY

AT_REST = (Place.HOME, Place.ARRIVED)
STEERABLE = (Place.DOOR, Place.LINK, Place.FORECOURT)


class Journeys:
    """The part of an `Engine` that sets parties out, calls them off and turns them round.

    Every command takes one party or an array of them, each named once, and takes effect now.
    """

    _memory: Memory
    _links: Links
    _gates: Gates
    _book: RouteBook
    _still_until_s: FloatArray
    _later: ref[Callable[[], OnStreets]] | None
    """What looks up who is on which link, once, for whoever has observed this instant.

    They know the engine: it does not hold them as well, so that all goes when they go."""
    _gate_times: GateTimes | None
    """Since when parties are at gates; None until it is asked for, and once it may have changed."""

    def add_routes(self, sequences: Sequence[IntArray]) -> IntArray:
        """Add explicit routes whose ends are places to be: home, a shelter, an assembly point.

        Parameters
        ----------
        sequences
            Links that follow each other, at least one a route.

        Returns
        -------
        IntArray
            A number for each, to be given to `set_out`, `redirect` and `turn_back`.

        Raises
        ------
        ValueError
            If a route has no link, or links that do not follow each other.
        """
        return self._book.add(sequences)

    def set_out(
        self,
        party: IntArray,
        departure_s: FloatArray,
        route: IntArray,
        node: IntArray | None = None,
    ) -> None:
        """Let parties that are at rest come to their doors at `departure_s` (>= now; inf: never).

        Parameters
        ----------
        party, departure_s, route
            (n,) each. A departure set before no longer holds.
        node
            (n,) where each comes to its door; default where it is.

        Raises
        ------
        ValueError
            If a party is neither at home nor arrived, a departure lies in the past, or an explicit
            route begins elsewhere.
        """
        party = self._once("set_out", party)
        times = _full(departure_s, len(party), np.float64)
        route = _full(route, len(party), np.int32)
        people, world = self._memory["parties"], self._memory.world
        homes = self._memory["stays"]["home"]
        if not np.isin(people["place"][party], AT_REST).all():
            raise ValueError("set_out: a party is not at home, nor arrived anywhere")
        if not (times >= float(world["now"])).all():
            raise ValueError(f"set_out: a departure lies before now, {float(world['now'])} s")
        at = homes[party] if node is None else _full(node, len(party), np.int32)
        packed, _, leads_on = self._book.onward(route, at, np.full(len(party), NOBODY, np.int32))
        if not leads_on[route < 0].all():
            raise ValueError("set_out: an explicit route begins elsewhere")
        self._withdraw(party)
        people["since"][party] = times
        people["route"][party] = packed
        homes[party] = at
        coming = np.isfinite(times)
        needed = int(world["late_count"]) + len(party)
        if needed > len(self._memory["late"]):
            self._memory.lengthen("late", 2 * needed)
        commands.push_departures(world, party[coming], times[coming])

    def call_off(self, party: IntArray) -> None:
        """Let parties that have not set out stay where they are: they come to no door.

        Who waits at its own door goes in again.

        Raises
        ------
        ValueError
            If a party has set out and is not at rest.
        """
        party = self._once("call_off", party)
        people = self._memory["parties"]
        at_door = people["place"][party] == Place.DOOR
        at_door &= np.isnan(people["set_out"][party])
        if not (at_door | np.isin(people["place"][party], AT_REST)).all():
            raise ValueError("call_off: a party has set out already")
        withdrawn = self._withdraw(party)
        people["since"][withdrawn] = np.inf
        commands.go_home(self._memory.world, party[at_door])

    def redirect(self, party: IntArray, route: IntArray) -> None:
        """Let parties take another route from now on.

        On a link it holds from the link's end on, and whoever stands there first may leave by it at
        once. Out of a forecourt they walk back into the street at the gate's node, as from a door.

        Raises
        ------
        ValueError
            If a party is not at its door, on a link or in a forecourt, or if its route does not
            lead on from there.
        """
        self._steer("redirect", party, route, back=False)

    def turn_back(self, party: IntArray, route: IntArray) -> None:
        """Let parties on links turn round where they stand, and take another route.

        They go on along the link the other way from the same place: who walks, from where the walk
        has brought it (at the speed of now); who queues, from its place in the queue. An explicit
        route may begin with that link or with one behind it. Who stands still there (`stand_still`)
        goes back when that is over. A party turns even if the other side is full: what is over its
        storage is a debt that later room repays first. The room that it leaves travels back from
        where it stood; of several waves of a curved diagram, as the fastest does. Where there is no
        link the other way, and for who is on none, this is `redirect`.

        Raises
        ------
        ValueError
            As `redirect`.
        """
        self._steer("turn_back", party, route, back=True)

    def set_routes(self, table: int, next_link: IntArray) -> None:
        """Replace a route table from now on.

        Parameters
        ----------
        table
            Which.
        next_link
            (N,) as in `Routes`; its goal stays where it was. Who is on its way by this table goes
            on by what it holds now, the first of a queue included.

        Raises
        ------
        ValueError
            If the table is malformed or leads to another goal.
        """
        targets, changed = self._book.replacement(table, next_link)
        if not changed.any():
            return
        self._look_first()
        people, world = self._memory["parties"], self._memory.world
        by_table = people["route"] == table
        on_link = by_table & (people["place"] == Place.LINK)
        lost = np.flatnonzero(on_link & (people["next"] == LOST))
        lost = lost[targets[self._links.to_node[people["link"][lost]]] != NO_WAY]
        waiting = by_table & (people["place"] == Place.DOOR)
        waiting &= changed[self._memory["stays"]["home"]]
        at_door = self._in_order(np.flatnonzero(waiting).astype(np.int32))
        commands.leave_doors(world, at_door)
        self._book.replace(table, targets)
        self._reserve_planning()
        commands.point_anew(world, table, changed)
        self._all(commands.come_to_doors, at_door)
        if len(lost):
            self.redirect(lost.astype(np.int32), np.full(len(lost), table, np.int32))

    def _steer(self, name: str, party: IntArray, route: IntArray, *, back: bool) -> None:
        """Give parties other routes, in the order in which they came to where they are."""
        party = self._once(name, party)
        if not len(party):
            return
        self._look_first()
        route = _full(route, len(party), np.int32)
        people = self._memory["parties"]
        if not np.isin(people["place"][party], STEERABLE).all():
            raise ValueError(f"{name}: a party is not at its door, on a link or in a forecourt")
        place = people["place"][party]
        link, onto, node = self._whereabouts(party, back=back)
        packed, target, leads_on = self._book.onward(route, node, onto)
        if not leads_on.all():
            stuck = party[~leads_on][0]
            raise ValueError(f"{name}: the route of party {stuck} does not lead on from there")
        share, still_s = np.zeros(len(party)), np.zeros(len(party))
        turning = np.flatnonzero(onto >= 0)
        still_s[turning] = np.maximum(
            self._still_until_s[link[turning]] - float(self._memory.world["now"]), 0.0
        )
        shares = share[turning]
        commands.stand(self._memory.world, party[turning], link[turning], still_s[turning], shares)
        share[turning] = shares
        since = np.where(place == Place.LINK, 0.0, people["since"][party])
        order = np.lexsort((party, -share, since))
        self._reserve_planning()
        columns = (party, link, onto, packed, target, share, still_s)
        self._all(commands.steer_parties, *(column[order] for column in columns))
        self._gate_times = None

    def _whereabouts(self, party: IntArray, *, back: bool) -> tuple[IntArray, IntArray, IntArray]:
        """Return each party's link, the link to turn on to (-1 none), and the node it comes to."""
        people, stays = self._memory["parties"], self._memory["stays"]
        place = people["place"][party]
        walking = place == Place.LINK
        link = np.where(walking, people["link"][party], np.int32(NOBODY))
        node = stays["home"][party].copy()
        node[walking] = self._links.to_node[link[walking]]
        onto = np.where(walking & back, self._links.reverse[link], NOBODY).astype(np.int32)
        node = np.where(onto >= 0, self._links.to_node[onto], node)
        waiting = place == Place.FORECOURT
        node[waiting] = self._gates.node[stays["gate"][party[waiting]]]
        return link, onto, node.astype(np.int32)

    def _look_first(self) -> None:
        """Have looked up who is on which link, for who has observed this instant and may ask."""
        later = None if self._later is None else self._later()
        if later is not None:
            later()
        self._later = None

    def _once(self, name: str, party: IntArray) -> IntArray:
        """Return an array of parties, each named once."""
        party = np.atleast_1d(np.asarray(party, np.int32))
        if not ((party >= 0) & (party < len(self._memory["parties"]))).all():
            raise ValueError(f"{name}: there is no such party")
        if len(np.unique(party)) < len(party):
            raise ValueError(f"{name}: a party is named twice")
        return party

    def _in_order(self, party: IntArray) -> IntArray:
        """Return parties in the order in which they began to wait."""
        return party[np.lexsort((party, self._memory["parties"]["since"][party]))]

    def _withdraw(self, party: IntArray) -> IntArray:
        """Forget the departures that parties have ahead of them; return who had one."""
        memory, world = self._memory, self._memory.world
        people = memory["parties"]
        coming = np.isin(people["place"][party], AT_REST)
        coming &= (people["since"][party] >= world["now"]) & np.isfinite(people["since"][party])
        if not coming.any():
            return party[:0]
        gone = np.zeros(len(people), np.bool_)
        gone[party[coming]] = True
        pending = memory["door_order"]["value"][int(world["doors_done"]) :]
        late = memory["late"][: int(world["late_count"])]
        withdrawn = np.concatenate([pending[gone[pending]], late["actor"][gone[late["actor"]]]])
        kept = pending[~gone[pending]]
        if len(kept) < len(pending):
            memory["door_order"] = kept
            world["doors_done"], world["doors"] = 0, len(kept)
            world["door_time"] = people["since"][kept[0]] if len(kept) else np.inf
        stay = late[~gone[late["actor"]]]
        if len(stay) < len(late):
            stay = stay[np.lexsort((stay["actor"], stay["time"]))]  # sorted, a heap is a heap
            memory["late"]["time"][: len(stay)] = stay["time"]
            memory["late"]["actor"][: len(stay)] = stay["actor"]
            world["late_count"] = len(stay)
        return withdrawn

    def _all(self, command: Callable[..., int], *columns: Any) -> None:
        """Have a command treat every row, giving it room whenever it runs short."""
        done = -1
        while done < len(columns[0]):
            done = command(self._memory.world, *columns, max(done, 0))
            if (short_of := int(self._memory.world["short"])) != DONE:
                self._memory.world["short"] = DONE
                grow(self._memory, short_of)

    def _reserve_planning(self) -> None:
        """See to it that every link's end and entrance, and every gate, may be planned anew."""
        world = self._memory.world
        reserve_events(self._memory, 2 * int(world["link_count"]) + int(world["gate_count"]))


def _full(values: Any, count: int, dtype: type[Any]) -> NDArray[Any]:
    """Return (count,) values."""
    return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype), (count,)))
