"""What can be asked of a party: one table of names, meanings and where each value lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.statuses import Rows
from sim.results.status import STATUSES
from sim.scenario import CLASSES

if TYPE_CHECKING:
    from sim.model import EvacuationModel

Values = NDArray[Any]
Must = tuple[str, Callable[["EvacuationModel", Values], Values]]
FIGHTER = CLASSES.index("fighter")
AFFILIATIONS = ("civilian", "fighter")


@dataclass(frozen=True)
class Attribute:
    """One attribute of all parties.

    Parameters
    ----------
    description
        What it means, with its unit.
    read
        Returns the values (or codes) of the parties at the given positions.
    names
        Returns the name that each code stands for, where values are codes; -1 is None.
    array
        Returns the array that a new value is written to; None where it cannot be changed.
    must
        What a new value must be, in words, and the test of it.
    """

    description: str
    read: Callable[[EvacuationModel, Rows], Any]
    names: Callable[[EvacuationModel], Sequence[str]] | None = None
    array: Callable[[EvacuationModel], Values] | None = None
    must: Must | None = None

    def value(self, model: EvacuationModel, row: int) -> Any:
        """Return one party's value as a plain Python object."""
        value = self.read(model, row).item()
        if self.names is None:
            return value
        return None if value < 0 else self.names(model)[value]

    def values(self, model: EvacuationModel, rows: Rows) -> list[Any]:
        """Return the values of many parties as plain Python objects."""
        values = self.read(model, rows).tolist()
        if self.names is None:
            return list(values)
        names = (*self.names(model), None)  # code -1 is the last
        return [names[code] for code in values]

    def matches(self, model: EvacuationModel, rows: Rows, wanted: object) -> NDArray[np.bool_]:
        """Return whether each party has the value `wanted`.

        Raises
        ------
        ValueError
            No party can have it: it is none of the attribute's names.
        """
        values = self.read(model, rows)
        if self.names is None:
            return np.asarray(values == wanted, np.bool_)
        return np.asarray(values == self._code(model, wanted), np.bool_)

    def write(self, model: EvacuationModel, rows: Rows, value: object) -> None:
        """Change parties before the model's first step.

        Raises
        ------
        AttributeError
            It cannot be changed, or not any more.
        ValueError
            The value is none of the attribute's names, or of the wrong kind.
        """
        if self.array is None:
            raise AttributeError("can be read but not changed")
        array = self.array(model)
        if not array.flags.writeable:
            raise AttributeError("is fixed once the model has made its first step")
        array[rows] = (
            self._checked(model, rows, value) if self.names is None else self._code(model, value)
        )

    def _checked(self, model: EvacuationModel, rows: Rows, value: object) -> Values:
        given = np.asarray(value)
        parties = np.size(np.arange(model.population.party_count)[rows])
        if given.ndim > 1 or given.size not in (1, parties):
            raise ValueError(
                f"takes one value for all, or a value for each of the {parties:,} parties; "
                f"it was given {given.size:,}"
            )
        if self.must is not None:
            words, test = self.must
            if given.dtype.kind not in "biuf" or not np.all(test(model, given)):
                raise ValueError(f"is {words}, not {value!r}")
        return given

    def _code(self, model: EvacuationModel, name: object) -> int:
        assert self.names is not None
        names = self.names(model)
        if name is None:
            return -1
        if name not in names:
            raise ValueError(f"is one of {', '.join(names)}, not {name!r}")
        return names.index(str(name))


POSITIVE: Must = (
    "a number above 0",
    lambda _model, given: (given > 0) & np.isfinite(given) & (given.dtype.kind != "b"),
)
NODE: Must = (
    "the index of a node of the network",
    lambda model, given: (
        (given.dtype.kind in "iu") & (given >= 0) & (given < model.network.node_count)
    ),
)
YES_NO: Must = ("True or False", lambda _model, given: np.asarray(given.dtype.kind == "b"))
TIME: Must = (
    "a number of seconds from the start, or inf",
    lambda _model, given: (given >= 0) & (given.dtype.kind != "b"),
)


def _of_population(name: str, description: str, *, must: Must | None = None) -> Attribute:
    """Describe an attribute that is an array of the population; changeable with a `must`."""

    def array(model: EvacuationModel) -> Values:
        values: Values = getattr(model.population, name)
        return values

    return Attribute(
        description,
        read=lambda model, rows: array(model)[rows],
        array=None if must is None else array,
        must=must,
    )


def _observed(name: str, description: str) -> Attribute:
    return Attribute(description, read=lambda model, rows: getattr(model.observation, name)[rows])


