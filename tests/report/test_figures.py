"""Pictures: there, legible, the same bytes twice, and blind to markup in titles."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from sim.report import style, throughput
from sim.report.figures import DRAW, draw, save_figures
from sim.report.map_key import width_pt
from sim.results import RunResult, build_result
from tests.hand_record import hand_record


@pytest.fixture(scope="module")
def result() -> RunResult:
    return build_result(hand_record())


def _texts(figure: Figure) -> list[Text]:
    return [t for t in figure.findobj(Text) if isinstance(t, Text) and t.get_text().strip()]


def _words(figure: Figure) -> str:
    return " ".join(" ".join(t.get_text() for t in _texts(figure)).split())


@pytest.mark.parametrize("name", sorted(DRAW))
def test_no_text_is_smaller_than_eight_points(result: RunResult, name: str) -> None:
    assert min(t.get_fontsize() for t in _texts(draw(result, name))) >= 8.0


def _tick_labels_out_of_view(figure: Figure) -> set[int]:
    return {
        id(label)
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
        or not label.get_visible()
    }


@pytest.mark.parametrize("name", sorted(DRAW))
def test_no_text_leaves_the_page_and_none_overlaps(result: RunResult, name: str) -> None:
    with mpl.rc_context(style.RC):
        figure = draw(result, name)
        FigureCanvasAgg(figure).draw()
        page = figure.bbox.padded(1.0)
        unseen = _tick_labels_out_of_view(figure)
        boxes = [
            (t.get_text(), t.get_window_extent()) for t in _texts(figure) if id(t) not in unseen
        ]
    for text, box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
    for place, (text, box) in enumerate(boxes):
        for other, beside in boxes[place + 1 :]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert across <= 1.0 or down <= 1.0, (text, other)


@pytest.mark.parametrize("name", sorted(DRAW))
def test_every_picture_says_schematic_and_protects_who_stays(result: RunResult, name: str) -> None:
    words = _words(draw(result, name))
    assert "Streets are schematic, not surveyed." in words
    assert "Whoever stays remains a protected civilian." in words


@pytest.mark.parametrize("name", sorted(DRAW))
def test_markup_in_titles_and_names_is_text(name: str, tmp_path: Path) -> None:
    record = hand_record(title="<script>$x_{$ & \\frac \u6f22")
    result = build_result(record)
    for corridor in result.summary["corridors"]:
        corridor["name"] = "$\\alpha$ <b>_gate</b>"
    figure = draw(result, name)
    assert "<script>$x_{$ & \\frac \u25a1" in _words(figure)
    with mpl.rc_context(style.RC):
        figure.savefig(tmp_path / "x.svg", format="svg")
        figure.savefig(tmp_path / "x.png")
    assert "<script" not in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_map_draws_width_by_people_and_colour_by_density(result: RunResult) -> None:
    axes = draw(result, "map").axes[0]
    lines = {
        tuple(np.round(line.get_xydata()[0], 6)): line
        for line in axes.get_lines()
        if isinstance(line, Line2D) and np.isnan(np.asarray(line.get_xydata(), float)).any()
    }
    busy, quiet = lines[(0.0, 0.0)], lines[(200.0, 0.0)]
    assert busy.get_linewidth() == pytest.approx(5.0)
    # 0.5 /m2 is in the second step of colour, 0.1 and 0.2 are in the first.
    assert busy.get_color() != quiet.get_color()
    assert width_pt(np.asarray([0.0, 25.0, 100.0]), 100).tolist() == pytest.approx([0.4, 2.7, 5.0])


def test_map_numbers_gates_marks_assumed_ones_and_shows_the_scale(result: RunResult) -> None:
    figure = draw(result, "map")
    marks = {t.get_text(): t for t in figure.axes[0].texts if t.get_bbox_patch() is not None}
    assert set(marks) == {"a", "b", "c"}
    assert marks["a"].get_bbox_patch().get_linestyle() != "solid"
    assert marks["b"].get_bbox_patch().get_linestyle() == "solid"
    assert "50 m" in _words(figure)
    assert "nobody may enter or cross" in _words(figure)
    # The plane of a hand-made network lies nowhere on earth: no north.
    assert not re.search(r"\bN\b", _words(figure))


def test_long_ids_become_numbers_on_the_map() -> None:
    result = build_result(hand_record())
    for corridor in result.summary["corridors"]:
        corridor["id"] += "-gate"
    axes = draw(result, "map").axes[0]
    marks = {t.get_text() for t in axes.texts if t.get_bbox_patch() is not None}
    assert marks == {"1", "2", "3"}


def test_what_lies_outside_a_ring_is_shaded(result: RunResult) -> None:
    ring = [[-50.0, -50.0], [350.0, -50.0], [350.0, 150.0], [-50.0, 150.0]]
    for points in (ring, ring[::-1]):
        shape = {"name": "Front", "kind": "outside", "points_m": points}
        shown = replace(result, summary=result.summary | {"forbidden": [shape]})
        assert _pixel(draw(shown, "map"), (200.0, 100.0)) == (255, 255, 255)
        assert _pixel(draw(shown, "map"), (200.0, -80.0)) == (237, 237, 237)


def _pixel(figure: Figure, place: tuple[float, float]) -> tuple[int, ...]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    image = np.asarray(canvas.buffer_rgba())
    x, y = figure.axes[0].transData.transform(place)
    return tuple(int(c) for c in image[image.shape[0] - round(y), round(x), :3])


def test_corridor_panels_share_scales_and_hatch_the_assumed(result: RunResult) -> None:
    figure = draw(result, "corridors")
    above, below = figure.axes[0::2], figure.axes[1::2]
    assert len({axes.get_ylim() for axes in above}) == 1
    assert len({axes.get_ylim() for axes in below}) == 1
    hatched = [any(p.get_hatch() == style.ASSUMED_HATCH for p in a.patches) for a in above]
    assert hatched == [True, False, False]
    # 65 on foot and 4 in a vehicle in 300 s of the first window is 13.8 a minute, 66 in 600 s 6.6.
    steps = [p for p in above[0].patches if p.get_hatch()]
    assert steps[0].get_data().values.tolist() == pytest.approx([13.8, 0.0])
    assert steps[0].get_data().edges.tolist() == [600.0, 900.0, 1200.0]
    assert steps[1].get_data().values.tolist() == pytest.approx([6.6])


def test_times_of_neighbouring_panels_do_not_touch(result: RunResult) -> None:
    figure = draw(result, "corridors")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [
        label.get_window_extent()
        for axes in figure.axes[1::2]
        for label in axes.get_xticklabels()
        if label.get_text()
    ]
    assert len(boxes) >= 6
    for one, other in pairwise(sorted(boxes, key=lambda box: (box.y0, box.x0))):
        assert one.x1 + 2.0 < other.x0 or abs(one.y0 - other.y0) > 10.0


def test_who_passes_in_vehicles_is_in_the_picture(result: RunResult) -> None:
    rows = result.corridors[result.corridors["corridor"] == "a"]
    begin_s = rows["begin_s"].to_numpy()
    trips = pd.DataFrame(
        {"corridor": ["a", "a", "b"], "passed_s": [begin_s[1] + 1.0, np.nan, 0.0],
         "persons": [40, 50, 60]}
    )  # fmt: skip
    driven = replace(result, trips=trips)
    assert throughput.driven(driven, "a", rows).tolist() == [0.0, 40.0, *[0.0] * (len(rows) - 2)]
    assert throughput.driven(replace(result, trips=None), "a", rows).sum() == 0.0


def test_time_axis_is_local_clock_time(result: RunResult) -> None:
    axes = draw(result, "evacuated").axes[0]
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels[:3] == ["15:30", "15:35", "15:40"]
    assert axes.get_xticks()[:3].tolist() == [0.0, 300.0, 600.0]


def test_stacked_people_reach_everyone(result: RunResult) -> None:
    axes = draw(result, "evacuated").axes[0]
    top = max(float(path.vertices[:, 1].max()) for area in axes.collections[:6]
              for path in area.get_paths())  # fmt: skip
    assert top == 185.0


def test_pictures_are_the_same_bytes_twice(result: RunResult, tmp_path: Path) -> None:
    for kind in ("png", "svg"):
        one = save_figures(result, tmp_path / "one", formats=(kind,))
        two = save_figures(result, tmp_path / "two", formats=(kind,))
        assert [p.name for p in one] == [f"{n}.{kind}" for n in ("corridors", "evacuated", "map")]
        assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_drawing_leaves_the_settings_of_others_alone(result: RunResult) -> None:
    before = dict(mpl.rcParams)
    draw(result, "evacuated")
    assert dict(mpl.rcParams) == before


def test_an_unknown_picture_is_named_with_those_there_are(result: RunResult) -> None:
    with pytest.raises(
        ValueError, match="'pie'; there are corridors, curves, evacuated, map, queues, stranded"
    ):
        draw(result, "pie")


def test_many_corridors_show_those_most_used(result: RunResult) -> None:
    summary: dict[str, Any] = result.summary
    many = [summary["corridors"][0] | {"id": f"g{n:02d}", "out": n} for n in range(30)]
    rows = result.corridors[result.corridors["corridor"] == "a"]
    table = pd.concat([rows.assign(corridor=f"g{n:02d}") for n in range(30)])
    crowded = replace(result, summary=summary | {"corridors": many}, corridors=table)
    words = _words(draw(crowded, "corridors"))
    assert "the 24 corridors with most people out" in words
    assert "g05" not in words
    assert "g06" in words
    assert "and 16 more corridors" in _words(draw(crowded, "map"))


def test_the_map_key_of_many_corridors_stays_on_the_page(result: RunResult) -> None:
    summary: dict[str, Any] = result.summary
    name = "A gate with a name that takes more than two lines of the key beside the map"
    many = [
        summary["corridors"][0] | {"id": f"g{n:02d}", "name": name, "out": n} for n in range(30)
    ]
    with mpl.rc_context(style.RC):
        figure = draw(replace(result, summary=summary | {"corridors": many}), "map")
        FigureCanvasAgg(figure).draw()
        lowest = min(text.get_window_extent().y0 for text in _texts(figure))
    assert lowest >= -1.0


def test_a_corridor_without_a_name_is_called_by_its_id_once(result: RunResult) -> None:
    summary: dict[str, Any] = result.summary
    nameless = [corridor | {"name": "", "assumed": False} for corridor in summary["corridors"]]
    unnamed = replace(result, summary=summary | {"corridors": nameless})
    first = nameless[0]["id"]
    figure = draw(unnamed, "corridors")
    assert first in [axes.get_title(loc="left") for axes in figure.axes]


def test_a_map_of_a_hundred_thousand_links_is_drawn_in_a_hundred_strokes(result: RunResult) -> None:
    """5 steps of density times 21 of width, and those that nobody used: that is what is quick."""
    rng = np.random.default_rng(1)
    count = 94_000
    start = rng.uniform(0.0, 15_000.0, (count, 2))
    end = start + rng.uniform(-80.0, 80.0, (count, 2))
    links = pd.DataFrame(
        {
            "street": np.arange(count) // 2,
            "from_x_m": start[:, 0],
            "from_y_m": start[:, 1],
            "to_x_m": end[:, 0],
            "to_y_m": end[:, 1],
            "entered": rng.integers(0, 3, count) * rng.integers(0, 9_000, count),
            "peak_density_per_m2": rng.uniform(0.0, 5.4, count),
        }
    )
    axes = draw(replace(result, links=links), "map").axes[0]
    streets = [line for line in axes.lines if np.isnan(line.get_xdata()).any()]
    assert sum(int(np.isnan(line.get_xdata()).sum()) for line in streets) > 40_000
    assert 50 < len(streets) <= 5 * 21 + 1
