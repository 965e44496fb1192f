"""When a harm spot in force is kept, watched or retired: the knobs, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass

from hotspots.analyse.spots.harm_spot_params import FEWEST_RESAMPLES
from hotspots.errors import ParameterError


@dataclass(frozen=True, kw_only=True)
class SpotReviewParams:
    """How the harm spots in force are judged.

    Attributes
    ----------
    keep_share : float
        A spot is kept when it is among the best in at least this share of the redrawings. 0.6, the
        bound between low and medium confidence of a chosen spot: more likely than not, and a
        spot that officers know is worth more than another that is as good.
    retire_share : float
        It is retired when it is among the best in less than this share of them. 0.1: chance alone
        then hardly explains that it is not. Between the two it is watched.
    fewest_expected : float
        A spot is not retired when, at the pace of the period it was chosen on, fewer offences than
        this would have been seen in the later one. 5: at 5, none at all is seen by chance once in
        150 times.
    redrawings : int
        Bootstrap resamples of the later offences. 500 put a share of 0.6 within about 0.04.
    """

    keep_share: float = 0.6
    retire_share: float = 0.1
    fewest_expected: float = 5.0
    redrawings: int = 500

    def __post_init__(self) -> None:
        faults = []
        if not 0 <= self.retire_share < self.keep_share <= 1:
            faults.append(
                f"retire_share must be 0 or more and below keep_share, which is at most 1, not "
                f"{self.retire_share} and {self.keep_share}"
            )
        if not self.fewest_expected >= 0:
            faults.append(f"fewest_expected must be 0 or more, not {self.fewest_expected}")
        if self.redrawings < FEWEST_RESAMPLES:
            faults.append(f"redrawings must be {FEWEST_RESAMPLES} or more, not {self.redrawings}")
        if faults:
            raise ParameterError("Keep or retire: " + "; ".join(faults) + ".")
