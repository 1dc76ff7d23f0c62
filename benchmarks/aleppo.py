"""The real streets of Aleppo, built through the project's own rooms, walked by everyone.

The announced scenario of 4 November 2016 with three changes: the surveyed streets instead of the
schematic, everyone sets out, and the corridors stay open until the last person is out (as announced
they shut after ten hours, and half the people would walk nowhere). Everything else is on: the
front, waves, overtaking, merges, forecourts, lanes, ways to safety, the search for gridlock.

    python -m benchmarks.aleppo --households --json households.json    # 50,000 parties
    python -m benchmarks.aleppo --singles --json singles.json          # 275,000 parties

`engine_seconds` is from the arrays of the scenario's parties to the last passage, packing
included; the network, the people, the routes and compiling are not. A traversal is one party on
one street link.
"""

from __future__ import annotations

import argparse
import os
import tracemalloc
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from benchmarks._common import (
    ROOT,
    SHARED_DATA,
    Record,
    machine,
    median,
    peak_rss_mb,
    spread,
    timed,
    write_record,
)
from sim.engine import AT_GATE, Engine, Gates, Links, Parties, Routes
from sim.engine.inputs import FloatArray, IntArray
from sim.engine.warmup import compile_engine
from sim.network import build_network
from sim.network.paths import Trees, shortest_trees
from sim.network.street_network import StreetNetwork
from sim.plan.corridors import build_gates
from sim.plan.street_links import foot_links
from sim.population import Population, build_population
from sim.scenario import LoadedScenario, load_scenario

SCENARIO = ROOT / "scenarios" / "aleppo-2016-11-04.yaml"
HOUSEHOLD = {"households": 5.5, "singles": 1}
"""Mean household; 5.5 makes 275,000 people some 50,000 parties."""
FIGHTER_GROUP = {"households": 10, "singles": 1}
END_S = 90 * 86400.0
OPEN = "[{open: 2016-11-04 08:00, close: 2017-02-01 00:00}]"


@dataclass(frozen=True)
class City:
    """What the engine is given, and how many links lie before each party."""

    links: Links
    routes: Routes
    gates: Gates
    parties: Parties
    hops: IntArray
    """(P,) street links between each party's home and its gate."""


def streets_file() -> Path:
    """Return where the surveyed streets are looked for."""
    data = Path(os.environ.get("CORRIDORS_SHARED_DATA", SHARED_DATA))
    return data / "aleppo" / "streets_core.geojson"


def load(streets: Path, kind: str) -> LoadedScenario:
    """Load the announced scenario with the changes that this benchmark makes."""
    return load_scenario(
        SCENARIO,
        overrides=[
            "network.kind=geojson",
            f"network.path={streets}",
            f"population.household={HOUSEHOLD[kind]}",
            f"population.fighter_group={FIGHTER_GROUP[kind]}",
            "movement.two_way=halves",
            "population.leaving.civilian.willing=1",
            "population.leaving.wounded.willing=1",
            f"corridor_defaults.windows={OPEN}",
        ],
    )


def build(loaded: LoadedScenario) -> City:
    """Build the streets, the people, the corridors and the ways, as a run does."""
    scenario = loaded.scenario
    network = build_network(scenario.network, loaded.base_dir)
    people = build_population(scenario, network)
    gates = build_gates(scenario, network)
    trees = shortest_trees(network, gates.node, network.link_length_m)
    chosen = nearest_gate(people, gates, trees.cost)
    return City(
        links=foot_links(
            network, scenario.movement, capacity_factor=scenario.network.capacity_factor
        ),
        routes=Routes(trees.next_link, np.arange(len(gates.node), dtype=np.int32)),
        gates=gates,
        parties=Parties(
            persons=people.persons,
            space=people.space,
            speed_m_s=people.speed_m_s,
            line=people.line,
            home=people.home,
            route=chosen,
            departure_s=people.departure_s,
            service_units=people.service_units,
        ),
        hops=hops_to_gates(network, trees)[chosen, people.home],
    )


def nearest_gate(people: Population, gates: Gates, distance_m: FloatArray) -> IntArray:
    """Return the (P,) nearest gate that lets each party's class pass."""
    reach = np.where(gates.admits[:, people.line], distance_m[:, people.home], np.inf)
    if not np.isfinite(reach.min(axis=0)).all():
        raise ValueError("somebody can reach no corridor: the benchmark's people would not all go")
    nearest: IntArray = reach.argmin(axis=0).astype(np.int32)
    return nearest


