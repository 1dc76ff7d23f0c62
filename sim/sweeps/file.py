"""What a sweep file may say."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from sim.scenario.base import Count, Frozen, Positive
from sim.sweeps.designs import AnyDesign
from sim.sweeps.distributions import AnyDistribution

DEFAULT_MEASURES = (
    "out_by_close",
    "safe_by_close",
    "out",
    "stranded",
    "waiting_at_close",
    "t50_s",
    "t90_s",
    "clearance_time_s",
    "wait_mean_s",
    "equity.share_out_worst",
)
"""What is kept of every run unless the file says otherwise."""

DEFAULT_OBJECTIVE = "out_by_close"


class Budget(Frozen):
    """What a sweep may take at most; a larger one is refused before it begins.

    Parameters
    ----------
    runs
        Runs in all: points times replications.
    hours
        Time of the runs that are left, estimated from runs made.
    disk_mb
        Room of all records and tables, estimated likewise, in MB of 1,000,000 bytes.
    """

    runs: Annotated[int, Field(ge=1, strict=True)] | None = None
    hours: Positive | None = None
    disk_mb: Positive | None = None


class Objective(Frozen):
    """What is better: one measure, to be large or small. One of both is given.

    Parameters
    ----------
    maximise
        A measure of which more is better, such as ``out_by_close``.
    minimise
        A measure of which less is better, such as ``stranded``.
    """

    maximise: str | None = None
    minimise: str | None = None


class SweepFile(Frozen):
    """Many runs of one scenario: what is varied, at which points, what is kept.

    Parameters
    ----------
    title, notes
        Free text.
    scenario
        What is varied: a file, relative to this one, or the id of a shipped scenario.
    set
        Changes that hold in every run, by path.
    factors
        What is varied, by path, such as ``corridors.3.lanes``; ``*`` stands for every entry, and
        ``inputs.NAME`` for a factor on what the scenario states. A list of values or a mapping.
    design
        Which points are run: ``grid``, or a mapping with its `kind`.
    replications
        Runs of each point, each with other random numbers; run k has the same people everywhere.
    seed
        Seed of all runs and of the design; the scenario's own, if not given.
    measures
        What is kept of every run; ``*`` stands for every corridor or district.
    objective
        What the analysis ranks points by, and what it puts against the cost.
    cost_unit
        What costs are counted in.
    budget
        What the sweep may take at most.
    """

    title: str = ""
    notes: str = ""
    scenario: str
    fixed: Annotated[dict[str, Any], Field(alias="set")] = {}
    factors: dict[str, AnyDistribution] = {}
    design: AnyDesign
    replications: Annotated[int, Field(ge=1, le=100_000, strict=True)] = 1
    seed: Annotated[Count, Field(lt=2**63)] | None = None
    measures: Annotated[tuple[str, ...], Field(min_length=1)] = DEFAULT_MEASURES
    objective: Objective = Objective(maximise=DEFAULT_OBJECTIVE)
    cost_unit: str = ""
    budget: Budget = Budget()
