"""Comparisons: medians of rounds, ratios within one run, foreign scripts left as they are."""

import json
from pathlib import Path

import pytest

from benchmarks import _common, peers

SCRIPT = """\
import json, os, sys
assert sys.argv[1:] == ["400", sys.argv[2]], sys.argv
count = os.path.join(os.environ["NUMBA_CACHE_DIR"], sys.argv[2])
calls = os.path.exists(count) and int(open(count).read()) or 0
open(count, "w").write(str(calls + 1))
seconds = {"event_heap": [4.0, 2.0, 3.0], "event_packed_10s": [0.5, 0.5, 9.0]}[sys.argv[2]][calls]
print("something else first")
print(json.dumps({"engine_s": seconds, "clearance_h": 7.5, "rss_mb": 100.0}))
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A folder with a script that answers as the reference kernels' does."""
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "run_kernel.py").write_text(SCRIPT, encoding="utf-8")
    return folder


def test_kernels_are_compared_by_medians_of_rounds(
    reference: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(people: int, *, mixed: bool = False) -> _common.Record:
        seconds = 6.0 if mixed else 1.5
        return {"seconds": seconds, "clearance_h": 7.4, "rss_mb": 50.0, "traversals": 1000}

    monkeypatch.setattr(peers, "ours", measured)
    monkeypatch.setenv("CORRIDORS_SHARED_DATA", str(tmp_path / "nowhere"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    compared = peers.kernels(400, rounds=3, place=peers.Place(reference, scratch))
    rows = {row["engine"]: row for row in compared["rows"]}
    assert rows["event_heap"]["seconds"] == 3.0
    assert rows["event_heap"]["spread_s"] == [2.0, 4.0]
    assert rows["event_packed_10s"]["ratio"] == round(0.5 / 3.0, 3)
    assert rows["event_packed_10s"]["ratio_of_least"] == 0.5 / 2.0
    assert rows[peers.OURS]["ratio"] == 0.5
    assert rows[peers.OURS_MIXED]["ratio"] == 2.0
    assert rows[peers.OURS]["ns_per_traversal"] == 1.5e6
    assert list(reference.iterdir()) == [reference / "run_kernel.py"]


def test_a_peer_is_compared_with_ours_before_and_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run_oo.py").write_text(
        "import json, sys\nassert sys.argv[1:] == ['mesa_agents', '500']\n"
        "print(json.dumps({'engine_s': 30.0, 'clearance_h': 7.6, 'rss_mb': 90.0}))\n",
        encoding="utf-8",
    )
    seconds = iter([0.1, 0.2])
    monkeypatch.setattr(
        peers, "ours", lambda people: {"seconds": next(seconds), "clearance_h": 7.5, "rss_mb": 9.0}
    )
    compared = peers.beside(peers.MESA, 500, peers.Place(tmp_path, tmp_path))
    mine, theirs = compared["rows"]
    assert mine["seconds"] == 0.15
    assert theirs["ratio"] == 200.0


def test_a_script_that_fails_is_named_with_its_complaint(tmp_path: Path) -> None:
    (tmp_path / "run_kernel.py").write_text("raise ValueError('no such kernel')", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"run_kernel\.py(.|\n)*no such kernel"):
        peers.HEAP.measure(10, peers.Place(tmp_path, tmp_path))


def test_without_the_reference_scripts_it_says_so_and_skips(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "peers.json"
    assert peers.main(["--reference", str(tmp_path), "--json", str(file)]) == 0
    assert "skipped: the reference scripts are not in" in capsys.readouterr().out
    assert "skipped" in json.loads(file.read_text(encoding="utf-8"))
