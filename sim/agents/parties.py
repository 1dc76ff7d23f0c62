"""Parties as Mesa users know agents: views of rows, made when somebody looks.

The state of all parties lies in arrays, one an attribute. A view knows its model and its row and
nothing else, so a quarter of a million of them cost a fraction of a second, and none are made for
a run that nobody looks into.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from sim.agents.attributes import ATTRIBUTES, FIGHTER, attribute
from sim.network.street_network import IntArray

if TYPE_CHECKING:
    from sim.model import EvacuationModel


class Party:
    """One party: a household, a fighter group, one person.

    Every name in ``sim.agents.attributes.ATTRIBUTES`` is an attribute. What may be changed may be
    changed until the model's first step; after that the people are the engine's.

    Parameters
    ----------
    model
        The model that the party lives in.
    row
        Its position in all arrays.
    """

    __slots__ = ("model", "row")

    model: EvacuationModel
    row: int

    def __init__(self, model: EvacuationModel, row: int) -> None:
        _set_model(self, model)
        _set_row(self, row)

    @property
    def unique_id(self) -> int:
        """Number in the model, counted from 1 as Mesa does."""
        return self.row + 1

    def __getattr__(self, name: str) -> Any:
        return attribute(name).value(self.model, self.row)

    def __setattr__(self, name: str, value: object) -> None:
        _write(self.model, name, self.row, value)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *ATTRIBUTES]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Party) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __reduce__(self) -> tuple[type[Party], tuple[EvacuationModel, int]]:
        return type(self), (self.model, self.row)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.district}/{self.number}: "
            f"{self.persons} people, {self.status}>"
        )


_set_model = Party.__dict__["model"].__set__
_set_row = Party.__dict__["row"].__set__


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


class Civilian(Party):
    """A household, or one person, without arms."""

    __slots__ = ()


class Fighter(Party):
    """A group of fighters, or one."""

    __slots__ = ()


class PartySet(Sequence[Party]):
    """Parties in an order, with the methods of Mesa's ``AgentSet``.

    Names of attributes are read from the arrays at once; functions get a view a party.

    Parameters
    ----------
    model
        The model that they live in.
    rows
        (n,) their positions; default everyone.
    """

    def __init__(self, model: EvacuationModel, rows: IntArray | None = None) -> None:
        self._model = model
        everyone = np.arange(model.population.party_count, dtype=np.int32)
        self._rows: IntArray = everyone if rows is None else rows

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
        return (
            isinstance(party, Party)
            and party.model is self._model
            and bool((self._rows == party.row).any())
        )

    @overload
    def __getitem__(self, item: int) -> Party: ...
    @overload
    def __getitem__(self, item: slice) -> list[Party]: ...
    def __getitem__(self, item: int | slice) -> Party | list[Party]:
        if isinstance(item, slice):
            return list(self._with(self._rows[item]))
        row = int(self._rows[item])
        kind = Fighter if self._model.population.line[row] == FIGHTER else Civilian
        return kind(self._model, row)

    def __repr__(self) -> str:
        return f"<PartySet of {len(self)} parties, {sum(self.get('persons'))} people>"

    def to_list(self) -> list[Party]:
        """Return the views as a list."""
        return list(self)

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
            keep &= attribute(name).matches(self._model, self._rows, wanted)
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
        """
        _write(self._model, attr_name, self._rows, value)
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
        self._rows = rows
        return self


class PartyGroups:
    """Groups of parties, as Mesa's ``GroupBy``.

    Parameters
    ----------
    groups
        Sets, or lists, of parties by what they have in common.
    """

    def __init__(self, groups: dict[Hashable, Sequence[Party]]) -> None:
        self.groups = groups

    def __iter__(self) -> Iterator[tuple[Hashable, Sequence[Party]]]:
        return iter(self.groups.items())

    def __len__(self) -> int:
        return len(self.groups)

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Return what a method, by name, or a function makes of each group."""
        if isinstance(method, str):
            return {k: getattr(group, method)(*args, **kwargs) for k, group in self}
        return {key: method(group, *args, **kwargs) for key, group in self}

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> PartyGroups:
        """Call a method, by name, or a function with each group."""
        self.map(method, *args, **kwargs)
        return self

    def count(self) -> dict[Any, int]:
        """Return the number of parties in each group."""
        return {key: len(group) for key, group in self}

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Hashable, Any]:
        """Return what a function makes of all values of an attribute in each group."""
        return {
            key: func(
                group.get(attr_name)
                if isinstance(group, PartySet)
                else [getattr(party, attr_name) for party in group]
            )
            for key, group in self
        }


def _write(model: EvacuationModel, name: str, rows: int | NDArray[np.int32], value: object) -> None:
    """Change an attribute, naming it where that cannot be."""
    target = attribute(name)
    try:
        target.write(model, rows, value)
    except AttributeError as refusal:
        raise AttributeError(f"{name} {refusal}") from None
