"""What single changes were worth, in words: in the terminal, and on the page's first side."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from sim.report.text import about, plain, rounded

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 79
KIND_WORDS: dict[str, str] = {
    "plan": "the plan",
    "ground": "safety of a place",
    "people": "their own choice",
}
"""Who could bring a change about."""

NOT_IN_IT = (
    "Ranges are chance alone (95 %); how far the inputs move this, and what changes together do, "
    "is not in it."
)


def worth_most(helps: pd.DataFrame) -> str:
    """Say which change of the plan is worth most, and what no plan decides and is worth more.

    Parameters
    ----------
    helps
        Table ``what_helps.csv``.
    """
    rows = _rows(helps)
    plan = [row for row in rows if row["kind"] == "plan"]
    tried = f"of {len(plan)} changes of the plan tried one by one on the same people"
    best = [row for row in plan if row["leads"]]
    if best:
        text = f"The one change worth most, {tried}: {_said(best[0])}."
        if len(best) > 1:
            others = "; ".join(_name(row) for row in best[1:3])
            more = f", and {len(best) - 3} others" if len(best) > 3 else ""
            text += f" Chance does not tell it from: {others}{more}."
    else:
        text = f"The one change worth most: {tried} none lets more people out for certain."
    floor = best[0]["gain"] if best else 0.0
    beyond = [row for row in rows if row["kind"] != "plan" and row["leads"] and row["gain"] > floor]
    if beyond:
        text += f" Worth more, and not for a plan to decide: {'; '.join(map(_said, beyond))}."
    return f"{text} {NOT_IN_IT}"


def help_text(helps: pd.DataFrame) -> str:
    """Return the changes as a table of at most 80 columns, the largest gain first."""
    lines = textwrap.wrap(worth_most(helps), WIDTH)
    lines += ["", f"{'more people out':>15}  {'chance':>16}   change"]
    for row in _rows(helps):
        mark = "*" if row["assumed"] else ""
        name = plain(row["words"], WIDTH - 37 - len(mark)) + mark
        lines.append(f"{gain_words(row):>15}  {chance_words(row):>16} {_sure(row)} {name}")
    if any(row["assumed"] for row in _rows(helps)):
        lines.append("* rests on a place, or an incident, that is assumed")
    lines.append("+ chance is ruled out (Holm 1979, all changes together)")
    return "\n".join(lines) + "\n"


def gain_words(row: dict[str, Any]) -> str:
    """Return the gain, rounded."""
    return f"{rounded(row['gain']):+,}" if row["gain"] else "0"


def chance_words(row: dict[str, Any]) -> str:
    """Return the interval of chance, rounded; ``-`` of a single pair."""
    low, high = row["gain_low"], row["gain_high"]
    if low != low:
        return "-"
    return f"{rounded(low):,} to {rounded(high):,}"


def _rows(helps: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in helps.to_dict("records")]


def _sure(row: dict[str, Any]) -> str:
    return "+" if row["sure"] else " "


def _name(row: dict[str, Any]) -> str:
    return plain(row["words"]) + (" (assumed)" if row["assumed"] else "")


def _said(row: dict[str, Any]) -> str:
    gain = f"{about(row['gain'])} more people out (chance: {chance_words(row)})"
    return f"{_name(row)}: {gain}"
