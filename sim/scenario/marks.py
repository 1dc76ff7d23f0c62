"""Where a value comes from: the marks that results and pages repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["H", "M", "L"]

MARK_KEYS = ("source", "assumed", "confidence")
"""Keys that any mapping may carry; no field of a scenario is called so."""

VALUE_KEY = "value"
"""Key of the value in a marked scalar or list, ``{value: 8, assumed: why}``."""


@dataclass(frozen=True)
class Mark:
    """A value's origin.

    Parameters
    ----------
    source
        Who says so; empty where nobody does.
    assumed
        Why we chose it; empty where it is not assumed.
    confidence
        H several independent reports, M one good source, L weak.
    """

    source: str = ""
    assumed: str = ""
    confidence: Confidence | None = None

    @property
    def is_assumed(self) -> bool:
        """Whether the value is ours."""
        return bool(self.assumed)

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing: written `{value: 8}`, it lifts the mark of the mapping around.

        An overlay's value gets it where the base's mark would otherwise vouch for a value that the
        base never gave.
        """
        return self == BLANK


BLANK = Mark()
"""The mark that says nothing."""
