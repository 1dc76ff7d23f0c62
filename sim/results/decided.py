"""What a run says of its decisions: how near to an equilibrium; who heard what, when and how."""

from __future__ import annotations

from typing import Any

from sim.results.facts import Facts
from sim.results.record import NewsPiece
from sim.results.tables import local_text
from sim.results.weighted import quantile

Json = dict[str, Any]


def choice(facts: Facts) -> Json:
    """Return the rule by which people chose corridors, and an equilibrium's gap."""
    record = facts.record
    made = record.choice
    return {
        "rule": record.loaded.scenario.choice.rule,
        "decided_by": None if made is None else made.decided_by,
        "equilibrium_gap": None if made is None else made.gap,
        "equilibrium_rounds": None if made is None else made.rounds,
    }


def news(facts: Facts) -> list[Json]:
    """Return one entry a piece of news, ordered by corridor and time."""
    return [_piece(facts, piece) for piece in facts.record.news]


def _piece(facts: Facts, piece: NewsPiece) -> Json:
    heard = bool(piece.persons.sum())
    when = {
        "first_s": float(piece.times_s[0]) if heard else None,
        "median_s": quantile(piece.times_s, piece.persons, 0.5) if heard else None,
        "last_s": float(piece.times_s[-1]) if heard else None,
    }
    clock = facts.record.loaded.scenario.clock
    return {
        "corridor": facts.record.corridor_ids[piece.gate],
        "says": piece.says,
        "since_s": piece.since_s,
        "since_local": local_text(clock, piece.since_s),
        "heard": sum(piece.by_way.values()),
        "by_way": dict(piece.by_way),
        **when,
        "median_local": None if when["median_s"] is None else local_text(clock, when["median_s"]),
        "walked_unaware": piece.unaware if piece.says == "shut" else None,
        "walked_unaware_person_s": piece.unaware_person_s if piece.says == "shut" else None,
    }
