"""How far each weight can move before another ward is the first.

One weight is moved at a time, as a share of all; the others keep their proportions to one another.
The lead of the first ward over another is then linear in that share, so where it ends is known
without a draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspots import schema

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.schema import WardMeasure


@dataclass(frozen=True, kw_only=True)
class WeightRoom:
    """Between which weights of one measure the first ward stays first.

    Attributes
    ----------
    measure : WardMeasure
    weight, low, high : float
        What the measure has of all weight, and the least and the most with which the first ward
        stays first, 0 to 1; 0 and 1 where no weight of the measure changes it.
    below, above : str or None
        Code of the ward that is first beyond; None where none is.
    """

    measure: WardMeasure
    weight: float
    low: float
    high: float
    below: str | None
    above: str | None

    @property
    def least_change(self) -> float:
        """The smallest part of itself that the weight has to move; infinite where none does."""
        reaches = [self.weight - self.low] if self.below is not None else []
        reaches += [self.high - self.weight] if self.above is not None else []
        return min(reaches, default=np.inf) / self.weight


def room_of_weights(ranked: pd.DataFrame, weights: Mapping[WardMeasure, float]) -> list[WeightRoom]:
    """Return how far each weight can move before the first ward is another.

    Parameters
    ----------
    ranked : DataFrame
        ``ward_code`` and the percentile of each measure, of the wards that have a rank, the first
        one on top.
    weights : mapping of WardMeasure to float
        Above 0, adding up to 1.

    Returns
    -------
    list of WeightRoom
        In the order of ``weights``. None where there is one ward, or one measure: its weight cannot
        move against another.
    """
    if len(weights) < 2 or len(ranked) < 2:  # noqa: PLR2004 - one has no other
        return []
    columns = [schema.measure_percentile_column(measure) for measure in weights]
    percentiles = ranked[columns].to_numpy(dtype=np.float64)
    ahead = percentiles[0] - percentiles[1:]
    others = ranked[schema.WARD_CODE].to_numpy()[1:]
    base = np.array(list(weights.values()))
    rooms = []
    for at, (measure, weight) in enumerate(weights.items()):
        own = ahead[:, at]
        rest = (ahead @ base - weight * own) / (1 - weight)
        # The lead is rest + share · (own - rest), and 0 or more at the weight itself.
        with np.errstate(divide="ignore", invalid="ignore"):
            level = rest / (rest - own)
        up, down = (own < rest) & (level < 1), (own > rest) & (level > 0)
        highs, lows = np.where(up, level, np.inf), np.where(down, level, -np.inf)
        rooms.append(
            WeightRoom(
                measure=measure,
                weight=weight,
                low=min(float(lows.max()), weight) if down.any() else 0.0,
                high=max(float(highs.min()), weight) if up.any() else 1.0,
                below=str(others[lows.argmax()]) if down.any() else None,
                above=str(others[highs.argmin()]) if up.any() else None,
            )
        )
    return rooms
