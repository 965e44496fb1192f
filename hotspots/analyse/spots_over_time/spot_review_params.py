"""When a harm spot in force is kept, watched or retired: the knobs, with their reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotspots.analyse.spots.harm_spot_params import FEWEST_RESAMPLES, MOSTLY_INSIDE
from hotspots.errors import refuse_parameters


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
        refuse_parameters("Keep or retire", faults)


@dataclass(frozen=True, kw_only=True)
class SpotIdentityParams:
    """When a harm spot of today is one of those in force.

    Attributes
    ----------
    kept_overlap : float
        Two outlines that share at least this part of the ground that either covers (Jaccard) are
        the same place, kept. One half: no outline can share more than that with two others.
    mostly_inside : float
        An outline lies mostly in another when at least this part of it does: two spots in force
        mostly in one of today are merged, and one that mostly holds two of today is split. One
        half, so that a spot has at most one other that it mostly lies in.
    least_overlap : float
        Outlines that share at least this part of the smaller one may be the same place, moved. A
        tenth: outlines of neighbouring places touch, and a sliver is no identity.
    moved_within_m : float
        Outlines that share less may still be the same place when their centres are this near.
        100 m: where a publisher moved points to the middle of their street, the next point stands
        about that far away, and a spot around one point is only 50 m wide.
    """

    kept_overlap: float = 0.5
    mostly_inside: float = MOSTLY_INSIDE
    least_overlap: float = 0.1
    moved_within_m: float = 100.0

    def __post_init__(self) -> None:
        shares = {
            "kept_overlap": self.kept_overlap,
            "mostly_inside": self.mostly_inside,
            "least_overlap": self.least_overlap,
        }
        faults = [
            f"{name} must be above 0 and at most 1, not {share}"
            for name, share in shares.items()
            if not 0 < share <= 1
        ]
        if not 0 <= self.moved_within_m < math.inf:
            faults.append(f"moved_within_m must be 0 or more, not {self.moved_within_m}")
        refuse_parameters("Identity of harm spots", faults)
