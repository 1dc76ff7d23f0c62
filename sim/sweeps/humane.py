"""What an objective may ask for. None may want fewer people out, or more of them stranded.

The program ranks plans and drives optimisers. Neither may be pointed at people: a search for the
plan that lets fewest out is no use of this tool, and whether somebody leaves is their own choice,
which is no plan's to raise or lower.
"""

from __future__ import annotations

from typing import Literal

Goal = Literal["maximise", "minimise"]

_MORE_IS_BETTER = frozenset(
    {
        "out", "safe", "passed", "out_by_close", "safe_by_close", "safe_by_dark", "share_out",
        "equity.share_out", "equity.share_out_worst", "equity.share_out_median",
        "equity.share_out_children", "equity.share_out_impaired",
    }
)  # fmt: skip
"""People who got out, in all and of each corridor, district or group."""

_OWN_CHOICE = frozenset(
    {"at_home", "stayed", "willing", "set_out", "chosen", "returned", "sheltering"}
)
"""What people decide for themselves: no objective in either direction."""

_NEUTRAL = frozenset({"utilisation", "starved", "leave_home_by_s", "last_useful_join_s"})
"""Of which neither more nor less does anybody harm."""


def refusal(goal: Goal, measure: str) -> str:
    """Return why an objective is refused; empty where it is not.

    Parameters
    ----------
    goal
        What is wanted of the measure.
    measure
        Its name, such as ``out_by_close`` or ``corridors.3.out``. A measure that is not known to
        be better large may only be minimised: people stranded, waits, times, exposure.
    """
    name = _bare(measure)
    if name in _OWN_CHOICE:
        return (
            f"would {goal} {measure}, and whether people leave, wait or stay is their own choice: "
            "a corridor offered is not a duty to leave"
        )
    if name in _NEUTRAL:
        return ""
    if name in _MORE_IS_BETTER and goal == "minimise":
        return f"would look for what lets the fewest people out ({measure})"
    if name not in _MORE_IS_BETTER and goal == "maximise":
        return f"would look for what harms people most ({measure})"
    return ""


def _bare(measure: str) -> str:
    """Return the name without the corridor or district that it is of."""
    parts = measure.split(".")
    return parts[-1] if parts[0] in ("corridors", "districts") else measure
