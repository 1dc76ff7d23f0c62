"""Hatches of table cells and bars: small images that repeat.

A gradient would look the same, but a browser that prints makes an image of the whole cell of it:
a page of 60 districts came to 20 MB.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

PIXELS = 24
"""Side of the tile: 8 CSS pixels at three times their resolution, sharp on paper."""

Colour = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0 to 255."""

HATCHES: dict[str, tuple[Colour, int, bool]] = {
    "assumed": ((0, 76, 122, 60), 4, True),
    "assumed-bar": ((0, 76, 122, 255), 8, True),
    "prevented": ((240, 212, 227, 255), 8, False),
}
"""Name, colour of the lines, their width along a row of the tile, and whether they rise."""


@cache
def hatch_styles() -> str:
    """Return the hatches as CSS properties of the page's root: ``--hatch-assumed`` and so on."""
    said = "".join(
        f" --hatch-{name}: url(data:image/png;base64,{_tile(*look)}) 0 0 / 8px 8px;"
        for name, look in HATCHES.items()
    )
    return f":root {{{said} }}"


def _tile(colour: Colour, width: int, rising: bool) -> str:
    """Return a PNG of two colours, the lines' and none, as base64."""
    rows = [
        bytes([0, *(int(_on_line(x, y, width, rising)) for x in range(PIXELS))])
        for y in range(PIXELS)
    ]
    palette = bytes([*colour[:3], *colour[:3]])
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", PIXELS, PIXELS, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", bytes([0, colour[3]])),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode("ascii")


def _on_line(x: int, y: int, width: int, rising: bool) -> bool:
    return (x + y if rising else x - y) % PIXELS < width
