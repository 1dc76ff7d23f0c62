"""The page's table of groups: what became of each class, and of the vulnerable."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.report.page.table import cell, dicts, head, residents, some_of, table
from sim.report.text import percent, plain

if TYPE_CHECKING:
    from sim.results.result import RunResult

Json = dict[str, Any]

_GROUPS = {
    "group": "group",
    "persons": "people",
    "willing": "want to leave",
    "set_out": "set out",
    "out": "out",
    "share_out": "share",
    "stranded": "stranded",
    "returned": "home again",
    "sheltering": "in shelters",
    "held": "held",
    "at_home": "not set out",
    "prevented": "kept from leaving",
    "stayed": "stay by choice",
}

_CALLED: dict[tuple[str, str], str] = {
    ("all", "all"): "everyone",
    ("class", "civilian"): "civilians' parties",
    ("class", "wounded"): "parties of the wounded",
    ("class", "fighter"): "fighters' parties",
    ("vulnerability", "impaired"): "walk with an impairment",
}


def group_table(result: RunResult) -> Json:
    """Return one row a group of all districts together; none with ``sensitivity: live``."""
    shown: dict[str, Callable[[Any], str]] = {"persons": residents, "share_out": percent}
    rows = []
    if result.groups is not None:
        everywhere = result.groups[result.groups["district"] == ""]
        for row in dicts(everywhere[everywhere["persons"] > 0], list(_GROUPS), also=["kind"]):
            name = _CALLED.get((row["kind"], row["group"]), plain(row["group"]))
            row["group"] = f"{row['kind']}.{row['group']}"
            part = partial(some_of, all_of_them=row["persons"])
            cells = [cell(row[key], shown.get(key, part)(row[key])) for key in list(_GROUPS)[1:]]
            rows.append([cell(row["group"], name), *cells])
    return table(
        "groups",
        "Groups: what became of them",
        head("groups.csv", _GROUPS, words=("group",)),
        rows,
        "Share: out, of those who want to leave. A person may be in two groups (a wounded child). "
        "By district: groups.csv.",
    )
