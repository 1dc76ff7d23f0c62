"""What a scenario file may say beyond the scenario itself: what it builds on."""

from __future__ import annotations

from sim.scenario.corridor import Corridor
from sim.scenario.scenario import Scenario
from sim.scenario.shape import Shape


class ScenarioFile(Scenario):
    """One evacuation, completely described, or what changes in another one.

    Parameters
    ----------
    extends
        The scenario that this one builds on: a file in the same folder or below (``base.yaml``), or
        the id of a shipped one. Mappings merge, lists and values replace, null removes an entry
        such as a corridor; `id`, `title` and `notes` are not inherited.
    corridor_defaults
        What all corridors have in common; it is merged under each of them.
    """

    extends: str = ""
    corridor_defaults: Corridor | None = None


FILE_SHAPE = Shape((ScenarioFile,))
"""What may stand in a scenario file."""

NOT_INHERITED = ("id", "title", "notes")
"""What names a scenario, and so is its own."""
