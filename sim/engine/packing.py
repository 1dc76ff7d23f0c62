"""From the caller's arrays to the kernel's records: checks at the door, then packing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.events import ROUND
from sim.engine.inputs import (
    AT_GATE,
    NO_WAY,
    FloatArray,
    Gates,
    IntArray,
    Links,
    Parties,
    Routes,
    Rules,
)
from sim.engine.memory import Memory, aligned, alike
from sim.engine.opened import ROW
from sim.engine.routebook import check_table, first_places, packed_route
from sim.engine.state import (
    APART,
    APPROACH_T,
    ARRAYS,
    ARRIVAL,
    CHAINED_NOT,
    CURVED,
    EXIT,
    GATE,
    GATE_T,
    HOME,
    LIMITED,
    LINE_T,
    LINK_T,
    LIST_T,
    NOBODY,
    PARTY_T,
    PIECE_T,
    RARE_T,
    STAY_T,
    UNANNOUNCED,
    WINDOW_T,
    Records,
)

_FIRST_POOL: Final = 1 << 12


def pack(
    links: Links, routes: Routes, gates: Gates, parties: Parties, rules: Rules, start_s: float
) -> Memory:
    """Build the kernel's state; see `sim.engine.inputs` for what is given.

    Raises
    ------
    ValueError
        If shapes, indices or units make no sense; the message names the array.
    """
    check_links(links)
    check_parties(parties)
    largest = float(parties.space.max(initial=0.0))
    memory = Memory()
    world = memory.world
    streets, rare = _pack_links(links, gates, rules)
    memory["links"] = streets
    memory["pieces"] = _pack_pieces(links, streets, rules)
    memory["tags"] = _pack_turns(links, rare)
    if links.pieces is not None:
        rare = np.concatenate([rare, _logs_of_entries(len(streets))])
    memory["rare"] = rare
    memory["suspects"] = np.empty(len(streets), np.int32)
    memory["table"] = _pack_tables(links, routes, gates)
    memory["sequence"] = pack_sequences(links, routes, gates)
    memory["parties"], memory["stays"] = _pack_parties(parties, routes)
    memory["service_units"] = parties.service_units
    nobody = np.zeros(0)
    memory["screening"] = nobody if parties.screening is None else parties.screening
    memory["awaited"] = nobody if parties.awaited is None else parties.awaited
    world["families"] = parties.awaited is not None
    leaving = np.flatnonzero(np.isfinite(parties.departure_s))
    order = leaving[np.argsort(parties.departure_s[leaving], kind="stable")]
    memory["door_order"] = order.astype(np.int32)
    memory["gates"] = _pack_gates(gates, start_s)
    memory["lines"], memory["windows"] = _pack_lines(gates)
    if gates.beyond is not None and parties.screening is not None:
        memory["lines"]["held"] = gates.beyond.held_share.ravel()
        memory["gates"]["holds"] = (gates.beyond.held_share > 0.0).any(axis=1)
    memory["approach_start"], memory["approaches"] = _pack_approaches(links, gates)
    memory["asides"] = _lists(len(memory["approaches"]) * gates.admits.shape[1])
    memory["free_logs"] = np.full(32, NOBODY, np.int32)
    memory["buckets"] = np.full(ROUND, NOBODY, np.int32)
    for name in ("logs", "calls", "late", "knots"):
        memory[name] = aligned(_FIRST_POOL, ARRAYS[name])
    heaps_room = 2 * len(streets) + len(gates.node) + _FIRST_POOL
    for name in ("crowd", "far"):
        memory[name] = aligned(heaps_room, ARRAYS[name])
    world["heaps_room"] = heaps_room
    memory["opened"] = aligned(ROW, ARRAYS["opened"])
    knot_links = len(streets) + _FIRST_POOL
    memory["knot_links"] = np.empty(knot_links + len(streets), np.int32)
    world["knot_links_room"] = knot_links
    for name in ("logs_room", "calls_room", "knots_room"):
        world[name] = _FIRST_POOL
    world["now"] = start_s
    world["other"] = np.inf
    world["door_time"] = parties.departure_s[order[0]] if len(order) else np.inf
    world["bucket_per_s"] = 16.0
    world["bucket"] = int(np.floor(start_s * 16.0))
    world["tick"] = np.inf
    world["squeeze_per_s"] = rules.squeeze_per_s
    world["squeeze"] = rules.gridlock == "squeeze"
    world["largest"] = largest
    world["least_share"] = links.least_share
    if links.pieces is not None:
        world["waves"] = len(links.pieces.wave_speed_m_s)
        world["paces"] = len(links.pieces.pace_m_s)
    world["link_count"], world["streets"] = len(streets), len(links.from_node)
    world["gate_count"], world["line_count"] = gates.admits.shape
    world["tables"] = len(routes.next_link)
    streets["critical"] = critical_of(memory, slice(len(streets)))
    world["profiles"] = parties.service_units.shape[1]
    world["party_count"], world["doors"] = len(parties.persons), len(order)
    return memory


def check_links(links: Links) -> None:
    """Refuse links that mean nothing."""
    count = len(links.from_node)
    for name in ("to_node", "length_m", "capacity_per_s", "storage", "wave_speed_m_s"):
        if len(getattr(links, name)) != count:
            raise ValueError(f"links.{name} has {len(getattr(links, name))} entries, not {count}")
    for name in ("length_m", "capacity_per_s", "storage"):
        values = getattr(links, name)
        if count and not (values >= 0.0).all():
            raise ValueError(f"links.{name} must not be negative")
    for name in ("wave_speed_m_s", "speed_limit_m_s"):
        if count and not (getattr(links, name) > 0.0).all():
            raise ValueError(f"links.{name} must be above 0")
    if not 0.0 <= links.least_share <= 0.5:
        raise ValueError("links.least_share must be from 0 to 0.5: two directions keep it each")
    reverse = links.reverse
    two_way = np.flatnonzero(reverse >= 0)
    if links.least_share > 0.0 and (reverse[reverse[two_way]] != two_way).any():
        raise ValueError("links.reverse must lead back: directions share a street in pairs")


def check_parties(parties: Parties) -> None:
    """Refuse parties that cannot walk or take no room."""
    if len(parties.persons) and not ((parties.persons > 0) & (parties.persons < 1 << 16)).all():
        raise ValueError("parties.persons must be above 0, and below 65,536")
    for name in ("space", "speed_m_s"):
        values = getattr(parties, name)
        if len(values) and not ((values > 0.0) & np.isfinite(values)).all():
            raise ValueError(f"parties.{name} must be finite and above 0")
    for name in ("screening", "awaited"):
        values = getattr(parties, name)
        if values is not None and len(values) != len(parties.persons):
            raise ValueError(f"parties.{name} has {len(values)} entries, not a party each")
    if np.isnan(parties.departure_s).any():
        raise ValueError("parties.departure_s must not be NaN (inf: not yet)")


def _pack_links(links: Links, gates: Gates, rules: Rules) -> tuple[Records, Records]:
    """Streets first, then the ways to safety."""
    streets = len(links.from_node)
    count = streets + len(gates.node)
    records = alike(
        count,
        LINK_T,
        end_free=-np.inf,
        entrance_free=-np.inf,
        end_event=np.inf,
        end_next=CHAINED_NOT,
        last_out=-np.inf,
        **dict.fromkeys(("head", "tail", "target", "waiters", "door_head", "to"), NOBODY),
    )
    rare = alike(
        count,
        RARE_T,
        entrance_event=np.inf,
        entrance_next=CHAINED_NOT,
        **dict.fromkeys(("log_start", "log_mask", "door_tail", "next_waiter", "opposite"), NOBODY),
    )
    records["to"][:streets] = links.to_node
    records["length"] = np.concatenate([links.length_m, gates.way_length_m])
    limit = np.concatenate([links.speed_limit_m_s, np.full(len(gates.node), np.inf)])
    rare["limit"] = limit
    records["flags"][np.isfinite(limit)] = LIMITED
    if rules.spillback == "kinematic_wave":
        wave = np.concatenate([links.wave_speed_m_s, gates.way_wave_speed_m_s])
        rare["delay"] = records["length"] / wave
    if rules.spillback == "point_queue":
        records["storage"] = np.inf
    else:
        records["storage"] = np.concatenate([links.storage, gates.way_storage])
    gap = gap_of(np.concatenate([links.capacity_per_s, gates.way_capacity_per_s]))
    records["gap"] = gap
    shut = np.isinf(gap)
    records["end_free"][shut] = records["entrance_free"][shut] = np.inf
    if links.least_share > 0.0:
        rare["opposite"][:streets] = links.reverse
        records["flags"][:streets][links.reverse >= 0] |= UNANNOUNCED
    return records, rare


def _logs_of_entries(count: int) -> Records:
    """Return empty logs of who enters each link."""
    logs = np.zeros(count, RARE_T)
    logs["log_start"] = logs["log_mask"] = NOBODY
    return logs


def _pack_pieces(links: Links, streets: Records, rules: Rules) -> Records:
    """Lay out a curved diagram for every street, and mark the streets; nothing if triangular."""
    pieces = links.pieces
    if pieces is None:
        return np.zeros(0, PIECE_T)
    count, waves = len(links.from_node), len(pieces.wave_speed_m_s)
    records = np.zeros((count, waves + len(pieces.pace_m_s)), PIECE_T)
    speed = np.concatenate([pieces.wave_speed_m_s, pieces.pace_m_s])
    records["delay"] = links.length_m[:, None] / speed
    limit = np.concatenate([pieces.wave_limit, pieces.pace_limit])
    records["limit"] = links.storage[:, None] * limit
    if rules.spillback != "kinematic_wave":
        records["delay"][:, :waves] = 0.0
    if rules.spillback == "point_queue":
        records["limit"][:, :waves] = np.inf
    streets["flags"][:count] |= CURVED
    return records.ravel()


def gap_of(capacity_per_s: FloatArray) -> FloatArray:
    """Return the headway of one space in s: inf at no capacity, 0 at no limit."""
    gap = np.full(len(capacity_per_s), np.inf)
    np.divide(1.0, capacity_per_s, out=gap, where=capacity_per_s > 0.0)
    return gap


def critical_space(
    storage: FloatArray, gap_s: FloatArray, delay_s: FloatArray, largest: float
) -> FloatArray:
    """Return the space below which a link keeps no log; see `sim.engine.links.log_departure`.

    Rounded down to single precision.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        critical = storage - delay_s / gap_s - 2.0 * largest
    critical[(delay_s <= 0.0) | np.isinf(storage)] = np.inf
    return np.nextafter(critical.astype(np.float32), np.float32(-np.inf)).astype(np.float64)


