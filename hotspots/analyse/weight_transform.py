"""How an offence's weight is tamed before places are ranked by it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.arrays import Floats

Weights = TypeVar("Weights", "pd.Series[float]", "Floats")


class WeightTransform(StrEnum):
    """How an offence's weight is tamed before places are ranked by it."""

    RAW = "raw"  # the index as it is: one homicide outweighs 670 shopliftings
    SQUARE_ROOT = "square_root"  # the published remedy: 5475 days count as 74.0, 365 as 19.1
    CAPPED = "capped"  # no offence counts for more than the cap


def transform_weights(
    weights: Weights, transform: WeightTransform, cap: float | None = None
) -> Weights:
    """Return the weights raw, as their square roots, or capped.

    One homicide can buy a place a year of patrols. The square root keeps the order of offences and
    shrinks the gaps between them: 5475 becomes 74.0 and 365 becomes 19.1.

    Parameters
    ----------
    weights : Series or array of float
        0 or above; a missing weight stays missing.
    transform : WeightTransform
    cap : float, optional
        The most that one offence may count for, in the unit of the weights. Needed by ``CAPPED``,
        and used by it alone.

    Raises
    ------
    ParameterError
        When a weight is negative, or ``CAPPED`` has no cap above 0.
    """
    negative = int((weights < 0).sum())
    if negative:
        raise ParameterError(
            f"{negative} of {len(weights)} weights are negative; harm is 0 or above."
        )
    if transform == WeightTransform.SQUARE_ROOT:
        return weights**0.5
    if transform == WeightTransform.RAW:
        return weights
    if cap is None or not cap > 0:
        raise ParameterError(f"Capped weights need a cap above 0, not {cap}.")
    return weights.clip(None, cap)  # from below not at all, in pandas as in numpy
