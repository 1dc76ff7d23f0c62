"""V9: nobody is lost, in any case, at any interval."""

from __future__ import annotations

from sim.verification.case import Case, Measurements, at_least, count
from sim.verification.ledger import Ledger


def conservation_case(others: tuple[Case, ...]) -> Case:
    """Return V9, which reads the ledger of the `others` (and runs them if nobody has)."""

    def measure(ledger: Ledger) -> Measurements:
        if ledger.intervals == 0:
            for case in others:
                if case.measure is not None:
                    case.measure(ledger)
        return {
            "intervals at which the books do not balance": len(ledger.faults),
            "intervals looked at": ledger.intervals,
        }

    return Case(
        id="V9",
        title="Nobody is lost",
        source="own",
        setup="Every case, every interval: people by place, counted party by party and by the "
        "engine's running totals; in runs of the model, the statuses.",
        expected=(
            count("intervals at which the books do not balance", 0),
            at_least("intervals looked at", 1000, decimals=0),
        ),
        measure=measure,
    )
