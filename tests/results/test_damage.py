"""Streets in ruins as results tell of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.report.page.ground import NEVER, damage_spans, damage_table, rubble
from sim.results import build_result
from sim.results.record import DamageRecord
from tests.hand_record import hand_record, loaded_scenario

SPEED = np.ones(8)
DAMAGE = {
    "bridge": DamageRecord(  # street 0 (links 0, 1) closed until 600 s
        0.0,
        np.where(np.arange(8) < 2, 600.0, np.inf),
        np.where(np.arange(8) < 2, 0.0, 1.0),
        SPEED,
    ),
    "east": DamageRecord(  # streets 0 and 1 (links 0, 1, 2, 4) at half their flow from 300 s
        300.0,
        np.full(8, np.inf),
        np.where(np.isin(np.arange(8), [0, 1, 2, 4]), 0.5, 1.0),
        SPEED,
    ),
}


@pytest.fixture(scope="module")
def result():  # type: ignore[no-untyped-def]
    said = {
        "bridge": {"name": "Bridge", "line": [(0, 0), (100, 0)], "capacity_factor": 0.0},
        "east": {"zone": {"districts": ["d2"]}, "capacity_factor": 0.5},
    }
    record = hand_record()
    return build_result(replace(record, loaded=loaded_scenario(damage=said), damage=DAMAGE))


def test_each_damage_tells_its_streets_and_when_they_were_clear(result) -> None:  # type: ignore[no-untyped-def]
    bridge, east = result.summary["damage"]
    assert (bridge["name"], bridge["streets"], bridge["streets_m"]) == ("Bridge", 1, 100.0)
    assert (bridge["closed"], bridge["cleared"], bridge["cleared_s"]) == (1, 1, 600.0)
    assert (east["streets"], east["closed"], east["cleared_s"]) == (2, 0, None)
    shown = [[cell["words"] for cell in row] for row in damage_table(result.summary)["rows"]]
    assert shown[0] == ["Bridge", "15:30", "15:40", "1", "0.1 km", "1", "1"]
    assert shown[1][2] == "never"
    spans = damage_spans(result.summary, 2700.0)
    assert [(span["begin"], span["end"]) for span in spans] == [(0.0, 600.0), (300.0, 2700.0)]


def test_links_hold_what_damage_left_of_them(result) -> None:  # type: ignore[no-untyped-def]
    links = result.links
    # Both meet on street 0: nothing of its flow is left at worst, and one damage never ends.
    assert links["damage_flow"].tolist() == [0.0, 0.0, 0.5, 1.0, 0.5, 1.0, 1.0, 1.0]
    assert links["damaged_s"].fillna(-1.0).tolist() == [0, 0, 300, -1, 300, -1, -1, -1]
    assert links["cleared_s"].isna().all()


def test_the_map_reads_rubble_by_street_and_moment() -> None:
    nan = float("nan")
    links = pd.DataFrame(
        [(0.0, 1.0, 0.0, 600.0), (1.0, 0.5, 0.0, nan), (1.0, 1.0, nan, nan)],
        columns=["damage_flow", "damage_speed", "damaged_s", "cleared_s"],
    )
    found = rubble(links, np.asarray([0, 1, 2]), 3, np.asarray([0.0, 300.0, 600.0, 900.0]))
    assert found["rubble"].tolist() == [0, 1]
    assert found["rubble_left"].tolist() == [0, 50]
    assert found["rubble_from"].tolist() == [0, 0]
    assert found["rubble_until"].tolist() == [2, NEVER]
    assert rubble(links.iloc[2:], np.asarray([0]), 1, np.asarray([0.0])) == {}
