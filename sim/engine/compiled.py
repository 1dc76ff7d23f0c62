"""How the engine is compiled: once, cached on disk under the fingerprint of its own sources.

Numba notices a change in the file of a cached function, but not in the files of the functions
that it calls. So the cache folder's name carries a hash of every source of this package and of the
function's own, of the versions and of the processor: an update never runs old code, and several
installs may share one folder. Compiled functions call those of their own package and of this one.
The first writable of these is taken: ``NUMBA_CACHE_DIR``, the user's cache folder, the system's
temporary folder; installs that nobody may write to are thus no trouble.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import llvmlite
import numba
import numpy as np
import platformdirs
from llvmlite import binding
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


_HERE: Final = Path(__file__).parent
_OPTIONS: Final[Any] = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True}
_INNER: Final[Any] = {**_OPTIONS, "no_cpython_wrapper": True}
"""Python never calls a helper: without wrappers there is much less to compile."""


def inlined(function: Function) -> Function:
    """Compile a helper that is small enough to be inlined where it is called."""
    return cast(Function, njit(forceinline=True, **_INNER)(function))


def helper(function: Function) -> Function:
    """Compile a helper that is called."""
    return cast(Function, njit(**_INNER)(function))


def apart(function: Function) -> Function:
    """Compile an inlined helper again, to be called from where a few nanoseconds don't matter.

    Inlined everywhere, the engine would take several times as long to compile.
    """
    plain: Any = function
    return cast(Function, njit(**_INNER)(plain.py_func))


def entry(function: Function) -> Function:
    """Compile a function that Python calls, and keep the result on disk."""
    folder = _kept_folder(Path(function.__code__.co_filename).parent)
    if folder is None:
        return cast(Function, njit(**_OPTIONS)(function))
    with _numba_cache_at(folder):
        return cast(Function, njit(cache=True, **_OPTIONS)(function))


def compile_needed() -> bool:
    """Whether the next run has to compile the engine first (a minute or two, once an install)."""
    folder = cache_folder()
    return folder is None or not any(folder.rglob("kernel.run*.nbi"))


def cache_folder(package: Path = _HERE) -> Path | None:
    """Return the writable folder of a package's compiled code; None: there is nowhere to write."""
    for base in _candidates():
        folder = base / f"{package.name}-{_fingerprint(package)}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


_kept_folder = cache(cache_folder)
"""Found once a package: every source is read for it."""


def _candidates() -> Iterator[Path]:
    if os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(os.environ["NUMBA_CACHE_DIR"]) / "corridors"
    yield platformdirs.user_cache_path("corridors", appauthor=False)
    temporary = Path(tempfile.gettempdir()) / f"corridors-{_user()}"
    if _is_ours_alone(temporary):
        yield temporary


def _user() -> str:
    """Return a name for the user; an account without a name has its number."""
    return str(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()


def _is_ours_alone(folder: Path) -> bool:
    """Make a folder that nobody else may write to; whether there is one.

    Compiled code is run as it is found. In a folder that everybody shares somebody else may have
    put it there.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(state.st_mode)
    return (
        stat.S_ISDIR(state.st_mode)
        and state.st_uid == os.getuid()
        and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _fingerprint(package: Path) -> str:
    versions = (sys.version, numba.__version__, llvmlite.__version__, np.__version__)
    text = "\n".join((*versions, binding.get_host_cpu_name()))
    digest = hashlib.sha256(text.encode())
    for folder in dict.fromkeys((_HERE, package)):
        for source in sorted(folder.glob("*.py")):
            # numba's own index goes by the place and the time of a source as well
            digest.update(f"{source}\n{source.stat().st_mtime_ns}\n".encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _numba_cache_at(folder: Path) -> Iterator[None]:
    """Let numba choose `folder` for the functions decorated inside; others keep their own."""
    config: Any = numba.config  # its settings are made at run time
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
