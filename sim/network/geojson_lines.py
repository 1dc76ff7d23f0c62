"""Reading the lines of a street GeoJSON, with every kind of fault found at once."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from sim.scenario.faults import Fault, ScenarioError

_PATH = ("network", "path")
_ID_LIMIT = 2**63
_LENGTH_LIMIT_M = 1e7


@dataclass
class Lines:
    """The street lines of a file, one entry a street in each list.

    `length_m` is NaN where the file gives none and `width_m` where it gives none that is a number.
    """

    name: str = ""
    attribution: str = ""
    end_u: list[int] = field(default_factory=list)
    end_v: list[int] = field(default_factory=list)
    length_m: list[float] = field(default_factory=list)
    width_m: list[float] = field(default_factory=list)
    highway: list[str] = field(default_factory=list)
    shape: list[list[list[float]]] = field(default_factory=list)
    other_geometries: int = 0
    unread_widths: int = 0


class _Findings:
    """Faults by kind: how often, and where first."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: dict[tuple[str, str], list[int]] = {}

    def add(self, number: int, what: str, remedy: str) -> None:
        count_and_first = self._found.setdefault((what, remedy), [0, number])
        count_and_first[0] += 1

    def stop_if_any(self) -> None:
        if self._found:
            raise ScenarioError(
                Fault(
                    _PATH,
                    f"{self._file.name}: {count:,} of its features {what} "
                    f"(the first is number {first + 1})",
                    remedy,
                )
                for (what, remedy), (count, first) in self._found.items()
            )


def read_lines(file: Path, content: bytes) -> Lines:
    """Read the street lines from the content of a GeoJSON file.

    Parameters
    ----------
    file
        Where the content is from, for messages.
    content
        The file's bytes.

    Raises
    ------
    ScenarioError
        The content is not JSON, not a FeatureCollection, has no lines, or its lines have faults:
        one fault a kind, with how many and which is the first.
    """
    collection = _parse(file, content)
    lines = Lines(
        name=_text(collection, "name"),
        attribution=_text(collection, "attribution")
        or _text(collection, "licence")
        or _text(collection, "license"),
    )
    findings = _Findings(file)
    for number, feature in enumerate(collection["features"]):
        _read_feature(feature, number, lines, findings)
    findings.stop_if_any()
    if not lines.shape:
        raise _one_fault(
            f"{file.name} holds no street: none of its {len(collection['features']):,} features "
            "is a LineString",
            "Give a file whose features are street edges drawn as LineStrings.",
        )
    return lines


def _parse(file: Path, content: bytes) -> dict[str, list[object]]:
    try:
        collection = json.loads(content)
    except json.JSONDecodeError as error:
        cut = " and ends there, as a file that was cut off does" * (
            error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated")
        )
        raise _one_fault(
            f"{file.name} is not JSON from line {error.lineno}, column {error.colno} on{cut}",
            "Fetch or export the file again.",
        ) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _one_fault(
            f"{file.name} is not JSON: it is no UTF-8 text, or nested too deep",
            "Give a GeoJSON file; unpack it first if it is compressed.",
        ) from error
    if (
        not isinstance(collection, dict)
        or collection.get("type") != "FeatureCollection"
        or not isinstance(collection.get("features"), list)
    ):
        raise _one_fault(
            f"{file.name} is JSON, but not a GeoJSON FeatureCollection",
            'Give a file that begins with {"type": "FeatureCollection", "features": [...]}.',
        )
    return collection


def _one_fault(message: str, remedy: str) -> ScenarioError:
    return ScenarioError([Fault(_PATH, message, remedy)])


def _text(members: dict[str, list[object]], key: str) -> str:
    value = members.get(key)
    return value.strip() if isinstance(value, str) else ""


def _read_feature(feature: object, number: int, lines: Lines, findings: _Findings) -> None:
    """Append one street to `lines`, or count why it is none."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(geometry, dict):
        findings.add(number, "have no geometry", "Remove them or give them a LineString.")
        return
    if geometry.get("type") != "LineString":
        lines.other_geometries += 1
        return
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        properties = {}
    end_u, end_v = properties.get("u"), properties.get("v")
    if not (_is_id(end_u) and _is_id(end_v)):
        findings.add(
            number,
            "lack u or v, the ids of the nodes at their ends, or these are not whole numbers",
            "Give every line the properties u and v.",
        )
        return
    if not _is_shape(geometry.get("coordinates")):
        findings.add(
            number,
            "are no line of two or more [longitude, latitude] points in degrees",
            "Export the file in WGS 84 (EPSG:4326), longitude first.",
        )
        return
    length_m = properties.get("length_m")
    if length_m is not None and not _is_positive(length_m):
        findings.add(
            number,
            "have a length_m that is not a number above 0",
            "Correct it, or leave it out: then the line itself is measured.",
        )
        return
    width_m = _number(properties.get("width"))
    if width_m is not None and not _is_positive(width_m):
        findings.add(
            number,
            "have a width that is not above 0",
            "Correct it, or leave it out: then the class of the street decides.",
        )
        return
    lines.unread_widths += properties.get("width") is not None and width_m is None
    lines.end_u.append(end_u)
    lines.end_v.append(end_v)
    lines.length_m.append(math.nan if length_m is None else length_m)
    lines.width_m.append(math.nan if width_m is None else width_m)
    lines.highway.append(str(properties.get("highway") or "unknown"))
    lines.shape.append(geometry["coordinates"])


def _is_id(value: object) -> TypeGuard[int]:
    return _is_number(value) and isinstance(value, int) and -_ID_LIMIT <= value < _ID_LIMIT


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_positive(value: object) -> bool:
    return _is_number(value) and 0 < value < _LENGTH_LIMIT_M


def _is_shape(points: object) -> bool:
    if not isinstance(points, list) or len(points) < 2:
        return False
    for point in points:
        if not isinstance(point, list) or len(point) < 2:
            return False
        lon, lat = point[0], point[1]
        if not (_is_number(lon) and _is_number(lat)):
            return False
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return False
    return True


def _number(value: object) -> float | None:
    """Return a number, also one written as text such as ``"3.5"`` or ``"3.5 m"``."""
    if _is_number(value):
        return float(value) if abs(value) < _LENGTH_LIMIT_M else math.inf
    if isinstance(value, str):
        try:
            return float(value.removesuffix("m").strip())
        except ValueError:
            return None
    return None
