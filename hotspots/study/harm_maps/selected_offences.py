"""The offences that a journey is about, and the moments between which it looks at them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.selection import Selection


def select_offences(
    weighed: gpd.GeoDataFrame, selection: Selection, police_discovered: Selection | None
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the selection, and how many of it were left out since police activity found them.

    Parameters
    ----------
    weighed : GeoDataFrame
        Offences with their harm.
    selection : Selection
    police_discovered : Selection or None
        What police activity finds; None leaves nothing out.
    """
    held = selection.holds(weighed)
    if police_discovered is None:
        return weighed[held], 0
    found = police_discovered.holds(weighed)
    return weighed[held & ~found], int((held & found).sum())


def moments(period: tuple[date, date], zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return a period's start, and its end: midnight after its last day.

    Parameters
    ----------
    period : (date, date)
        First and last day, both in it.
    zone : str
        On whose clock.
    """
    first, last = (pd.Timestamp(day, tz=zone) for day in period)
    return first, last + pd.DateOffset(days=1)
