"""Parties as Mesa users know agents: views of rows, made when somebody looks.

The state of all parties lies in arrays, one an attribute. A view knows its model and its row and
nothing else, so a quarter of a million of them cost a fraction of a second, and none are made for
a run that nobody looks into.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, MutableSet, Sequence
from itertools import chain, pairwise, repeat
from random import Random
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from sim.agents.attributes import ATTRIBUTES, FIGHTER, attribute, write
from sim.agents.groups import PartyGroups
from sim.agents.party import Civilian, Fighter, Party, view
from sim.network.street_network import BoolArray, IntArray

if TYPE_CHECKING:
    from sim.model import EvacuationModel


BLOCK = 16_384
"""Views that are made at once: enough to be fast, few enough for who stops early."""


def _views(model: EvacuationModel, kind: type[Party], rows: list[int]) -> list[Party]:
    """Return views of one kind.

    Python's collector of garbage waits meanwhile: it would look through all that are made already
    again and again, which takes three quarters of the time, and finds none.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return list(map(kind, repeat(model), rows))
    finally:
        if collects:
            gc.enable()


class PartySet(MutableSet[Party], Sequence[Party]):
    """Parties in an order, with the methods of Mesa's ``AgentSet``.

    Names of attributes are read from the arrays at once; functions get a view a party. ``&``,
    ``|``, ``-`` and ``^`` make sets of sets, as in Mesa.

    Parameters
    ----------
    model
        The model that they live in.
    rows
        (n,) their positions, each once; default everyone.
    """

    _members: BoolArray | None = None
    """Whether each party of the model is in the set; worked out when first asked for."""

    def __init__(self, model: EvacuationModel, rows: IntArray | None = None) -> None:
        self._model = model
        everyone = np.arange(model.population.party_count, dtype=np.int32)
        self._rows: IntArray = everyone if rows is None else rows
        self._is_everyone = rows is None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Party]:
        """Make the views, a run of one kind at a time: that is what makes it fast."""
        fighter = self._model.population.line[self._rows] == FIGHTER
        changes = np.flatnonzero(np.diff(fighter)) + 1
        blocks = np.arange(0, len(self._rows) + BLOCK, BLOCK)
        edges = np.unique(np.concatenate((changes, blocks.clip(max=len(self._rows)))))
        return chain.from_iterable(
            _views(
                self._model,
                Fighter if fighter[begin] else Civilian,
                self._rows[begin:end].tolist(),
            )
            for begin, end in pairwise(edges.tolist())
        )

    def __contains__(self, party: object) -> bool:
        if not isinstance(party, Party) or party.model is not self._model:
            return False
        if self._members is None:
            self._members = np.zeros(self._model.population.party_count, np.bool_)
            self._members[self._rows] = True
        return bool(self._members[party.row])

    @overload
    def __getitem__(self, item: int) -> Party: ...
    @overload
    def __getitem__(self, item: slice) -> list[Party]: ...
    def __getitem__(self, item: int | slice) -> Party | list[Party]:
        if isinstance(item, slice):
            return list(self._with(self._rows[item]))
        if not -len(self) <= item < len(self):
            raise IndexError(f"there is no party {item}: the set has {len(self):,}, from 0 on")
        return view(self._model, int(self._rows[item]))

    def __repr__(self) -> str:
        return f"<PartySet of {len(self)} parties, {sum(self.get('persons'))} people>"

    def to_list(self) -> list[Party]:
        """Return the views as a list."""
        return list(self)

    @property
    def random(self) -> Random:
        """The model's generator of Python's kind, as in Mesa; the model draws nothing from it."""
        generator: Random = self._model.random
        return generator

    def count(self, value: object) -> int:
        """Return 1 for a party of the set, 0 for anything else."""
        return int(value in self)

    def add(self, value: Party) -> None:
        """Add a party of the model to a set of your own.

        Raises
        ------
        TypeError
            It is no party of this model.
        """
        if not isinstance(value, Party) or value.model is not self._model:
            raise TypeError(f"{value!r} is no party of this model; add parties of model.agents")
        if value not in self:
            self._update(np.append(self._rows, np.int32(value.row)), inplace=True)

    def discard(self, value: Party) -> None:
        """Take a party out of a set of your own, if it is there.

        Raises
        ------
        TypeError
            The set is ``model.agents``, which nobody leaves.
        """
        if self._is_everyone:
            raise TypeError(
                "model.agents is everyone, and stays so: take a set of your own, such as "
                "model.agents.select(), or set willing = False for who is to stay at home"
            )
        if value in self:
            self._update(self._rows[self._rows != value.row], inplace=True)

    def _from_iterable(  # type: ignore[override]  # what &, |, - and ^ build: never another kind
        self, parties: Iterable[Party]
    ) -> PartySet:
        rows = dict.fromkeys(party.row for party in parties)
        return self._with(np.array(list(rows), np.int32))

    def select(
        self,
        filter_func: Callable[[Party], bool] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[Party] | None = None,
        **values: object,
    ) -> PartySet:
        """Return the parties that pass every filter, in order.

        Parameters
        ----------
        filter_func
            Called with each view.
        at_most
            No more than so many; a float up to 1.0 is a share of this set, rounded down.
        inplace
            Narrow this set instead of making another.
        agent_type
            ``Civilian`` or ``Fighter``.
        **values
            Attributes that must have these values, such as ``status="queued"``; fast.
        """
        count = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1 else at_most
        keep = np.ones(len(self), np.bool_)
        if agent_type is not None:
            kinds = [issubclass(kind, agent_type) for kind in (Civilian, Fighter)]
            fighter = self._model.population.line[self._rows] == FIGHTER
            keep &= np.where(fighter, kinds[1], kinds[0])
        for name, wanted in values.items():
            try:
                keep &= attribute(name).matches(self._model, self._rows, wanted)
            except ValueError as refusal:
                raise ValueError(f"{name} {refusal}") from None
        rows = self._rows[keep]
        if filter_func is not None:
            passed = [party.row for party in self._with(rows) if filter_func(party)]
            rows = np.array(passed, np.int32)
        return self._update(rows[: int(min(count, len(rows)))], inplace=inplace)

    def shuffle(self, inplace: bool = False) -> PartySet:
        """Put the parties in a random order, drawn from the model's ``rng``."""
        return self._update(self._model.rng.permutation(self._rows), inplace=inplace)

    def sort(
        self,
        key: Callable[[Party], Any] | str,
        ascending: bool = False,
        inplace: bool = False,
    ) -> PartySet:
        """Sort by an attribute or a function; equals keep their order."""
        keys = self.get(key) if isinstance(key, str) else [key(party) for party in self]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=not ascending)
        return self._update(self._rows[np.array(order, np.intp)], inplace=inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> PartySet:
        """Call a method, by name, or a function with each party."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> PartySet:
        """Call a method or function with each party, in a random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method, by name, or a function with each party, and return what it returns."""
        if isinstance(method, str):
            return [getattr(party, method)(*args, **kwargs) for party in self]
        return [method(party, *args, **kwargs) for party in self]

    @overload
    def get(
        self,
        attr_names: str,
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]: ...
    @overload
    def get(
        self,
        attr_names: list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[list[Any]]: ...
    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any] | list[list[Any]]:
        """Return an attribute of each party, or a list of several attributes of each.

        Raises
        ------
        AttributeError
            There is no such attribute and `handle_missing` is ``"error"``.
        ValueError
            `handle_missing` is neither ``"error"`` nor ``"default"``.
        """
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is {handle_missing!r}, not 'error' or 'default'")
        if not isinstance(attr_names, str):
            lists = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*lists, strict=True)]
        if attr_names == "unique_id":
            return list((self._rows + 1).tolist())
        if handle_missing == "default" and attr_names not in ATTRIBUTES:
            return [default_value] * len(self)
        return attribute(attr_names).values(self._model, self._rows)

    def set(self, attr_name: str, value: Any) -> PartySet:
        """Give each party the same value, or an array's values in order.

        Raises
        ------
        AttributeError
            There is no such attribute, or it cannot be changed (any more).
        ValueError
            It cannot have that value, or there are not as many values as parties.
        """
        write(self._model, attr_name, self._rows, value)
        return self

    @overload
    def agg(self, attribute: str, func: Callable[..., Any]) -> Any: ...
    @overload
    def agg(self, attribute: str, func: Iterable[Callable[..., Any]]) -> list[Any]: ...
    def agg(
        self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]
    ) -> Any | list[Any]:
        """Return what a function, or each of several, makes of all values of an attribute."""
        values = self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def groupby(
        self,
        by: Callable[[Party], Hashable] | str,
        result_type: Literal["agentset", "list"] = "agentset",
    ) -> PartyGroups:
        """Group by an attribute or a function; groups are sets, or lists of views."""
        keys = self.get(by) if isinstance(by, str) else [by(party) for party in self]
        rows: dict[Hashable, list[int]] = {}
        for key, row in zip(keys, self._rows.tolist(), strict=True):
            rows.setdefault(key, []).append(row)
        sets = {key: self._with(np.array(group, np.int32)) for key, group in rows.items()}
        if result_type == "list":
            return PartyGroups({key: list(group) for key, group in sets.items()})
        return PartyGroups(dict(sets))

    def _with(self, rows: IntArray) -> PartySet:
        return PartySet(self._model, rows)

    def _update(self, rows: IntArray, *, inplace: bool) -> PartySet:
        if not inplace:
            return self._with(rows)
        self._rows, self._members, self._is_everyone = rows, None, False
        return self