def critical_of(memory: Memory, link: NDArray[np.integer[Any]] | slice) -> FloatArray:
    """Return the least critical space of links over all waves of their diagram."""
    world, links = memory.world, memory["links"]
    storage, gap = links["storage"][link], links["gap"][link]
    largest = float(world["largest"])
    critical = critical_space(storage, gap, memory["rare"]["delay"][link], largest)
    waves, curved = int(world["waves"]), np.flatnonzero(links["flags"][link] & CURVED)
    if not len(curved):
        return critical
    number = np.arange(len(links))[link][curved]
    of_link = memory["pieces"].reshape(-1, int(waves + world["paces"]))[number]
    for wave in range(waves):
        piece = of_link[:, wave]
        space = critical_space(piece["limit"], gap[curved], piece["delay"], largest)
        critical[curved] = np.minimum(critical[curved], space)
    return critical


def logged_at_most(memory: Memory, link: IntArray) -> FloatArray:
    """Return how many records the logs of links need at most that people are put on."""
    records, world = memory["links"][link], memory.world
    rooms = records["storage"] - records["space"]
    rooms = np.where(np.isfinite(rooms), rooms, 0.0)
    waves, paces = int(world["waves"]), int(world["paces"])
    curved = np.flatnonzero(records["flags"] & CURVED)
    of_link = memory["pieces"].reshape(-1, max(waves + paces, 1))[link[curved]]
    if len(curved):
        flow = np.where(records["gap"][curved] > 0.0, 1.0 / records["gap"][curved], np.inf)
        with np.errstate(invalid="ignore"):
            out = np.nan_to_num(flow * of_link["delay"][:, 0], posinf=0.0)
        entered = records["space"][curved] + of_link["limit"][:, waves:].max(axis=1, initial=0.0)
        rooms[curved] = np.maximum(out, entered)
    return rooms


