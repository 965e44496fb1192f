"""The burglaries of homes among all offences: when each happened, and which it followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import (
    MOMENT,
    STANDING,
    Standing,
    judged_burglaries,
)
from hotspots.analyse.counted_lines import BURGLARY_CATEGORY, CountedLine
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.near_repeats.near_repeat_labels import (
    LABEL,
    NearRepeatLabel,
    label_near_repeats,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams
from hotspots.errors import NoRowsError
from hotspots.load.harm_weights import read_harm_index
from hotspots.schema import PatternLine, TimePrecision
from hotspots.selection import Selection
from hotspots.study.counted_themes import ALL_OFFENCES, offence_groups
from hotspots.study.selected import counted_selection

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.profile import ForceProfile
    from hotspots.study.burglary_pattern.journeys import BurglaryPatternParams
    from hotspots.study.years import Years

INDEX: Final = "count"
# Which offences are burglaries of homes, and which of them followed another.
_BURGLED: Final = "burgled_home"
_FOLLOWED: Final = "followed_another"
_ROW: Final = "row"
_ONE_DAY: Final = pd.Timedelta(days=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Burglaries:
    """The burglaries, beside all that was read.

    Attributes
    ----------
    label : str
        What is counted, by what the offences let be told.
    offences : GeoDataFrame
        All that were read, weighed alike.
    of_homes : GeoDataFrame
        Burglaries of homes; with ``moment`` and their near-repeat ``label`` where days are known.
    lines : tuple of CountedLine
        What is counted: all offences, all burglary, burglary of homes, and near repeats.
    days_known : bool
        False where any is known to the month only.
    """

    label: str
    offences: gpd.GeoDataFrame
    of_homes: gpd.GeoDataFrame
    lines: tuple[CountedLine, ...]
    days_known: bool


def burglaries_of_homes(
    profile: ForceProfile, years: Years, params: BurglaryPatternParams
) -> Burglaries:
    """Find the burglaries of homes, and label those that followed another.

    Raises
    ------
    NoRowsError
        When there is none.
    """
    read = years.loaded.offences
    selection = counted_selection(profile, profile.burglary_selection, read)
    offences = weigh_offences(read, (read_harm_index(INDEX),))
    offences[_ROW] = np.arange(len(offences))
    held = selection.holds(offences)
    days_known = not (offences.loc[held, schema.TIME_PRECISION] == TimePrecision.MONTH).any()
    if days_known:
        of_homes = _labelled(_at_moments(offences, selection, params), params)
    else:
        elsewhere = (offences[schema.DWELLING] == False).fillna(value=False)  # noqa: E712 - may be missing
        of_homes = offences[held & ~elsewhere.astype(bool)].reset_index(drop=True)
    if of_homes.empty:
        raise NoRowsError(
            f"There is no {selection.label.lower()} among {len(offences):,} offences. Check the "
            f"profile's selection {profile.burglary_selection!r} and the offences given."
        )
    marked = np.zeros((2, len(offences)), dtype=np.bool_)
    marked[0, of_homes[_ROW]] = True
    if days_known:
        followed = of_homes[LABEL].isin([NearRepeatLabel.REPEAT, NearRepeatLabel.NEAR_REPEAT])
        marked[1, of_homes.loc[followed, _ROW]] = True
    return Burglaries(
        label=selection.label,
        offences=offences.assign(**{_BURGLED: marked[0], _FOLLOWED: marked[1]}),
        of_homes=of_homes,
        lines=_lines(selection, days_known=days_known),
        days_known=days_known,
    )


def _at_moments(
    offences: gpd.GeoDataFrame, selection: Selection, params: BurglaryPatternParams
) -> gpd.GeoDataFrame:
    times = offences[[schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME]]
    # By the last moment in the data every burglary in them is known.
    first, last = times[schema.FROM_TIME].min(), times.max().max() + _ONE_DAY
    judged = judged_burglaries(
        offences, selection, last, (last - first) / _ONE_DAY + 1, params.range_moment
    )
    return judged[judged[STANDING] == Standing.LIVE].reset_index(drop=True)


def _labelled(burglaries: gpd.GeoDataFrame, params: BurglaryPatternParams) -> gpd.GeoDataFrame:
    if burglaries.empty:
        return burglaries
    moments = burglaries[MOMENT].dt.tz_localize(None)
    links = NearRepeatLinkParams(
        max_distance_m=params.series.link_distance_m, max_days=params.series.link_days
    )
    labels = label_near_repeats(
        burglaries, moments, burglaries[schema.BURGLARY_REFERENCE], params=links
    )
    return burglaries.assign(**{LABEL: labels[LABEL], MOMENT: moments})


def _lines(selection: Selection, *, days_known: bool) -> tuple[CountedLine, ...]:
    """Return what is counted; what another report tells of burglary stands beside it for care."""
    group = next(each for each in offence_groups() if each.key == BURGLARY_CATEGORY)
    burgled = replace(selection, marked=(_BURGLED,), in_dwellings=None)
    followed = replace(selection, marked=(_FOLLOWED,), in_dwellings=None)
    return (
        CountedLine(label=ALL_OFFENCES),
        CountedLine(label=f"All {group.label.lower()}", selections=(group,)),
        CountedLine(label=PatternLine.BURGLARY, selections=(burgled,)),
        *(
            [CountedLine(label=PatternLine.NEAR_REPEAT, selections=(followed,))]
            if days_known
            else []
        ),
    )
