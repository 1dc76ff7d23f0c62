"""What goes to standard error: faults and complaints."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Fault


def list_faults(faults: Sequence[Fault]) -> None:
    """Write a line for each fault."""
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stderr.flush()


def complain(text: str) -> None:
    """Write a line of ours."""
    sys.stderr.write(f"corridors: {text}\n")
    sys.stderr.flush()
