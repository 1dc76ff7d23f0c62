"""What deciding costs: its share of a run's time, and the bytes a party that decisions hold.

    python -m benchmarks.decisions --json decisions.json

The announced scenario of 4 November 2016 with every decision on (`decisions.yaml`), 275,000 people
in households. Three runs: one to warm up; one with a clock round every decision, from the file to
the result's folder, as `corridors run` makes it; one to noon whose memory is traced.

- `share` is that of the whole run; `share_unwritten` leaves out tables, pictures and the page,
  which a sweep does not make.
- A decision's seconds are its own: what it asks of another decision counts there.
- *Told to the engine* is what it costs to carry decisions out: who sets out, who turns round. It
  counts as deciding in `share_with_orders`, which is of the whole run, too.
- Bytes a party: every array that the decisions hold, each once, those of the network, the people
  and the engine left out; beside them, what `tracemalloc` finds allocated by their modules.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
from pydantic import BaseModel

from benchmarks._common import ROOT, Record, machine, peak_rss_mb, write_record
from sim.engine import Engine, Gates, Observation
from sim.engine.warmup import compile_engine
from sim.hazards.board import Board
from sim.model import EvacuationModel
from sim.network import StreetNetwork
from sim.network.paths import Trees
from sim.population import Population
from sim.results.build import build_result
from sim.runner.progress import Silent
from sim.runner.run import record_of, simulate
from sim.runner.validation import make_ready
from sim.scenario import load_scenario
from sim.services.dispatch import Dispatch

SCENARIO = Path(__file__).parent / "decisions.yaml"
MOST_SHARE, MOST_BYTES = 1.0 / 3.0, 200.0
NOON_S = 6 * 3600.0
"""From six in the morning, when the scenario begins."""

ORDERS = "told to the engine"
ELSEWHERE = (
    BaseModel, Board, Dispatch, Engine, Gates, Observation, Population, StreetNetwork, Trees, Path
)  # fmt: skip
"""What decisions read and do not hold for themselves."""


class Stopwatch:
    """Seconds by name; of what is timed inside something else, the time counts inside alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inside: list[float] = []

    def watch(self, owner: object, method: str, name: str) -> None:
        """Time a method of one object from now on."""
        work: Callable[..., Any] = getattr(owner, method)

        def timed(*args: Any, **options: Any) -> Any:
            with self.timing(name):
                return work(*args, **options)

        object.__setattr__(owner, method, timed)  # some rules are frozen

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        begin = perf_counter()
        self._inside.append(0.0)
        try:
            yield
        finally:
            taken = perf_counter() - begin
            own = taken - self._inside.pop()
            self.seconds[name] = self.seconds.get(name, 0.0) + own
            if self._inside:
                self._inside[-1] += taken


def build(overrides: tuple[str, ...] = ()) -> EvacuationModel:
    """Return the model of the scenario."""
    return EvacuationModel(load_scenario(SCENARIO, overrides=list(overrides)))


def watch(model: EvacuationModel) -> Stopwatch:
    """Put a clock round every decision of a model, and begin its run."""
    clock = Stopwatch()
    model.step()  # hands the people to the engine
    decisions, moving = model.decisions, model.moving
    clock.watch(model, "_spread_news", "hear news")
    clock.watch(model, "_decide", "what is common to all")
    if decisions.reconsider is not None:
        clock.watch(decisions.reconsider, "decide", "leave or stay, again")
    clock.watch(model.at_shut_gate, "decide", "at a shut gate and at the close")
    clock.watch(model.look_again, "decide", "look again on the way")
    clock.watch(decisions.go_again, "plan", "go again")
    clock.watch(model.leaving, "sets_out", "who sets out")
    clock.watch(model.choice, "choose", "which corridor")
    for command in ("turn", "set_out", "set_out_to_place", "move_on"):
        clock.watch(moving, command, ORDERS)
    return clock


def arrays_held(*owners: object) -> list[np.ndarray]:
    """Return every array that objects hold, in whatever depth, each once; views by their bases."""
    found: dict[int, np.ndarray] = {}
    seen: set[int] = set()
    waiting: list[object] = list(owners)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, ELSEWHERE):
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            base = _base(one)
            found[id(base)] = base
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += one
        elif type(one).__module__.startswith("sim."):
            waiting += getattr(one, "__dict__", {}).values()
    return list(found.values())


def _base(one: Any) -> Any:
    """Return the array that a view is a view of; anything else as it is."""
    while isinstance(one, np.ndarray) and isinstance(one.base, np.ndarray):
        one = one.base
    return one


def of_others(model: EvacuationModel) -> set[int]:
    """Return which arrays belong to the people, the network, the corridors and the hazards."""
    known: set[int] = set()
    for owner in (model.population, model.network, model.gates, model.planned, model.trees):
        known |= {id(_base(array)) for array in vars(owner).values()}
    return known


def bytes_held(model: EvacuationModel) -> int:
    """Return the bytes of the arrays that decisions hold, minds and plans included."""
    owners = (
        model.decisions, model.news, model.leaving, model.choice, model.at_shut_gate,
        model.look_again, model.population.mind, model.planned_s, model.chosen,
    )  # fmt: skip
    others = of_others(model)
    return sum(array.nbytes for array in arrays_held(*owners) if id(array) not in others)


def bytes_traced(model: EvacuationModel) -> int:
    """Run to noon and return the bytes that the modules of decisions have allocated and hold."""
    tracemalloc.start()
    while model.running and model.now_s < NOON_S:
        model.step()
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    folders = (str(ROOT / "sim" / "behaviour"), str(ROOT / "sim" / "step" / "decisions.py"))
    return sum(
        trace.size for trace in snapshot.traces if trace.traceback[0].filename.startswith(folders)
    )


def measure(overrides: tuple[str, ...] = ()) -> Record:
    """Run the scenario and say what deciding costs."""
    compile_engine()
    simulate(build(overrides), Silent())  # whatever is compiled or kept the first time
    begin = perf_counter()
    ready = make_ready(load_scenario(SCENARIO, overrides=list(overrides)))
    model = EvacuationModel(ready.loaded, network=ready.network, population=ready.population)
    clock = watch(model)
    simulate(model, Silent())
    simulated_s = perf_counter() - begin
    held = bytes_held(model)
    begin = perf_counter()
    with TemporaryDirectory() as folder:
        build_result(record_of(model, ready.warnings)).save(folder)
    run_s = simulated_s + perf_counter() - begin
    begin = perf_counter()
    build_result(record_of(model), rows=False)
    unwritten_s = simulated_s + perf_counter() - begin
    orders_s = clock.seconds.get(ORDERS, 0.0)
    deciding_s = sum(clock.seconds.values()) - orders_s
    parties = model.population.party_count
    return {
        "benchmark": "decisions",
        "people": model.population.person_count,
        "parties": parties,
        "run_s": round(run_s, 3),
        "unwritten_s": round(unwritten_s, 3),
        "seconds": {name: round(taken, 3) for name, taken in sorted(clock.seconds.items())},
        "share": round(deciding_s / run_s, 3),
        "share_unwritten": round(deciding_s / unwritten_s, 3),
        "share_with_orders": round((deciding_s + orders_s) / run_s, 3),
        "share_must": round(MOST_SHARE, 3),
        "bytes_per_party": round(held / parties, 1),
        "bytes_per_party_must": MOST_BYTES,
        "bytes_per_party_traced": round(bytes_traced(build(overrides)) / parties, 1),
        "peak_rss_mb": peak_rss_mb(),
        "machine": machine(),
    }


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decisions", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write; default stdout")
    args = parser.parse_args(argv)
    write_record(measure(), args.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
