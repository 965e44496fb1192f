"""Where harm concentrates and why, over tables in memory: the analysis of the main job.

No file is read or written here. ``harm_map`` loads what this takes, and writes what this returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.analyse.concentration import Concentration, concentration_of
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.harm_spot_params import HarmSpotParams
from hotspots.analyse.harm_spots import find_harm_spots
from hotspots.analyse.kernel_density import KernelDensityParams, kernel_density, study_grid
from hotspots.analyse.temporal import period_years
from hotspots.crs import require_projected
from hotspots.errors import NoRowsError
from hotspots.study.run import Progress, no_progress

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection
    from hotspots.surface import Grid, Surface


@dataclass(frozen=True, kw_only=True)
class HarmMapParams:
    """What the main job may be asked to do otherwise.

    Attributes
    ----------
    index : str
        Harm index that ranks and colours: css (ONS Crime Severity Score), cchi (Cambridge Crime
        Harm Index), count, or the path of a force's own table.
    selection : str or None
        Named selection in the force profile that harm spots are made of. None takes the profile's.
    include_police_discovered : bool
        Keep offences that police activity finds (drugs, weapons). Off, because they say where
        officers looked, and a map that follows them sends officers back there.
    surface : KernelDensityParams
        How the surfaces are made.
    spots : HarmSpotParams
        How harm spots are made.
    seed : int
        Seed of the resamples behind the spots' confidence.
    """

    index: str = "css"
    selection: str | None = None
    include_police_discovered: bool = False
    surface: KernelDensityParams = field(default_factory=KernelDensityParams)
    spots: HarmSpotParams = field(default_factory=HarmSpotParams)
    seed: int = 2025


@dataclass(frozen=True, kw_only=True)
class HarmAnalysis:
    """Where harm concentrates, in one force and one period.

    Attributes
    ----------
    offences : GeoDataFrame
        All that were used, with their weight in each index.
    selected : GeoDataFrame
        The selection that harm spots are made of.
    left_out : int
        Offences of the selection that police activity found, and that were left out.
    districts : GeoDataFrame
    indices : tuple of HarmIndex
        The one that ranks first.
    selection : Selection
    period : (date, date)
        First and last day, both in it.
    years : float
    surfaces : tuple of Surface
        The selection's harm, all harm, and the number of all offences.
    spots : GeoDataFrame
        ``schema.HARM_SPOT_COLUMNS``, best first.
    concentration : Concentration
        Of the selection, over the force.
    by_district : mapping of str to Concentration
    params : HarmMapParams
    """

    offences: gpd.GeoDataFrame
    selected: gpd.GeoDataFrame
    left_out: int
    districts: gpd.GeoDataFrame
    indices: tuple[HarmIndex, ...]
    selection: Selection
    period: tuple[date, date]
    years: float
    surfaces: tuple[Surface, ...]
    spots: gpd.GeoDataFrame
    concentration: Concentration
    by_district: Mapping[str, Concentration]
    params: HarmMapParams

    @property
    def index(self) -> HarmIndex:
        """The index that ranks and colours."""
        return self.indices[0]


def analyse_harm(  # noqa: PLR0913 - a journey is told all that it needs to know
    offences: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    *,
    period: tuple[date, date],
    selection: Selection,
    indices: Sequence[HarmIndex],
    police_discovered: Selection | None = None,
    places: pd.DataFrame | None = None,
    offence_names: Mapping[str, str] | None = None,
    params: HarmMapParams | None = None,
    progress: Progress = no_progress,
) -> HarmAnalysis:
    """Find where harm concentrates: weigh, spread, find the harm spots, and measure.

    Parameters
    ----------
    offences : GeoDataFrame
        ``schema.OFFENCE_COLUMNS``, in the force's projected system.
    districts : GeoDataFrame
        ``schema.DISTRICT_COLUMNS``, in the same system; together they are the study area.
    period : (date, date)
        First and last day of the offences, both in it.
    selection : Selection
        What harm spots are made of.
    indices : sequence of HarmIndex
        The first ranks and colours; the spots' harm is given in all of them.
    police_discovered : Selection, optional
        Offences that police activity finds, left out of the harm spots unless the parameters
        include them.
    places : DataFrame, optional
        ``name``, ``easting``, ``northing`` of towns, to name the spots by.
    offence_names : mapping of str to str, optional
        What an offence code stands for.
    params : HarmMapParams, optional

    Raises
    ------
    NoRowsError
        When there is no offence at all.
    """
    params = params or HarmMapParams()
    if offences.empty:
        raise NoRowsError(
            "There is no offence to analyse: every row was set aside, or the sources are empty. "
            "`hotspots check` shows the reasons."
        )
    told = _Told(progress)
    weighed = weigh_offences(offences, indices)
    selected, left_out = _select(weighed, selection, police_discovered, params)
    study_area = districts.union_all()
    years = period_years(*period)
    told.step()
    grid = study_grid(
        tuple(districts.total_bounds), params.surface, require_projected(districts, "districts")
    )
    surfaces = _surfaces(weighed, selected, selection, indices[0], grid, years, study_area, params)
    told.step()
    spots = find_harm_spots(
        selected,
        index_key=indices[0].key,
        params=params.spots,
        districts=districts,
        places=_no_places() if places is None else places,
        period_years=years,
        period=_moments(period, str(offences[schema.FROM_TIME].dt.tz)),
        seed=params.seed,
        offence_names=offence_names,
        selection_label=selection.label.lower(),
    )
    told.step()
    harm = schema.harm_column(indices[0].key)
    whole = concentration_of(selected, spots, study_area, harm=harm)
    by_district = {
        str(name): concentration_of(
            selected[selected[schema.DISTRICT] == name],
            spots[spots[schema.DISTRICT] == name],
            outline,
            harm=harm,
        )
        for name, outline in zip(districts[schema.DISTRICT], districts.geometry, strict=True)
    }
    told.step()
    return HarmAnalysis(
        offences=weighed,
        selected=selected,
        left_out=left_out,
        districts=districts,
        indices=tuple(indices),
        selection=selection,
        period=period,
        years=years,
        surfaces=surfaces,
        spots=spots,
        concentration=whole,
        by_district=by_district,
        params=params,
    )


class _Told:
    """Tells the progress of the analysis, one step after another."""

    STEPS = 4

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0
        progress("Analysing", 0, self.STEPS)

    def step(self) -> None:
        self._done += 1
        self._progress("Analysing", self._done, self.STEPS)


def _select(
    weighed: gpd.GeoDataFrame,
    selection: Selection,
    police_discovered: Selection | None,
    params: HarmMapParams,
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the selection, and how many of it were left out since police activity found them."""
    held = selection.holds(weighed)
    if police_discovered is None or params.include_police_discovered:
        return weighed[held], 0
    found = police_discovered.holds(weighed)
    return weighed[held & ~found], int((held & found).sum())


def _surfaces(
    weighed: gpd.GeoDataFrame,
    selected: gpd.GeoDataFrame,
    selection: Selection,
    index: HarmIndex,
    grid: Grid,
    years: float,
    study_area: BaseGeometry,
    params: HarmMapParams,
) -> tuple[Surface, ...]:
    """Return the three surfaces: the selection's harm, all harm, the number of all offences."""
    harm = schema.harm_column(index.key)
    harm_unit = f"{index.unit} per km² per year"
    wanted = (
        (selected, harm, harm_unit, f"{selection.label}: harm"),
        (weighed, harm, harm_unit, "All offences: harm"),
        (weighed, None, "offences per km² per year", "All offences: number"),
    )
    return tuple(
        kernel_density(
            points,
            weight=weight,
            params=params.surface,
            grid=grid,
            period_years=years,
            unit=unit,
            title=title,
            study_area=study_area,
        )
        for points, weight, unit, title in wanted
    )


def _moments(period: tuple[date, date], zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the period's start, and its end: midnight after its last day."""
    first, last = (pd.Timestamp(day, tz=zone) for day in period)
    return first, last + pd.DateOffset(days=1)


def _no_places() -> pd.DataFrame:
    return pd.DataFrame({"name": [], "easting": [], "northing": []})
