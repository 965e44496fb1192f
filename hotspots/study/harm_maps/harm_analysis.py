"""Where harm concentrates and why, over tables in memory: the analysis of the main job.

No file is read or written here. ``harm_map`` loads what this takes, and writes what this returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import kernel_density, study_grid
from hotspots.analyse.density.shown_density import shown_density
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.spots.concentration import Concentration, concentration_of
from hotspots.analyse.spots.harm_spot_candidates import DrawsPlaces, crowded_places
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.streets.harm_streets import AlongStreets
from hotspots.analyse.streets.network_surface import network_surface
from hotspots.analyse.temporal import period_years
from hotspots.crs import require_projected
from hotspots.errors import NoRowsError, ParameterError
from hotspots.study.executor import Progress, no_progress
from hotspots.study.harm_maps.by_shift import EVERY_SHIFT, called_by_shift, of_shift
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.harm_maps.spot_history import SpotHistory, followed
from hotspots.study.past_spots import PastSpots, edits_that_stand
from hotspots.study.selected import as_counted, moments, select_offences
from hotspots.tables.memory import give_back

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.density.shown_density import Spread
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.density_classes import ClassedSurface
    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection

# What nothing in a run of harm maps, or in a patrol plan, is told by.
NOT_MAPPED = (
    schema.SOURCE_FILE,
    schema.OUTCOME,
    schema.LSOA_CODE,
    schema.UPRN,
    schema.AUTHORITY_CODE,
    schema.WARD_CODE,
    schema.WARD_NAME,
)


@dataclass(frozen=True, kw_only=True)
class HarmAnalysis:
    """Where harm concentrates, in one force and one period.

    Attributes
    ----------
    offences : GeoDataFrame
        All that were used, with their weight in each index.
    selected : GeoDataFrame
        What harm spots are made of: the selection without its sensitive offences.
    left_out : int
        Offences of the selection that police activity found, and that were left out.
    sensitive_by_district : Series of int
        The selection's sensitive offences, which make no spot; by district.
    spots_withheld : int
        Places that would have been harm spots and rest on too few addresses to be shown.
    districts : GeoDataFrame
    indices : tuple of HarmIndex
        The one that ranks first.
    selection : Selection
    period : (date, date)
        First and last day, both in it.
    years : float
    surfaces : tuple of ClassedSurface
        The selection's harm, all harm, and the number of all offences; none where none was asked
        for.
    spots : GeoDataFrame
        ``schema.HARM_SPOT_COLUMNS``, best first; with ``change`` where a set is in force, and with
        ``edited`` where an analyst's edit stands.
    history : SpotHistory
        What the spots have to do with those in force, and which edits were laid over the data.
    concentration : Concentration
        Of the selection, over the force.
    by_district : mapping of str to Concentration
    params : HarmMapParams
    of_no_hour : int
        Offences that a run by shift left out, as their hour is not known.
    """

    offences: gpd.GeoDataFrame
    selected: gpd.GeoDataFrame
    left_out: int
    sensitive_by_district: pd.Series[int]
    spots_withheld: int
    districts: gpd.GeoDataFrame
    indices: tuple[HarmIndex, ...]
    selection: Selection
    period: tuple[date, date]
    years: float
    surfaces: tuple[ClassedSurface, ...]
    spots: gpd.GeoDataFrame
    history: SpotHistory
    concentration: Concentration
    by_district: Mapping[str, Concentration]
    params: HarmMapParams
    of_no_hour: int = 0

    @property
    def index(self) -> HarmIndex:
        """The index that ranks and colours."""
        return self.indices[0]

    @property
    def sensitive_left_out(self) -> int:
        """The selection's sensitive offences, which make no spot."""
        return int(self.sensitive_by_district.sum())

    @property
    def is_sensitive_alone(self) -> bool:
        """True where every offence of the selection is sensitive: no spot is made of it."""
        return self.sensitive_left_out > 0 and self.selected.empty

    @cached_property
    def withheld_districts(self) -> frozenset[str]:
        """The districts whose offences, and their harm, are not told: see ``care.withheld``."""
        names = self.districts[schema.DISTRICT].unique()
        counts = self.offences[schema.DISTRICT].value_counts().reindex(names, fill_value=0)
        hidden = care.withheld(counts, fewest=care.fewest_of(self.offences))
        return frozenset(counts.index[hidden])


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
    past: PastSpots | None = None,
    full_points: Sequence[tuple[float, float]] = (),
    network: StreetNetwork | None = None,
    with_surfaces: bool = True,
    params: HarmMapParams | None = None,
    progress: Progress = no_progress,
) -> HarmAnalysis:
    """Find where harm concentrates: weigh, spread, find the harm spots, and measure.

    Parameters
    ----------
    offences : GeoDataFrame
        ``schema.SPOT_OFFENCE_COLUMNS`` and what the selections ask for, in a projected system;
        ``docs/library.md`` says what each column holds.
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
    past : PastSpots, optional
        The harm spots in force, whose numbers are kept, and analysts' edits, which are laid over
        what the data find.
    full_points : sequence of (easting, northing)
        Points that may stand for places that were not known: ``LoadedOffences.full_points``. A
        harm spot that rests on them is ranked after the others.
    network : StreetNetwork, optional
        The force's streets, where the parameters ask for what follows them.
    with_surfaces : bool
        False where the harm spots are asked for and no surface is.
    params : HarmMapParams, optional

    Raises
    ------
    NoRowsError
        When there is no offence at all.
    MissingColumnError
        With every column that the offences lack, or the districts.
    ParameterError
        When what was asked for follows streets, and there are none.
    """
    params, past = params or HarmMapParams(), past or PastSpots()
    _require_streets(network, params)
    _require_usable(offences, districts, [selection, police_discovered])
    told = _Told(progress)
    left_out = None if params.include_police_discovered else police_discovered
    weighed, selection, of_no_hour = _counted(offences, selection, indices, left_out, params.shift)
    found = select_offences(weighed, selection, left_out)
    selected = found.at_places
    years = period_years(*period)
    told.step()
    surfaces = (
        _surfaces(weighed, found.whole, selection, indices[0], districts, years, network, params)
        if with_surfaces
        else ()
    )
    told.step()
    spots, history, withheld = _spots(
        selected, districts, period, selection, indices[0].key, places, offence_names, past,
        full_points, network, params,
    )  # fmt: skip
    told.step()
    harm = schema.harm_column(indices[0].key)
    found_in_all = concentration_of(selected, spots, districts.union_all(), harm=harm)
    told.step()
    return HarmAnalysis(
        offences=weighed,
        selected=selected,
        left_out=found.left_out,
        sensitive_by_district=_sensitive_by_district(found.whole, districts),
        spots_withheld=withheld,
        districts=districts,
        indices=tuple(indices),
        selection=selection,
        period=period,
        years=years,
        surfaces=surfaces,
        spots=spots,
        history=history,
        concentration=found_in_all,
        by_district=_by_district(selected, spots, districts, harm),
        params=params,
        of_no_hour=of_no_hour,
    )