ATTRIBUTES: dict[str, Attribute] = {
    "district": Attribute(
        "id of the district that the party lives in",
        read=lambda model, rows: model.population.district[rows],
        names=lambda model: model.population.district_ids,
    ),
    "number": _of_population("number", "number within the district; with it, a lasting identity"),
    "affiliation": Attribute(
        "civilian or fighter",
        read=lambda model, rows: (model.population.line[rows] == FIGHTER).astype(np.uint8),
        names=lambda _model: AFFILIATIONS,
    ),
    "line": Attribute(
        "class whose line it stands in at a checkpoint",
        read=lambda model, rows: model.population.line[rows],
        names=lambda _model: CLASSES,
    ),
    "persons": _of_population("persons", "people in the party"),
    "children": _of_population("children", "children among them"),
    "elderly": _of_population("elderly", "elderly among them"),
    "impaired": _of_population("impaired", "people among them who walk with an impairment"),
    "wounded": _of_population("wounded", "wounded among them"),
    "fighters": _of_population("fighters", "fighters among them"),
    "space": _of_population(
        "space", "what the party takes of flow and storage, in standing persons", must=POSITIVE
    ),
    "speed_m_s": _of_population(
        "speed_m_s", "free walking speed of the slowest member", must=POSITIVE
    ),
    "home": _of_population("home", "node index of the home", must=NODE),
    "willing": _of_population("willing", "wants to leave", must=YES_NO),
    "prevented": _of_population("prevented", "is kept from leaving", must=YES_NO),
    "departure_s": _of_population(
        "departure_s", "seconds from the start at which it sets out, if it does", must=TIME
    ),
    "corridor": Attribute(
        "id of the corridor that it walks to; None: has not chosen, or has none",
        read=lambda model, rows: model.chosen[rows],
        names=lambda model: model.corridor_ids,
        array=lambda model: model.chosen,
    ),
    "status": Attribute(
        "what has become of it so far",
        read=lambda model, rows: model.status(rows),
        names=lambda _model: STATUSES,
    ),
    "link": _observed("link", "index of the link that it is on; -1: on none"),
    "set_out_s": _observed("set_out_s", "when it entered the first street; nan: not yet"),
    "gate_arrival_s": _observed("gate_arrival_s", "when it came to the gate; nan: not yet"),
    "service_begin_s": _observed("service_begin_s", "when it passed; nan: not yet"),
    "out_s": _observed("out_s", "when all of it was through; nan: not yet"),
    "safe_s": _observed("safe_s", "when it reached the reception place; nan: not yet"),
}
"""Every attribute of a party, by name."""


DECIDES = (
    "it is the model that steps; what a party does is decided by a class derived from "
    "sim.OneByOne, see help(sim.OneByOne)"
)
PLACE = "it is at its `home`, or on the street `link`, bound for `corridor`"
CHANCE = "its chances have names, and are its own: sees.draw(name) in a decision"
IN_MESA = {
    "step": DECIDES,
    "advance": DECIDES,
    "pos": PLACE,
    "cell": PLACE,
    "move_to": DECIDES,
    "remove": "nobody leaves the model; who is to stay has willing = False before the first step",
    "random": CHANCE,
    "rng": CHANCE,
}
"""What agents of other Mesa models have, and what is here instead."""


def attribute(name: str) -> Attribute:
    """Return an attribute by name.

    Raises
    ------
    AttributeError
        There is none of that name; the message names those that there are, or what is instead.
    """
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    if name in IN_MESA:
        raise AttributeError(f"a party has no {name!r}: {IN_MESA[name]}")
    meant = _meant(name)
    hint = f". Did you mean {meant!r}?" if meant else ""
    raise AttributeError(f"a party has no attribute {name!r}; it has {', '.join(ATTRIBUTES)}{hint}")


def _meant(name: str) -> str:
    """Return the attribute of which a name is a misspelling; empty if of none."""
    return next(iter(get_close_matches(name, ATTRIBUTES, n=1, cutoff=0.7)), "")


def write(model: EvacuationModel, name: str, rows: Rows, value: object) -> None:
    """Change an attribute of parties.

    Raises
    ------
    AttributeError
        There is none of that name, or it cannot be changed (any more).
    ValueError
        It cannot have that value.
    """
    if name not in ATTRIBUTES and name not in IN_MESA and not _meant(name):
        raise AttributeError(
            f"a party has no attribute {name!r}, and takes no new ones. Keep what is yours in a "
            "dictionary: parties are keys, such as patience[agent] = 3"
        )
    try:
        attribute(name).write(model, rows, value)
    except AttributeError as refusal:
        if name not in ATTRIBUTES:
            raise
        raise AttributeError(f"{name} {refusal}") from None
    except ValueError as refusal:
        raise ValueError(f"{name} {refusal}") from None
