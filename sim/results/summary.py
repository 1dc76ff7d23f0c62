"""``summary.json``: the run in one page of figures (keys are defined in ``columns.SUMMARY``)."""

from __future__ import annotations

import platform
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results import binding, closing, decided, provenance
from sim.results.columns import VOLATILE
from sim.results.crossings import crossings
from sim.results.damage import damages
from sim.results.density import LinkDensity
from sim.results.exposure import exposure
from sim.results.facts import Facts, assumption
from sim.results.ground import forbidden_shapes
from sim.results.groups import equity
from sim.results.idle_lanes import blocked_and_starved
from sim.results.queues import GateUse, Left, WindowUse, gate_uses, left_at
from sim.results.reasons import protection, reasons
from sim.results.status import STATUSES
from sim.results.tables import local_text
from sim.results.vehicles import left_behind, modes, services
from sim.results.weighted import mean, quantile
from sim.results.zones import zones
from sim.scenario import CLASSES, Fault

UNITS: dict[str, str] = {
    "counts": "persons unless a name says otherwise",
    "times": "seconds from the scenario's start, beside local clock times",
    "lengths": "metres",
}

Json = dict[str, Any]


def build_summary(
    facts: Facts, report_interval_s: float, density: LinkDensity | None = None
) -> Json:
    """Return every key of ``summary.json``."""
    record = facts.record
    population, scenario = record.population, record.loaded.scenario
    uses = gate_uses(facts)
    kinds = tuple(_kind(facts, gate, use) for gate, use in enumerate(uses))
    assumed_corridors = [_assumed(facts, name) for name in record.corridor_ids]
    summary: Json = {
        "scenario": scenario.id,
        "title": scenario.title,
        "seed": record.seed,
        "version": provenance.installed("corridors"),
        "input_sha256": record.loaded.sha256,
        "sensitivity": scenario.sensitivity,
        "report_interval_s": report_interval_s,
        "persons": population.person_count,
        "parties": population.party_count,
        "children": int(population.children.sum()),
        "by_status": _by_status(facts),
        "willing": int(population.persons[population.willing].sum()),
        "set_out": int(population.persons[facts.set_out].sum()),
        "reasons": reasons(facts),
        "protection": protection(facts),
        "choice": decided.choice(facts),
        "news": decided.news(facts),
        "corridors": [
            _corridor(facts, gate, use, kinds[gate], assumed_corridors[gate])
            | _beyond_gate(facts, gate)
            for gate, use in enumerate(uses)
        ],
        "binding": _binding(facts, uses, kinds),
        "equity": equity(facts),
        "modes": modes(facts),
        "services": services(facts),
        "crossings": crossings(facts),
        "exposure": exposure(facts, density),
        "nights": closing.nights(facts),
        "shelters": closing.shelters(facts),
        "zones": zones(facts),
        "damage": damages(facts),
        "conservation": _conservation(facts, uses),
        "gridlock": _gridlock(facts),
        "share_assumed": _share_assumed(uses, [why is not None for why in assumed_corridors]),
        "assumed": [
            {"path": ".".join(path), "why": mark.assumed}
            for path, mark in sorted(record.loaded.marks.items())
            if mark.is_assumed
        ],
        "network": _network(facts),
        "forbidden": forbidden_shapes(record.network, scenario.network),
        "warnings": [_warning(warning) for warning in record.warnings],
        "libraries": provenance.libraries(),
        "python": platform.python_version(),
        "machine": provenance.machine(),
        "engine_seconds": record.engine_s,
        "volatile": list(VOLATILE),
        "units": UNITS,
    }
    return summary | _clock(facts) | _milestones(facts) | _at_dark_and_close(facts, uses)


def _by_status(facts: Facts) -> dict[str, int]:
    persons, status = facts.record.population.persons, facts.record.status
    counts = np.bincount(status, weights=persons, minlength=len(STATUSES))
    return {name: int(counts[code]) for code, name in enumerate(STATUSES)}


def _clock(facts: Facts) -> Json:
    clock = facts.record.loaded.scenario.clock
    return {
        "start_local": local_text(clock, 0.0),
        "end_local": local_text(clock, facts.duration_s),
        "zone": clock.zone,
        "duration_s": facts.duration_s,
        "run_end_s": facts.record.end_s,
    }


def _milestones(facts: Facts) -> Json:
    """When half, 90 % and all of those who set out were out; None where they never were."""
    out_s, persons = facts.record.out_s, facts.record.population.persons
    out = ~np.isnan(out_s)
    order = np.argsort(out_s[out], kind="stable")
    times, running = out_s[out][order], np.cumsum(persons[out][order])
    total = int(persons[facts.set_out].sum())
    result: Json = {}
    for name, share in (("t50", 0.5), ("t90", 0.9), ("t95", 0.95), ("clearance_time", 1.0)):
        needed = int(np.ceil(round(share * total, 9)))
        row = int(np.searchsorted(running, needed, side="left"))
        reached = total > 0 and row < len(times)
        result[f"{name}_s"] = float(times[row]) if reached else None
        local = name.removesuffix("_time")
        result[f"{local}_local"] = _local(facts, result[f"{name}_s"])
    return result


