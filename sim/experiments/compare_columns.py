"""What the columns of a comparison's tables mean: ``columns.csv`` beside them."""

from __future__ import annotations

import csv
import io

from sim.results.column import Column
from sim.results.measures import MEASURES

_WHICH = (
    Column("label", "-", "A, B, ...: the scenario, in the order of the command"),
    Column("scenario", "-", "its id"),
    Column("seed", "-", "seed of every random stream"),
    Column("replication", "-", "which random numbers; the same number, the same people"),
    Column("error", "-", "why the run failed; empty if it did not"),
    *(Column(measure.name, measure.unit, measure.meaning) for measure in MEASURES),
)
_CURVES = (
    Column("label", "-", "the scenario"),
    Column("run", "-", "position of the run among its scenario's, from 0"),
    Column("corridor", "-", "id of the corridor"),
    Column("begin_s", "s", "begin of the interval, from the scenario's start"),
    Column("end_s", "s", "its end"),
    Column("out", "persons", "completed service in it"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "differences.csv": (
        Column("other", "-", "label of the scenario that is compared with A"),
        Column("group", "-", "headline, corridor or district"),
        Column("id", "-", "the corridor or district"),
        Column("measure", "-", "name of the measure"),
        Column("unit", "-", "its unit: that of all values in the row"),
        Column("pairs", "-", "pairs of runs that have it"),
        Column("first", "as unit", "mean in A over these"),
        Column("second", "as unit", "mean in the other"),
        Column("difference", "as unit", "mean of the paired differences, the other less A"),
        Column("sd", "as unit", "their standard deviation"),
        Column("low", "as unit", "lower end of the 95 % interval of that mean (Student's t)"),
        Column("high", "as unit", "its upper end"),
        Column("effect", "-", "difference / sd (Cohen's d of pairs); empty without spread"),
        Column("p", "-", "two-sided p-value of no difference"),
        Column("p_holm", "-", "the same, adjusted for all rows together (Holm 1979)"),
        Column("draws", "-", "draws of the inputs that have it; empty where no inputs were drawn"),
        Column("inputs_low", "as unit", "5th percentile of the difference over the draws"),
        Column("inputs_high", "as unit", "95th percentile"),
        Column("inputs_positive", "-", "share of the draws in which it is above 0"),
        Column("inputs_negative", "-", "share of the draws in which it is below 0"),
        Column("hangs_on", "-", "the input that tells best in which draws it is positive"),
    ),
    "runs.csv": _WHICH,
    "curves.csv": _CURVES,
    "draws.csv": (
        Column("draw", "-", "number of the draw"),
        Column("*", "-", "factor on each input; the ranges are in compare.json"),
    ),
    "draw_runs.csv": _WHICH,
    "draw_curves.csv": _CURVES,
}
"""``*`` in a name stands for the id of a corridor or district, alone for the name of an input."""


def columns_csv() -> str:
    """Return the dictionary as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "column", "unit", "meaning"])
    for file, columns in TABLES.items():
        writer.writerows([file, one.name, one.unit, one.meaning] for one in columns)
    return text.getvalue()
