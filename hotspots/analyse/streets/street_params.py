"""How offences are put on streets, spread along them, and joined into harm streets."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotspots.errors import refuse_parameters


def _not_above_0(params: object, names: tuple[str, ...]) -> list[str]:
    """Return what is wrong with those that must be numbers above 0."""
    return [
        f"{name} must be a number above 0, not {value}"
        for name in names
        if not (math.isfinite(value := getattr(params, name)) and value > 0)
    ]


@dataclass(frozen=True, kw_only=True)
class StreetMatchParams:
    """How it is told on which street an offence lies.

    Attributes
    ----------
    reach_m : float
        Further than this from every street an offence is on none. 50 m: a house and its garden, and
        not the next street.
    named_reach_m : float
        How far off the street may be that a row names, by its text or its reference. 100 m: a name
        says more than a point does, and the same name comes again in the next town.
    junction_m : float
        An offence this near to where three links or more meet is at the junction, unless its row
        names a street. 10 m: half of a wide street, so that a corner is told from a front door.
    noise_m : float
        How far a point is off where it happened: two links that are near to within it cannot be
        told apart. 12 m: what a geocoder that takes the middle of a house is off from the kerb.
    """

    reach_m: float = 50.0
    named_reach_m: float = 100.0
    junction_m: float = 10.0
    noise_m: float = 12.0

    def __post_init__(self) -> None:
        faults = _not_above_0(self, ("reach_m", "named_reach_m"))
        faults += [
            f"{name} must be 0 or more, not {getattr(self, name)}"
            for name in ("junction_m", "noise_m")
            if not getattr(self, name) >= 0
        ]
        refuse_parameters("Offences on streets", faults)


@dataclass(frozen=True, kw_only=True)
class NetworkDensityParams:
    """How far an offence's harm is spread along the streets, and how finely that is drawn.

    Attributes
    ----------
    bandwidth_m : float
        Walking distance beyond which an offence counts for nothing. 200 m, as of the planar
        surface, so that the two can be laid beside each other.
    lixel_m : float
        Length of the pieces ("lixels") that links are cut into: at most this. 20 m: a tenth of the
        bandwidth, as Okabe and Sugihara advise.
    continuous : bool
        Whether a junction gives some of what arrives back to where it came from, so that density
        runs on without a step (equal-split continuous), or passes all of it on in equal parts
        (equal-split discontinuous). Continuous: it has no bias, and loses nothing at a dead end.
    """

    bandwidth_m: float = 200.0
    lixel_m: float = 20.0
    continuous: bool = True

    def __post_init__(self) -> None:
        faults = _not_above_0(self, ("bandwidth_m", "lixel_m"))
        if not faults and self.lixel_m > self.bandwidth_m / 2:
            faults.append(
                f"lixel_m is {self.lixel_m:g} and bandwidth_m {self.bandwidth_m:g}; a bandwidth "
                f"needs at least two lixels"
            )
        refuse_parameters("The density along streets", faults)


@dataclass(frozen=True, kw_only=True)
class HarmStreetParams:
    """Which stretches of street can be harm streets.

    Attributes
    ----------
    max_length_m : float
        The longest stretch. 500 m: at 4 km/h two officers walk 1,000 m in 15 minutes, which is up
        one side of it and down the other.
    max_gap_m : float
        A stretch runs on over links without an offence that are together no longer than this.
        150 m, the reach at which places are joined into harm spots.
    min_places : int
        Fewest distinct points at which its offences lie. 3: one door, or a street corner, is not a
        street.
    least_share_per_m : float
        A stretch runs on while the next link holds, per metre, at least this share of what the
        stretch holds. A quarter: what is much quieter only makes the street longer to walk.
    other_street : float
        What a link of another street counts for beside one of the same. One half: a stretch that
        keeps to its street is easier to name and to patrol, and turns where that is worth it.
    """

    max_length_m: float = 500.0
    max_gap_m: float = 150.0
    min_places: int = 3
    least_share_per_m: float = 0.25
    other_street: float = 0.5

    def __post_init__(self) -> None:
        faults = _not_above_0(self, ("max_length_m",))
        faults += [
            f"{name} must be 0 to 1, not {getattr(self, name)}"
            for name in ("least_share_per_m", "other_street")
            if not 0 <= getattr(self, name) <= 1
        ]
        if not self.max_gap_m >= 0:
            faults.append(f"max_gap_m must be 0 or more, not {self.max_gap_m}")
        if self.min_places < 1:
            faults.append(f"min_places must be 1 or more, not {self.min_places}")
        refuse_parameters("Harm streets", faults)