def _at_dark_and_close(facts: Facts, uses: tuple[GateUse, ...]) -> Json:
    record = facts.record
    clock = record.loaded.scenario.clock
    dark = sorted((clock.seconds(span.begin), clock.seconds(span.end)) for span in clock.dark)
    dark_s = next((begin for begin, _ in dark if 0.0 < begin < facts.duration_s), None)
    close_s = max((use.close_s for use in uses if use.close_s is not None), default=None)
    gates = list(range(len(uses)))
    return {
        "dark_s": dark_s,
        "dark_spans_s": [[b, e] for b, e in dark if b < facts.duration_s and e > 0.0],
        "dark_local": _local(facts, dark_s),
        "safe_by_dark": _done_by(facts, record.safe_s, dark_s),
        "close_s": close_s,
        "close_local": _local(facts, close_s),
        "out_by_close": _done_by(facts, record.out_s, close_s),
        "safe_by_close": _done_by(facts, record.safe_s, close_s),
        "waiting_at_close": _left(
            left_at(facts, record.end_s if close_s is None else close_s, gates)
        ),
    }


def _done_by(facts: Facts, time_s: NDArray[np.float64], limit_s: float | None) -> int | None:
    if limit_s is None:
        return None
    return int(facts.record.population.persons[time_s <= limit_s].sum())


def _kind(facts: Facts, gate: int, use: GateUse) -> str:
    gates = facts.record.gates
    return binding.at_gate(
        use, lanes=int(gates.lanes[gate]), capacity_persons=float(gates.capacity_persons[gate])
    )


def _assumed(facts: Facts, corridor_id: str) -> str | None:
    """Return what the nearest mark says of the corridor's place, None if it is not assumed."""
    loaded = facts.record.loaded
    corridor = loaded.scenario.corridors[corridor_id]
    where = "gate" if corridor.gate is not None else "gate_node"
    return assumption(loaded, ("corridors", corridor_id, where))


def _corridor(facts: Facts, gate: int, use: GateUse, kind: str, assumed: str | None) -> Json:
    record = facts.record
    corridor_id = record.corridor_ids[gate]
    corridor = record.loaded.scenario.corridors[corridor_id]
    node = int(record.gates.node[gate])
    lanes = int(record.gates.lanes[gate])
    capacity = float(record.gates.capacity_persons[gate])
    blocked, starved = blocked_and_starved(facts, gate, use.spans, use.utilisation)
    last = use.windows[-1].last_useful_join_s if use.windows else None
    return {
        "id": corridor_id,
        "name": corridor.name,
        "leads_to": corridor.leads_to,
        "assumed": assumed is not None,
        "assumed_why": assumed or "",
        "admits": [CLASSES[line] for line in _admitted(facts, gate)],
        "lanes": lanes if lanes >= 0 else None,
        "capacity_persons": int(capacity) if np.isfinite(capacity) else None,
        "node": int(record.network.node_id[node]),
        "x_m": round(float(record.network.node_x_m[node]), 1),
        "y_m": round(float(record.network.node_y_m[node]), 1),
        "open_s": use.open_s,
        "close_s": use.close_s,
        "close_local": _local(facts, use.close_s),
        "chosen": use.chosen,
        "arrived": use.arrived,
        "passed": use.passed,
        "out": use.out,
        "safe": use.safe,
        "carried": use.carried,
        "utilisation": use.utilisation,
        "utilisation_at_close": use.utilisation_at_close,
        "blocked": blocked,
        "starved": starved,
        "queued_open_s": use.queued_open_s,
        "utilisation_while_queued": use.utilisation_while_queued,
        "slowed_by": binding.slowed_by(use),
        "lanes_needed": use.lanes_needed,
        "peak_queue": use.peak_queue,
        "peak_queue_s": use.peak_queue_s,
        "queue_wait_max_s": use.queue_wait_max_s,
        **_waits(facts, gate),
        "last_pass_s": use.last_pass_s,
        "overrun_persons": use.overrun_persons,
        "overrun_s": use.overrun_s,
        "last_useful_join_s": last,
        "last_useful_join_local": _local(facts, last),
        "people_beyond": use.left.persons,
        "at_close": _without_total(_left(use.left)),
        "windows": [_window(facts, gate, window) for window in use.windows],
        "by_class": [_class_use(facts, gate, line) for line in _admitted(facts, gate)],
        "binds": kind,
        "binds_words": binding.WORDS[kind],
    }


def _beyond_gate(facts: Facts, gate: int) -> Json:
    """Who was turned away at the queue's tail, held, and taken in."""
    return {
        "turned_away": closing.turned_away(facts, gate),
        "held": closing.held(facts, gate),
        "reception": closing.reception(facts, gate),
    }


