"""The first run compiles, says so, and keeps the result where it may; later runs do not wait."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.engine import compiled, kernel
from tests.engine.town import links, no_gates, parties, paths, run

SAYS_SO = "compiling the movement engine, once"
SCENARIO = "grid-tutorial.yaml"


@dataclass(frozen=True)
class Install:
    """A copy of the program, and a folder for compiled code that is its own."""

    place: Path
    cache: Path

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"NUMBA_CACHE_DIR": str(self.cache), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, out: Path) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "sim", "run", SCENARIO, "--out", str(out))

    def code(self) -> dict[str, int]:
        """Return the compiled files and when each was written."""
        return {str(f): f.stat().st_mtime_ns for f in self.cache.rglob("*.nb*")}

    def wrongly_believes_to_be_compiled(self) -> bool:
        """Whether it says that no run will compile, and one does."""
        ended = self.python(
            "-c",
            "from sim.engine.warmup import is_compiled, compile_engine\n"
            "from sim.engine import kernel\n"
            "ready = is_compiled()\n"
            "if ready: compile_engine()\n"
            "print(ready and sum(kernel.run.stats.cache_misses.values()) > 0)\n",
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip() == "True"


@pytest.fixture(scope="module")
def install(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Install:
    folder = tmp_path_factory.mktemp("install")
    place = folder / "place"
    shutil.copytree(root / "sim", place / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "scenarios" / SCENARIO, place)
    return Install(place, folder / "cache")


@pytest.fixture(scope="module")
def first(
    install: Install, tmp_path_factory: pytest.TempPathFactory
) -> subprocess.CompletedProcess[str]:
    """The first run of a fresh install; it takes as long as compiling does."""
    before = _files(install.place)
    ended = install.run(tmp_path_factory.mktemp("first") / "result")
    assert ended.returncode == 0, ended.stderr
    assert _files(install.place) == before, "an install that nobody may write to must do"
    return ended


def test_the_first_run_says_once_that_it_compiles(
    first: subprocess.CompletedProcess[str], install: Install
) -> None:
    assert first.stderr.splitlines().count(SAYS_SO) == 1
    assert install.code()


def test_the_second_run_neither_compiles_nor_says_so(
    first: subprocess.CompletedProcess[str], install: Install, tmp_path: Path
) -> None:
    code = install.code()
    ended = install.run(tmp_path / "result")
    assert ended.returncode == 0
    assert SAYS_SO not in ended.stderr
    assert install.code() == code
    assert not install.wrongly_believes_to_be_compiled()


def test_a_second_install_that_must_compile_says_so(
    first: subprocess.CompletedProcess[str], install: Install, tmp_path: Path
) -> None:
    other = Install(tmp_path / "elsewhere", install.cache)
    shutil.copytree(install.place, other.place)
    assert not other.wrongly_believes_to_be_compiled()


def test_an_install_put_in_place_again_says_so_if_it_must_compile(
    first: subprocess.CompletedProcess[str], install: Install
) -> None:
    sources = list((install.place / "sim" / "engine").glob("*.py"))
    times = {source: source.stat().st_mtime_ns for source in sources}
    for source, time in times.items():
        os.utime(source, ns=(time + 10**9, time + 10**9))
    try:
        assert not install.wrongly_believes_to_be_compiled()
    finally:
        for source, time in times.items():
            os.utime(source, ns=(time, time))


def test_a_whole_number_of_seconds_compiles_nothing_anew() -> None:
    engine = run(links([(0, 1)], 40.0), paths([0]), no_gates(), parties([0.0], route=-1), 0)
    engine.advance(41)
    assert engine.observe().out_s[0] == 40.0
    # Numba compiles a function for each combination of types that it is called with.
    assert len(kernel.run.signatures) == 1  # type: ignore[attr-defined]


@pytest.fixture
def only_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No folder can be made but in the temporary one, as for a user without a home."""
    file = tmp_path / "a file is no folder"
    file.touch()
    for variable in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(variable, str(file))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def test_without_a_home_the_temporary_folder_serves(only_temporary: Path) -> None:
    folder = compiled.cache_folder()
    assert folder is not None
    assert folder.is_relative_to(only_temporary)
    assert compiled.compile_needed()


def test_a_user_without_a_name_has_a_cache_too(
    only_temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", nameless)
    assert compiled.cache_folder() is not None


def test_a_temporary_folder_that_others_may_write_to_is_not_trusted(only_temporary: Path) -> None:
    trusted = compiled.cache_folder()
    assert trusted is not None
    base = only_temporary / trusted.relative_to(only_temporary).parts[0]
    assert base.stat().st_mode & 0o022 == 0
    base.chmod(0o777)
    assert compiled.cache_folder() != trusted


def test_with_nowhere_to_write_every_run_says_that_it_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled, "_candidates", lambda: iter(()))
    assert compiled.cache_folder() is None
    assert compiled.compile_needed()


def test_code_for_another_processor_or_numba_is_never_run(
    only_temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = compiled.cache_folder()
    with monkeypatch.context() as patch:
        patch.setattr(compiled.binding, "get_host_cpu_name", lambda: "another")
        processor = compiled.cache_folder()
    monkeypatch.setattr(compiled.numba, "__version__", "0.0")
    assert len({here, processor, compiled.cache_folder()}) == 3


def test_code_that_calls_into_a_changed_file_of_its_package_is_never_run(
    only_temporary: Path, tmp_path: Path
) -> None:
    package = tmp_path / "deciding"
    package.mkdir()
    helper = package / "helper.py"
    helper.write_text("HOUR_S = 3600\n", encoding="utf-8")
    engine, before = compiled.cache_folder(), compiled.cache_folder(package)
    helper.write_text("HOUR_S = 3599\n", encoding="utf-8")
    assert compiled.cache_folder(package) != before
    assert compiled.cache_folder() == engine


def _files(folder: Path) -> set[Path]:
    return {f for f in folder.rglob("*") if f.is_file()}