def _require_usable(
    offences: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    asked: Sequence[Selection | None],
) -> None:
    if offences.empty:
        raise NoRowsError(
            "There is no offence to analyse: every row was set aside, or the sources are empty. "
            "`hotspots check` shows the reasons."
        )
    columns = tuple(name for each in asked if each is not None for name in each.columns)
    schema.validate_spot_offences(offences, columns)
    schema.validate_districts(districts)


def _counted(
    offences: gpd.GeoDataFrame,
    selection: Selection,
    indices: Sequence[HarmIndex],
    left_out: Selection | None,
    shift: str,
) -> tuple[gpd.GeoDataFrame, Selection, int]:
    """Weigh the offences, those of one shift by their share of it; count those of no hour."""
    weighed = weigh_offences(offences, indices)
    selection = as_counted(selection, weighed, left_out=left_out)
    if shift == EVERY_SHIFT:
        return weighed, selection, 0
    weighed, of_no_hour = of_shift(weighed, shift, indices)
    return weighed, called_by_shift(selection, shift), of_no_hour


def _surfaces(
    weighed: gpd.GeoDataFrame,
    selected: gpd.GeoDataFrame,
    selection: Selection,
    index: HarmIndex,
    districts: gpd.GeoDataFrame,
    years: float,
    network: StreetNetwork | None,
    params: HarmMapParams,
) -> tuple[ClassedSurface, ...]:
    """Return the selection's harm, all harm, and the number of all offences."""
    harm = schema.harm_column(index.key)
    harm_unit = f"{index.unit} per km² per year"
    secret = care.is_sensitive(selection)
    number = None if params.shift == EVERY_SHIFT else schema.SHIFT_SHARE
    wanted = (
        (selected, harm, harm_unit, f"{selection.label}: harm", secret),
        (weighed, harm, harm_unit, "All offences: harm", False),
        (weighed, number, "offences per km² per year", "All offences: number", False),
    )
    projected = require_projected(districts, "districts")
    grid = study_grid(tuple(districts.total_bounds), params.surface, projected)
    study_area = districts.union_all()
    spread: Spread = kernel_density
    if network is not None and params.along.surface == "network":
        spread = partial(network_surface, network=network, match=params.match)
    return tuple(
        shown_density(
            points,
            weight=weight,
            params=params.surface,
            grid=grid,
            period_years=years,
            unit=unit,
            title=title,
            study_area=study_area,
            sensitive_selection=is_secret,
            spread=spread,
        )
        for points, weight, unit, title, is_secret in wanted
    )


