"""What a scenario says of the streets: where the network comes from, who may go where."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Frozen, Number, Positive, Share, Truth

LatLon = tuple[Number, Number]
"""Latitude, longitude in degrees; for a grid network x, y in metres."""


class ForbiddenArea(Frozen):
    """A polygon that nobody may enter or cross (front, mined, uncleared).

    With ``outside: true`` it is everything beyond the polygon that is forbidden: the usual way to
    draw a siege, as the ring that only the corridors lead through.

    Parameters
    ----------
    name
        What people call it.
    polygon
        Corners in order, each [latitude, longitude]; on a grid [x, y] in metres.
    outside
        Whether it is everything beyond the polygon that is forbidden.
    """

    name: str = ""
    polygon: Annotated[tuple[LatLon, ...], Field(min_length=3)]
    outside: Truth = False


class ForbiddenLine(Frozen):
    """A line that nobody may cross (a front, a river without bridges).

    Parameters
    ----------
    name
        What people call it.
    points
        Points in order, each [latitude, longitude]; on a grid [x, y] in metres.
    """

    name: str = ""
    points: Annotated[tuple[LatLon, ...], Field(min_length=2)]


class _Streets(Frozen):
    """What every kind of network has.

    Parameters
    ----------
    capacity_factor
        Scales the flow of every street (rubble, parked cars).
    forbidden_areas
        Areas that nobody may enter or cross; streets in them are taken away.
    forbidden_lines
        Lines that nobody may cross; streets over them are taken away.
    """

    capacity_factor: Annotated[float, Field(gt=0.0, le=2.0, strict=True)] = 1.0
    forbidden_areas: tuple[ForbiddenArea, ...] = ()
    forbidden_lines: tuple[ForbiddenLine, ...] = ()


class AleppoNetwork(_Streets):
    """The built-in schematic of Aleppo: local grids joined by an arterial skeleton."""

    kind: Literal["aleppo"] = "aleppo"


class GridNetwork(_Streets):
    """A grid of streets for teaching: node (row, column) lies at x = column * spacing.

    Its node id is row * columns + column.

    Parameters
    ----------
    rows
        Crossings from south to north.
    columns
        Crossings from west to east.
    spacing_m
        Length of a street from one crossing to the next.
    width_m
        Effective width of every street.
    """

    kind: Literal["grid"]
    rows: Annotated[int, Field(ge=1, le=2000, strict=True)] = 10
    columns: Annotated[int, Field(ge=1, le=2000, strict=True)] = 10
    spacing_m: Positive = 100.0
    width_m: Positive = 4.0


class GeoJsonNetwork(_Streets):
    """Street edges as GeoJSON lines with `u`, `v`, `length_m`, `highway` and perhaps `width`.

    Parameters
    ----------
    path
        The file, relative to the scenario file (to the working directory when given by ``--set``).
    """

    kind: Literal["geojson"]
    path: str


Network = Annotated[AleppoNetwork | GridNetwork | GeoJsonNetwork, Field(discriminator="kind")]


class Movement(Frozen):
    """How people move in streets; the default diagram is triangular (Newell 1993).

    Parameters
    ----------
    diagram
        ``triangular``, by the three numbers below; or a curve of the literature, as six straight
        pieces with its own three numbers: ``weidmann`` (1993), ``sfpe`` (SFPE Handbook).
    specific_flow_per_m_s
        Largest flow a metre of width at the reference speed (``triangular``).
    jam_density_per_m2
        People a square metre when nobody moves (``triangular``).
    reference_speed_m_s
        Free speed at which `specific_flow_per_m_s` was measured (``triangular``).
    two_way
        ``shared``: both directions share the width, by the people in each; ``halves``: each has
        half of it.
    least_share
        What a direction of a shared street keeps of its width for itself, however many come the
        other way. The default is assumed.
    spillback
        ``kinematic_wave``: room travels back at the wave's speed. To show what that does:
        ``spatial_queue``, where it is there at once, and ``point_queue``, where queues take none.
    gridlock
        ``squeeze``: a knot of blocked streets turns, one party at a time; ``hold``: it stands.
    squeeze_per_s
        Parties a second that squeeze through a knot.
    dark_speed_factor
        Part of their speed that people keep on links entered in the spans of ``clock.dark``; no
        source is known, 1 leaves it.
    """

    diagram: Literal["triangular", "weidmann", "sfpe"] = "triangular"
    specific_flow_per_m_s: Positive = 1.22
    jam_density_per_m2: Positive = 5.4
    reference_speed_m_s: Positive = 1.34
    two_way: Literal["shared", "halves"] = "shared"
    least_share: Annotated[float, Field(gt=0.0, le=0.5, strict=True)] = 0.15
    spillback: Literal["kinematic_wave", "spatial_queue", "point_queue"] = "kinematic_wave"
    gridlock: Literal["squeeze", "hold"] = "squeeze"
    squeeze_per_s: Share = 0.1
    dark_speed_factor: Annotated[float, Field(gt=0.0, le=1.0, strict=True)] = 1.0
