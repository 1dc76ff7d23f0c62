"""Links as GeoJSON (RFC 7946): one line a directed link, a line of text each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results.export import links

if TYPE_CHECKING:
    from sim.results.result import RunResult

_DIGITS = 7
"""Digits of a degree: a centimetre."""


def write(result: RunResult, file: Path, *, compressed: bool) -> None:
    """Write the collection.

    RFC 7946 knows WGS 84 only. Where the streets lie nowhere on earth the pairs are metres, which
    the member ``coordinates`` says.
    """
    del compressed
    head = json.dumps({"type": "FeatureCollection", **links.about(result)}, allow_nan=False)
    names = [column.name for column in links.PROPERTIES]
    places = links.lines(result).round(_DIGITS if links.on_earth(result) else 2).tolist()
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{head[:-1]}, "features": [')
        separator = "\n"
        for number, (ends, row) in enumerate(zip(places, links.rows(result), strict=True)):
            feature = {
                "type": "Feature",
                "id": number,
                "geometry": {"type": "LineString", "coordinates": ends},
                "properties": dict(zip(names, row, strict=True)),
            }
            out.write(separator + json.dumps(feature, allow_nan=False))
            separator = ",\n"
        out.write("\n]}\n")
