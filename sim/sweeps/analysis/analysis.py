"""Everything that a finished sweep says, together."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.results.measures import measure_of
from sim.sweeps.analysis.convergence import Estimate, convergence
from sim.sweeps.analysis.effects import Effect, by_importance, effects
from sim.sweeps.analysis.frontier import frontier
from sim.sweeps.analysis.indices import Index, indices
from sim.sweeps.analysis.interactions import FloatArray, interactions
from sim.sweeps.folder import write_whole
from sim.sweeps.result import rough

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweeps.result import SweepResult

PAGE = "analysis.html"


@dataclass(frozen=True, eq=False, repr=False)
class Analysis:
    """What a sweep says.

    Parameters
    ----------
    result
        The sweep.
    measure, goal
        The objective: the measure that pictures are of, and whether more or less of it is better.
    effects
        Of each factor on each measure.
    indices
        Sobol' or Morris indices of each measure, where the design is made for them.
    notes
        Why something is missing.
    interactions
        (D, D) pairs of factors for the objective's measure, and what the numbers are.
    frontier
        Points by cost, with whether any other beats them; None without costs.
    convergence
        Estimates from parts of the runs.
    """

    result: SweepResult
    measure: str
    goal: str
    effects: tuple[Effect, ...]
    indices: tuple[Index, ...]
    notes: tuple[str, ...]
    interactions: tuple[FloatArray, str] | None
    frontier: pd.DataFrame | None
    convergence: tuple[Estimate, ...]

    @property
    def effects_table(self) -> pd.DataFrame:
        """A row a factor, measure and level."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "factor": effect.factor, "measure": effect.measure, "level": level.words,
                    "points": level.points, "mean": level.mean, "low": level.low,
                    "high": level.high, "effect": effect.size, "share": effect.share,
                    "rank": effect.rank,
                }
                for effect in self.effects
                for level in effect.levels
            ]
        )  # fmt: skip

    @property
    def indices_table(self) -> pd.DataFrame:
        """A row an index; empty where the design gives none."""
        import pandas as pd

        columns = ["measure", "kind", "factor", "other", "value", "low", "high"]
        return pd.DataFrame([asdict(index) for index in self.indices], columns=columns)

    def page(self) -> str:
        """Return the page as HTML; it needs no network."""
        from sim.sweeps.analysis.page import analysis_page

        return analysis_page(self)

    def save(self, folder: Path) -> None:
        """Write ``effects.csv``, ``indices.csv``, ``frontier.csv``, pictures and the page.

        The page is written last. What an analysis has nothing for is not written.
        """
        from sim.sweeps.analysis.pictures import pictures

        folder.mkdir(parents=True, exist_ok=True)
        tables = {"effects.csv": self.effects_table, "indices.csv": self.indices_table}
        if self.frontier is not None:
            tables["frontier.csv"] = self.frontier
        for name, table in tables.items():
            if len(table):
                text = table.to_csv(index=False, lineterminator="\n")
                write_whole(folder / name, text.encode("utf-8", "replace"))
        settled = [asdict(one) for one in self.convergence]
        text = json.dumps(settled, indent=1, allow_nan=False) + "\n"
        write_whole(folder / "convergence.json", text.encode())
        for name, _, content in pictures(self):
            write_whole(folder / f"{name}.png", content)
        write_whole(folder / PAGE, self.page().encode("utf-8", "replace"))

    def text(self) -> str:
        """Return what the terminal says."""
        about = self.result.about
        labels = {factor["name"]: factor["label"] for factor in about["factors"]}
        lines = [self.result.text().rstrip("\n")]
        for kind, words in (("ST", "total Sobol' index"), ("mu_star", "Morris mu*")):
            mine = [i for i in self.indices if i.kind == kind and i.measure == self.measure]
            if mine:
                lines.append(f"what matters for {self.measure} ({words}, 95 % interval):")
                lines += [
                    f"  {labels[i.factor]}: {_ranged(i)}"
                    for i in sorted(mine, key=lambda i: -i.value)
                ]
        if not self.indices:
            lines += self._effects_text(labels)
        return "\n".join([*lines, *self.notes]) + "\n"

    def _effects_text(self, labels: dict[str, str]) -> list[str]:
        mine = by_importance([e for e in self.effects if e.measure == self.measure])
        unit = measure_of(self.measure).unit
        unit = "" if unit in ("-", "1") else f" {unit}"
        if all(effect.share is None for effect in mine):
            head = "largest mean of a level less the smallest"
            lines = [f"  {labels[e.factor]}: {rough(e.size)}{unit}" for e in mine]
        else:
            head = (
                "share of the variance between points, adjusted for chance;\n"
                "largest mean of a level less the smallest"
            )
            lines = [
                f"  {labels[e.factor]}: {e.share or 0.0:.2f}; {rough(e.size)}{unit}" for e in mine
            ]
        return [f"what matters for {self.measure} ({head}):", *lines]

    def __repr__(self) -> str:
        return f"<Analysis of {self.result!r}: {self.goal} {self.measure}>"


def _ranged(index: Index) -> str:
    ends = (rough(end, index.low, index.high) for end in (index.low, index.high) if end is not None)
    return f"{rough(index.value, index.low, index.high)} ({' to '.join(ends)})"


def analyse(result: SweepResult) -> Analysis:
    """Return what a sweep says.

    Raises
    ------
    ValueError
        Every run failed.
    """
    if result.good.empty:
        error = result.runs["error"].iloc[0]
        raise ValueError(f"every run of the sweep failed, the first with: {error}")
    goal, measure = next(iter(result.about["objective"].items()))
    found, notes = indices(result)
    shown: list[Any] = list(effects(result))
    return Analysis(
        result=result,
        measure=measure,
        goal=goal,
        effects=tuple(shown),
        indices=tuple(found),
        notes=tuple(notes),
        interactions=interactions(result, measure, found),
        frontier=frontier(result),
        convergence=tuple(convergence(result, measure)),
    )
