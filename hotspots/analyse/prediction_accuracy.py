"""How well a choice of places captures the offences that come: the PAI."""

from __future__ import annotations

import math


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
