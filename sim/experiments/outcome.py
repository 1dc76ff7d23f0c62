"""What is kept of one run among many: scalar measures by name, and who was out when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Curves:
    """People out by each corridor, interval by interval, to the scenario's end.

    Parameters
    ----------
    interval_s
        Length of an interval; the first begins with the scenario.
    out
        People who completed service in each of K intervals, by corridor id.
    """

    interval_s: float
    out: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Outcome:
    """A run that is over, well or not.

    Parameters
    ----------
    key
        The run's name, ``RunSpec.key``.
    scenario
        The scenario's id.
    seed, replication
        Its random numbers.
    measures
        Scalars by dotted name: headline measures (``out_by_close``), those of corridors
        (``corridors.3.out``) and of districts (``districts.hanano.stranded``). None where there is
        nothing to measure, such as a clearance time that was never reached. Empty if it failed.
    curves
        Who was out when; None if it failed.
    error
        Why it failed, in one line; empty if it did not.
    seconds
        How long it took; no part of what two outcomes are compared by.
    """

    key: str
    scenario: str
    seed: int
    replication: int
    measures: Mapping[str, float | None] = field(default_factory=dict)
    curves: Curves | None = None
    error: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def failed(self) -> bool:
        """Whether the run failed."""
        return bool(self.error)

    def to_json(self) -> str:
        """Return it as one line of JSON; `from_json` gives back the same bits."""
        return json.dumps(asdict(self), allow_nan=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            The text is cut off, or no outcome.
        """
        data = json.loads(text)
        if not isinstance(data, dict) or data.keys() != cls.__dataclass_fields__.keys():
            raise ValueError("this is no outcome of a run")
        curves: dict[str, Any] | None = data.pop("curves")
        if curves is not None:
            out = {corridor: tuple(counts) for corridor, counts in curves["out"].items()}
            return cls(**data, curves=Curves(curves["interval_s"], out))
        return cls(**data)
