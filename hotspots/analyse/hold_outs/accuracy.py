"""How well a choice of places captures the offences that come: PAI and PEI."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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


def accuracy_of_top_units(observed: ArrayLike, predicted: ArrayLike, *, units_chosen: int) -> float:
    """Return the PAI of the units predicted worst, all units being of one size.

    Parameters
    ----------
    observed, predicted : array of shape (n,)
        Offences (or harm) that came, and the score by which units are chosen.
    units_chosen : int
        1 to n. Of units with equal scores, the one where least came is taken first, so that a
        method gains nothing from ties.

    Examples
    --------
    >>> round(accuracy_of_top_units([6, 7, 3, 2, 1, 0], [8, 4, 4, 2, 1, 0], units_chosen=3), 3)
    1.684
    """
    came, score = np.asarray(observed, dtype=np.float64), np.asarray(predicted, dtype=np.float64)
    if came.shape != score.shape or not 1 <= units_chosen <= came.size:
        raise ParameterError(
            f"{units_chosen} units chosen of {came.size} observed and {score.size} predicted: give "
            "one prediction for each unit, and choose at least one and at most all of them."
        )
    chosen = np.lexsort((came, -score))[:units_chosen]
    return prediction_accuracy_index(
        captured=float(came[chosen].sum()),
        total=float(came.sum()),
        chosen_area=units_chosen,
        whole_area=came.size,
    )


def prediction_efficiency_index(
    observed: ArrayLike, predicted: ArrayLike, *, units_chosen: int
) -> float:
    """Return the PEI: the PAI of the units chosen over the best PAI that as many could have had.

    0 to 1; arguments and ties as in ``accuracy_of_top_units``. NaN when nothing came.

    References
    ----------
    Hunt, J. M. (2016) Do crime hot spots move? PhD thesis, American University, Washington.

    Examples
    --------
    >>> round(prediction_efficiency_index([6, 7, 3], [8, 4, 4], units_chosen=1), 3)
    0.857
    """
    best = accuracy_of_top_units(observed, observed, units_chosen=units_chosen)
    reached = accuracy_of_top_units(observed, predicted, units_chosen=units_chosen)
    return reached / best if best > 0 else math.nan
