"""How much of a run is written down while it goes on: all of it, or what the wanted measures need.

Most measures are read from where and when people were at the end. What is written down at the end
of each interval is for tables, and for a few measures; a sweep that keeps others does without.
"""

from __future__ import annotations

import enum


class Recorded(enum.Flag):
    """Parts of what is written down at the end of every interval."""

    NOTHING = 0
    """Who waits in forecourts and lanes: this always."""
    QUEUES = enum.auto()
    """People of each status, and queued for each corridor."""
    STREETS = enum.auto()
    """People on each street."""
    TABLES = enum.auto()
    """What no measure needs: the peak of each street, where fighters and civilians crossed."""
    ALL = QUEUES | STREETS | TABLES
