"""What a calibration shows of itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cards import Table, card
from sim.report.text import DO_NO_HARM
from sim.sweeps.result import words_of

if TYPE_CHECKING:
    from sim.sweeps.calibrate import Calibration

NEAREST = 10
"""How many of the nearest trials are listed."""


def calibration_card(found: Calibration) -> str:
    """Return the values that came nearest, what the model gives there, and the next best trials."""
    trials = found.trials.sort_values(["loss", "trial"], kind="stable")
    nearest = trials.iloc[0]
    values = Table(
        ("factor", "nearest"), [(name, words_of(value)) for name, value in found.best.items()]
    )
    met = Table(
        ("measure", "observed", "simulated there"),
        [(name, words_of(seen), words_of(nearest[name])) for name, seen in found.observed.items()],
    )
    head = ("trial", *found.best, *found.observed, "loss")
    rows = [
        (f"{row['trial']}", *(words_of(row[name]) for name in head[1:-1]), f"{row['loss']:.3g}")
        for _, row in trials.head(NEAREST).iterrows()
    ]
    tried = len(trials)
    return card(
        f"Calibration by {tried:,} trial{'' if tried == 1 else 's'}",
        [
            f"Nearest: loss {found.loss:.3g}, the mean of ((simulated - observed) / observed)² "
            "over the observations."
        ],
        [values, met],
        details=(f"the {len(rows)} nearest trials", Table(head, rows)),
        foot=[
            "One set of values that fits, not the only one: trials that come as near with other "
            "values say how little was learnt.",
            DO_NO_HARM,
        ],
    )
