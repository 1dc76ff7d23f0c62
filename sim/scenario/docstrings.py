"""Reads the models' NumPy docstrings: what schema, reference and remedies say of a field."""

from __future__ import annotations

import inspect
import re
from functools import cache

from sim.scenario.base import Frozen

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)


@cache
def summary(model: type[Frozen]) -> str:
    """Return what a docstring says before its sections, its lines joined by paragraph."""
    text = _SECTION.split(inspect.cleandoc(model.__doc__ or ""))[0]
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


@cache
def descriptions(model: type[Frozen]) -> dict[str, str]:
    """Return what a model's docstring says of its fields, those of its bases included."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if isinstance(base, type) and issubclass(base, Frozen) and base is not Frozen:
            found.update(_own_descriptions(base))
    return found


def _own_descriptions(model: type[Frozen]) -> dict[str, str]:
    parts = _SECTION.split(inspect.cleandoc(model.__dict__.get("__doc__") or ""))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    found: dict[str, str] = {}
    names: list[str] = []
    for line in sections.get("Parameters", "").splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(",")]
        elif line.strip():
            for name in names:
                found[name] = f"{found.get(name, '')} {line.strip()}".strip()
    return found
