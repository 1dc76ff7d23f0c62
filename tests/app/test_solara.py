"""A model drawn by Mesa's own browser page starts and steps, without a browser."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from sim.model import EvacuationModel
from sim.scenario import load_scenario

solara = pytest.importorskip("solara", reason="needs the extra `app`")

pytestmark = pytest.mark.filterwarnings("ignore")
"""The libraries of the page warn of each other as they are imported."""


def test_a_model_starts_and_steps_in_mesas_page(root: Path) -> None:
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
