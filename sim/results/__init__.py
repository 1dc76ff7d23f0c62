"""Flat tables of one run, their definitions and units, save and load."""

from sim.results.build import build_result
from sim.results.manifest import NoResultError, OtherVersionWarning, ResultFolderError
from sim.results.measures import headline_measures
from sim.results.record import RunRecord, Series
from sim.results.result import RunResult
from sim.results.store import load_result

__all__ = [
    "NoResultError",
    "OtherVersionWarning",
    "ResultFolderError",
    "RunRecord",
    "RunResult",
    "Series",
    "build_result",
    "headline_measures",
    "load_result",
]
