"""What draws of the inputs say of a difference: its range, its sign, what the sign hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SIGN_HOLDS = 0.90
"""Share of the draws in which a difference must keep its sign before a verdict is given."""

MATTERS = 0.10
"""An input is named only where its AUC is at least this far from 0.5."""


@dataclass(frozen=True)
class InputSpread:
    """A difference over the draws of the inputs.

    Parameters
    ----------
    draws
        How many draws have it.
    low, high
        5th and 95th percentile: 90 % of the draws lie between.
    positive, negative
        Share of the draws in which it is above 0, below 0.
    auc
        By input: probability that its factor is larger in a draw with a positive difference than
        in one without (area under the ROC curve); 0.5 where it does not matter. Empty where every
        draw has the same sign.
    """

    draws: int
    low: float
    high: float
    positive: float
    negative: float
    auc: Mapping[str, float]

    def holds(self, sign_of: float) -> bool:
        """Whether nearly all draws have the sign of a value."""
        return (self.positive if sign_of > 0 else self.negative) >= SIGN_HOLDS

    def share_with(self, sign_of: float) -> float:
        """Return the share of the draws that have the sign of a value."""
        return self.positive if sign_of > 0 else self.negative

    @property
    def hangs_on(self) -> str | None:
        """The input that tells best in which draws the difference is positive, if one does."""
        if not self.auc:
            return None
        name = max(self.auc, key=lambda each: abs(self.auc[each] - 0.5))
        return name if abs(self.auc[name] - 0.5) >= MATTERS else None


def input_spread(
    differences: Sequence[float], factors: Mapping[str, Sequence[float]]
) -> InputSpread:
    """Return what draws say of a difference.

    Parameters
    ----------
    differences
        (N,) differences, one a draw.
    factors
        (N,) factors of each input, in the same order.

    Raises
    ------
    ValueError
        There is no draw.
    """
    if not differences:
        raise ValueError("no draw has this difference")
    values = np.asarray(differences, np.float64)
    low, high = (float(p) for p in np.percentile(values, [5.0, 95.0]))
    above = values > 0.0
    mixed = above.any() and not above.all()
    return InputSpread(
        draws=len(values),
        low=low,
        high=high,
        positive=float(above.mean()),
        negative=float((values < 0.0).mean()),
        auc={name: auc(given, above.tolist()) for name, given in factors.items()} if mixed else {},
    )


def auc(values: Sequence[float], is_positive: Sequence[bool]) -> float:
    """Return the area under the ROC curve of `values` as a sign of `is_positive`.

    It is the Mann-Whitney statistic by the number of pairs; ties count half.
    """
    sample, flag = np.asarray(values, np.float64), np.asarray(is_positive, np.bool_)
    yes, no = sample[flag][:, None], sample[~flag][None, :]
    return float(((yes > no) + 0.5 * (yes == no)).mean())
