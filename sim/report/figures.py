"""Every picture of a run, drawn without a window system and written as PNG or SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report import city_map, curves, evacuated, space_time, stranded, style, throughput

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

DRAW: dict[str, Callable[[RunResult], Figure]] = {
    "evacuated": evacuated.draw,
    "corridors": throughput.draw,
    "map": city_map.draw,
    "curves": curves.draw,
    "queues": space_time.draw,
    "stranded": stranded.draw,
}
"""Pictures by name; each takes a result and returns a figure."""

EVERY_RUN = ("corridors", "evacuated", "map")
"""Those that every run writes; the others are drawn when asked for."""

_OF_STREETS = frozenset({"map", "queues", "stranded"})
"""Those that a result with ``sensitivity: live`` has nothing for."""

_OPTIONS: dict[str, dict[str, Any]] = {
    "png": {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 4}},
    "svg": {"metadata": {"Date": None}},
    "pdf": {"metadata": {"CreationDate": None}},
}
"""Nothing in a picture tells when it was drawn: the same result gives the same bytes."""


def draw(result: RunResult, name: str) -> Figure:
    """Draw one picture.

    Parameters
    ----------
    result
        The run.
    name
        A key of `DRAW`.

    Raises
    ------
    ValueError
        If there is no such picture, or the result holds no links to draw a map of.
    """
    import matplotlib as mpl

    if name not in DRAW:
        raise ValueError(f"there is no picture {name!r}; there are {', '.join(sorted(DRAW))}")
    with mpl.rc_context(style.RC):
        return DRAW[name](result)


def save_figures(
    result: RunResult, folder: Path, *, formats: Sequence[str] = ("png",)
) -> tuple[Path, ...]:
    """Write the pictures of every run that this one allows, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in EVERY_RUN if result.links is not None or name not in _OF_STREETS]
    return tuple(
        file for name in names for file in _save(draw(result, name), folder / name, formats)
    )


def save_all(
    result: RunResult, folder: Path, *, formats: Sequence[str] = ("png",)
) -> Iterator[Path]:
    """Write every picture that the result allows, and yield the files as they are there.

    There is one of queues a corridor that anybody queued for, ``queues-<id>``.
    """
    import matplotlib as mpl

    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(DRAW):
        if result.links is None and name in _OF_STREETS:
            continue
        if name != "queues":
            yield from _save(draw(result, name), folder / name, formats)
            continue
        for corridor in result.summary["corridors"]:
            if corridor["peak_queue"]:
                with mpl.rc_context(style.RC):
                    figure = space_time.draw(result, corridor["id"])
                yield from _save(figure, folder / f"queues-{corridor['id']}", formats)


def _save(figure: Figure, stem: Path, formats: Sequence[str]) -> Iterator[Path]:
    import matplotlib as mpl

    with mpl.rc_context(style.RC):
        for kind in formats:
            path = stem.with_name(f"{stem.name}.{kind}")
            figure.savefig(path, format=kind, **_OPTIONS.get(kind, {}))
            yield path
