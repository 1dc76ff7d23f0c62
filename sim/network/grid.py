"""A grid of streets, for teaching and for benchmarks."""

from __future__ import annotations

import numpy as np

from sim.network.source import Source
from sim.network.streets import Streets, straight_shapes
from sim.scenario.streets import GridNetwork


def grid_source(grid: GridNetwork) -> Source:
    """Draw the grid; node (row, column) has the id ``row * columns + column``.

    Parameters
    ----------
    grid
        Rows, columns, spacing and the streets' effective width.

    Returns
    -------
    ``rows * (columns - 1) + columns * (rows - 1)`` streets of the class "street".
    """
    rows, columns = grid.rows, grid.columns
    node = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    end_a = np.concatenate([node[:, :-1].ravel(), node[:-1, :].ravel()])
    end_b = np.concatenate([node[:, 1:].ravel(), node[1:, :].ravel()])
    row, column = np.divmod(np.arange(rows * columns), columns)
    x_m = column * grid.spacing_m
    y_m = row * grid.spacing_m
    nowhere = np.full(rows * columns, np.nan)
    shape_start, shape_x_m, shape_y_m = straight_shapes(x_m, y_m, end_a, end_b)
    streets = Streets(
        node_id=np.arange(rows * columns, dtype=np.int64),
        node_x_m=x_m,
        node_y_m=y_m,
        node_lon=nowhere,
        node_lat=nowhere,
        end_a=end_a,
        end_b=end_b,
        length_m=np.full(len(end_a), grid.spacing_m),
        width_m=np.full(len(end_a), grid.width_m),
        street_class=np.zeros(len(end_a), np.uint8),
        class_names=("street",),
        shape_start=shape_start,
        shape_x_m=shape_x_m,
        shape_y_m=shape_y_m,
    )
    report = (
        f"Drew a grid of {rows} rows and {columns} columns, {grid.spacing_m:g} m apart, with "
        f"{len(end_a):,} streets whose effective width is {grid.width_m:g} m.",
    )
    return Source(
        streets=streets,
        plane=None,
        name="schematic grid",
        schematic=True,
        attribution="",
        report=report,
    )
