"""V36 to V41: the best possible, by flow over time; now, that the engine can reach it."""

from __future__ import annotations

from sim.verification.case import Case, Measurements, at_most, count, equals
from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import ALWAYS, Sketch, Window

WAITS = "bounds (`corridors bound`)"


def _last_out(
    ledger: Ledger,
    name: str,
    ways: list[tuple[float, float, int]],
    windows: dict[int, list[Window]] | None = None,
) -> float:
    """Send people over ways (travel s, people/s, people) of their own; return the last one out."""
    sketch = Sketch()
    for way, (travel_s, per_s, number) in enumerate(ways):
        road = sketch.link(0, 1 + way, length_m=travel_s)
        opened = (windows or {}).get(way, ALWAYS)
        gate = sketch.gate(1 + way, service_s=1.0 / per_s, windows=opened)
        sketch.people(number, path=[road], gate=gate, speed_m_s=1.0)
    return float(Run.of(name, sketch, ledger).to_end(every_s=5.0).out_s.max())


def one_path(ledger: Ledger) -> Measurements:
    """V36: the engine on one path."""
    return {"last out, simulated": _last_out(ledger, "V36", [(10, 2, 100)])}


def two_paths(ledger: Ledger) -> Measurements:
    """V37: the engine under the best split."""
    return {
        "last of 200 out, simulated with 104 and 96 on the paths": _last_out(
            ledger, "V37", [(10, 2, 104), (30, 3, 96)]
        ),
        "last of 30 out, simulated with all on the first path": _last_out(
            ledger, "V37", [(10, 2, 30)]
        ),
    }


def path_with_window(ledger: Ledger) -> Measurements:
    """V38: the engine under the best split, the second exit open for 15 s."""
    window: dict[int, list[Window]] = {1: [(40.0, 55.0)]}
    return {
        "last of 200 out, simulated with 155 and 45 on the paths": _last_out(
            ledger, "V38", [(10, 2, 155), (30, 3, 45)], window
        ),
        "last of 100 out, simulated with 76 and 24 on the paths": _last_out(
            ledger, "V38", [(10, 2, 76), (30, 3, 24)], window
        ),
    }


def _two_exits(ledger: Ledger, plan: dict[tuple[str, str], int]) -> float:
    """Send people from S1, S2 to exits E1 (2 /s) and E2 (1 /s) by a plan; return the last out."""
    travel_s = {("S1", "E1"): 100, ("S1", "E2"): 300, ("S2", "E1"): 400, ("S2", "E2"): 100}
    node = {"S1": 0, "S2": 1, "E1": 2, "E2": 3}
    sketch = Sketch()
    gate = {"E1": sketch.gate(2, service_s=0.5), "E2": sketch.gate(3, service_s=1.0)}
    for (home, out), number in plan.items():
        road = sketch.link(node[home], node[out], length_m=travel_s[home, out])
        sketch.people(number, path=[road], gate=gate[out], speed_m_s=1.0)
    return float(Run.of("V40", sketch, ledger).to_end(every_s=50.0).out_s.max())


def allocation(ledger: Ledger) -> Measurements:
    """V40: the engine under the best plan, and under the nearest exit."""
    nearest = {("S1", "E1"): 1200, ("S2", "E2"): 900}
    best = {("S1", "E1"): 1200, ("S2", "E2"): 700, ("S2", "E1"): 200}
    return {
        "1200 and 600, simulated, nearest exit": _two_exits(ledger, {**nearest, ("S2", "E2"): 600}),
        "1200 and 900, simulated, best plan": _two_exits(ledger, best),
        "1200 and 900, simulated, nearest exit": _two_exits(ledger, nearest),
    }


_FLOWS = (0, 0, 0, 1, 2, 4, 6, 8, 10, 12)

CASES = (
    Case(
        id="V36",
        title="One path",
        source="Ford and Fulkerson 1958",
        setup="Travel 10 s, capacity 2 /s, 100 people.",
        expected=(equals("last out, simulated", 60.0, "s", within=1e-6),),
        measure=one_path,
        waits_for=WAITS,
        later=(equals("bound", 60.0, "s"),),
    ),
    Case(
        id="V37",
        title="Two paths",
        source="Ford and Fulkerson 1958",
        setup="Paths (travel 10 s, capacity 2 /s) and (30, 3); 200 people, then 30.",
        expected=(
            equals(
                "last of 200 out, simulated with 104 and 96 on the paths", 62.0, "s", within=1e-6
            ),
            equals("last of 30 out, simulated with all on the first path", 25.0, "s", within=1e-6),
        ),
        measure=two_paths,
        waits_for=WAITS,
        later=(equals("bound, 200 people", 62.0, "s"), equals("bound, 30 people", 25.0, "s")),
    ),
    Case(
        id="V38",
        title="Two paths, one with a window",
        source="own",
        setup="V37 with the second exit open only [40, 55) s; 200 people, then 100.",
        expected=(
            equals(
                "last of 200 out, simulated with 155 and 45 on the paths", 87.5, "s", within=1e-6
            ),
            equals(
                "last of 100 out, simulated with 76 and 24 on the paths", 48.0, "s", within=1e-6
            ),
        ),
        measure=path_with_window,
        waits_for=WAITS,
        later=(equals("bound, 200 people", 87.5, "s"), equals("bound, 100 people", 48.0, "s")),
    ),
    Case(
        id="V39",
        title="The shortest path alone is not the best",
        source="Ford and Fulkerson 1958",
        setup="s-a 1, a-b 1, b-t 1, s-b 3, a-t 3, all capacities 1.",
        waits_for=WAITS,
        later=(
            *(count(f"largest flow by T = {t}", flow) for t, flow in enumerate(_FLOWS, start=1)),
            count("4 people need", 6, "steps"),
            count("by the shortest path alone", 7, "steps"),
        ),
    ),
    Case(
        id="V40",
        title="Two homes, two exits",
        source="Hoppe and Tardos 2000",
        setup="S1-E1 100 s, S1-E2 300, S2-E1 400, S2-E2 100; exits 2 and 1 /s.",
        expected=(
            equals("1200 and 600, simulated, nearest exit", 700.0, "s", within=1e-6),
            equals("1200 and 900, simulated, best plan", 800.0, "s", within=1e-6),
            equals("1200 and 900, simulated, nearest exit", 1000.0, "s", within=1e-6),
        ),
        measure=allocation,
        waits_for=WAITS,
        later=(
            equals("bound, 1200 and 600", 700.0, "s"),
            equals("bound, 1200 and 900", 800.0, "s"),
        ),
    ),
    Case(
        id="V41",
        title="No run beats the bound",
        source="Gale 1959",
        setup="200 random small networks, with windows, households, lognormal service across the "
        "close.",
        waits_for=WAITS,
        later=(at_most("people out by t beyond the bound's curve B(t), worst", 0.0, "people"),),
    ),
)
