"""Writes the pages that the models tell: ``python -m sim.scenario.pages``, after each change."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.reference import reference
from sim.scenario.schema import json_schema_text


def pages() -> dict[str, str]:
    """Return the text of each page in ``docs/`` that is written from the models."""
    return {"scenario.schema.json": json_schema_text(), "scenario-reference.md": reference()}


def write_pages(folder: Path) -> None:
    """Write the pages into a folder."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages(Path("docs"))
