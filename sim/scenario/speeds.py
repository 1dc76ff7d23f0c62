"""What a scenario says of how fast people walk: by group, by a named source, on a stretcher."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Frozen, NonNegative, Positive, Share


class NormalSpeed(Frozen):
    """Free walking speed, normal, drawn again until it lies in [low, high].

    Parameters
    ----------
    mean_m_s
        Mean before the cut.
    sd_m_s
        Standard deviation before the cut.
    low_m_s
        Slowest speed.
    high_m_s
        Fastest speed.
    """

    distribution: Literal["normal"] = "normal"
    mean_m_s: Positive
    sd_m_s: NonNegative
    low_m_s: Positive = 0.4
    high_m_s: Positive = 1.8


class UniformSpeed(Frozen):
    """Free walking speed, uniform in [low, high].

    Parameters
    ----------
    low_m_s
        Slowest speed.
    high_m_s
        Fastest speed.
    """

    distribution: Literal["uniform"]
    low_m_s: Positive
    high_m_s: Positive


Speed = Annotated[NormalSpeed | UniformSpeed, Field(discriminator="distribution")]


def _evenly(low: float, high: float) -> UniformSpeed:
    return UniformSpeed(distribution="uniform", low_m_s=low, high_m_s=high)


_BOYCE = NormalSpeed(mean_m_s=1.25, sd_m_s=0.32)
_BAGHDAD = NormalSpeed(mean_m_s=1.06, sd_m_s=0.20, low_m_s=0.50)

PRESETS: dict[str, dict[str, Speed]] = {
    "imo": {
        "adult": _evenly(0.71, 1.62),  # 30 to 50 years
        "child": _evenly(0.93, 1.85),  # the youngest that it knows are under 30
        "elderly": _evenly(0.56, 1.40),  # over 50
        "impaired": _evenly(0.43, 1.06),  # over 50, the lighter of two impairments
        "fighter": _evenly(0.97, 1.62),  # men of 30 to 50
    },
    "boyce": {"adult": _BOYCE, "child": _BOYCE, "fighter": _BOYCE},
    "baghdad": {"adult": _BAGHDAD, "child": _BAGHDAD, "fighter": _BAGHDAD},
}
"""Speeds of a source by group, where it has any."""


class Speeds(Frozen):
    """Free walking speed by group; a household moves at its slowest member's speed.

    Parameters
    ----------
    preset
        Where the speeds below come from unless they are given: ``assumed``, this project's;
        ``imo``, the ranges of IMO MSC.1/Circ.1533, men and women together; ``boyce``, Boyce 1999;
        ``baghdad``, Sarsam 2015 for those without an impairment. A group that a source does not
        name keeps the assumed speed.
    adult
        Speed of adults.
    child
        Speed of children.
    elderly
        Speed of the elderly.
    impaired
        Speed of civilians of any age who walk with an impairment.
    wheelchair
        Speed of those of them in a wheelchair (by default Boyce 1999, pushed by themselves).
    wounded
        Speed of the wounded, carried or helped; the mean of those on a stretcher includes the
        rests of their bearers.
    fighter
        Speed of fighters.
    """

    preset: Literal["assumed", "imo", "boyce", "baghdad"] = "assumed"
    adult: Speed = NormalSpeed(mean_m_s=1.10, sd_m_s=0.20)
    child: Speed = NormalSpeed(mean_m_s=1.10, sd_m_s=0.20)
    elderly: Speed = UniformSpeed(distribution="uniform", low_m_s=0.56, high_m_s=0.94)
    impaired: Speed = NormalSpeed(mean_m_s=0.81, sd_m_s=0.38)
    wheelchair: Speed = NormalSpeed(mean_m_s=0.69, sd_m_s=0.35)
    wounded: Speed = NormalSpeed(mean_m_s=0.60, sd_m_s=0.10)
    fighter: Speed = NormalSpeed(mean_m_s=1.10, sd_m_s=0.20)

    @model_validator(mode="before")
    @classmethod
    def _by_preset(cls, data: object) -> object:
        """Take what is not given from the preset."""
        if not isinstance(data, dict):
            return data
        preset = data.get("preset")
        return (
            {**PRESETS[preset], **data} if isinstance(preset, str) and preset in PRESETS else data
        )


class Stretchers(Frozen):
    """The wounded who are carried: by people of their district, who leave with them.

    A stretcher and its bearers are one party of the class ``wounded``. Bearers walk for `carry_s`,
    then rest for `rest_s`; the rests are spread evenly over the way, at the mean speed that this
    gives.

    Parameters
    ----------
    share
        Share of the wounded who are carried; 0: none.
    bearers
        Adults who carry one, taken from the households of the district.
    speed
        Speed while they carry; trained soldiers keep 1.33 m/s (Knapik 2000), so less is assumed.
    carry_s
        How long two carry by hand before they must rest: 2.7 minutes, sd 1.4 (Knapik 2000).
    rest_s
        How long they rest; assumed.
    """

    share: Share = 0.0
    bearers: Annotated[int, Field(ge=1, le=8, strict=True)] = 2
    speed: Speed = NormalSpeed(mean_m_s=1.00, sd_m_s=0.10, high_m_s=1.33)
    carry_s: Positive = 162.0
    rest_s: NonNegative = 60.0

    @property
    def moving_share(self) -> float:
        """Part of the time in which they walk."""
        return self.carry_s / (self.carry_s + self.rest_s)