def _spots(  # noqa: PLR0913, PLR0917 - all that a search for harm spots is told
    selected: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    period: tuple[date, date],
    selection: Selection,
    index_key: str,
    places: pd.DataFrame | None,
    offence_names: Mapping[str, str] | None,
    past: PastSpots,
    full_points: Sequence[tuple[float, float]],
    network: StreetNetwork | None,
    params: HarmMapParams,
) -> tuple[gpd.GeoDataFrame, SpotHistory, int]:
    """Find the harm spots with the edits laid over, number them, and count those withheld."""
    edits = edits_that_stand(past)
    found = find_harm_spots(
        selected,
        index_key=index_key,
        params=params.spots,
        districts=districts,
        places=_no_places() if places is None else places,
        period_years=period_years(*period),
        period=moments(period, str(selected[schema.FROM_TIME].dt.tz)),
        seed=params.seed,
        offence_names=offence_names,
        selection_label=selection.label.lower(),
        edits=edits,
        mostly_inside=params.identity.mostly_inside,
        full_points=full_points,
        draw=_drawing(network, params),
    )
    spots, history = followed(
        found, selected, past=past, edits=edits, index_key=index_key, params=params.identity
    )
    shown = care.shown_spots(spots, selected)
    return shown, history, int(found.attrs[schema.WITHHELD])


def _sensitive_by_district(
    offences: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> pd.Series[int]:
    held = offences.loc[care.sensitive(offences), schema.DISTRICT]
    counts: pd.Series[int] = held.value_counts().reindex(districts[schema.DISTRICT], fill_value=0)
    return counts.astype("int64")


def _drawing(network: StreetNetwork | None, params: HarmMapParams) -> DrawsPlaces:
    if network is None or params.along.spots != "streets":
        return crowded_places
    return AlongStreets(network, match=params.match, params=params.harm_streets)


def _require_streets(network: StreetNetwork | None, params: HarmMapParams) -> None:
    if network is None and params.along.needs_streets:
        raise ParameterError(
            "What was asked for follows the streets, and there are none among the layers. Convert "
            "them once, `hotspots streets convert FILE`, or ask for a surface and spots "
            "that do not.",
            options=("--surface", "--spots"),
        )


def _by_district(
    selected: gpd.GeoDataFrame, spots: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, harm: str
) -> dict[str, Concentration]:
    return {
        str(name): concentration_of(
            selected[selected[schema.DISTRICT] == name],
            spots[spots[schema.DISTRICT] == name],
            outline,
            harm=harm,
        )
        for name, outline in zip(districts[schema.DISTRICT], districts.geometry, strict=True)
    }


class _Told:
    """Tells the progress of the analysis, one step after another; gives back what each held."""

    STEPS = 4

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._done = 0
        progress("Analysing", 0, self.STEPS)

    def step(self) -> None:
        self._done += 1
        self._progress("Analysing", self._done, self.STEPS)
        give_back()


def _no_places() -> pd.DataFrame:
    return pd.DataFrame({"name": [], "easting": [], "northing": []})
