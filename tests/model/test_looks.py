"""What scenario, network, model and result say of themselves to whoever looks at them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.experiments.replications import Replications
from sim.model import EvacuationModel
from sim.scenario import LoadedScenario
from tests.model.conftest import SCENARIOS

Build = Callable[..., EvacuationModel]
Load = Callable[..., LoadedScenario]


EVIL = "<script>alert(1)</script>"


def rows(page: str) -> int:
    return page.count("<tr>")


def test_a_scenario_says_how_many_people_corridors_and_hours(load: Load) -> None:
    loaded = load("town")
    assert "1,200 people in 2 districts, 3 corridors" in repr(loaded)
    page = loaded._repr_html_()
    assert "1,200 people in 2 districts, 3 corridors; Fri 04 Nov 2016 09:00 to" in page
    assert rows(page) == (1 + 3) + (1 + 2)  # heads, corridors, districts
    assert "Fri 09:20-10:00; Fri 10:10-10:40" in page
    assert ">no limit</td>" not in page


def over_town(folder: Path, text: str) -> LoadedScenario:
    shutil.copy(SCENARIOS / "town.yaml", folder)
    (folder / "mine.yaml").write_text(f"extends: town.yaml\n{text}", encoding="utf-8")
    return sim.load(folder / "mine.yaml")


def test_what_is_assumed_is_marked_and_says_why(tmp_path: Path) -> None:
    loaded = over_town(tmp_path, "corridors: {a: {lanes: {value: 4, assumed: a guess}}}")
    page = loaded._repr_html_()
    assert '4 <em title="a guess">(assumed)</em>' in page
    assert "1 values are marked as assumed" not in page
    assert "One value is marked as assumed" in page


def test_texts_of_a_file_are_shown_as_text_everywhere(tmp_path: Path) -> None:
    loaded = over_town(
        tmp_path,
        f"""
title: {EVIL}
corridors:
  a: {{name: {EVIL}}}
  b: {{leads_to: {EVIL}}}
  c: {{lanes: {{value: 3, assumed: '">{EVIL}'}}}}
population: {{districts: {{north: {{name: {EVIL}}}}}}}
""",
    )
    model = EvacuationModel(loaded)
    result = sim.run(loaded)
    other = sim.load(tmp_path / "mine.yaml", overrides=["corridors.a.lanes=5"])
    comparison = sim.compare(loaded, other, replications=2)
    replicated = Replications(comparison.runs["A"])
    for shown in (loaded, model, result, comparison, replicated):
        page = shown._repr_html_()
        assert "<script" not in page, type(shown)
        assert '"">' not in page, type(shown)
    for shown in (loaded, model, result, comparison):
        assert "&lt;script&gt;" in shown._repr_html_(), type(shown)


def test_a_result_says_what_became_of_everyone_and_repeats_the_do_no_harm(load: Load) -> None:
    result = sim.run(load("town"))
    page = result._repr_html_()
    assert rows(page) == 2 + (1 + 3)
    assert "A corridor offered is not a duty to leave" in page
    assert "Of 1,200 people" in page


def test_a_comparison_says_what_changes_and_what_that_makes(load: Load) -> None:
    comparison = sim.compare(load("town"), load("town", "corridors.a.lanes=8"), replications=3)
    page = comparison._repr_html_()
    assert ">corridors.a.lanes</td>" in page
    assert comparison.verdict("B").split(".")[0] in page
    runs = Replications(comparison.runs["A"])
    assert repr(runs) == "<Replications of town seed 3: 3 runs>"
    assert "out by the last close" in runs._repr_html_()
    assert "chance alone" in runs._repr_html_()


def test_the_package_shows_what_can_be_called_first() -> None:
    assert dir(sim)[: len(sim.__all__)] == sorted(dir(sim))[: len(sim.__all__)]
    assert {"run", "load", "compare", "EvacuationModel", "OneByOne"} <= set(sim.__all__)
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="module 'sim' has no 'Model'; it has Evac"):
        _ = sim.Model  # type: ignore[attr-defined]


def test_a_network_says_its_size(build: Build) -> None:
    network = build("town").network
    said = repr(network)
    # Nine by nine crossings, 60 m apart: 2 * 9 * 8 streets, both ways.
    assert "81 nodes, 288 directed links, 8.6 km of streets" in said
    shown = replace(network, name="<b>")._repr_html_()
    assert "<b>" not in shown
    assert ">144</td>" in shown  # streets, all of one class


def test_a_model_shows_who_may_pass_now(build: Build) -> None:
    model = build("town")
    assert model._repr_html_().count(">shut</td>") == 3
    for _ in range(31):
        model.step()
    page = model._repr_html_()
    assert "Fri 04 Nov 2016 09:31:00, the run goes on; seed 3, replication 0" in page
    assert page.count(">open</td>") == 3


def test_a_model_says_the_time_and_what_has_become_of_people(build: Build) -> None:
    model = build("town")
    before = repr(model)
    model.step()
    assert repr(model) != before
    people = sum(
        int(part.split()[0].replace(",", ""))
        for part in repr(model)[:-1].split(": ")[-1].split(", ")
    )
    assert people == 1200


def test_a_picture_of_an_instant_shows_every_queue(build: Build) -> None:
    model = build("town")
    for _ in range(30):
        model.step()
    axes = model.plot()
    words = [text.get_text() for text in axes.texts]
    assert model.ledger.queued_for.sum() > 0
    for name, queued in zip("abc", model.ledger.queued_for, strict=True):
        assert (f"{name}: {queued:,} queue" if queued else name) in words
    lines = axes.collections[1]  # type: ignore[index]
    assert len(lines.get_paths()) == (model.observation.link_persons > 0).sum()
    again = model.plot(axes)
    assert again is axes