def _pack_turns(links: Links, turns: Records) -> FloatArray:
    """Rank every link among those that leave its node; return room for a tag a turn."""
    streets = len(links.from_node)
    nodes = int(max(links.from_node.max(initial=-1), links.to_node.max(initial=-1))) + 1
    leaving = np.bincount(links.from_node, minlength=nodes)
    order = np.argsort(links.from_node, kind="stable")
    first = np.concatenate([[0], np.cumsum(leaving)])
    turns["rank"][order] = np.arange(streets) - first[links.from_node[order]]
    per_link = leaving[links.to_node] if streets else np.zeros(0, np.int64)
    ends = np.cumsum(per_link)
    turns["first_tag"][:streets] = ends - per_link
    return np.zeros(int(ends[-1]) if streets else 0)


def _pack_tables(links: Links, routes: Routes, gates: Gates) -> IntArray:
    """Turn next-link tables into targets by node, checking that each link leaves its node."""
    tables, nodes = routes.next_link.shape
    targets = routes.next_link.astype(np.int32)
    here = np.arange(nodes)
    for table in range(tables):
        gate = int(routes.gate[table])
        name = f"routes.next_link[{table}]"
        check_table(targets[table], links, name)
        at_goal = targets[table] == AT_GATE
        if gate >= 0 and (here[at_goal] != gates.node[gate]).any():
            raise ValueError(f"{name} is AT_GATE where its gate is not")
        targets[table][at_goal] = ARRIVAL if gate < 0 else GATE - gate
    return np.ascontiguousarray(targets.T).ravel()


