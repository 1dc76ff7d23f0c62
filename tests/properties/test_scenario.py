"""Whole scenarios: what must not matter, does not."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model import EvacuationModel
from sim.scenario import LoadedScenario
from sim.verification.ledger import Ledger
from sim.verification.town import START, corridor, describe, run
from tests.properties.worlds import bounded

ROWS = COLUMNS = 5
TIMES = ("set_out_s", "gate_arrival_s", "service_begin_s", "out_s", "safe_s")


def _clock(minutes: int) -> str:
    return f"2016-11-04T{8 + minutes // 60:02d}:{minutes % 60:02d}"


@st.composite
def windows(draw: st.DrawFn) -> list[dict[str, Any]]:
    edges = sorted(draw(st.lists(st.integers(0, 600), min_size=2, max_size=4, unique=True)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    return [{"open": _clock(opened), "close": _clock(closed)} for opened, closed in spans]


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    node = st.integers(0, ROWS * COLUMNS - 1)
    districts = {
        f"d{number}": {
            "nodes": draw(st.lists(node, min_size=1, max_size=4, unique=True)),
            "persons": draw(st.integers(20, 200)),
            "wounded": draw(st.integers(0, 10)),
            "fighters": draw(st.integers(0, 10)),
        }
        for number in range(draw(st.integers(1, 4)))
    }
    corridors = {
        str(number): corridor(
            draw(node),
            windows=draw(windows()),
            lanes=draw(st.integers(1, 6)),
            service={"per_minute": draw(st.integers(2, 20)), "cv": 0.6},
            forecourt_m2=draw(st.sampled_from([0, 20, 500, None])),
            at_close=draw(st.sampled_from(["finish", "start_only_if_done"])),
        )
        for number in range(1, draw(st.integers(2, 4)))
    }
    incidents = {
        f"i{number}": {
            "corridors": [draw(st.sampled_from(sorted(corridors)))],
            "begin": _clock(begin),
            "end": _clock(begin + draw(st.integers(1, 120))),
        }
        for number, begin in enumerate(draw(st.lists(st.integers(0, 400), max_size=2)))
    }
    return {
        "districts": districts,
        "corridors": corridors,
        "incidents": incidents,
        "seed": draw(st.integers(0, 2**31)),
    }


def _describe(parts: dict[str, Any], *, interval_s: float = 60.0) -> LoadedScenario:
    return describe(
        rows=ROWS,
        columns=COLUMNS,
        departure=[{"curve": "rayleigh", "begin": START, "sigma_s": 1800.0}],
        population={"household": 4, "impaired_share": 0.1},
        interval_s=interval_s,
        **parts,
    )


def _run(loaded: LoadedScenario) -> EvacuationModel:
    ledger = Ledger()
    model = run("property", loaded, ledger)
    assert ledger.faults == []
    return model


def _backwards(rows: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(rows.items()))


@bounded(25)
@given(scenarios())
def test_the_order_of_rows_changes_nothing(parts: dict[str, Any]) -> None:
    rows = ("districts", "corridors", "incidents")
    permuted = parts | {name: _backwards(parts[name]) for name in rows}
    permuted["corridors"] = {
        name: one | {"windows": one["windows"][::-1]} for name, one in permuted["corridors"].items()
    }
    first, second = _run(_describe(parts)), _run(_describe(permuted))
    for name in TIMES:
        one, other = getattr(first.observation, name), getattr(second.observation, name)
        assert np.array_equal(one, other, equal_nan=True), name
    assert np.array_equal(first.observation.gate, second.observation.gate)
    assert np.array_equal(first.observation.link_entered, second.observation.link_entered)


@bounded(25)
@given(scenarios())
def test_halving_the_control_interval_hardly_moves_people_out(parts: dict[str, Any]) -> None:
    out = {}
    for interval_s in (60.0, 30.0):
        model = _run(_describe(parts, interval_s=interval_s))
        done = ~np.isnan(model.observation.out_s)
        out[interval_s] = int(model.population.persons[done].sum())
    assert abs(out[60.0] - out[30.0]) <= 0.01 * out[60.0]
