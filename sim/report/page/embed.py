"""Data inside a page: what a script may read, and nothing that markup could break out of."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def json_in_html(value: Any) -> Markup:
    """Return `value` as JSON for a ``<script type="application/json">``.

    Neither ``</script>`` nor ``<!--`` can appear in it, whatever a scenario calls its corridors;
    characters beyond ASCII, halves of surrogate pairs included, are escapes.
    """
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


def packed(arrays: Mapping[str, NDArray[Any]]) -> tuple[str, list[list[Any]]]:
    """Return arrays as compressed text, and where each lies: name, type, number of values.

    Each begins at a multiple of eight bytes, so that a page can look at it where it lies. The same
    arrays give the same text.
    """
    parts: list[bytes] = []
    index: list[list[Any]] = []
    for name, array in arrays.items():
        little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
        data = little.tobytes()
        index.append([name, array.dtype.name, len(array)])
        parts += [data, bytes(-len(data) % 8)]
    return base64.b64encode(gzip.compress(b"".join(parts), 6, mtime=0)).decode("ascii"), index
