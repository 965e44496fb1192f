"""The spatial point pattern test: in which fixed areas the share of offences changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.arrays import Floats

NO_DIFFERENCE: Final = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class AreaPattern:
    """How alike two patterns are over the same areas; arrays of shape (areas,).

    Attributes
    ----------
    p : float array
        Of each area alone; missing where neither period has an offence in it.
    p_all : float array
        After allowing for all areas (Benjamini and Yekutieli).
    alike : float
        The share of areas, among those with an offence, whose share of the whole did not change.
    """

    p: Floats
    p_all: Floats
    alike: float


def yates_chance(counts: Floats, wholes: tuple[float, float]) -> Floats:
    """Return how often chance gives shares of the whole as far apart.

    Parameters
    ----------
    counts : float array of shape (areas, 2)
        Offences of each area in the one and the other period.
    wholes : (float, float)
        All offences of each; above 0.

    Returns
    -------
    float array of shape (areas,)
        Missing where both counts are 0.

    Notes
    -----
    Chi-squared of the two by two table of inside and outside, with Yates's correction, which is
    never more than the difference itself.

    Examples
    --------
    >>> f"{yates_chance(np.array([[42.0, 30.0]]), (13953, 3250))[0]:.6e}"
    '1.616077e-06'
    """
    from scipy import stats  # noqa: PLC0415 - half a second to import

    one, other = counts[:, 0], counts[:, 1]
    inside, whole = one + other, wholes[0] + wholes[1]
    outside = whole - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(one - inside * wholes[0] / whole)
        corrected = np.maximum(apart - np.minimum(0.5, apart), 0.0)
        squares = corrected**2 * whole**3 / (inside * outside * wholes[0] * wholes[1])
    found = np.asarray(stats.chi2.sf(squares, 1))
    return np.where(inside > 0, np.where(outside > 0, found, NO_DIFFERENCE), np.nan)


def area_pattern(counts: Floats, wholes: tuple[float, float], *, level: float) -> AreaPattern:
    """Test in which areas the share of offences changed.

    Parameters
    ----------
    counts, wholes
        As ``yates_chance``.
    level : float
        An area's share changed where ``p_all`` is below it.

    References
    ----------
    Andresen (2009), Testing for similarity in area-based spatial patterns, Applied Geography 29.
    Wheeler, Steenbeek and Andresen (2018), Testing for similarity in area-based spatial patterns:
    alternative methods to Andresen's spatial point pattern test, Transactions in GIS 22.
    """
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    p = yates_chance(counts, wholes)
    p_all, there = p.copy(), np.isfinite(p)
    if there.any():
        p_all[there] = multipletests(p[there], method="fdr_by")[1]
    return AreaPattern(
        p=p,
        p_all=p_all,
        alike=float((p_all[there] >= level).mean()) if there.any() else NO_DIFFERENCE,
    )
