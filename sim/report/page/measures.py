"""Tables of what a run measured beside its corridors: equity, exposure, bottlenecks, density."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report import style
from sim.report.headline import REASON_WORDS
from sim.report.page.table import (
    cell,
    dicts,
    duration,
    head,
    people,
    person_hours,
    residents,
    some_of,
    table,
)
from sim.report.text import clock, percent, plain, spans_days

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.result import RunResult

Json = dict[str, Any]

MOST = 20
"""Rows of the longest tables."""

_MEASURES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "equity.share_out": ("out, of those who want to leave", percent),
    "equity.share_out_children": ("the same of children", percent),
    "equity.share_out_impaired": ("the same of people who walk with an impairment", percent),
    "equity.share_out_median": ("the same of the median district", percent),
    "equity.share_out_worst": ("the same of the worst district", percent),
    "equity.gini": ("Gini coefficient of the districts' shares (0: all alike)", "{:.2f}".format),
    "exposure.queued_person_s": ("time in queues", person_hours),
    "exposure.walking_person_s": ("time on the way to a gate", person_hours),
    "exposure.dark_person_s": ("time outdoors in the dark", person_hours),
    "exposure.dark_walking_person_s": ("of this, walking", person_hours),
    "exposure.dense_person_s": (
        "time in moving crowds of 4 people/m\u00b2 or more",
        person_hours,
    ),
    "exposure.unsafe_person_s": ("time in unsafe places, homes included", person_hours),
    "exposure.unsafe_home_person_s": ("of this, at home", person_hours),
}

_BOTTLENECKS = {
    "rank": "rank",
    "corridor": "where the queue begins",
    "delay_person_s": "delay",
    "share": "share",
    "peak_queue": "largest queue",
    "peak_queue_s": "at",
    "peak_streets_m": "in streets",
}

_DENSE = {
    "street": "street",
    "width_m": "width",
    "entered": "people",
    "moving_level": "level",
    "moving_above_2_s": "2 or more",
    "moving_above_3_5_s": "3.5 or more",
    "moving_above_4_s": "4 or more",
    "moving_above_5_s": "5 or more",
    "standing_s": "queue stood",
    "imo_congested": "IMO",
}


def equity_and_exposure(result: RunResult) -> Json:
    """Return who is out, by district and group, and how long people were exposed."""
    summary = result.summary
    rows = []
    for name, (words, say) in _MEASURES.items():
        block, key = name.split(".")
        value = (summary[block] or {}).get(key)
        if value is None:
            continue
        worst = summary["equity"]["district_worst"] if key == "share_out_worst" else None
        said = f"{words}: {_district(result, worst)}" if worst else words
        rows.append([cell(name, said), cell(value, say(value))])
    columns = [
        {"key": key, "words": key, "title": "", "text": key == "measure"}
        for key in ("measure", "value")
    ]
    return table("measures", "Equity and exposure", columns, rows)


def _district(result: RunResult, key: str) -> str:
    found = result.districts.loc[result.districts["district"] == key, "name"]
    return plain((found.iloc[0] if len(found) else "") or key)


def reasons(summary: Json) -> Json:
    """Return who left and why the others did not, by class; each column adds up to its class."""
    lines = summary.get("reasons", [])
    everyone = [line["persons"] for line in lines]
    rows = [_reason("everyone", "everyone", everyone, everyone)]
    for key, words in (("set_out", "set out"), ("at_home", "not yet set out at the end")):
        rows.append(_reason(key, words, [line[key] for line in lines], everyone))
    for status, said in (("stayed", "stay by choice"), ("prevented", "kept from leaving")):
        for reason in sorted({name for line in lines for name in line[status]}):
            words = f"{said}: {REASON_WORDS.get(reason, 'share stated, no reason')}"
            counts = [line[status].get(reason, 0) for line in lines]
            rows.append(_reason(f"{status}.{reason}", words, counts, everyone))
    columns = [
        {"key": key, "words": key, "title": "", "text": key == "reason"}
        for key in ("reason", *(line["person_class"] for line in lines), "all")
    ]
    note = "The rows below the first add up to it. Reasons follow from assumed drivers."
    return table("reasons", "Who left, and why others did not", columns, rows, note)


def _reason(key: str, words: str, counts: list[int], everyone: list[int]) -> list[Json]:
    pairs = zip([*counts, sum(counts)], [*everyone, sum(everyone)], strict=True)
    cells = (
        cell(n, residents(n) if key == "everyone" else some_of(n, all_of_them))
        for n, all_of_them in pairs
    )
    return [cell(key, words), *cells]


def bottlenecks(result: RunResult) -> Json:
    """Return the places that delayed people most."""
    assert result.bottlenecks is not None
    assert result.links is not None
    summary = result.summary
    street = dict(zip(result.links["link"], result.links["street"], strict=True))
    name = {c["id"]: plain(c["name"]) for c in summary["corridors"]}
    shown: dict[str, Callable[[Any], str]] = {
        "rank": lambda rank: f"{rank:.0f}",
        "delay_person_s": person_hours,
        "share": lambda share: percent(share) if share >= 0.005 else "under 1 %",
        "peak_queue": people,
        "peak_queue_s": lambda s: _clock(summary, s),
        "peak_streets_m": lambda m: f"{people(m)} m",
    }
    rows = []
    for row in dicts(result.bottlenecks.head(MOST), list(_BOTTLENECKS), also=["kind", "link"]):
        gate = row["kind"] == "corridor"
        place = row["corridor"] if gate else f"street {street[int(row['link'])]}"
        words = f"corridor {place}, {name[place]}" if gate else place
        rows.append(
            [
                cell(place, words) if key == "corridor" else cell(row[key], shown[key](row[key]))
                for key in _BOTTLENECKS
            ]
        )
    return table(
        "bottlenecks",
        f"Bottlenecks: what delayed people most, at most {MOST}",
        head("bottlenecks.csv", _BOTTLENECKS, words=("corridor",)),
        rows,
        "Delay: time queued there and in the queues behind it, people and hours together."
        + (" Waits for vehicles are not in it." if summary.get("services") else ""),
    )


def dense_streets(links: pd.DataFrame) -> Json:
    """Return streets on which a moving crowd was dense: by the densest level, then by its time."""
    above = [name for name in _DENSE if name.startswith("moving_above")]
    some = links[links[above[0]] > 0.0]
    order = np.lexsort([-some[name].to_numpy(np.float64) for name in above])
    worst = some.iloc[order[:MOST]]
    shown: dict[str, Callable[[Any], str]] = {
        "street": str,
        "width_m": lambda width: f"{width:.1f} m",
        "entered": people,
        "moving_level": lambda level: str(level) if isinstance(level, str) else "-",
        "imo_congested": lambda flag: "congested" if flag else "-",
    }
    rows = [
        [cell(row[key], shown.get(key, _lasting)(row[key])) for key in _DENSE]
        for row in dicts(worst, list(_DENSE))
    ]
    return table(
        "dense",
        f"Streets with the densest moving crowds, at most {MOST}",
        head("links.parquet", _DENSE, words=("street", "moving_level", "imo_congested")),
        rows,
        "Time with so many people/m\u00b2 or more where they move; the level is Fruin's, of the "
        "worst moment. IMO: 4 or more for over a tenth of the time (MSC.1/Circ.1533). Standing "
        "queues raise no alarm: how close people stand in them is an input.",
    )


def _clock(summary: Json, time_s: float) -> str:
    return clock(style.local_time(summary, time_s).isoformat(), day=spans_days(summary))


def _lasting(seconds: float) -> str:
    return duration(seconds) if seconds > 0.0 else "-"
