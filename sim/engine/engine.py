"""The movement engine's public face: arrays in, `advance`, arrays out."""

from __future__ import annotations

from functools import cache, partial
from weakref import ref

import numpy as np

from sim.engine import commands, kernel, standing
from sim.engine.inputs import FloatArray, Gates, IntArray, Links, Parties, Routes, Rules
from sim.engine.journeys import Journeys
from sim.engine.observation import GateTimes, Knot, Observation, OnStreets, Place
from sim.engine.packing import (
    critical_of,
    logged_at_most,
    merged_windows,
    pack,
    set_lines_windows,
)
from sim.engine.pools import grow, reserve_events, reserve_logs
from sim.engine.routebook import RouteBook
from sim.engine.state import DONE, HOME, NOBODY, Records

__all__ = ["Engine", "Knot", "Observation", "Place"]


class Engine(Journeys):
    """Moves parties through links and gates, exact in continuous time.

    Parameters
    ----------
    links, routes, gates, parties
        See `sim.engine.inputs`.
    rules
        Switches; the defaults if None.
    start_s
        The engine's first instant.

    Raises
    ------
    ValueError
        If the arrays contradict each other.
    """

    def __init__(
        self,
        links: Links,
        routes: Routes,
        gates: Gates,
        parties: Parties,
        *,
        rules: Rules | None = None,
        start_s: float = 0.0,
    ) -> None:
        self._links = links
        self._routes = routes
        self._gates = gates
        self._memory = pack(links, routes, gates, parties, rules or Rules(), start_s)
        self._book = RouteBook(links, routes, self._memory)
        self._first_gap = self._memory["links"]["gap"].copy()
        self._first_length = self._memory["links"]["length"].copy()
        self._still_until_s = np.full(len(links.from_node), -np.inf)
        self._speed_factor, self._link_speed_factor = 1.0, np.ones(len(self._first_length))
        self._windows = self._given_windows()
        self._never = np.broadcast_to(np.nan, len(self._memory["parties"]))
        self._later = self._gate_times = None

    def __getstate__(self) -> object:
        """Refuse to be copied or pickled: the kernel knows its arrays by their addresses.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError(
            "an engine cannot be copied or pickled: build another from the same arrays, it does "
            "the same to the bit"
        )

    @property
    def now_s(self) -> float:
        """The instant up to which everything has happened."""
        return float(self._memory.world["now"])

    @property
    def finished(self) -> bool:
        """Nothing can happen any more: nobody walks, is served, or has an opening to come."""
        world = self._memory.world
        counts = (
            "opened_end",
            "crowd_events",
            "bucketed",
            "far_events",
            "late_count",
            "call_count",
        )
        idle = all(world[name] == 0 for name in counts)
        return bool(idle and world["door_time"] == np.inf and world["tick"] == np.inf)

    def advance(self, until_s: float) -> None:
        """Let everything before `until_s` happen, exactly (events due at `until_s` wait).

        Raises
        ------
        ValueError
            If `until_s` is NaN or lies before `now_s`.
        """
        if not until_s >= self.now_s:
            raise ValueError(f"cannot advance to {until_s} s: it is {self.now_s} s already")
        self._later = self._gate_times = None
        until_s = float(until_s)  # for a whole number all would be compiled again
        while (short_of := kernel.run(self._memory.world, until_s)) != DONE:
            self._memory.world["short"] = DONE
            grow(self._memory, short_of)

    def observe(self) -> Observation:
        """Return the state now."""
        memory, gates, stays = self._memory, self._memory["gates"], self._memory["stays"]
        links, people = memory["links"][: len(self._links.from_node)], memory["parties"]
        served = gates["in_service"] * (self.now_s - gates["busy_at"])
        place = np.empty(len(people), np.uint8)
        arrived_s = self._never
        counts = np.empty(2, np.int64)
        commands.find_places(memory.world, place, counts)
        if counts[0]:
            arrived = (place == Place.ARRIVED) & (people["since"] <= self.now_s)
            arrived_s = np.where(arrived, people["since"], np.nan)
        later = None if self._later is None else self._later()
        if later is None:
            later = cache(partial(self._look_at_streets, self.now_s))
            self._later = ref(later)
        return Observation(
            now_s=self.now_s,
            place=_view(place),
            look_at_streets=later,
            look_at_gates=partial(self._look_at_gates, self.now_s),
            gate=_view(stays["gate"]),
            set_out_s=_view(people["set_out"]),
            service_begin_s=_view(stays["service_begin"]),
            out_s=_view(stays["out"]),
            arrived_s=_view(arrived_s),
            out_persons=int(counts[1]),
            link_still_until_s=_view(self._still_until_s),
            link_space=_view(links["space"]),
            link_delay_s=_view(links["waited"]),
            gate_waiting=_view(memory["lines"]["persons"].reshape(self._gates.admits.shape)),
            gate_lanes_busy=_view(gates["occupied"]),
            gate_busy_s=gates["busy_s"] + served,
        )

    def _look_at_streets(self, now_s: float) -> OnStreets:
        """Return who is on which link at an instant, which is still that of now."""
        self._refuse_other_than("who was on which link", now_s)
        count, links = len(self._memory["parties"]), len(self._links.from_node)
        link, ready_s = np.empty(count, np.int32), np.empty(count)
        persons, waiting, left = np.empty((3, links), np.int64)
        commands.locate(self._memory.world, link, ready_s, persons, waiting, left)
        arrays = (link, ready_s, persons, waiting, left + persons, left)
        return OnStreets(*(_view(array) for array in arrays))

    def _look_at_gates(self, now_s: float) -> GateTimes:
        """Return since when parties are at gates, safe and held; it must still be that instant."""
        self._refuse_other_than("since when parties were at gates", now_s)
        if self._gate_times is None:
            times = np.empty((3, len(self._memory["parties"])))
            commands.look_at_gates(self._memory.world, *times)
            self._gate_times = GateTimes(*(_view(row) for row in times))
        return self._gate_times

    def _refuse_other_than(self, what: str, now_s: float) -> None:
        """Say that it is too late to ask, unless it is still `now_s`."""
        if self.now_s != now_s:
            raise RuntimeError(f"{what} at {now_s} s was not asked then; now it is {self.now_s} s")

    def knots(self) -> tuple[Knot, ...]:
        """Return every gridlock found so far."""
        memory = self._memory
        followed = memory["knot_links"]["value"]
        return tuple(
            Knot(
                time_s=float(knot["time"]),
                links=tuple(followed[knot["first"] :][: knot["length"]].tolist()),
                persons=int(knot["persons"]),
                turned=int(knot["turned"]),
            )
            for knot in memory["knots"][: memory.world["knot_count"]]
        )

    def place_on_link(self, party: IntArray, link: IntArray, position_m: FloatArray) -> None:
        """Put parties on links at the start, `position_m` from the link's upstream end.

        A link with more than its critical density counts as steady before: room travels back along
        it as a uniform density lets it. On explicit routes a party is at its first passage.

        Raises
        ------
        ValueError
            If a link would hold more than its storage, a position is not on its link, a party is
            not at home, or a party's route does not use its link.
        """
        party = np.atleast_1d(np.asarray(party, np.int32))
        link = np.atleast_1d(np.asarray(link, np.int32))
        position = np.atleast_1d(np.asarray(position_m, np.float64))
        streets, people, world = self._memory["links"], self._memory["parties"], self._memory.world
        if (people["place"][party] != HOME).any():
            raise ValueError("place_on_link: a party is not at home any more")
        length = self._first_length[link]
        if ((position < 0.0) | (position > length)).any():
            raise ValueError("place_on_link: a position is not on its link")
        added = np.bincount(link, people["space"][party], minlength=len(streets))
        taken = streets["space"] + added
        if (taken > streets["storage"])[link].any():
            raise ValueError("place_on_link: a link would hold more than at jam density")
        if self._links.least_share > 0.0:
            shared = np.flatnonzero(self._links.reverse >= 0)
            both = taken[shared] + taken[self._links.reverse[shared]]
            if (both > streets["storage"][shared] / (1.0 - self._links.least_share)).any():
                raise ValueError("place_on_link: a street would hold more than at jam density")
        used = np.unique(link)
        self._look_first()
        # walking lengths are longer where speed factors slow people down
        position = np.divide(
            position * streets["length"][link], length, out=position.copy(), where=length > 0.0
        )
        walk = (streets["length"][link] - position) / people["speed"][party]
        for at in np.lexsort((party, walk, link)):
            route, target = self._passage(int(party[at]), int(link[at]))
            commands.place(world, party[at], link[at], position[at], route, target)
        logged = int(logged_at_most(self._memory, used).sum())
        reserve_logs(self._memory, 4 * logged + 32 * len(used))
        reserve_events(self._memory, 2 * len(used))
        for number in used:
            commands.settle(world, number)

    def set_windows(self, gate: int, line: int, windows: list[tuple[float, float]]) -> None:
        """Replace a gate's windows for a class from now on.

        Raises
        ------
        ValueError
            If windows overlap or end before they begin.
        """
        at = gate * self._gates.admits.shape[1] + line
        self._windows[at] = merged_windows(windows) if self._gates.admits[gate, line] else []
        self._memory["windows"] = set_lines_windows(self._memory["lines"], self._windows)
        self._line_up(gate, line)
        commands.look_at_gate(self._memory.world, gate)

    def set_lanes(self, gate: int, lanes: int) -> None:
        """Change a gate's lanes from now on; lanes in service finish."""
        self._memory["gates"]["lanes"][gate] = lanes
        commands.look_at_gate(self._memory.world, gate)

    def set_capacity_factor(self, link: IntArray, factor: FloatArray) -> None:
        """Scale links' first capacity from now on (rubble, clearing); 0 closes a link.

        Raises
        ------
        ValueError
            If a factor is negative or NaN.
        """
        link = np.atleast_1d(np.asarray(link, np.int32))
        factor = np.broadcast_to(np.asarray(factor, np.float64), link.shape)
        if not (factor >= 0.0).all():
            raise ValueError("set_capacity_factor: a factor is negative")
        links, world = self._memory["links"], self._memory.world
        shut_before = np.isinf(links["gap"][link])
        with np.errstate(divide="ignore"):
            gap = np.where(factor > 0.0, self._first_gap[link] / factor, np.inf)
        links["gap"][link] = gap
        for name in ("end_free", "entrance_free"):
            reopened = np.where(shut_before, self.now_s, links[name][link])
            links[name][link] = np.where(np.isinf(gap), np.inf, reopened)
        critical = critical_of(self._memory, link)
        links["critical"][link] = np.minimum(links["critical"][link], critical)
        reserve_events(self._memory, 2 * len(link))
        for number in link:
            commands.look_at_link(world, number)

    def stand_still(self, link: IntArray, seconds: FloatArray) -> None:
        """Let people who walk on links stand where they are for so long (people in shelter).

        Nobody else is stopped: `set_capacity_factor` 0 meanwhile keeps others from entering and
        those who wait at the end from leaving.

        Raises
        ------
        ValueError
            If a time is negative or not finite.
        """
        link = np.atleast_1d(np.asarray(link, np.int32))
        seconds = np.broadcast_to(np.asarray(seconds, np.float64), link.shape).copy()
        if not ((seconds >= 0.0) & (seconds < np.inf)).all():
            raise ValueError("stand_still: a time is negative or has no end")
        self._look_first()
        standing.stand_still(self._memory.world, link, seconds)
        self._still_until_s[link] = np.maximum(self._still_until_s[link], self.now_s) + seconds
        reserve_events(self._memory, 2 * len(link))
        for number in link:
            commands.look_at_link(self._memory.world, number)

    def set_speed_factor(self, factor: float) -> None:
        """Scale everybody's speed on links entered from now on (darkness).

        Raises
        ------
        ValueError
            If it is not above 0.
        """
        if not 0.0 < factor < np.inf:
            raise ValueError(f"set_speed_factor: {factor} is not above 0")
        self._speed_factor = float(factor)
        self._set_walking_lengths()

    def set_link_speed_factor(self, link: IntArray, factor: FloatArray) -> None:
        """Scale the speed on links from now on, for whoever enters them (zones, damage).

        It multiplies with `set_speed_factor`.

        Raises
        ------
        ValueError
            If a factor is not above 0; `set_capacity_factor` closes a link.
        """
        factor = np.asarray(factor, np.float64)
        if not ((factor > 0.0) & (factor < np.inf)).all():
            raise ValueError("set_link_speed_factor: a factor is not above 0")
        self._link_speed_factor[np.asarray(link, np.int32)] = factor
        self._set_walking_lengths()

    def _set_walking_lengths(self) -> None:
        """Have links take as long to walk as the speed factors say."""
        slowed = self._speed_factor * self._link_speed_factor
        self._memory["links"]["length"] = self._first_length / slowed

    def _given_windows(self) -> list[list[tuple[float, float]]]:
        """Return the windows of every line as they were packed."""
        lines, windows = self._memory["lines"], self._memory["windows"].tolist()
        return [
            windows[start:end]
            for start, end in zip(lines["window"], lines["window_end"], strict=True)
        ]

    def _line_up(self, gate: int, line: int) -> None:
        """Form a line anew, with those who stood apart because no window was long enough."""
        people = self._memory["parties"]
        standing = (people["place"] == Place.FORECOURT) & (self._memory["stays"]["gate"] == gate)
        members = np.flatnonzero(standing & (people["line"] == line))
        members = members[np.argsort(people["since"][members], kind="stable")]
        people["next"][members] = np.append(members[1:], NOBODY)[: len(members)]
        record = self._memory["lines"][gate * self._gates.admits.shape[1] + line]
        record["head"] = members[0] if len(members) else NOBODY
        record["tail"] = members[-1] if len(members) else NOBODY

    def _passage(self, party: int, link: int) -> tuple[int, int]:
        """Return the packed route of a party that is on `link`, and its next target."""
        memory = self._memory
        route = int(memory["parties"]["route"][party])
        if route >= 0:
            node = int(memory["links"]["to"][link])
            return route, int(memory["table"]["value"][node * len(self._routes.next_link) + route])
        sequence = memory["sequence"]["value"]
        at = -1 - route
        while sequence[at] >= 0:
            if sequence[at] == link:
                return -1 - at, int(sequence[at + 1])
            at += 1
        raise ValueError(f"place_on_link: the route of party {party} does not use link {link}")


def _view(array: Records) -> Records:
    """Return a read-only view."""
    view = array.view()
    view.flags.writeable = False
    return view
