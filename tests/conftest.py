"""What every test may ask for."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real street data beside the project; absent on most machines, required in CI."""
    data = ROOT.parent / "shared" / "data"
    override = os.environ.get("CORRIDORS_SHARED_DATA")
    if override:
        data = Path(override)
    if not data.is_dir():
        if os.environ.get("CORRIDORS_REQUIRE_SHARED_DATA") == "1":
            pytest.fail(f"the shared test data is required here and absent: {data}")
        pytest.skip(f"needs the shared test data, which is not at {data}")
    return data


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the engine once, before workers start that would each do it."""
    if getattr(session.config.option, "numprocesses", None):
        from sim.engine.warmup import compile_engine, is_compiled

        if not is_compiled():
            compile_engine()
