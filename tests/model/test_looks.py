"""What scenario, network, model and result say of themselves to whoever looks at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.model import EvacuationModel
from sim.scenario import LoadedScenario

Build = Callable[..., EvacuationModel]
Load = Callable[..., LoadedScenario]


def test_a_scenario_says_how_many_people_corridors_and_hours(load: Load) -> None:
    loaded = load("town")
    assert "1,200 people in 2 districts, 3 corridors" in repr(loaded)
    page = loaded._repr_html_()
    assert page.count("<tr>") == 1 + 3
    assert "<td>no limit</td>" not in page


def test_texts_of_a_file_are_shown_as_text(load: Load) -> None:
    loaded = load("town", "title=<script>alert(1)</script>")
    assert "<script>" not in loaded._repr_html_()
    assert "&lt;script&gt;" in loaded._repr_html_()


def test_a_network_says_its_size(build: Build) -> None:
    network = build("town").network
    said = repr(network)
    # Nine by nine crossings, 60 m apart: 2 * 9 * 8 streets, both ways.
    assert "81 nodes, 288 directed links, 8.6 km of streets" in said
    shown = replace(network, name="<b>")._repr_html_()
    assert "<b>" not in shown


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
