"""From a model's decisions to the record of a run: the rule of choice, and what became of news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour import Equilibrium
from sim.behaviour.memory import OPEN, PLANNED, SHUT
from sim.results.record import ChoiceRecord, NewsPiece

if TYPE_CHECKING:
    from sim.model import EvacuationModel

_SAYS = {PLANNED: "plan", SHUT: "shut", OPEN: "open"}


def choice_record(model: EvacuationModel) -> ChoiceRecord:
    """Return the rule of choice, and of an equilibrium how near to one it is."""
    rule = model.choice
    if isinstance(rule, Equilibrium):
        gap = rule.relative_gap if np.isfinite(rule.relative_gap) else None
        return ChoiceRecord(type(rule).__name__, gap, rule.rounds)
    return ChoiceRecord(type(rule).__name__)


def news_record(model: EvacuationModel) -> tuple[NewsPiece, ...]:
    """Return what there was to hear, and who heard it when."""
    return tuple(
        NewsPiece(
            gate=piece.gate,
            says=_SAYS[piece.said],
            since_s=max(piece.since_s, 0.0),
            by_way=dict(piece.by_way),
            times_s=np.array(piece.times_s, np.float64),
            persons=np.array(piece.persons, np.int64),
            unaware=piece.unaware,
            unaware_person_s=piece.unaware_person_s,
        )
        for piece in model.news.heard.pieces
    )
