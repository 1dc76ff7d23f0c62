"""Links as an OGC GeoPackage 1.3 (OGC 12-128r18): one SQLite file that QGIS opens as it is."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results.export import links

if TYPE_CHECKING:
    import sqlite3

    from sim.results.result import RunResult

TABLE = "links"
WGS84, NO_PLACE = 4326, -1
"""Ids of reference systems that every GeoPackage has; the second is "undefined Cartesian"."""

_WRITTEN = "1980-01-01T00:00:00.000Z"
"""Nothing in a result tells when it was written: the same run gives the same bytes."""

_HEADER = """
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
"""

_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    (
        "Undefined Cartesian",
        NO_PLACE,
        "NONE",
        NO_PLACE,
        "undefined",
        "metres in a plane of its own",
    ),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "degrees, not said of what"),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WKT, "longitude and latitude in degrees"),
)
_LINE = struct.Struct("<2sBBi4dBII4d")
"""GeoPackageBinary with an envelope, then a line of two points as little-endian WKB."""


def write(result: RunResult, file: Path, *, compressed: bool) -> None:
    """Write the file, which must not be there."""
    import sqlite3
    from contextlib import closing

    del compressed
    with closing(sqlite3.connect(file)) as base:
        base.executescript(_HEADER)
        base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SYSTEMS)
        _register(base, result)
        _fill(base, result)
        base.commit()


def _register(base: sqlite3.Connection, result: RunResult) -> None:
    """Say what the layer is, where it lies, and make its table."""
    srs = WGS84 if links.on_earth(result) else NO_PLACE
    points = links.lines(result).reshape(-1, 2)
    box = (
        [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()] if len(points) else [None] * 4
    )
    told = "; ".join(f"{key}: {value}" for key, value in links.about(result).items())
    told = told.encode("utf-8", errors="backslashreplace").decode()
    base.execute(
        "INSERT INTO gpkg_contents VALUES (?,'features',?,?,?,?,?,?,?,?)",
        (TABLE, TABLE, told, _WRITTEN, *box, srs),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?,'geom','LINESTRING',?,0,0)", (TABLE, srs)
    )
    columns = ", ".join(f'"{name}" {kind}' for name, kind in column_types(result).items())
    base.execute(
        f"CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        f"geom LINESTRING, {columns})"
    )


def column_types(result: RunResult) -> dict[str, str]:
    """Return the GeoPackage type of every property."""
    assert result.links is not None
    kinds = {"b": "BOOLEAN", "i": "INTEGER", "u": "INTEGER", "f": "DOUBLE"}
    table = result.links
    return {c.name: kinds.get(table[c.name].dtype.kind, "TEXT") for c in links.PROPERTIES}


def _fill(base: sqlite3.Connection, result: RunResult) -> None:
    """Write the links; feature k + 1 is link k."""
    srs = WGS84 if links.on_earth(result) else NO_PLACE
    ends = links.lines(result)
    marks = ",".join("?" * (len(links.PROPERTIES) + 1))
    base.executemany(
        f"INSERT INTO {TABLE} VALUES (NULL,{marks})",
        (
            (_geometry(line, srs), *map(_plain, row))
            for line, row in zip(ends, links.rows(result), strict=True)
        ),
    )


def _plain(value: Any) -> Any:
    """Return what SQLite takes for what numpy gives."""
    return value.item() if isinstance(value, np.generic) else value


def _geometry(line: np.ndarray[Any, np.dtype[np.float64]], srs: int) -> bytes:
    """Return a line as GeoPackageBinary: header with envelope, then WKB."""
    (ax, ay), (bx, by) = line.tolist()
    box = (min(ax, bx), max(ax, bx), min(ay, by), max(ay, by))
    return _LINE.pack(b"GP", 0, 0b011, srs, *box, 1, 2, 2, ax, ay, bx, by)
