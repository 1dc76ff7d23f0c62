"""What a model may be begun with, and what is asked of it that other Mesa models have."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from sim.scenario import LoadedScenario


def check_start(loaded: object, rng: object, replication: object) -> None:
    """Refuse what is no scenario, no seed, or no replication.

    Raises
    ------
    TypeError, ValueError
        Which of them, and what is right.
    """
    if not isinstance(loaded, LoadedScenario):
        raise TypeError(
            f"a model is made of what sim.load returns, not of a {type(loaded).__name__}: "
            'sim.EvacuationModel(sim.load("grid-tutorial"))'
        )
    if isinstance(rng, str | float | bool) or (isinstance(rng, int | np.integer) and rng < 0):
        raise ValueError(f"rng is {rng!r}: give a seed, a whole number from 0 on")
    if (
        isinstance(replication, bool)
        or not isinstance(replication, int | np.integer)
        or replication < 0
    ):
        raise ValueError(f"replication is {replication!r}: give its number, 0, 1, 2, ...")


def seed_of(loaded: LoadedScenario, rng: object, drawn: np.random.Generator) -> int:
    """Return a model's seed: that of `rng` or of the scenario; of another `rng` it is drawn."""
    if rng is None or isinstance(rng, int | np.integer):
        return int(loaded.scenario.seed if rng is None else rng)
    return int(drawn.integers(2**63))


INSTEAD = {
    "schedule": "agents act as model.step() says; model.agents is all of them",
    "grid": "space is a street network: model.network, model.plot()",
    "space": "space is a street network: model.network, model.plot()",
    "time": "seconds from the scenario's start are model.now_s",
    "corridors": "their ids are model.corridor_ids, what they are model.loaded.scenario.corridors",
    "scenario": "it is model.loaded.scenario",
    "run": "a model runs by model.run_model()",
}


class SaysWhatIsMissing:
    """Names what is instead of an attribute, or of Mesa's `seed`, that a model does not have."""

    if not TYPE_CHECKING:  # types are checked against what there is

        def __new__(cls, *args, **options):
            """Refuse `seed` by saying what is right, before Python refuses it."""
            if "seed" in options and not _takes_seed(cls.__init__):
                raise TypeError(
                    f"a model takes its seed as rng: {cls.__name__}(scenario, "
                    f"rng={options['seed']!r})"
                )
            return super().__new__(cls)

        def __getattr__(self, name: str) -> NoReturn:
            hint = f": {INSTEAD[name]}" if name in INSTEAD else ""
            raise AttributeError(f"a model has no {name!r}{hint}", name=name, obj=self)


def _takes_seed(begin: Callable[..., None]) -> bool:
    """Whether the beginning of a class of models, of a user perhaps, takes a seed by that name."""
    takes = signature(begin).parameters.values()
    return any(one.name == "seed" or one.kind is Parameter.VAR_KEYWORD for one in takes)
