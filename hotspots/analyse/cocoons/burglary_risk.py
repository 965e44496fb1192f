"""How much risk live burglaries put on the addresses around them: fitted, ProMap, and flat.

The three work on the same pairs, one for each address and live burglary in reach of it. Each gives
a pair its weight, and an address has the sum of its pairs' weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.near_repeats.near_repeat_input import bands_of
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams

    Floats = NDArray[np.float64]

PROMAP_STEP_M = 50.0
PROMAP_STEP_DAYS = 7.0
PROMAP_REACH_M = 400.0
PROMAP_WINDOW_DAYS = 56.0
FLAT_REACH_M = 400.0
FLAT_WINDOW_DAYS = 42.0


def fitted_weights(
    distance_m: ArrayLike, days: ArrayLike, *, ratios: Floats, bands: NearRepeatParams
) -> Floats:
    """Return what each pair adds by the fitted Knox ratios: max(K[band] − 1, 0).

    Parameters
    ----------
    distance_m, days : array of shape (pairs,)
        From the burglary to the address, and from the burglary to the moment of the list; days
        may have a fraction.
    ratios : array of shape (distance bands, time bands)
        K, best shrunk: ``near_repeat_shrinkage.shrunk_ratios``. NaN counts as 1.
    bands : NearRepeatParams
        The bands that ``ratios`` was fitted with.

    Returns
    -------
    array of shape (pairs,)
        0 for a pair in no band, and for a burglary after the list's moment.

    Raises
    ------
    ParameterError
        When ``ratios`` has not one value for each band.
    """
    if ratios.shape != bands.shape:
        raise ParameterError(
            f"The ratios have the shape {ratios.shape}, the bands {bands.shape}; give the bands "
            "that the ratios were fitted with."
        )
    distance_band, time_band = bands_of(bands, distance_m, days)
    excess = np.nan_to_num(np.maximum(ratios - 1.0, 0.0), nan=0.0)
    weights: Floats = np.where(
        (distance_band >= 0) & (time_band >= 0), excess[distance_band, time_band], 0.0
    )
    return weights


def promap_weights(distance_m: ArrayLike, days: ArrayLike) -> Floats:
    """Return what each pair adds by ProMap: 1/(1 + d) · 1/(1 + t), d in 50 m steps, t in weeks.

    Both are whole and rounded down. From 400 m, and from 8 weeks, a pair adds nothing.

    References
    ----------
    Bowers, Johnson & Pease (2004), "Prospective hot-spotting: the future of crime mapping?",
    British Journal of Criminology 44.

    Examples
    --------
    >>> promap_weights([0, 160, 399], [0, 20, 55]).round(6).tolist()
    [1.0, 0.083333, 0.015625]
    """
    away, ago = np.asarray(distance_m, dtype=np.float64), np.asarray(days, dtype=np.float64)
    steps, weeks = np.floor(away / PROMAP_STEP_M), np.floor(ago / PROMAP_STEP_DAYS)
    live = (away < PROMAP_REACH_M) & (ago >= 0) & (ago < PROMAP_WINDOW_DAYS)
    weights = np.zeros(live.shape)
    np.divide(1.0, (1.0 + steps) * (1.0 + weeks), out=weights, where=live)
    return weights


def flat_weights(
    distance_m: ArrayLike,
    days: ArrayLike,
    *,
    reach_m: float = FLAT_REACH_M,
    window_days: float = FLAT_WINDOW_DAYS,
) -> Floats:
    """Return 1 for each pair within the radius and the days, edges included: the plain cocoon."""
    away, ago = np.asarray(distance_m, dtype=np.float64), np.asarray(days, dtype=np.float64)
    return ((away <= reach_m) & (ago >= 0) & (ago <= window_days)).astype(np.float64)


def risk_of_addresses(address: ArrayLike, weights: ArrayLike, *, address_count: int) -> Floats:
    """Return each address's risk: the sum of its pairs' weights.

    Parameters
    ----------
    address : array of int of shape (pairs,)
        Position of the pair's address, 0 to ``address_count`` − 1.
    weights : array of shape (pairs,)
        From one of the functions above.

    Returns
    -------
    array of shape (address_count,)
        0 for an address in no pair. The same to the last bit whatever the order of the pairs.
    """
    positions = np.asarray(address, dtype=np.int64)
    amounts = np.asarray(weights, dtype=np.float64)
    # Sums of decimals depend on their order: the smallest first, always.
    order = np.argsort(amounts, kind="stable")
    risk: Floats = np.zeros(address_count)
    np.add.at(risk, positions[order], amounts[order])
    return risk
