"""Streets that both directions share, as the engine moves people in them (movement.md; V54)."""

import numpy as np
import pytest

from sim.verification.ledger import Ledger
from sim.verification.run import Run
from sim.verification.sketch import Sketch, evenly

J, JAM, LENGTH_M, WIDTH_M, F = 1.22, 5.4, 100.0, 4.0, 0.15
ALL = J * WIDTH_M


def _street(**people: int) -> tuple[Sketch, int, int, dict[str, slice]]:
    sketch = Sketch(least_share=F)
    there, back = sketch.two_way(0, 1, length_m=LENGTH_M, width_m=WIDTH_M)
    rows = {
        name: sketch.people(count, path=[{"there": there, "back": back}[name]], speed_m_s=1.34)
        for name, count in people.items()
    }
    return sketch, there, back, rows


def test_one_way_demand_gets_all_but_the_least_share():
    sketch, _, _, _ = _street(there=2000)
    seen = Run.of("one way", sketch, Ledger()).to_end()
    out = np.sort(seen.out_s)
    assert (1000 - 1) / (out[1499] - out[500]) == pytest.approx((1 - F) * ALL, rel=2e-3)


def test_head_on_overload_shares_the_street_evenly_and_never_exceeds_its_storage():
    sketch, there, back, rows = _street(there=3000, back=3000)
    run = Run.of("head-on", sketch, Ledger())
    held = run.sample(
        np.arange(5.0, 900.0, 5.0), lambda seen: float(seen.link_space[[there, back]].sum())
    )
    assert held.max() < JAM * LENGTH_M * WIDTH_M + 1.0
    out = run.engine.observe().out_s
    flows = [(out[rows[name]] < 900.0).sum() / 900.0 for name in ("there", "back")]
    assert min(flows) > F * ALL
    assert flows[0] == pytest.approx(flows[1], rel=0.05)
    assert np.isfinite(run.to_end().out_s).all()


def test_a_crowd_leaves_a_few_who_come_the_other_way_their_least_share():
    sketch = Sketch(least_share=F)
    there, back = sketch.two_way(0, 1, length_m=LENGTH_M, width_m=WIDTH_M)
    shut = sketch.gate(1, windows=[(1e8, np.inf)], forecourt_persons=0.0)
    sketch.people(3000, path=[there], gate=shut, speed_m_s=1.34)
    few = sketch.people(400, path=[back], depart_s=evenly(400, per_s=1.0, first_s=3000.0),
                        speed_m_s=1.34)  # fmt: skip
    run = Run.of("few", sketch, Ledger())
    seen = run.until(4000.0)
    assert seen.link_persons[there] == np.ceil((1 - F) * JAM * LENGTH_M * WIDTH_M)
    out = np.sort(seen.out_s[few])
    flow = 200 / (out[300] - out[100])
    assert flow >= F * ALL * 0.999


def test_a_ring_of_streets_full_both_ways_is_named_and_turns():
    sketch = Sketch(least_share=F)
    pairs = [sketch.two_way(i, (i + 1) % 4, length_m=10.0, width_m=1.0) for i in range(4)]
    there = [one for one, _ in pairs]
    back = [other for _, other in reversed(pairs)]
    first = [
        sketch.people(27, path=(ring[i:] + ring[:i]) * 3, depart_s=np.inf, speed_m_s=1.0)
        for ring in (there, back)
        for i in range(4)
    ]
    run = Run.of("ring", sketch, Ledger())
    for ring, rows in ((there, first[:4]), (back, first[4:])):
        for link, people in zip(ring, rows, strict=True):
            run.stand(range(people.start, people.stop), link, at_m=10.0)
    run.until(60.0)
    assert run.engine.knots()
    assert np.isfinite(run.to_end().out_s).all()


def test_slices_of_time_change_nothing_in_shared_streets():
    times = []
    for every_s in (None, 7.3):
        sketch, _, _, _ = _street(there=1500, back=700)
        times.append(Run.of("slices", sketch, Ledger()).to_end(every_s=every_s).out_s.copy())
    assert np.array_equal(times[0], times[1])
