"""What the models allow at a path: the one place where paths, annotations and tags meet."""

from __future__ import annotations

import types
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from sim.scenario.base import Frozen
from sim.scenario.faults import FieldPath


@dataclass(frozen=True)
class Shape:
    """What may stand at one place of a scenario.

    Parameters
    ----------
    models
        Models of a mapping with known keys; several where a tag tells which.
    tag
        The key that tells which of several models is meant (``kind``, ``distribution``, ``curve``).
    entry
        What each entry of a mapping with free keys is (corridors, districts, classes).
    item
        What each item of a list is.
    """

    models: tuple[type[Frozen], ...] = ()
    tag: str = ""
    entry: Any = None
    item: Any = None

    def narrowed(self, tag_value: object) -> Shape:
        """Return the shape of the one model that the tag names, or this one where none fits."""
        for model in self.models:
            if self.tag and tag_value in _tag_values(model, self.tag):
                return Shape((model,), self.tag)
        return self

    @property
    def tags(self) -> tuple[str, ...]:
        """Values that the tag may take."""
        return tuple(
            str(value)
            for model in self.models
            if self.tag
            for value in _tag_values(model, self.tag)
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys that may stand in a mapping of this shape, in the models' order."""
        return tuple(
            dict.fromkeys(
                field.alias or key
                for model in self.models
                for key, field in model.model_fields.items()
            )
        )

    def child(self, key: str) -> Shape | None:
        """Return the shape below `key`, None where nothing may stand there."""
        if self.entry is not None:
            return shape_of(self.entry)
        if self.item is not None:
            return shape_of(self.item)
        for model in self.models:
            for name, field in model.model_fields.items():
                if key == (field.alias or name):
                    return field_shape(model, name)
        return None


@cache
def field_shape(model: type[Frozen], name: str) -> Shape:
    """Return the shape of a model's field."""
    return shape_of(model.model_fields[name].annotation)


def shape_of(annotation: Any) -> Shape:
    """Return the shape of an annotation; an empty one for scalars."""
    annotation = bare(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        members = [bare(member) for member in arguments if member is not type(None)]
        models = tuple(member for member in members if _is_model(member))
        if models:
            return Shape(models, _common_tag(models))
        return shape_of(members[0]) if len(members) == 1 else Shape()
    if origin is dict:
        return Shape(entry=arguments[1])
    if origin is tuple:
        return Shape(item=arguments[0])
    if _is_model(annotation):
        return Shape((annotation,))
    return Shape()


def locate(
    root: type[Frozen], location: Iterable[int | str]
) -> tuple[FieldPath, Shape | None, bool]:
    """Turn a location of pydantic's into a path of ours.

    Pydantic names the chosen member of a tagged union as a step of its own, and a fault of a key by
    a last step ``[key]``; both are no steps of a scenario.

    Returns
    -------
    tuple
        The path, the shape of the mapping or list that holds its last step, and whether it is the
        key itself that is at fault.
    """
    path: list[str] = []
    holder: Shape | None = None
    shape: Shape | None = Shape((root,))
    for step in location:
        if step == "[key]":
            return tuple(path), holder, True
        if shape is not None and len(shape.models) > 1:
            narrowed = shape.narrowed(step)
            if len(narrowed.models) == 1:
                shape = narrowed
                continue
        path.append(str(step))
        holder, shape = shape, shape.child(str(step)) if shape is not None else None
    return tuple(path), holder, False


def bare(annotation: Any) -> Any:
    """Return an annotation without what pydantic was told about it."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Frozen)


def _tag_values(model: type[Frozen], tag: str) -> tuple[Any, ...]:
    annotation = bare(model.model_fields[tag].annotation)
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _common_tag(models: tuple[type[Frozen], ...]) -> str:
    for name in models[0].model_fields:
        if all(name in model.model_fields and _tag_values(model, name) for model in models):
            return name
    return ""
