"""The Lorenz curve of harm over places, and the figures that are read off it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspots.errors import InputError, ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class LorenzCurve:
    """The share of harm (or offences) that the fullest share of the area holds.

    Attributes
    ----------
    area_shares, amount_shares : array of shape (n + 1,)
        From (0, 0) to (1, 1), fullest places first. All amount shares are NaN when there was
        nothing to share, and so then is every figure read off the curve.
    """

    area_shares: Floats
    amount_shares: Floats

    @property
    def gini(self) -> float:
        """The Gini coefficient: 0 when harm is level, near 1 when one place holds it all.

        Twice the area between the curve and the diagonal. With more places than offences most
        places are empty however level the risk, and the coefficient is high by arithmetic alone:
        it compares areas or years over the same places, and does not say by itself that harm is
        concentrated.
        """
        if np.isnan(self.amount_shares[0]):
            return math.nan
        return float(2.0 * np.trapezoid(self.amount_shares, self.area_shares) - 1.0)

    def share_in_top_area(self, share_of_area: float) -> float:
        """Return the share of the harm in the fullest part of the area, such as its top 1 % (0.01).

        The place that straddles the limit counts in proportion.
        """
        _require_share("share_of_area", share_of_area)
        return float(np.interp(share_of_area, self.area_shares, self.amount_shares))

    def share_of_area_holding(self, share_of_harm: float) -> float:
        """Return the smallest share of the area that holds a share of the harm, such as half (0.5).

        The last place counts in proportion.
        """
        _require_share("share_of_harm", share_of_harm)
        if np.isnan(self.amount_shares[0]):
            return math.nan
        # The first place that reaches the share: interpolation alone would take the last empty one.
        reached = max(1, int(np.searchsorted(self.amount_shares, share_of_harm, side="left")))
        step = slice(reached - 1, reached + 1)
        return float(np.interp(share_of_harm, self.amount_shares[step], self.area_shares[step]))


def lorenz_curve(amounts: ArrayLike, areas: ArrayLike | None = None) -> LorenzCurve:
    """Return the Lorenz curve of amounts over places, fullest places first.

    Parameters
    ----------
    amounts : array of shape (n,)
        Harm or offences of each place, 0 or above. Give empty places too: leaving them out hides
        most of the concentration.
    areas : array of shape (n,), optional
        Area of each place, above 0; all alike when left out.

    Returns
    -------
    LorenzCurve
        The places stand by amount per area. Those of equal density lie on one straight line, so
        that their order changes no figure.

    Raises
    ------
    ParameterError
        When amounts and areas differ in number.
    InputError
        When an amount is negative or missing, or an area is not above 0.

    Examples
    --------
    >>> curve = lorenz_curve([10, 20, 30, 40])
    >>> curve.amount_shares.round(3).tolist()
    [0.0, 0.4, 0.7, 0.9, 1.0]
    >>> round(curve.gini, 3)
    0.25
    """
    amount = np.asarray(amounts, dtype=np.float64)
    area = np.ones(amount.size) if areas is None else np.asarray(areas, dtype=np.float64)
    _require_places(amount, area)
    order = np.argsort(-(amount / area), kind="stable")
    amounts_so_far = np.concatenate([[0.0], np.cumsum(amount[order])])
    areas_so_far = np.concatenate([[0.0], np.cumsum(area[order])])
    nothing = not amounts_so_far[-1] > 0
    return LorenzCurve(
        area_shares=areas_so_far / (areas_so_far[-1] if amount.size else 1.0),
        amount_shares=amounts_so_far / (np.nan if nothing else amounts_so_far[-1]),
    )


def _require_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ParameterError(f"{name} must be between 0 and 1, not {value}; 0.05 is 5 %.")


def _require_places(amounts: Floats, areas: Floats) -> None:
    """Refuse amounts and areas that are not those of places."""
    if amounts.shape != areas.shape:
        raise ParameterError(f"{amounts.size} amounts and {areas.size} areas: give one for each.")
    wrong = int((~(amounts >= 0) | ~(areas > 0)).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {amounts.size} places have a negative or missing amount, or no area."
        )