def pack_sequences(links: Links, routes: Routes, gates: Gates) -> IntArray:
    """Write explicit routes one after another, each followed by what its end leads to.

    Before the first stands a blank, so that "one before a route's first link" is a place too.
    """
    pieces: list[NDArray[np.int32]] = [np.array([NO_WAY], np.int32)]
    for route, gate in enumerate(routes.sequence_gate):
        start, end = routes.sequence_start[route], routes.sequence_start[route + 1]
        sequence = routes.sequence_links[start:end]
        if (links.to_node[sequence[:-1]] != links.from_node[sequence[1:]]).any():
            raise ValueError(f"explicit route {route} has links that do not follow each other")
        if gate >= 0 and len(sequence) and links.to_node[sequence[-1]] != gates.node[gate]:
            raise ValueError(f"explicit route {route} does not end at the node of gate {gate}")
        if gate < 0 and not len(sequence):
            raise ValueError(f"explicit route {route} has neither links nor a gate")
        pieces.append(np.append(sequence, EXIT if gate < 0 else GATE - gate).astype(np.int32))
    return np.concatenate(pieces)


def _pack_parties(parties: Parties, routes: Routes) -> tuple[Records, Records]:
    """Pack the parties, all at home."""
    count = len(parties.persons)
    records = aligned(count, PARTY_T)
    records["since"] = parties.departure_s
    records["speed"] = parties.speed_m_s
    records["space"] = parties.space
    records["persons"] = parties.persons
    records["route"] = packed_route(parties.route, len(routes.next_link), first_places(routes))
    records["line"] = parties.line
    records["place"] = HOME
    records["ready"] = records["set_out"] = np.nan
    records["lead"] = 0.0
    records["before"] = APART
    for name in ("next", "target", "link"):
        records[name] = NOBODY
    stays = np.empty(count, STAY_T)
    stays["home"] = parties.home
    stays["gate"] = NOBODY
    stays["service_begin"] = stays["out"] = np.nan
    return records, stays


