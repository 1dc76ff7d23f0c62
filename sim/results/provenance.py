"""What a run was made with: versions and the kind of machine, both part of the record."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

LIBRARIES: tuple[str, ...] = (
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
)
"""Distributions that can change a result or a picture."""

NOT_INSTALLED = "not installed"


def installed(name: str) -> str:
    """Return a distribution's version, `NOT_INSTALLED` where it runs from a bare source tree."""
    try:
        return version(name)
    except PackageNotFoundError:
        return NOT_INSTALLED


def libraries() -> dict[str, str]:
    """Return the version of each of `LIBRARIES`."""
    return {name: installed(name) for name in LIBRARIES}


def machine() -> str:
    """Return the kind of machine, such as ``Linux x86_64``; nothing that names one."""
    return f"{platform.system()} {platform.machine()}"
