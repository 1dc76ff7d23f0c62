"""A real browser, and pages to look at in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import sim

SCRIPT = "<script>document.title='run'</script><!--"
"""A name that would run, and hide the rest of the page, if anyone took it for markup."""

ARABIC = "\u062d\u064a \u0627\u0644\u0645\u0637\u062d\u0646\u0629"

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)


@dataclass
class Seen:
    """What a page asked of the world, and complained about, since it was opened."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Open = Callable[..., tuple[Any, Seen]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium without a window; skipped where it is absent, except where it is required."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CORRIDORS_REQUIRE_CHROMIUM"):
            pytest.fail("chromium is required here and absent")
        pytest.skip("chromium is not installed; pages are tested where it is")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Open]:
    """Open a file in a fresh, empty browser window; all are closed after the test."""
    contexts = []

    def open_page(file: Path, width: int = 1280, **options: Any) -> tuple[Any, Seen]:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page, seen = context.new_page(), Seen()
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached", timeout=30_000)
        return page, seen

    yield open_page
    for context in contexts:
        context.close()


def overrides(**more: str) -> list[str]:
    """Return a tutorial whose names try to be markup, or are written from right to left."""
    names = {"title": SCRIPT, "corridors.east.name": SCRIPT}
    names |= {"population.districts.mill-quarter.name": ARABIC, **more}
    return [f"{path}={value!r}" for path, value in names.items()]


@pytest.fixture(scope="session")
def page_file(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the tutorial, named as `overrides` says."""
    folder = tmp_path_factory.mktemp("page") / "tutorial"
    sim.run(root / "scenarios" / "grid-tutorial.yaml", out=folder, overrides=overrides())
    return folder / "report.html"


@pytest.fixture(scope="session")
def live_file(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with ``sensitivity: live``."""
    folder = tmp_path_factory.mktemp("page") / "live"
    changed = [*overrides(), "sensitivity=live"]
    sim.run(root / "scenarios" / "grid-tutorial.yaml", out=folder, overrides=changed)
    return folder / "report.html"


EVERYTHING = {
    "places.school": f"{{name: {SCRIPT!r}, node: 30, beds: 20}}",
    "shut.at_close.civilian": "{then: shelter, place: school}",
    "services.shuttle": f"{{name: {SCRIPT!r}, kind: bus, assembly: {{node: 20}}, corridor: east, "
    "classes: [civilian], districts: [mill-quarter], vehicles: 1, seats: 20}",
    "incidents.market": f"{{name: {SCRIPT!r}, zone: {{polygon: [[200, 330], [430, 330], "
    "[430, 500]]}, begin: 2030-05-01 9:20, end: 2030-05-01 9:45}",
    "incidents.mill": "{zone: {districts: [mill-quarter]}, inside: pass, begin: 2030-05-01 9:40, "
    "end: 2030-05-01 9:50}",
    "damage.bridge": f"{{name: {SCRIPT!r}, line: [[480, 160], [480, 560]], capacity_factor: 0, "
    "clearing: {done: 2030-05-01 9:30}}",
}
"""Changes that give the tutorial whatever a map can show; names try to be markup."""


@pytest.fixture(scope="session")
def everything_file(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a tutorial with unsafe places, rubble, a shelter and a bus."""
    folder = tmp_path_factory.mktemp("page") / "everything"
    changed = [f"{path}={value}" for path, value in EVERYTHING.items()]
    sim.run(root / "scenarios" / "grid-tutorial.yaml", out=folder, overrides=changed)
    return folder / "report.html"