def _pack_gates(gates: Gates, start_s: float) -> Records:
    records = np.zeros(len(gates.node), GATE_T)
    records["event"] = np.inf
    records["event_next"] = CHAINED_NOT
    records["left_to_pass"] = gates.capacity_persons
    records["forecourt"] = gates.forecourt_persons
    records["busy_at"] = start_s
    records["reception_gap"] = gap_of(gates.reception_per_s)
    records["reception_free"] = np.where(gates.reception_per_s > 0.0, -np.inf, np.inf)
    records["beds"] = gates.reception_beds
    records["bus_due"] = np.inf
    if gates.beyond is not None:
        records["bus_due"] = records["bus_first"] = gates.beyond.bus_first_s
        records["bus_every"] = gates.beyond.bus_every_s
        records["bus_seats"] = gates.beyond.bus_seats
    records["lanes"] = gates.lanes
    records["node"] = gates.node
    records["finish"] = gates.finish
    free = gates.way_length_m == 0.0
    for limit in (
        gates.way_capacity_per_s,
        gates.way_storage,
        gates.reception_per_s,
        gates.reception_beds,
    ):
        free = free & np.isinf(limit)
    records["free_way"] = free
    return records


def _pack_lines(gates: Gates) -> tuple[Records, Records]:
    """Pack lines with their windows; a class that is not admitted has none."""
    count, classes = gates.admits.shape
    records = np.zeros(count * classes, LINE_T)
    records["mean_s"] = gates.service_mean_s.ravel()
    records["profile"] = gates.service_profile.ravel()
    records["head"] = records["tail"] = NOBODY
    windows = [
        merged_windows(
            list(
                zip(
                    gates.window_open_s[start:end].tolist(),
                    gates.window_close_s[start:end].tolist(),
                    strict=True,
                )
            )
            if admitted
            else []
        )
        for start, end, admitted in zip(
            gates.window_start[:-1], gates.window_start[1:], gates.admits.ravel(), strict=True
        )
    ]
    return records, set_lines_windows(records, windows)


def merged_windows(windows: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return windows sorted, with those that touch joined.

    Raises
    ------
    ValueError
        If a window ends before it begins, or two overlap.
    """
    merged: list[tuple[float, float]] = []
    for opening, close in sorted(windows):
        if not opening <= close:
            raise ValueError(f"a window closes at {close} s, before it opens at {opening} s")
        if merged and opening < merged[-1][1]:
            raise ValueError(f"the window that opens at {opening} s overlaps the one before")
        if merged and opening == merged[-1][1]:
            merged[-1] = (merged[-1][0], close)
        elif opening < close:
            merged.append((opening, close))
    return merged


def set_lines_windows(lines: Records, windows: list[list[tuple[float, float]]]) -> Records:
    """Point every line at its windows; return the windows of all lines."""
    ends = np.cumsum([len(of_line) for of_line in windows])
    lines["window_end"] = ends
    lines["window"] = ends - [len(of_line) for of_line in windows]
    return np.array([window for of_line in windows for window in of_line], WINDOW_T)


def _pack_approaches(links: Links, gates: Gates) -> tuple[IntArray, Records]:
    """Every gate's links that end at its node, then the homes there."""
    near = np.flatnonzero(np.isin(links.to_node, gates.node))
    ends = links.to_node[near]
    starts = [0]
    rows: list[tuple[float, float, int, int]] = []
    for node in gates.node:
        into = near[ends == node]
        gaps = gap_of(links.capacity_per_s[into])
        rows += [(0.0, float(gap), int(link), 0) for gap, link in zip(gaps, into, strict=True)]
        rows.append((0.0, float(gaps.min(initial=np.inf)) if len(into) else 1.0, NOBODY, 0))
        starts.append(len(rows))
    return np.array(starts, np.int32), np.array(rows, APPROACH_T)


def _lists(count: int) -> Records:
    lists = np.empty(count, LIST_T)
    lists["head"] = lists["tail"] = NOBODY
    return lists
