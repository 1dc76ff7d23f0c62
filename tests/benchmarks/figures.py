"""What figures of a run agree on, as far as they are rounded."""

from __future__ import annotations

from typing import Any

import pytest


def seconds_are_those_of_all_traversals(wrote: dict[str, Any]) -> None:
    """Assert it; seconds are written to 0.0001, nanoseconds a traversal to 0.1."""
    seconds = wrote["ns_per_traversal"] * wrote["traversals"] / 1e9
    rounded = 0.00005 + 0.05 * wrote["traversals"] / 1e9
    assert wrote["engine_seconds"] == pytest.approx(seconds, abs=1.01 * rounded)
