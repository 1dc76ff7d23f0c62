"""The notebooks run as they are written, are kept without outputs, and their numbers hold."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from statistics import stdev
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from sim.engine.warmup import compile_engine
from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

LIMIT_S = 60
"""Most seconds of waiting for one cell."""

pytestmark = pytest.mark.filterwarnings("ignore:Parsing dates involving")

Ran = tuple[nbformat.NotebookNode, dict[str, Any]]

SHOW: dict[str, str] = {
    "1": "{'out': result.summary['by_status'], 'wider': wider.summary['by_status']['out'],"
    " 'worst': [float(r.link_series['density_per_m2'].max()) for r in (result, tight)],"
    " 'queued': sum(queued.get('persons')), 'in_lines': int(model.ledger.queued_for.sum()),"
    " 'in_lanes': sum(a.persons for a in queued if model.observation.place[a.row] == 4)}",
    "2": "{'hand': hand, 'measured': measured, 'point': float(np.nanmax(point.observation.out_s))}",
    "3": "{'plans': plans, 'alone': alone, 'together': together,"
    " 'out': [int(m.ledger.out.sum()) for _, _, m in told.values()]}",
    "4": "{'a': a.tolist(), 'b': b_same.tolist(), 'by_hand': by_hand,"
    " 'one': [one.summary['by_status']['out'] for one in (one_a, one_b)],"
    " 'others': b_others.tolist(), 'drawn': differences.tolist(),"
    " 'table': comparison.table.to_dict('list'), 'verdict': over_inputs.verdict('B')}",
    "5": "{'ranks': ranks.to_dict(), 'runs': len(result.runs), 'failed': len(result.failed),"
    " 'gate': (lanes * pace).tolist(), 'left': points['stranded'].tolist(),"
    " 'shares': shares.to_dict()}",
    "6": "{'same': same, 'results': results, 'curve': curve}",
}
"""What to look at in the end, by the notebook's number."""


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def run(path: Path) -> Ran:
    """Execute a notebook in its folder; return it, and what `SHOW` asks for."""
    notebook = read(path)
    shown = SHOW[path.name[0]]
    asks = f"import json\nprint(json.dumps({shown}, default=float))"
    notebook.cells.append(nbformat.v4.new_code_cell(asks))
    client = NotebookClient(
        notebook, timeout=LIMIT_S, resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    return notebook, json.loads(notebook.cells.pop().outputs[0].text)


def ran(number: int) -> Ran:
    compile_engine()  # once: no cell waits for it
    (path,) = FOLDER.glob(f"{number}-*.ipynb")
    notebook, shown = run(path)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", (path.name, cell.source, output.text)
    widgets = json.dumps(notebook.metadata.get("widgets", {}))
    assert '"output_type": "error"' not in widgets, path.name
    return notebook, shown


def pictures(notebook: nbformat.NotebookNode, kind: str) -> int:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return sum(kind in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean_and_says_what_it_must(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    for cell in notebook.cells:
        assert not cell.metadata
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert text.count("<details><summary>Answer</summary>") >= 3
    assert text.count("<details>") == text.count("</details>")
    assert "://" not in text  # nothing is fetched
    assert not re.search(r"[^\n]{125}", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_of_a_notebook_leads_somewhere(path: Path) -> None:
    text = "\n".join(cell.source for cell in read(path).cells)
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (FOLDER / link).is_file(), link


def test_the_first_run_accounts_for_everyone_and_a_second_lane_lets_all_out() -> None:
    notebook, shown = ran(1)
    assert sum(shown["out"].values()) == 500
    assert shown["wider"] == 500 - shown["out"]["stayed"] - shown["out"]["prevented"]
    assert shown["worst"][0] < 0.5 < 1 < shown["worst"][1]  # where a street is dark
    assert shown["queued"] == shown["in_lines"] + shown["in_lanes"]
    assert pictures(notebook, "image/png") == 5
    assert pictures(notebook, "image/gif") == 1


def test_the_queue_is_the_one_that_the_pencil_finds() -> None:
    notebook, shown = ran(2)
    hand, model = shown["hand"], shown["measured"]
    assert hand["queue at 9:40, metres"] == pytest.approx(800 / 5.4)
    assert hand["last one out, s after 9:00"] == 70 * 60 + (800 - 450) * 2
    assert set(hand) == set(model)
    for exact in ("queue at 9:40, people", "through by 9:55, people", "last one out, s after 9:00"):
        assert model[exact] == hand[exact]
    assert 0 <= model["queue at 9:40, metres"] - hand["queue at 9:40, metres"] < 25  # read by 25 m
    wave = "wave runs backward, m/s"
    assert 125 / model[wave] == pytest.approx(125 / hand[wave], abs=20.0)  # read every 20 s
    assert model["tail grows backward, m/s"] == pytest.approx(
        hand["tail grows backward, m/s"], rel=0.05
    )
    assert shown["point"] == hand["last one out, s after 9:00"]
    assert pictures(notebook, "image/png") == 1


def test_one_circumstance_alone_frees_few_and_all_together_free_most() -> None:
    _, shown = ran(3)
    for plan in shown["plans"].values():
        assert sum(plan.values()) == 275_000
    reported = shown["plans"]["as it happened"]["none"]
    assert reported < 50
    assert all(reported < people < 1000 for people in shown["alone"].values())
    assert shown["together"] > 150_000
    waits, word, said = shown["out"]
    assert waits < word == said


def test_pairs_say_more_than_the_same_number_of_other_people() -> None:
    notebook, shown = ran(4)
    assert shown["one"][0] > shown["one"][1]  # the faster gate looks worse
    assert all(b > a for a, b in zip(shown["a"], shown["b"], strict=True))
    (_, low, high), (mean, paired_low, paired_high) = shown["by_hand"].values()
    assert paired_high - paired_low < 0.5 * (high - low)
    assert 0 < paired_low < mean < paired_high < 20
    table = shown["table"]
    row = next(i for i, name in enumerate(table["measure"]) if name == "out_by_close")
    first = [b - a for a, b in zip(shown["a"], shown["b"], strict=True)][:6]
    assert table["difference"][row] == pytest.approx(sum(first) / 6, abs=2.0)  # by the close
    pairs = [b - a for a, b in zip(shown["a"], shown["b"], strict=True)]
    others = [b - a for a, b in zip(shown["a"], shown["others"], strict=True)]
    assert 12 * (stdev(others) / stdev(pairs)) ** 2 > 200
    assert sum(one > 0 for one in shown["drawn"]) == 3
    assert sum(one < 0 for one in shown["drawn"]) == 6
    assert shown["verdict"].startswith("We cannot tell whether B gets more or fewer people out")
    assert pictures(notebook, "image/png") == 2


def test_who_is_left_hangs_on_the_gates_and_who_comes_on_the_willing() -> None:
    notebook, shown = ran(5)
    assert (shown["runs"], shown["failed"]) == (48, 0)
    chance = 2 / math.sqrt(48)
    out, wait, left = (shown["ranks"][name] for name in ("out_by_close", "wait_mean_s", "stranded"))
    lanes, pace, willing = list(out)[:3]
    assert out[willing] > 0.8
    assert max(abs(out[lanes]), abs(out[pace])) < chance
    assert wait[pace] < wait[lanes] < -chance
    assert left[lanes] < -chance
    assert shown["shares"]["out_by_close"][willing] > 0.7
    # Nobody is left once the east gate passes four people a minute, and most are below that.
    assert {
        gate > 4 for gate, people in zip(shown["gate"], shown["left"], strict=True) if people
    } == {False}
    assert pictures(notebook, "image/png") == 3


def test_ones_own_behaviour_is_first_the_same_and_then_another() -> None:
    notebook, shown = ran(6)
    assert shown["same"] is True
    (out, left), (more, nobody) = shown["results"]["nearest"], shown["results"]["quickest"]
    assert out + left == more
    assert 0 == nobody == shown["curve"][-1] < left == shown["curve"][0]
    assert pictures(notebook, "image/png") == 3
