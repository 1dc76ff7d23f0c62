"""Parties by what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.agents.party import Party

if TYPE_CHECKING:
    from sim.agents.parties import PartySet


class PartyGroups:
    """Groups of parties, as Mesa's ``GroupBy``.

    Parameters
    ----------
    groups
        Sets, or lists, of parties by what they have in common.
    """

    def __init__(self, groups: Mapping[Hashable, PartySet | list[Party]]) -> None:
        self.groups = dict(groups)

    def __iter__(self) -> Iterator[tuple[Hashable, PartySet | list[Party]]]:
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
                [getattr(party, attr_name) for party in group]
                if isinstance(group, list)
                else group.get(attr_name)
            )
            for key, group in self
        }
