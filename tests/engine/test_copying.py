"""An engine is its arrays' addresses: a copy would write into its original."""

import copy
import pickle
from collections.abc import Callable

import pytest

from tests.engine.town import gates, links, parties, run, table


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy, pickle.dumps])
def test_an_engine_refuses_to_be_copied(way: Callable[[object], object]) -> None:
    road = links([(0, 1)])
    engine = run(road, table(road, 1, 2), gates(1), parties([0.0]), 10.0)
    with pytest.raises(TypeError, match="build another from the same arrays"):
        way(engine)
