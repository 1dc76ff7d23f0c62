"""The sound parts of a scenario, also where the whole is not: what rules can look at.

A scenario with a misspelt key still has windows that overlap, and both are to be told at once. So
rules are given every corridor, window and district that is sound by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import ValidationError

from sim.scenario.base import Frozen
from sim.scenario.faults import FieldPath
from sim.scenario.nodes import Node, Plain, plain
from sim.scenario.scenario import Scenario
from sim.scenario.shape import Shape

Kind = TypeVar("Kind", bound=Frozen)


class Parts:
    """Every sound part of a scenario by its path.

    Parameters
    ----------
    root
        The scenario's tree.
    scenario
        The whole, where it is sound.
    """

    def __init__(self, root: Node, scenario: Scenario | None) -> None:
        self._root = root
        self._found: dict[FieldPath, Frozen] = {}
        self._paths: dict[type[Frozen], list[FieldPath]] = {}
        if scenario is not None:
            self._add(scenario, ())
        else:
            self._gather(plain(root), Shape((Scenario,)), ())

    def of(self, kind: type[Kind]) -> Iterator[tuple[FieldPath, Kind]]:
        """Yield the sound parts of one kind, with their paths."""
        kinds = [each for each in self._paths if issubclass(each, kind)]
        if not kinds:
            return
        if len(kinds) == 1:
            paths = self._paths[kinds[0]]
        else:
            paths = [path for path, part in self._found.items() if isinstance(part, kind)]
        for path in paths:
            part = self._found[path]
            assert isinstance(part, kind)
            yield path, part

    def at(self, path: FieldPath, kind: type[Kind]) -> Kind | None:
        """Return the part at `path`, None where there is none or it isn't sound."""
        part = self._found.get(path)
        return part if isinstance(part, kind) else None

    def below(self, path: FieldPath, kind: type[Kind]) -> dict[FieldPath, Kind]:
        """Return the sound parts of one kind that lie directly below `path`."""
        depth = len(path)
        return {
            where: part
            for where, part in self.of(kind)
            if len(where) == depth + 1 and where[:depth] == path
        }

    def keys(self, path: FieldPath) -> tuple[str, ...]:
        """Return the keys of a mapping or the positions of a list as written, sound or not."""
        node = self._root.find(path)
        if node is None:
            return ()
        if isinstance(node.value, list):
            return tuple(str(position) for position in range(len(node.value)))
        return tuple(node.entries)

    def _add(self, part: Frozen, path: FieldPath) -> None:
        self._found[path] = part
        self._paths.setdefault(type(part), []).append(path)
        for name in type(part).model_fields:
            self._add_value(getattr(part, name), (*path, name))

    def _add_value(self, value: object, path: FieldPath) -> None:
        if isinstance(value, Frozen):
            self._add(value, path)
        elif isinstance(value, dict):
            for key, entry in value.items():
                self._add_value(entry, (*path, str(key)))
        elif isinstance(value, tuple):
            for position, item in enumerate(value):
                self._add_value(item, (*path, str(position)))

    def _gather(self, data: Plain, shape: Shape | None, path: FieldPath) -> None:
        """Add the part at `path` if it is sound, else whatever is sound below it."""
        if shape is None:
            return
        if shape.models and isinstance(data, dict):
            self._gather_model(data, shape, path)
        elif isinstance(data, dict) and shape.entry is not None:
            for key, entry in data.items():
                self._gather(entry, shape.child(key), (*path, key))
        elif isinstance(data, list) and shape.item is not None:
            for position, item in enumerate(data):
                self._gather(item, shape.child(str(position)), (*path, str(position)))

    def _gather_model(self, data: dict[str, Plain], shape: Shape, path: FieldPath) -> None:
        if shape.tag:
            tag = data.get(shape.tag)
            shape = shape.narrowed(tag if isinstance(tag, str) else None)
        if len(shape.models) == 1:
            model = shape.models[0]
            known = {key: value for key, value in data.items() if key in model.model_fields}
            try:
                self._add(model.model_validate(known), path)
            except ValidationError:
                pass
            else:
                return
        for key, value in data.items():
            self._gather(value, shape.child(key), (*path, key))
