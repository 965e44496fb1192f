"""How much of the offences and the harm of a period a set of places holds: PAI, harm-PAI, RRI."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.analyse.spots.patrollable import NO_SPOT

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs, Objects


# The middle 90 %, as the ranks of harm spots have it.
LEVEL = 0.9
# So many redrawings are held in memory at a time.
REDRAWINGS_AT_A_TIME = 20


@dataclass(frozen=True, kw_only=True)
class Held:
    """The offences of one period, and the places that they lie in.

    Attributes
    ----------
    place_of : array of int, of shape (n,)
        The place in which each offence lies, -1 for none.
    harm : array of shape (n,)
        An unknown harm counts as none.
    years : float
        Length of the period.
    places : int
    """

    place_of: Longs
    harm: Floats
    years: float
    places: int

    @property
    def offences(self) -> Longs:
        """How many lie in each place."""
        held = self.place_of[self.place_of >= 0]
        return np.bincount(held, minlength=self.places).astype(np.int64)

    @property
    def harm_in(self) -> Floats:
        """The harm in each place."""
        held = self.place_of >= 0
        inside = np.bincount(self.place_of[held], weights=self.harm[held], minlength=self.places)
        return inside.astype(np.float64)


def held_by(outlines: Objects, offences: gpd.GeoDataFrame, *, harm: str, years: float) -> Held:
    """Return which offences lie in which outline; one on a common border is the first's.

    Parameters
    ----------
    outlines : array of Polygon or MultiPolygon
        In the system of the offences.
    offences : GeoDataFrame
        In an order that does not depend on how the rows came.
    harm : str
        Its column of harm.
    years : float
    """
    place_of = np.full(len(offences), NO_SPOT, dtype=np.int64)
    if len(outlines) and len(offences):
        points = offences.geometry.to_numpy()
        places, inside = shapely.STRtree(points).query(outlines, predicate="intersects")
        for number, row in sorted(zip(places.tolist(), inside.tolist(), strict=True), reverse=True):
            place_of[row] = number
    return Held(
        place_of=place_of,
        harm=np.nan_to_num(offences[harm].to_numpy(dtype=np.float64)),
        years=years,
        places=len(outlines),
    )


@dataclass(frozen=True, kw_only=True)
class Capture:
    """What a whole set of places holds of a period, with the middle 90 % of the redrawings.

    Attributes
    ----------
    share_of_offences, share_of_harm : float
        0 to 1; NaN without any.
    share_of_area : float
    pai, harm_pai : float
        The share held over the share of the area.
    pai_range, harm_pai_range : (float, float)
    """

    share_of_offences: float
    share_of_harm: float
    share_of_area: float
    pai: float
    harm_pai: float
    pai_range: tuple[float, float]
    harm_pai_range: tuple[float, float]


def redrawn_pai(
    held: Held, *, area_m2: float, study_area_m2: float, redrawings: int, seed: int
) -> Floats:
    """Return PAI and harm-PAI of a set of places in redrawn offences, of shape (redrawings, 2).

    In each redrawing every offence counts 0, 1, 2, … times, Poisson with mean 1.
    """
    chance = np.random.default_rng(seed)
    inside = held.place_of >= 0
    per_offence = np.stack([np.ones_like(held.harm), held.harm], axis=1)
    shares = np.empty((redrawings, 2))
    for first in range(0, redrawings, REDRAWINGS_AT_A_TIME):
        rows = min(REDRAWINGS_AT_A_TIME, redrawings - first)
        times = chance.poisson(1.0, size=(rows, len(inside))).astype(np.float64)
        within, whole = times[:, inside] @ per_offence[inside], times @ per_offence
        part = np.full_like(whole, np.nan)
        shares[first : first + rows] = np.divide(within, whole, out=part, where=whole > 0)
    return shares / (area_m2 / study_area_m2) if area_m2 > 0 else np.full_like(shares, np.nan)


def capture_of(held: Held, redrawn: Floats, *, area_m2: float, study_area_m2: float) -> Capture:
    """Return what a set of places holds.

    Parameters
    ----------
    held : Held
    redrawn : array of shape (redrawings, 2)
        From :func:`redrawn_pai`.
    area_m2, study_area_m2 : float
        Of the places together, and of the force.
    """
    inside = held.place_of >= 0
    area = {"chosen_area": area_m2, "whole_area": study_area_m2}
    number, harm = float(inside.sum()), float(math.fsum(held.harm[inside]))
    total = math.fsum(held.harm)
    return Capture(
        share_of_offences=number / len(inside) if len(inside) else math.nan,
        share_of_harm=harm / total if total > 0 else math.nan,
        share_of_area=area_m2 / study_area_m2,
        pai=prediction_accuracy_index(captured=number, total=float(len(inside)), **area),
        harm_pai=prediction_accuracy_index(captured=harm, total=total, **area),
        pai_range=middle(redrawn[:, 0]),
        harm_pai_range=middle(redrawn[:, 1]),
    )


def middle(values: Floats) -> tuple[float, float]:
    """Return the middle 90 % of values; NaN where there is none."""
    known = values[np.isfinite(values)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def relative_rate(
    before: int, now: int, *, all_before: int, all_now: int
) -> tuple[float, float, float]:
    """Return a place's RRI with its 90 % interval: its share of the offences now over that before.

    Area being the same, this is PAI now ÷ PAI before. The interval is the exact one of a binomial:
    given the number in both periods together, how many of them fall in the later.

    Parameters
    ----------
    before, now : int
        Offences in the place.
    all_before, all_now : int
        Offences everywhere.

    Returns
    -------
    (rri, low, high)
        NaN without an offence before; an upper end that has no bound is infinite.

    References
    ----------
    Przyborowski & Wilenski (1940); Clopper & Pearson (1934).

    Examples
    --------
    >>> rri, low, high = relative_rate(20, 10, all_before=1000, all_now=1000)
    >>> rri, round(low, 2), round(high, 2)
    (0.5, 0.24, 1.0)
    """
    if not (before and all_before and all_now):
        return math.nan, math.nan, math.nan
    from scipy.stats import binomtest  # noqa: PLC0415 - half a second to import

    found = binomtest(now, before + now).proportion_ci(confidence_level=LEVEL, method="exact")
    base = all_before / all_now
    low, high = (
        base * share / (1 - share) if share < 1 else math.inf for share in (found.low, found.high)
    )
    return base * now / before, low, high


def prediction_accuracy_index(
    *, captured: float, total: float, chosen_area: float, whole_area: float
) -> float:
    """Return the PAI: the share of offences in the chosen area over its share of the area.

    (n / N) / (a / A). 1 is what choosing at random would give. With harm in place of counts it is
    the harm-PAI. NaN without offences or without a chosen area.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008) The utility of hotspot mapping for predicting
    spatial patterns of crime. Security Journal 21, 4–28.
    """
    if not (total > 0 and chosen_area > 0 and whole_area > 0):
        return math.nan
    return (captured / total) / (chosen_area / whole_area)
