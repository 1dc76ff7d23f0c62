"""One party as Mesa's users know an agent: a view of a row, made when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.attributes import ATTRIBUTES, FIGHTER, attribute, write

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
        write(self.model, name, self.row, value)

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


class Civilian(Party):
    """A household, or one person, without arms."""

    __slots__ = ()


class Fighter(Party):
    """A group of fighters, or one."""

    __slots__ = ()


def view(model: EvacuationModel, row: int) -> Party:
    """Return the view of one row."""
    return (Fighter if model.population.line[row] == FIGHTER else Civilian)(model, row)
