"""What one party sees as it decides: the same as decisions for all at once, a party at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from sim.agents.parties import PartySet
from sim.behaviour.choice import Prospect
from sim.behaviour.dice import Dice
from sim.behaviour.hours import next_opening_s, open_now
from sim.behaviour.memory import PLANNED
from sim.behaviour.outlook import expected_wait_s
from sim.behaviour.situation import Situation
from sim.network.street_network import FloatArray, IntArray

if TYPE_CHECKING:
    from sim.model import EvacuationModel

BELIEFS = ("unknown", "as planned", "shut", "open again")
"""Names of the codes in ``sim.behaviour.memory``."""


class Look:
    """What (n,) parties see at one instant; each thing is worked out when first asked for.

    Parameters
    ----------
    model, situation
        The world.
    party
        (n,) rows of those who decide.
    ahead
        Returns what they have before them.
    dice
        The dice that were used before, by name; others are added.
    """

    def __init__(
        self,
        model: EvacuationModel,
        situation: Situation,
        party: IntArray,
        ahead: Callable[[], Prospect],
        dice: dict[str, Dice],
    ) -> None:
        self.model, self.situation, self.party = model, situation, party
        self._ahead, self._dice = ahead, dice
        self._rolled: dict[tuple[str, int], list[float]] = {}

    @cached_property
    def ahead(self) -> Prospect:
        """What the parties have before them."""
        return self._ahead()

    @cached_property
    def wait_s(self) -> FloatArray:
        """(n, G) waits that they expect."""
        return expected_wait_s(self.ahead)

    @cached_property
    def opens_in_s(self) -> FloatArray:
        """(G, C) seconds until a corridor is open to a class, as planned."""
        planned, now_s = self.situation.planned, self.situation.now_s
        later_s = next_opening_s(planned, now_s) - now_s
        return np.where(open_now(planned, now_s), 0.0, later_s)

    @cached_property
    def at(self) -> IntArray:
        """(P,) node that each party is at, or comes to next."""
        everyone = np.arange(self.situation.population.party_count, dtype=np.int32)
        return self.situation.from_here(everyone)[0]

    @cached_property
    def risk(self) -> FloatArray:
        """(N,) risk seen at each node."""
        return self.situation.danger.risk

    @cached_property
    def way_risk(self) -> FloatArray:
        """(n, G) greatest risk seen on the way to each corridor."""
        return self.ahead.way_risk

    def roll(self, name: str, ordinal: int) -> list[float]:
        """Return the parties' (n,) numbers in [0, 1) for a name and an ordinal."""
        if name not in self._dice:
            model = self.model
            self._dice[name] = Dice(model.population, model.seed, model.replication, name)
        if (name, ordinal) not in self._rolled:
            self._rolled[name, ordinal] = self._dice[name].roll(self.party, ordinal).tolist()
        return self._rolled[name, ordinal]


class Ways(dict[str, float]):
    """A value for each corridor that a party can use."""

    def __missing__(self, name: str) -> float:
        raise KeyError(
            f"there is no {name!r} among {list(self)}: a corridor is missing where the party "
            f"cannot use it; ask with .get({name!r}), which is None there"
        )


class Sees:
    """What one party sees. Read-only; what it does not see here it does not know.

    Parameters
    ----------
    look
        What all who decide at the same instant see.
    index
        Which of them this is.
    """

    __slots__ = ("_index", "_look", "_row")

    def __init__(self, look: Look, index: int) -> None:
        self._look, self._index, self._row = look, index, int(look.party[index])

    @property
    def now_s(self) -> float:
        """Seconds from the scenario's start."""
        return self._look.situation.now_s

    @property
    def until_s(self) -> float:
        """When decisions are made again."""
        return self._look.situation.until_s

    @property
    def clock(self) -> datetime:
        """The local time."""
        return self._look.model.loaded.scenario.clock.local(self.now_s)

    @property
    def walk_s(self) -> dict[str, float]:
        """Seconds of walking, at its own speed, to each corridor that it could use, by id.

        A corridor is missing where it does not admit everyone in the party, cannot be reached, or
        not before its last close, and where the party does not know of it or believes it shut.
        """
        return self._usable(self._look.ahead.walk_s)

    @property
    def wait_s(self) -> dict[str, float]:
        """Seconds that it expects to queue at each of those: a queue served while it is open."""
        return self._usable(self._look.wait_s)

    @property
    def opens_in_s(self) -> dict[str, float]:
        """Seconds until each corridor is open to it, as planned; 0: it is; inf: not any more."""
        line = self._look.situation.population.line[self._row]
        return dict(zip(self._ids, self._look.opens_in_s[:, line].tolist(), strict=True))

    @property
    def believes(self) -> dict[str, str]:
        """What it last learnt of each corridor: one of `BELIEFS`."""
        memory = self._look.situation.memory
        if memory is None:
            return dict.fromkeys(self._ids, BELIEFS[PLANNED])
        codes = memory.said[self._row].tolist()
        return {name: BELIEFS[code] for name, code in zip(self._ids, codes, strict=True)}

    @property
    def risk(self) -> float:
        """Risk that it sees where it is: 1 while that is unsafe, fading after; 0 none."""
        return float(self._look.risk[self._look.at[self._row]])

    @property
    def risk_ahead(self) -> dict[str, float]:
        """The greatest risk that it sees on the way to each corridor it can use, gate included."""
        return self._usable(self._look.way_risk)

    @property
    def neighbours(self) -> PartySet:
        """The other parties whose home is at the same street corner."""
        home = self._look.situation.population.home
        rows = np.flatnonzero(home == home[self._row]).astype(np.int32)
        return PartySet(self._look.model, rows[rows != self._row])

    def draw(self, name: str, ordinal: int = 0) -> float:
        """Return a number in [0, 1), even chances, that is this party's own.

        It is the same whenever, and in whatever order, it is asked for, and in every scenario with
        the same people and seed: so plans are compared on the same chances.

        Parameters
        ----------
        name
            What it is for; another name, another number.
        ordinal
            Which one; take the count of the decision for a new one each time.
        """
        return self._look.roll(name, ordinal)[self._index]

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a party does not see {name!r}; it sees {', '.join(dir(self))}")

    def __dir__(self) -> list[str]:
        return [name for name in dir(type(self)) if not name.startswith("_")]

    def __repr__(self) -> str:
        ways = ", ".join(f"{name} {walk_s / 60.0:.0f} min" for name, walk_s in self.walk_s.items())
        return f"<Sees at {self.clock:%H:%M:%S}: {ways or 'no way out'}>"

    @property
    def _ids(self) -> tuple[str, ...]:
        return self._look.model.corridor_ids

    def _usable(self, values: FloatArray) -> dict[str, float]:
        walk_s = self._look.ahead.walk_s[self._index].tolist()
        each = zip(self._ids, walk_s, values[self._index].tolist(), strict=True)
        return Ways({name: value for name, walk, value in each if walk < np.inf})
