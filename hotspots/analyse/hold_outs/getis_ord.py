"""Getis and Ord's Gi*: squares fuller, with their eight neighbours, than chance has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.ndimage import convolve
from scipy.stats import false_discovery_control, norm

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats

FALSE_DISCOVERY_RATE: Final = 0.05


def getis_ord(amounts: Floats, inside: Bools) -> Floats:
    """Return Gi* of each square, its eight neighbours and itself counting alike.

    Gᵢ* = (Σⱼwᵢⱼxⱼ − x̄W) / (S·√[(nΣw² − W²)/(n−1)]), S² = Σx²/n − x̄², over the squares inside.

    Parameters
    ----------
    amounts : array of shape (rows, columns)
        Offences or harm of each square.
    inside : bool array of the same shape
        The squares of the study area; the others are nobody's neighbours.

    Returns
    -------
    array of shape (rows, columns)
        Standard normal where places are alike; NaN outside. All 0 where the amounts are all equal.

    Raises
    ------
    ParameterError
        When the shapes differ.

    References
    ----------
    Getis, A. and Ord, J. K. (1992) The analysis of spatial association by use of distance
    statistics. Geographical Analysis 24, 189–206; (1995) 27, 286–306.
    """
    if amounts.shape != inside.shape:
        raise ParameterError(f"Amounts of shape {amounts.shape} on squares of {inside.shape}.")
    neighbours = np.ones((3, 3))
    held = np.where(inside, amounts, 0.0)
    number, mean = int(inside.sum()), float(held.sum() / max(1, inside.sum()))
    spread = float(np.sqrt(max(0.0, (held**2).sum() / max(1, number) - mean**2)))
    around = convolve(held, neighbours, mode="constant")
    weights = convolve(inside.astype(np.float64), neighbours, mode="constant")
    # The weights are 0 or 1, so that their squares add up to what they do.
    variance = np.maximum(0.0, (number * weights - weights**2) / max(1, number - 1))
    deviation = spread * np.sqrt(variance)
    scores = np.divide(
        around - mean * weights, deviation, out=np.zeros_like(held), where=deviation > 0
    )
    return np.where(inside, scores, np.nan)


def hot_squares(scores: Floats) -> Bools:
    """Say which squares stand out after correction for as many tests as there are squares.

    Parameters
    ----------
    scores : array
        From ``getis_ord``; NaN is never hot.

    Notes
    -----
    Of the squares called hot, at most one in twenty is expected to be so by chance (Benjamini and
    Hochberg 1995). Most squares of a county hold nothing, so that counts are far from normal and
    p-values come out too small: hot says fuller than its surroundings, not how sure that is.
    """
    hot = np.zeros(scores.shape, dtype=np.bool_)
    known = ~np.isnan(scores)
    if known.any():
        hot[known] = false_discovery_control(norm.sf(scores[known])) <= FALSE_DISCOVERY_RATE
    return hot
