"""What a run was made with: versions and the kind of machine, both part of the record."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

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

PACKAGE = Path(__file__).parents[1]
"""The folder of ``sim``."""


@cache
def installed(name: str) -> str:
    """Return a distribution's version, `NOT_INSTALLED` where it runs from a bare source tree."""
    try:
        return version(name)
    except PackageNotFoundError:
        return NOT_INSTALLED


def libraries() -> dict[str, str]:
    """Return the version of each of `LIBRARIES`."""
    return {name: installed(name) for name in LIBRARIES}


@cache
def code() -> str:
    """Return a fingerprint of the program that this process runs: what its source files hold.

    A version number stays while the program is worked on; this does not.
    """
    return fingerprint(PACKAGE)


def fingerprint(package: Path) -> str:
    """Hash the names and contents of a package's modules, and of the tables that it reads.

    Line ends do not count: they are what a checkout makes of them.
    """
    files = [file for kind in ("*.py", "*.csv") for file in package.rglob(kind)]
    named = sorted((file.relative_to(package).as_posix(), file) for file in files)
    found = hashlib.sha256()
    for name, file in named:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def machine() -> str:
    """Return the kind of machine, such as ``Linux x86_64``; nothing that names one."""
    return f"{platform.system()} {platform.machine()}"