def hops_to_gates(network: StreetNetwork, trees: Trees) -> IntArray:
    """Return the (T, N) number of links on each tree's way from each node to its goal.

    Nodes are done in the order of their cost, so the next node on the way is always done before.
    """
    hops = np.zeros(trees.next_link.shape, np.int32)
    for tree, cost in enumerate(trees.cost):
        next_link, count = trees.next_link[tree].tolist(), [0] * network.node_count
        ahead = network.link_to.tolist()
        for node in np.argsort(cost, kind="stable")[: int(np.isfinite(cost).sum())].tolist():
            link = next_link[node]
            count[node] = 0 if link == AT_GATE else count[ahead[link]] + 1
        hops[tree] = count
    return hops


def walk(city: City) -> Engine:
    """Let everyone go, from arrays to the last passage."""
    engine = Engine(city.links, city.routes, city.gates, city.parties)
    engine.advance(END_S)
    return engine


def given(parties: Parties) -> dict[str, np.ndarray]:
    """Return the columns that these parties have; some are left out where nobody needs them."""
    columns = {f.name: getattr(parties, f.name) for f in fields(Parties)}
    return {name: column for name, column in columns.items() if column is not None}


def bytes_a_party(city: City) -> float:
    """Return the engine's bytes a party when all are out, what an empty city takes not counted.

    Its pools never shrink, so this is the most that they held.
    """
    nobody = Parties(**{name: column[:0] for name, column in given(city.parties).items()})
    held, of_the_network = _held(city), _held(replace(city, parties=nobody))
    return (held - of_the_network) / len(city.parties.persons)


def _held(city: City) -> int:
    tracemalloc.start()
    engine = walk(city)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del engine
    return held


def measure(city: City, *, kind: str, repeats: int, memory: bool = True) -> Record:
    """Let everyone go `repeats` times and say how long it took; once more to trace memory."""
    compile_engine()
    seconds = []
    for _ in range(repeats):
        taken, engine = timed(lambda: walk(city))
        seconds.append(taken)
        seen = engine.observe()
        del engine
    peak_mb = peak_rss_mb()
    if not np.isfinite(seen.out_s).all():
        raise RuntimeError("not everyone is out: the traversals are not those of the routes")
    traversals = int(city.hops.sum())
    persons_on_links = int((city.hops * city.parties.persons.astype(np.int64)).sum())
    if persons_on_links != int(seen.link_entered.sum()):
        raise RuntimeError("the engine's passages are not those of the routes")
    parties = city.parties
    record = {
        "benchmark": "aleppo",
        "kind": kind,
        "streets": int((city.links.reverse >= 0).sum() // 2 + (city.links.reverse < 0).sum()),
        "people": int(parties.persons.sum()),
        "parties": len(parties.persons),
        "traversals": traversals,
        "engine_seconds": round(median(seconds), 4),
        "spread_s": spread(seconds),
        "repeats": repeats,
        "ns_per_traversal": round(median(seconds) / traversals * 1e9, 1),
        "clearance_h": round(float(seen.out_s.max()) / 3600.0, 3),
        "peak_rss_mb": peak_mb,
        "input_bytes_per_party": round(
            sum(column.nbytes for column in given(parties).values()) / len(parties.persons), 1
        ),
        "machine": machine(),
    }
    if memory:
        record["bytes_per_party"] = round(bytes_a_party(city), 1)
    return record


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.aleppo", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--households", action="store_true", help="50,000 parties (default)")
    which.add_argument("--singles", action="store_true", help="275,000 parties of one")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="median of N; 3")
    parser.add_argument("--no-memory", action="store_true", help="leave out the bytes a party")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    streets = streets_file()
    if not streets.is_file():
        print(f"skipped: the surveyed streets are not at {streets}")
        write_record({"benchmark": "aleppo", "skipped": f"no {streets.name}"}, args.json)
        return 0
    kind = "singles" if args.singles else "households"
    city = build(load(streets, kind))
    record = measure(city, kind=kind, repeats=args.repeat, memory=not args.no_memory)
    write_record(record, args.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
