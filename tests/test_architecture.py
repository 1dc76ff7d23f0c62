"""The rooms of the house import only what the architecture lets them."""

import ast
from pathlib import Path

import pytest

# What each room may import of `sim`; a room may always import from itself.
MAY_IMPORT: dict[str, set[str]] = {
    "cards": set(),
    "scenario": {"cards"},
    "network": {"cards", "scenario"},
    "population": {"scenario", "network"},
    "plan": {"scenario", "network", "population", "engine"},
    "hazards": {"scenario", "network", "population", "plan", "engine"},
    "checks": {"scenario", "network", "population", "plan", "hazards", "services"},
    "engine": set(),
    "services": {"scenario", "network", "population", "plan", "engine"},
    "behaviour": {"scenario", "population", "network", "engine", "hazards", "counting"},
    "step": {
        "scenario", "network", "population", "plan", "hazards", "services", "behaviour", "engine",
        "agents", "counting", "results",
    },
    "results": {"scenario", "report"},  # report: see the test of result.py below
    "report": {"cards", "results", "scenario"},
    "experiments": {
        "cards", "scenario", "network", "population", "engine", "checks", "model", "runner",
        "results", "report",
    },
    "sweeps": {
        "cards", "scenario", "population", "engine", "runner", "results", "experiments", "report",
    },
    "verification": {
        "engine", "model", "runner", "experiments", "optimum", "behaviour", "services",
        "scenario", "network", "population", "plan",
    },
}  # fmt: skip
NEVER: dict[str, set[str]] = {
    "scenario": {"numpy", "pandas", "scipy", "numba", "random"},
    "engine": {"mesa", "pandas", "networkx", "matplotlib", "pydantic", "ruamel", "pyarrow"},
    "services": {"mesa", "pandas", "networkx", "matplotlib", "pydantic", "numba"},
    "results": {"mesa", "numba"},
    "report": {"mesa", "numba"},
    "verification": {"pytest"},
}


def _imports(path: Path) -> list[tuple[str, bool]]:
    """List a module's imports as (dotted name, only for type checking)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            typing_only.update(ast.walk(node))
    found: list[tuple[str, bool]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute here"
            found.append((node.module, node in typing_only))
    return found


def _room(path: Path, package: Path) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_below_it(root: Path, room: str) -> None:
    package = root / "sim"
    for path in package.rglob("*.py"):
        if _room(path, package) != room:
            continue
        for name, typing_only in _imports(path):
            parts = name.split(".")
            if parts[0] == "sim" and len(parts) > 1 and not typing_only:
                allowed = MAY_IMPORT[room] | {room}
                assert parts[1] in allowed, f"{path.relative_to(root)} imports {name}"
            forbidden = NEVER.get(room, set())
            assert parts[0] not in forbidden, f"{path.relative_to(root)} imports {name}"


def test_results_hand_over_to_report_in_one_module_and_only_when_asked(root: Path) -> None:
    for path in (root / "sim" / "results").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for statement in tree.body:
            assert "sim.report" not in ast.unparse(statement) or path.name == "result.py"
            if isinstance(statement, ast.Import | ast.ImportFrom):
                assert "sim.report" not in ast.unparse(statement), path.name


def test_no_module_is_too_long_to_read_in_one_sitting(root: Path) -> None:
    for path in (root / "sim").rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 500, f"{path.relative_to(root)} has {lines} lines"


def test_the_top_level_holds_what_the_architecture_lists(root: Path) -> None:
    expected = {
        "sim", "scenarios", "notebooks", "results", "tests", "pyproject.toml", "README.md",
        "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "docs", "benchmarks",
    }  # fmt: skip
    seen = {p.name for p in root.iterdir() if not p.name.startswith(".")}
    assert expected <= seen
