"""One run to be made, completely described: what a worker needs, and the name of its outcome."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property

from sim.results.provenance import code, installed
from sim.scenario import LoadedScenario
from sim.scenario.loader import reseeded

FORMAT = 2
"""Raise this whenever an outcome holds other things, or holds them otherwise."""


@dataclass(frozen=True)
class RunSpec:
    """A scenario, resolved with all its changes and its seed, and a replication of it.

    Make it with `of`, which leaves out what only a reader of the file needs: it is sent to workers.

    Parameters
    ----------
    loaded
        The scenario.
    replication
        Which replication: the same seed and another replication are other people. Two scenarios
        in the same replication of the same seed are compared on the same people.
    """

    loaded: LoadedScenario
    replication: int = 0

    @classmethod
    def of(
        cls, loaded: LoadedScenario, *, replication: int = 0, seed: int | None = None
    ) -> RunSpec:
        """Describe a run of a loaded scenario.

        Parameters
        ----------
        loaded
            The scenario, overrides and all.
        replication
            Which replication.
        seed
            Seed to take instead of the scenario's.
        """
        if seed is not None:
            loaded = reseeded(loaded, seed)
        return cls(replace(loaded, places={}, text="", warnings=()), replication)

    @property
    def seed(self) -> int:
        """The seed of every stream."""
        return self.loaded.scenario.seed

    @cached_property
    def key(self) -> str:
        """Name of the outcome: hash of resolved scenario, seed, replication, version and code.

        Title, notes and marks are no part of it, the content of a street file is. Whoever asked
        for the run gives the name: it goes with the spec to the process that makes it.
        """
        program = [FORMAT, installed("corridors"), code()]
        parts = [*program, self.loaded.sha256, self.seed, self.replication]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
