"""A model drawn by Mesa's own browser page starts and steps, without a browser."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from sim.model import EvacuationModel
from sim.scenario import load_scenario

solara = pytest.importorskip("solara", reason="needs the extra `app`")
ipyvuetify = pytest.importorskip("ipyvuetify", reason="needs the extra `app`")

pytestmark = pytest.mark.filterwarnings("ignore")
"""The libraries of the page warn of each other as they are imported."""


def test_a_model_is_drawn_by_mesas_page_and_steps_beneath_it(root: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mesa.visualization import SolaraViz, make_plot_component
    model = EvacuationModel(load_scenario(root / "scenarios" / "grid-tutorial.yaml"))

    @solara.component  # type: ignore[untyped-decorator]
    def Streets(model: EvacuationModel) -> None:  # noqa: N802 (components are named like classes)
        solara.FigureMatplotlib(model.plot().figure)

    page = SolaraViz(model, components=[Streets, make_plot_component(["moving", "out"])])
    _, context = solara.render(page, handle_error=False)
    try:
        model.step()
        model.step()
    finally:
        context.close()
    assert model.steps == 2
    assert model.now_s == 60.0


def test_mesas_buttons_step_a_model_and_begin_it_anew(root: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from mesa.visualization.solara_viz import ModelController
    loaded = load_scenario(root / "scenarios" / "grid-tutorial.yaml")
    first = EvacuationModel(loaded)
    shown = solara.reactive(first)
    controller = ModelController(
        shown,
        model_parameters={"loaded": loaded},
        play_interval=solara.reactive(100),
        render_interval=solara.reactive(1),
        use_threads=solara.reactive(False),
    )
    _, context = solara.render(controller, handle_error=False)

    def press(label: str) -> None:
        (button,) = (one for one in context.find(ipyvuetify.Btn).widgets if label in one.children)
        button.click()

    try:
        press("Step")
        press("Step")
        assert (first.steps, first.now_s) == (2, 60.0)
        press("Reset")
        assert shown.value is not first
        assert shown.value.now_s == 0.0
        press("Step")
        assert shown.value.now_s == 30.0
    finally:
        context.close()