def _admitted(facts: Facts, gate: int) -> list[int]:
    return [int(line) for line in np.flatnonzero(facts.record.gates.admits[gate])]


def _waits(facts: Facts, gate: int) -> Json:
    record = facts.record
    who = facts.passed & (facts.bound == gate)
    wait = record.service_begin_s[who] - record.gate_arrival_s[who]
    persons = record.population.persons[who]
    return {
        "wait_mean_s": mean(wait, persons),
        "wait_median_s": quantile(wait, persons, 0.5),
        "wait_p95_s": quantile(wait, persons, 0.95),
    }


def _window(facts: Facts, gate: int, window: WindowUse) -> Json:
    return {
        "open_s": window.open_s,
        "close_s": window.close_s,
        "open_local": _local(facts, window.open_s),
        "close_local": _local(facts, window.close_s),
        "classes": [CLASSES[line] for line in window.classes],
        "passed": window.passed,
        "queue_at_close": window.queue_at_close,
        "last_useful_join_s": window.last_useful_join_s,
        "at_close": closing.at_window_close(facts, gate, window.close_s),
    }


def _class_use(facts: Facts, gate: int, line: int) -> Json:
    record = facts.record
    persons = record.population.persons
    own = (facts.bound == gate) & (record.population.line == line)
    passed = own & facts.passed
    last = None
    if passed.any():
        rows = np.flatnonzero(passed)
        last = float(record.gate_arrival_s[rows[np.argmax(record.service_begin_s[rows])]])
    return {
        "person_class": CLASSES[line],
        "chosen": int(persons[own].sum()),
        "passed": int(persons[passed].sum()),
        "out": int(persons[own & ~np.isnan(record.out_s)].sum()),
        "last_served_arrival_s": last,
    }


def _left(left: Left) -> Json:
    return {
        "persons": left.persons,
        "children": left.children,
        "by_class": {name: left.by_class[line] for line, name in enumerate(CLASSES)},
        "forecourt": left.forecourt,
        "streets": left.streets,
        "walking": left.walking,
    }


def _without_total(left: Json) -> Json:
    """Beside ``people_beyond`` the total would be said twice."""
    return {key: value for key, value in left.items() if key != "persons"}


def _binding(facts: Facts, uses: tuple[GateUse, ...], kinds: tuple[str, ...]) -> Json:
    admits = [set(_admitted(facts, gate)) for gate in range(len(uses))]
    not_driven = int(facts.record.population.persons[left_behind(facts)].sum())
    found = binding.in_all(uses, kinds, admits, not_driven=not_driven)
    return {
        "kind": found.kind,
        "words": found.words,
        "held_back": found.held_back,
        "idle": [facts.record.corridor_ids[gate] for gate in found.idle],
    }


def _conservation(facts: Facts, uses: tuple[GateUse, ...]) -> Json:
    by_status = _by_status(facts)
    return {
        "persons": facts.record.population.person_count,
        "all_statuses": sum(by_status.values()),
        "out": by_status["out"],
        "out_all_corridors": sum(use.out for use in uses),
        "held": by_status["held"],
        "held_all_corridors": sum(
            closing.held(facts, gate)["persons"] for gate in range(len(uses))
        ),
        "instants": len(facts.record.series.time_s),
    }


def _gridlock(facts: Facts) -> Json:
    knots = facts.record.knots
    largest = max(knots, key=lambda knot: knot.persons, default=None)
    return {
        "knots": len(knots),
        "persons": largest.persons if largest else 0,
        "turned": sum(knot.turned for knot in knots),
        "first_s": min((knot.time_s for knot in knots), default=None),
        "largest_links": [int(link) for link in largest.links] if largest else [],
    }


def _share_assumed(uses: tuple[GateUse, ...], assumed: list[bool]) -> float | None:
    out = sum(use.out for use in uses)
    if not out:
        return None
    return sum(use.out for use, marked in zip(uses, assumed, strict=True) if marked) / out


def _network(facts: Facts) -> Json:
    network = facts.record.network
    return {
        "name": network.name,
        "schematic": network.schematic,
        "geographic": bool(np.isfinite(network.node_lat).any()),
        "attribution": network.attribution,
        "nodes": network.node_count,
        "links": network.link_count,
        "street_km": round(network.street_km, 1),
        "report": list(network.report),
    }


def _warning(warning: Fault) -> str:
    """Say a warning with the name of its file alone: whose folder it lies in is not the run's."""
    place = warning.place
    if place is not None and place.file is not None:
        warning = replace(warning, place=replace(place, file=Path(place.file.name)))
    return str(warning)


def _local(facts: Facts, time_s: float | None) -> str | None:
    return None if time_s is None else local_text(facts.record.loaded.scenario.clock, time_s)
