"""The page of the ODD protocol describes every decision that there is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import sim.behaviour

DECIDES = {"sets_out", "ready_s", "choose", "decide", "spread", "plan"}
"""Methods by which a class of `sim.behaviour` decides."""


def deciding_classes() -> set[str]:
    found = set()
    for info in pkgutil.iter_modules(sim.behaviour.__path__):
        module = importlib.import_module(f"sim.behaviour.{info.name}")
        for name, each in inspect.getmembers(module, inspect.isclass):
            own = each.__module__ == module.__name__ and not getattr(each, "_is_protocol", False)
            if own and DECIDES & set(vars(each)):
                found.add(name)
    return found


def test_every_decision_has_its_submodel_and_every_submodel_its_decision(root: Path) -> None:
    page = (root / "docs" / "odd.md").read_text(encoding="utf-8")
    _, submodels = page.split("## Submodels\n")
    described = re.findall(r"^### .*: `(\w+)`$", submodels, flags=re.MULTILINE)
    assert len(described) == len(set(described))
    classes = deciding_classes()
    assert {"StatedShares", "Reconsider", "Logit", "Policies"} <= classes
    assert classes <= set(described)
    texts = re.split(r"^### .*$", submodels, flags=re.MULTILINE)[1:]
    assert all(len(text.split()) > 15 for text in texts)
