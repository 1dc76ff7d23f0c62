"""Everything in one go: parts that fail or are stopped lose nothing of the others."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as everything
from benchmarks.__main__ import Part
from benchmarks._common import Record, in_parts


def test_what_a_part_measured_is_kept_when_the_next_fails_or_is_stopped(tmp_path: Path) -> None:
    file, record = tmp_path / "deep" / "some.json", Record()

    def fails() -> None:
        raise RuntimeError("no such thing")

    def stopped() -> None:
        raise KeyboardInterrupt

    parts = {"one": lambda: record.update(one=1), "two": fails, "three": stopped, "four": fails}
    with pytest.raises(KeyboardInterrupt):
        in_parts(record, parts, file)
    kept = json.loads(file.read_text())
    assert kept == {"one": 1, "failed": {"two": "no such thing"}, "left": ["three", "four"]}
    assert [each.name for each in file.parent.iterdir()] == ["some.json"]
    assert in_parts({}, {"two": fails}, file) == 1
    assert in_parts({}, {"one": lambda: None}, file) == 0


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three benchmarks in a folder of their own: the second fails half done, the third at once."""
    scripts = {
        "good": "put({'work': {}, 'parties': 3})",
        "half": "put({'rows': []}); sys.exit('out of memory')",
        "bad": "import nothing_of_that_name",
    }
    package = tmp_path / "benchmarks"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, said in scripts.items():
        (package / f"{name}.py").write_text(
            "import json, sys\n"
            "def put(record):\n"
            "    json.dump(record, open(sys.argv[sys.argv.index('--json') + 1], 'w'))\n"
            f"{said}\n"
        )
    monkeypatch.setattr(everything, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = (Part("agents", "good"), Part("scaling", "half"), Part("sweep", "bad"))
    monkeypatch.setattr(everything, "PARTS", made)
    return tmp_path


def test_one_that_fails_is_said_and_the_others_go_on(
    parts: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = parts / "measured"
    folder.mkdir()
    (folder / "sweep.json").write_text('{"people": 1}')  # of an earlier round
    assert everything.main([str(folder), "--small"]) == 1
    written = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    assert written["agents"]["parties"] == 3
    assert written["scaling"]["rows"] == []
    assert "out of memory" in written["scaling"]["failed"]["scaling"]
    assert "nothing_of_that_name" in written["sweep"]["failed"]["sweep"]
    assert "people" not in written["sweep"]
    out, err = capfd.readouterr()
    assert "failed: scaling, sweep; the tables say so" in err
    assert "Failed: scaling (out of memory)." in out


def test_only_what_is_named_is_measured(parts: Path) -> None:
    folder = parts / "measured"
    folder.mkdir()
    assert everything.main([str(folder), "--small", "--only", "agents"]) == 0
    assert [file.name for file in folder.iterdir()] == ["agents.json"]


def test_every_part_takes_its_options() -> None:
    for part in everything.PARTS:
        module = __import__(f"benchmarks.{part.module}", fromlist=["main"])
        text = Path(module.__file__).read_text()
        options = [one for one in (*part.options, *part.small) if one.startswith("--")]
        named = [one for one in options if f'"{one}"' in text or f'"{one[2:]}": (' in text]
        assert named == options, part.name
    assert tuple(part.name for part in everything.PARTS) == sys.modules["benchmarks.report"].FILES
