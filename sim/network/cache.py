"""Parsed street files, kept in the user's cache folder so that they are parsed once.

An entry is an ``.npz`` of plain arrays (never a pickle), named by the hash of the file's content
and of the format below. It is written beside its place and renamed when complete. An entry that
cannot be read is made again; a folder that cannot be written to means no cache, not a failure.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.network.projection import Plane
from sim.network.source import Source
from sim.network.streets import Streets

FORMAT = 1
"""Raise this whenever what is stored, or how it is made from a file, changes."""

_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


def cache_folder() -> Path:
    """Return the folder of the parsed streets: the user's own, or ``CORRIDORS_CACHE``."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("CORRIDORS_CACHE")
    return (Path(chosen) if chosen else user_cache_path("corridors")) / "streets"


def cached_source(content: bytes, parse: Callable[[], Source]) -> Source:
    """Return the source made from `content`: from the cache, else by `parse`, and keep it."""
    key = hashlib.sha256(f"format {FORMAT}\n".encode() + content).hexdigest()
    entry = cache_folder() / f"{key}.npz"
    try:
        return _load(entry)
    except _UNREADABLE:
        source = parse()
    _keep(source, entry)
    return source


def _load(entry: Path) -> Source:
    with entry.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        arrays: dict[str, Any] = {name: stored[name] for name in stored.files}
    lat, lon = arrays.pop("plane")
    name, attribution, *report = arrays.pop("texts").tolist()
    arrays["class_names"] = tuple(arrays["class_names"].tolist())
    if set(arrays) != {field.name for field in fields(Streets)}:
        raise KeyError(f"{entry} holds other arrays")
    return Source(
        streets=Streets(**arrays),
        plane=Plane(lat=float(lat), lon=float(lon)),
        name=name,
        schematic=False,
        attribution=attribution,
        report=tuple(report),
    )


def _keep(source: Source, entry: Path) -> None:
    """Write the entry and move it into place; without a folder to write to, do nothing."""
    if source.plane is None:
        return
    arrays: dict[str, Any] = {
        field.name: np.asarray(getattr(source.streets, field.name)) for field in fields(Streets)
    }
    arrays["plane"] = np.array([source.plane.lat, source.plane.lon])
    arrays["texts"] = np.array([source.name, source.attribution, *source.report])
    part = None
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=entry.parent, prefix=entry.stem, suffix=".part", delete=False
        ) as file:
            part = Path(file.name)
            np.savez(file, **arrays)
        part.replace(entry)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)
