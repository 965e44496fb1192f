"""The two periods of a review: the one that harm spots were chosen on, and the one after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.data_cover import DataCover


@dataclass(frozen=True, kw_only=True)
class ReviewPeriods:
    """The period that the spots in force were chosen on, and the one that they are judged on.

    Attributes
    ----------
    then, now : Period
    is_later : bool
        Whether ``now`` lies after ``then``.
    then_is_lacking : str or None
        Why the offences of ``then`` are not all there.
    """

    then: Period
    now: Period
    is_later: bool
    then_is_lacking: str | None


def review_periods(
    in_force: gpd.GeoDataFrame, cover: DataCover, asked: tuple[date, date] | None
) -> ReviewPeriods:
    """Return the periods to compare: all that came after the choice, unless another is asked for.

    Where nothing came after, the spots are judged on the period that they were chosen on.

    Raises
    ------
    NoRowsError
        When the data reach into neither period.
    """
    first = in_force.iloc[0]
    then = Period(
        first=pd.Timestamp(first[schema.CHOSEN_FROM]).date(),
        last=pd.Timestamp(first[schema.CHOSEN_TO]).date(),
    )
    after = then.last + timedelta(days=1)
    if asked is not None:
        now = Period(first=asked[0], last=asked[1])
    elif cover.last >= after:
        now = Period(first=max(after, cover.first), last=cover.last)
    else:
        now = Period(first=max(then.first, cover.first), last=min(then.last, cover.last))
    if now.last < now.first or now.last < cover.first or now.first > cover.last:
        raise NoRowsError(
            f"The harm spots in force were chosen on {then.in_words}, and the offences given run "
            f"from {cover.first} to {cover.last}: there is none to judge the spots on. Give later "
            "offences."
        )
    return ReviewPeriods(
        then=then, now=now, is_later=now.first > then.last, then_is_lacking=cover.lacks(then)
    )
