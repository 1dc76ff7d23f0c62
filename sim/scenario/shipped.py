"""The scenarios that come with the project, in a checkout or in an installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios.

    A wheel holds a copy of ``scenarios/`` as ``sim/shipped``; a checkout has the folder itself.
    """
    inside = _PACKAGE / "shipped"
    return inside if inside.is_dir() else _PACKAGE.parent / "scenarios"


def shipped_ids() -> tuple[str, ...]:
    """Return the ids of the shipped scenarios, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.yaml")))


def shipped_file(scenario_id: str) -> Path | None:
    """Return the file of a shipped scenario, None where no such id is shipped."""
    if scenario_id not in shipped_ids():
        return None
    path = shipped_folder() / f"{scenario_id}.yaml"
    # Faults name files, and people read the shorter name.
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
