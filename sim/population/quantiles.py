"""Quantile functions: one uniform draw in, one value out, so that draws keep their places.

Importing scipy for the normal quantile would take longer than building a city's population.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_LEAST = 2.0**-54
"""Stands for a draw of exactly 0, which a uniform generator may give."""

# Coefficients of algorithm AS 241 (Wichura 1988, Applied Statistics 37:477-484), PPND16,
# highest power first.
_CENTRE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_TAIL = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_FAR_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def normal(uniform: FloatArray) -> FloatArray:
    """Quantile of the standard normal distribution, to about 1e-15 (Wichura 1988, AS 241)."""
    probability = np.maximum(uniform, _LEAST)
    centred = probability - 0.5
    value = centred * _ratio(_CENTRE, 0.180625 - centred * centred)
    outer = np.flatnonzero(np.abs(centred) > 0.425)
    tail = probability[outer]
    root = np.sqrt(-np.log(np.minimum(tail, 1.0 - tail)))
    size = np.where(root <= 5.0, _ratio(_TAIL, root - 1.6), _ratio(_FAR_TAIL, root - 5.0))
    value[outer] = np.copysign(size, centred[outer])
    return value


def truncated_normal(
    uniform: FloatArray, mean: float, sd: float, low: float, high: float
) -> FloatArray:
    """Quantile of a normal distribution that is drawn again until it lies in [low, high]."""
    if sd == 0.0:
        return np.full(len(uniform), min(max(mean, low), high))
    below = _normal_share_below((low - mean) / sd)
    within = _normal_share_below((high - mean) / sd) - below
    value = mean + sd * normal(below + within * uniform)
    return np.clip(value, low, high)


def exponential(uniform: FloatArray) -> FloatArray:
    """Quantile of the exponential distribution of mean 1."""
    value: FloatArray = -np.log1p(-uniform)
    return value


def lognormal(uniform: FloatArray, median: float, sigma_log: float) -> FloatArray:
    """Quantile of a lognormal distribution by its median and the sigma of its logarithm."""
    value: FloatArray = median * np.exp(sigma_log * normal(uniform))
    return value


def rayleigh(uniform: FloatArray, sigma: float) -> FloatArray:
    """Quantile of the Rayleigh distribution, F(t) = 1 - exp(-t^2 / (2 sigma^2))."""
    value: FloatArray = sigma * np.sqrt(-2.0 * np.log1p(-uniform))
    return value


def logistic(uniform: FloatArray, rate: float, half: float) -> FloatArray:
    """Quantile of F(t) = 1 / (1 + exp(-rate (t - half)))."""
    probability = np.maximum(uniform, _LEAST)
    value: FloatArray = half + np.log(probability / (1.0 - probability)) / rate
    return value


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], at: FloatArray) -> FloatArray:
    above, below = coefficients
    numerator = np.full_like(at, above[0])
    denominator = np.full_like(at, below[0])
    for upper, lower in zip(above[1:], below[1:], strict=True):
        numerator = numerator * at + upper
        denominator = denominator * at + lower
    return numerator / denominator


def _normal_share_below(value: float) -> float:
    return 0.5 * math.erfc(-value / math.sqrt(2.0))
