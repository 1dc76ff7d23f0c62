"""Every picture of a run, drawn without a window system and written as PNG or SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report import city_map, evacuated, style, throughput

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results.result import RunResult

DRAW = {"evacuated": evacuated.draw, "corridors": throughput.draw, "map": city_map.draw}
"""Pictures by name; each takes a result and returns a figure."""

_OPTIONS: dict[str, dict[str, Any]] = {
    "png": {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 4}},
    "svg": {"metadata": {"Date": None}},
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
    """Write every picture that the result allows, and return the files."""
    import matplotlib as mpl

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in sorted(DRAW):
        if name == "map" and result.links is None:
            continue
        figure = draw(result, name)
        with mpl.rc_context(style.RC):
            for kind in formats:
                path = folder / f"{name}.{kind}"
                figure.savefig(path, format=kind, **_OPTIONS.get(kind, {}))
                written.append(path)
    return tuple(written)
