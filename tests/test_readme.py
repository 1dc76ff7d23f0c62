"""What the README tells a newcomer to do works as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from sim.cli import main

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(root: Path, language: str) -> list[str]:
    readme = (root / "README.md").read_text(encoding="utf-8")
    return [text for kind, text in BLOCK.findall(readme) if kind == language]


def test_the_python_example_runs_and_shows_everyone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    (example,) = blocks(root, "python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # the example is the project's own text
    result = names["result"]
    assert sum(result.summary["by_status"].values()) == 500  # type: ignore[attr-defined]


def test_the_overlay_example_is_a_valid_scenario(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks(root, "yaml")
    file = tmp_path / "my-plan.yaml"
    file.write_text(example, encoding="utf-8")
    assert main(["validate", str(file)]) == 0
    assert "275,000 people" in capsys.readouterr().out


def test_every_file_and_scenario_that_the_readme_names_is_there(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", readme)
    assert len(links) > 5
    for link in links:
        assert (root / link).is_file(), link
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", readme, re.MULTILINE)
    shipped = {path.stem for path in (root / "scenarios").glob("*.yaml")}
    assert set(rows) == shipped


def test_the_commands_without_make_are_those_of_the_makefile(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    lines = [line for block in blocks(root, "sh") for line in block.splitlines()]
    run = shlex.split(next(line for line in lines if line.startswith("python -m sim run")))
    assert f"SCENARIO ?= {run[-1]}" in makefile
    (tests,) = (line for line in lines if line.startswith("python -m pytest"))
    assert f"$(BIN)/{tests}\n" in makefile
