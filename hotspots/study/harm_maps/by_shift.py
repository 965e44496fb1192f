"""The offences of a shift, each by the share of its time that lies there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import schema
from hotspots.analyse.temporal import shares_within
from hotspots.errors import NoRowsError
from hotspots.nights import SHIFTS

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection

EVERY_SHIFT: Final = "all"


def of_shift(
    weighed: gpd.GeoDataFrame, shift: str, indices: Sequence[HarmIndex]
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the offences any of whose time lies in a shift, their harm by the share of it.

    Parameters
    ----------
    weighed : GeoDataFrame
        Offences with their harm.
    shift : str
        One of ``SHIFTS``.
    indices : sequence of HarmIndex

    Returns
    -------
    (GeoDataFrame, int)
        With ``shift_share``; and how many were left out, as their hour is not known.

    Raises
    ------
    NoRowsError
        When no hour is known, or nothing lies in the shift.
    """
    shares = shares_within(weighed, SHIFTS[shift])
    unknown = np.isnan(shares)
    if unknown.all():
        raise NoRowsError(
            f"The offences given tell no hour, so that none can be called one of the shift "
            f"{shift!r}. Give an export with times, or leave out the shift.",
            options=("--shift",),
        )
    held = np.nan_to_num(shares) > 0
    if not held.any():
        raise NoRowsError(
            f"No offence lies in the shift {shift!r}. Leave it out.", options=("--shift",)
        )
    own = weighed[held]
    share = shares[held]
    harm = {name: own[name] * share for name in (schema.harm_column(each.key) for each in indices)}
    return own.assign(**harm, **{schema.SHIFT_SHARE: share}), int(unknown.sum())


def called_by_shift(selection: Selection, shift: str) -> Selection:
    """Return a selection under the name of what is counted of it."""
    hours = SHIFTS[shift].in_words().removeprefix("every night ")
    return replace(selection, label=f"{selection.label}, {shift.replace('-', ' ')} ({hours})")


def words_of_shift(shift: str, of_no_hour: int) -> str:
    """Say how offences count in a run by shift."""
    return (
        f"Of the shift {shift.replace('-', ' ')} alone ({SHIFTS[shift].in_words()}): an offence is "
        "counted where any of its time may lie in it, and its harm by the share of its time that "
        f"does. {of_no_hour:,} offences whose hour is not known are left out."
    )
