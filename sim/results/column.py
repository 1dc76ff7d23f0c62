"""One entry of the table of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a table, or one key of ``summary.json``.

    Parameters
    ----------
    name
        Column name; in ``summary.json`` the path of the key, ``[]`` standing for list items.
    unit
        Unit; ``persons`` counts people (never parties), ``-`` has none.
    meaning
        What it says, as one sentence or less.
    """

    name: str
    unit: str
    meaning: str
