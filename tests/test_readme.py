"""What the README tells a newcomer to do works as it is written."""

import re
import runpy
import shlex
from pathlib import Path

import pytest

from sim.cli import main
from sim.results.status import STATUSES

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(root: Path, language: str) -> list[str]:
    readme = (root / "README.md").read_text(encoding="utf-8")
    return [text for kind, text in BLOCK.findall(readme) if kind == language]


def test_the_python_example_runs_and_shows_everyone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    example = blocks(root, "python")[0]
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # the example is the project's own text
    result = names["result"]
    assert sum(result.summary["by_status"].values()) == 500  # type: ignore[attr-defined]


def test_the_students_example_gets_more_people_out_by_a_behaviour_of_their_own(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (_, example) = blocks(root, "python")
    exec(compile(example, "README.md", "exec"), {})  # the example is the project's own text
    before, after = capsys.readouterr().out.splitlines()
    out = [int(re.findall(r"(\d+) out", line)[0]) for line in (before, after)]
    assert out[0] < out[1]
    assert "stranded" in before
    assert "stranded" not in after


def test_the_glossary_explains_every_status_and_shows_pictures_that_are_there(
    root: Path, tmp_path: Path
) -> None:
    glossary = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/(\w+)\.svg\)", glossary))
    drawing = runpy.run_path(str(root / "docs" / "pictures" / "draw.py"))
    assert shown == set(drawing["PICTURES"])
    drawing["main"](tmp_path)
    for name in shown:
        drawn = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        kept = (root / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
        assert kept.count("<path") == drawn.count("<path"), f"{name}: draw it again"
    drawn_statuses = (root / "docs" / "pictures" / "draw.py").read_text(encoding="utf-8")
    for status in STATUSES:
        assert f'"{status.replace("_", " ")}"' in drawn_statuses


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
