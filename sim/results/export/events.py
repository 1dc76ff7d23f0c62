"""What became of every party as events in MATSim's XML (``events`` version 1.0).

A run keeps when each party set out, came to its gate, began to pass, was through and was safe; it
does not keep which streets it walked. So there are no ``entered link`` and ``left link`` events;
how many people were on which link is in ``link_series.parquet``.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np

from sim.results.export import links

if TYPE_CHECKING:
    from sim.results.result import RunResult

STEPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("set_out_s", (("actend", "actType", "home"), ("departure", "legMode", "walk"))),
    ("gate_arrival_s", (("arrival", "legMode", "walk"), ("actstart", "actType", "queue"))),
    ("passed_s", (("actend", "actType", "queue"), ("actstart", "actType", "checkpoint"))),
    ("out_s", (("actend", "actType", "checkpoint"), ("departure", "legMode", "way_out"))),
    ("safe_s", (("arrival", "legMode", "way_out"), ("actstart", "actType", "safe"))),
)
"""Columns of ``people.parquet`` in the order in which they happen, with the events of each."""

STUCK = ("stuckAndAbort", "legMode", "walk")
"""The event of a party that is on its way when the run ends."""

MEANING: tuple[tuple[str, str, str], ...] = (
    ("time", "s", "since local midnight of the day on which the scenario starts"),
    ("type", "-", "departure, arrival, actstart, actend, stuckAndAbort, as MATSim has them"),
    ("person", "-", "a party: district:number, as in people.parquet, which has how many it is"),
    (
        "link",
        "-",
        "says where: a link (as in links.parquet) that ends at the home or the gate, the one with "
        "the lowest index; not the one that the party walked on, which the run does not keep; that "
        "of the gate for everything beyond it",
    ),
    ("actType", "-", "home; queue (in the forecourt); checkpoint (its service); safe (reception)"),
    ("legMode", "-", "walk (to the gate); way_out (beyond the checkpoint, whatever carries them)"),
    ("x, y", "m", "place of the home or the gate in the network's plane; none beyond the gate"),
    ("(not there)", "-", "entered link, left link, vehicles: the run does not keep them"),
    ("(not there)", "-", "returned, sheltering: a departure has no end where the time is not kept"),
    ("(not there)", "-", "parties that never set out"),
)


def columns(_result: RunResult, file: str) -> str:
    """Return the dictionary of the events' attributes, and of what is not in the file."""
    return links.dictionary(file, MEANING)


def write(result: RunResult, file: Path, *, compressed: bool) -> None:
    """Write all events in the order of their times, those of a party in their own order."""
    with _open(file, compressed) as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<events version="1.0">\n')
        out.writelines(_lines(result))
        out.write("</events>\n")


@contextmanager
def _open(file: Path, compressed: bool) -> Iterator[IO[str]]:
    """Open a text file, compressed without a time or a name in it if so asked."""
    import io

    with file.open("wb") as raw:
        if not compressed:
            with io.TextIOWrapper(raw, encoding="utf-8", newline="\n") as text:
                yield text
            return
        with (
            gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text,
        ):
            yield text


def _lines(result: RunResult) -> Iterator[str]:
    """Return every event as a line."""
    people, midnight_s = result.people, _since_midnight_s(result)
    assert people is not None
    where = _Where(result)
    person = [
        quoteattr(f"{district}:{number}")
        for district, number in zip(people["district"], people["number"], strict=True)
    ]
    home = people["home_node"].tolist()
    gate = [where.gate.get(corridor) for corridor in people["corridor"]]
    times_s, party, step = _order(result)
    for time_s, row, number in zip(times_s, party, step, strict=True):
        node = home[row] if number == 0 else gate[row]
        place = where.words(node, known=number != len(STEPS) - 1)
        events = STEPS[number][1] if number < len(STEPS) else (STUCK,)
        for kind, attribute, value in events:
            at = place if kind.startswith("act") else where.link(node)
            yield (
                f'<event time="{round(midnight_s + time_s, 3)}" type="{kind}" '
                f'person={person[row]}{at} {attribute}="{value}"/>\n'
            )


def _order(result: RunResult) -> tuple[list[float], list[int], list[int]]:
    """Return time, party and step of everything that happened, by time, party and step."""
    people = result.people
    assert people is not None
    columns = [people[name].to_numpy(np.float64) for name, _ in STEPS]
    on_the_way = (people["status"] == "stranded") & people["gate_arrival_s"].isna()
    stuck = on_the_way & people["set_out_s"].notna()
    columns.append(np.where(stuck, float(result.summary["run_end_s"]), np.nan))
    times_s = np.column_stack(columns)
    party, step = np.nonzero(~np.isnan(times_s))
    order = np.lexsort((step, party, times_s[party, step]))
    party, step = party[order], step[order]
    return times_s[party, step].tolist(), party.tolist(), step.tolist()


def _since_midnight_s(result: RunResult) -> float:
    from datetime import datetime

    start = datetime.fromisoformat(result.summary["start_local"])
    return float(start.hour * 3600 + start.minute * 60 + start.second)


class _Where:
    """Says where a node is, in the words of an event."""

    def __init__(self, result: RunResult) -> None:
        table = result.links
        assert table is not None
        ends = table.drop_duplicates("to_node")
        self._ends = {
            node: (f' link="{link}"', f' x="{x:.1f}" y="{y:.1f}"')
            for node, link, x, y in zip(
                ends["to_node"], ends["link"], ends["to_x_m"], ends["to_y_m"], strict=True
            )
        }
        self.gate = {c["id"]: c["node"] for c in result.summary["corridors"]}

    def link(self, node: int | None) -> str:
        """Return the link of a node; nothing for a node that no link leads to."""
        return self._ends.get(node, ("", ""))[0]

    def words(self, node: int | None, *, known: bool) -> str:
        """Return link and place of a node; the link only where the place is not `known`."""
        return "".join(self._ends.get(node, ("", ""))[: 1 + known])
