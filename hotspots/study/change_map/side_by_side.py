"""Two periods on one grid: the surface of each, where they differ beyond chance, and the zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.change_map.change_map_params import ChangeMapParams
from hotspots.analyse.change_map.surface_change import SurfaceChange, surface_change
from hotspots.analyse.density.kernel_density import study_grid
from hotspots.analyse.density.shown_density import shown_density
from hotspots.analyse.temporal import DAYS_A_YEAR
from hotspots.crs import require_projected
from hotspots.errors import NoRowsError, ParameterError
from hotspots.study.change_map.change_zones import change_zones
from hotspots.study.selected import chosen_selection, mapped_offences

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.periods import Period
    from hotspots.density_classes import ClassBreaks, ClassedSurface
    from hotspots.profile import ForceProfile, Place
    from hotspots.selection import Selection
    from hotspots.study.years import Years

UNIT: Final = "offences per km² per year"


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """Two periods beside each other.

    Attributes
    ----------
    change : SurfaceChange
    zones : GeoDataFrame
        ``schema.CHANGE_ZONE_COLUMNS``.
    surfaces : (ClassedSurface, ClassedSurface)
        Then, and now.
    """

    change: SurfaceChange
    zones: gpd.GeoDataFrame
    surfaces: tuple[ClassedSurface, ClassedSurface]


def side_by_side(  # noqa: PLR0913 - what two periods are drawn from, each by its name
    now: gpd.GeoDataFrame,
    then: gpd.GeoDataFrame,
    periods: tuple[Period, Period],
    districts: gpd.GeoDataFrame,
    places: Sequence[Place],
    *,
    label: str,
    fewest: int,
    params: ChangeMapParams,
    same_classes: bool = False,
) -> SideBySide:
    """Return two periods' surfaces and their change.

    Parameters
    ----------
    now, then : GeoDataFrame of Point
        Without sensitive offences.
    periods : (Period, Period)
        Now, and then.
    districts : GeoDataFrame
        Together they are the study area.
    places : sequence of Place
        By which zones are named.
    label : str
        What is counted.
    fewest : int
        The least that is shown of a count.
    params : ChangeMapParams
    same_classes : bool
        The classes of both are those of the two taken together, so that a colour means the same
        density on both; else each has its own.
    """
    crs = require_projected(districts, "districts")
    grid = study_grid(tuple(districts.total_bounds), params.surface, crs)
    ground = districts.union_all()
    spans = tuple(each.days / DAYS_A_YEAR for each in periods)
    change = surface_change(
        now, then, grid=grid, years=(spans[0], spans[1]), params=params, study_area=ground
    )

    def shown(
        points: gpd.GeoDataFrame, span: float, title: str, classes: ClassBreaks | None = None
    ) -> ClassedSurface:
        return shown_density(
            points,
            weight=None,
            params=params.surface,
            grid=grid,
            period_years=span,
            unit=UNIT,
            title=title,
            study_area=ground,
            classes=classes,
        )

    classes = None
    if same_classes:
        both = pd.concat([then, now], ignore_index=True)
        classes = shown(both, sum(spans), label).breaks
    of_now, of_then = (
        shown(each, span, f"{label}, {period.in_words}", classes)
        for each, span, period in zip((now, then), spans, periods, strict=True)
    )
    return SideBySide(
        change=change,
        zones=change_zones(change, now, then, places, districts, fewest=fewest),
        surfaces=(of_then, of_now),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """Two periods of some districts, as a page shows them.

    Attributes
    ----------
    named : Selection
    now, then : Period
    count_now, count_then : str
        How many offences, in words.
    pair : SideBySide
    """

    named: Selection
    now: Period
    then: Period
    count_now: str
    count_then: str
    pair: SideBySide


def compare_periods(
    years: Years,
    districts: gpd.GeoDataFrame,
    *,
    profile: ForceProfile,
    selection: str,
    now: Period,
    then: Period,
    params: ChangeMapParams | None = None,
) -> Compared:
    """Set two periods of some districts beside each other, in the same classes.

    Parameters
    ----------
    years : Years
        Everything that was read.
    districts : GeoDataFrame
        Those that are looked at, taken alone.
    profile : ForceProfile
    selection : str
    now, then : Period
    params : ChangeMapParams, optional

    Raises
    ------
    NoRowsError
        When the data do not cover a period, or hold too few offences of it.
    ParameterError
        When the selection makes no surface, or the periods do not compare.
    """
    chosen = chosen_selection(profile, selection)
    if care.is_sensitive(chosen):
        raise ParameterError(f"{chosen.label} are not drawn on a map of two periods.")
    _require_comparable(years, now, then)
    here = years.loaded.offences
    here = here[here[schema.DISTRICT].isin(districts[schema.DISTRICT])]
    named, offences = mapped_offences(here, chosen)
    fewest = care.fewest_of(years.loaded.offences)
    of_now, of_then = (offences[each.holds(offences[schema.FROM_TIME])] for each in (now, then))
    for each, period in ((of_now, now), (of_then, then)):
        if len(each) < care.FEWEST_COUNTED:
            raise NoRowsError(
                f"{period.in_words} holds {care.count_in_words(len(each), fewest=fewest)} of "
                f"{words.in_mid_sentence(named.label)} here: too few to map. Take more days, or "
                "other offences."
            )
    pair = side_by_side(
        of_now, of_then, (now, then), districts, profile.places,
        label=named.label, fewest=fewest, params=params or ChangeMapParams(), same_classes=True,
    )  # fmt: skip
    return Compared(
        named=named,
        now=now,
        then=then,
        count_now=f"{len(of_now):,}",
        count_then=f"{len(of_then):,}",
        pair=pair,
    )


def _require_comparable(years: Years, now: Period, then: Period) -> None:
    cover = years.cover
    for each in (now, then):
        lacks = cover.lacks(each)
        if lacks is not None:
            raise NoRowsError(f"{each.in_words} cannot be mapped: {lacks}.")
        if cover.by_month and not each.is_whole_months:
            raise ParameterError(
                f"{each.in_words} is not made of whole months, and some of the offences are known "
                "to the month only. Take whole months."
            )
    if cover.differ_in_kind(now, then):
        raise ParameterError(
            f"{now.in_words} and {then.in_words} do not compare: the offences of one have codes, "
            "those of the other categories only."
        )
