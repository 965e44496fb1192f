"""Which places are new, lasting or fading hot spots, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import cKDTree

from hotspots import care, schema, words
from hotspots.analyse.change.offence_series import Step, steps_covered
from hotspots.analyse.change.reporting_delay import day_numbers
from hotspots.analyse.density.kernel_density import cells_inside, positions_of
from hotspots.analyse.lasting.lasting_places import hot_and_cold, lasting
from hotspots.analyse.lasting.mann_kendall import mann_kendall
from hotspots.analyse.periods import Period
from hotspots.analyse.spots.harm_spot_words import distinct_names
from hotspots.crs import require_projected
from hotspots.errors import NoRowsError, ParameterError
from hotspots.file_names import days_in_name
from hotspots.render.lasting.lasting_page import LastingTold, write_lasting_products
from hotspots.schema import Lasting
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.lasting.journeys import LASTING, LastingJourneyParams
from hotspots.study.past_spots import PastSpots, spots_in_force_now
from hotspots.study.run import Run, new_run
from hotspots.study.selected import chosen_selection, mapped_offences
from hotspots.study.years import Years, load_years
from hotspots.surface import Grid

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.lasting.lasting_params import LastingParams
    from hotspots.arrays import Floats, Longs
    from hotspots.profile import ForceProfile, Place
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs

# A square's neighbours are the eight around it.
NEIGHBOURS: Final = 1.5
# A spot stands beside others alone: Gi* of itself among all spots.
SPOT: Final = "harm spot"
SQUARE: Final = "square"
NOT_HOW_MUCH: Final = (
    "A class says how steadily a place was denser than the rest of the force, not how much happens "
    "there, nor why."
)
WHAT_IS_SHOWN: Final = (
    "Squares and spots with fewer than five offences in all, or on one or two addresses that may "
    "be homes, are not shown; sexual offences and domestic abuse are in none."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LastingFound:
    """The table of places, and how it is told."""

    table: pd.DataFrame
    told: LastingTold


def study_lasting(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    selection: str | None = None,
    past: PastSpots | None = None,
    name: str | None = None,
    params: LastingJourneyParams | None = None,
    progress: Progress = no_progress,
) -> Run[LastingFound]:
    """Say of squares, and of the harm spots in force, whether they are new, lasting or fading.

    Parameters
    ----------
    inputs : Inputs
        Its ``earlier`` holds the offences of the years before. Its period is not looked at.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    selection : str, optional
        By default the one that harm spots are of.
    past : PastSpots, optional
        The harm spots in force.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : LastingJourneyParams, optional

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    asked = (params or LastingJourneyParams()).lasting
    chosen = chosen_selection(inputs.profile, selection)
    if care.is_sensitive(chosen):
        raise ParameterError(
            f"The selection {chosen.key!r} is of offences that make no places. `hotspots changes` "
            "counts them by district."
        )
    with new_run(LASTING, maps=maps, made_at=made_at, name=name) as run:
        years = load_years(inputs, progress=progress)
        months = lasting_months(years, asked)
        named, offences = mapped_offences(years.loaded.offences, chosen)
        whole = Period(first=months[0].first, last=months[-1].last)
        offences = offences[whole.holds(offences[schema.FROM_TIME])]
        found = find_lasting(inputs.profile, years, offences, months, named, past, asked)
        period = f"{months[0].in_words} to {months[-1].in_words}"
        stamp = run.stamp(
            inputs.profile,
            years.loaded,
            period=period,
            when=days_in_name(whole.first, whole.last),
            method=_method(named, asked),
            caveats=[
                NOT_HOW_MUCH,
                WHAT_IS_SHOWN,
                *(words.sentence(note) for note in years.loaded.notes),
            ],
        )
        write_lasting_products(run.folder, found.told, stamp)
        run.write_receipt(
            stamp,
            inputs.profile,
            days=receipts.of_days(months[0].first, months[-1].last),
            params=params or LastingJourneyParams(),
            found={"lasting": _receipt(found)},
            inputs=receipts.of_inputs(years.loaded, years.study_area),
            set_aside=years.loaded.set_aside,
        )
    return run.finished(found)


def lasting_months(years: Years, asked: LastingParams) -> list[Period]:
    """Return the last whole months that the data cover, as many as are asked for."""
    months = steps_covered(years.cover, Step.MONTH)[-asked.months :]
    lacking = [each.in_words for each in months if years.cover.lacks(each) is not None]
    if len(months) < asked.months or lacking:
        gap = f", without {words.listed(lacking)}" if lacking else ""
        raise NoRowsError(
            f"{asked.months} adjoining whole months are needed, and the offences given run from "
            f"{years.in_words}{gap}. Give earlier ones with --earlier, or ask for fewer --months."
        )
    return months


def find_lasting(
    profile: ForceProfile,
    years: Years,
    offences: gpd.GeoDataFrame,
    months: Sequence[Period],
    named: Selection,
    past: PastSpots | None,
    asked: LastingParams,
) -> LastingFound:
    """Say of squares, and of the harm spots in force, what their months make of them."""
    starts = np.array([each.first.toordinal() for each in months])
    days = day_numbers(offences[schema.FROM_TIME].dt.tz_localize(None).to_numpy())
    month = np.searchsorted(starts, days, side="right") - 1
    districts = years.study_area.districts
    squares, alone = _squares(profile.places, districts, offences, month, months, asked)
    tables = [squares]
    if past is not None and (past.in_force is not None or past.edits is not None):
        spots = spots_in_force_now(past, crs=profile.crs, districts=districts)
        tables.append(_spots(spots, offences, month, months, asked))
    table = pd.concat([each for each in tables if len(each)] or tables[:1], ignore_index=True)
    told = LastingTold(
        title=f"New, lasting, fading: {words.in_mid_sentence(named.label)}",
        gist=_gist(table),
        by_chance=(
            f"In an average month {words.number(alone, 1)} squares were hot in that month alone: "
            "of so many new ones small numbers and chance are the plainest reason."
        ),
        table=table,
        square_m=asked.square_m,
        districts=districts,
    )
    return LastingFound(table=table, told=told)


def _squares(
    places: Sequence[Place],
    districts: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame,
    month: Longs,
    months: Sequence[Period],
    asked: LastingParams,
) -> tuple[pd.DataFrame, float]:
    """Follow the squares of the force; return how many a month were hot in it alone, too."""
    crs = require_projected(districts, "districts")
    grid = Grid.covering(tuple(districts.total_bounds), cell_size_m=asked.square_m, crs=crs)
    inside = np.flatnonzero(cells_inside(districts.union_all(), grid).ravel())
    rows, columns = np.divmod(inside, grid.columns)
    middles = np.column_stack([grid.eastings[columns], grid.northings[rows]])
    number = np.full(grid.rows * grid.columns, -1)
    number[inside] = np.arange(len(inside))
    east, north = positions_of(offences)
    column = np.clip((east - grid.west_m) // asked.square_m, 0, grid.columns - 1).astype(np.int64)
    row = np.clip((north - grid.south_m) // asked.square_m, 0, grid.rows - 1).astype(np.int64)
    place_of = number[row * grid.columns + column].astype(np.int64)
    pairs = cKDTree(middles).query_pairs(NEIGHBOURS * asked.square_m, output_type="ndarray")
    near = sparse.coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(inside), len(inside))
    )
    both = (near + near.T + sparse.eye_array(len(inside))).tocsr()
    table, kept, alone = _followed(SQUARE, place_of, both, offences, month, months, asked)
    own = middles[kept]
    names = distinct_names([_nearest(places, each) for each in own], *own.T)
    of_square = offences[schema.DISTRICT].groupby(place_of).agg(_most)
    told = table.assign(
        **{
            schema.AREA_NAME: list(names),
            schema.DISTRICT: [str(of_square.get(each, "")) for each in kept],
            schema.EASTING: list(own[:, 0]),
            schema.NORTHING: list(own[:, 1]),
        }
    )
    return told[list(schema.LASTING_COLUMNS)], alone


def _spots(
    spots: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame,
    month: Longs,
    months: Sequence[Period],
    asked: LastingParams,
) -> pd.DataFrame:
    """Follow the harm spots in force, each among all of them."""
    points, held = spots.sindex.query(offences.geometry, predicate="intersects")
    place_of = np.full(len(offences), -1, dtype=np.int64)
    place_of[points] = held
    itself = sparse.eye_array(len(spots)).tocsr()
    table, kept, _ = _followed(SPOT, place_of, itself, offences, month, months, asked)
    own = spots.iloc[kept]
    middles = own.geometry.centroid
    pairs = zip(own[schema.SPOT_ID], own[schema.SPOT_NAME], strict=True)
    return table.assign(
        **{
            schema.AREA_NAME: [f"{spot_id} {name}" for spot_id, name in pairs],
            schema.DISTRICT: list(own[schema.DISTRICT]),
            schema.EASTING: list(middles.x.round()),
            schema.NORTHING: list(middles.y.round()),
        }
    )[list(schema.LASTING_COLUMNS)]


def _followed(
    kind: str,
    place_of: Longs,
    near: sparse.csr_array,
    offences: gpd.GeoDataFrame,
    month: Longs,
    months: Sequence[Period],
    asked: LastingParams,
) -> tuple[pd.DataFrame, Longs, float]:
    """Return the places that have a class and may be shown, and their numbers.

    And how many of those that may be shown were hot in one month alone, of an average month.
    """
    counts = _counts(place_of, month, near.shape[0], len(months))
    gi, hot, cold = hot_and_cold(counts, near, false_discovery_rate=asked.hot_false_discovery_rate)
    classes = np.array([str(each) for each in lasting(gi, hot, cold)], dtype=object)
    whole = counts.sum(axis=1)
    shown = care.may_be_shown(offences, place_of, near.shape[0])
    shown &= whole >= care.fewest_of(offences)
    kept = np.flatnonzero(shown & (classes != str(Lasting.NONE)))
    order = {str(each): place for place, each in enumerate(Lasting)}
    kept = kept[np.lexsort((-whole[kept], [order[each] for each in classes[kept]]))]
    last = [int(np.flatnonzero(hot[each])[-1]) for each in kept]
    table = pd.DataFrame(
        {
            schema.PLACE_KIND: kind,
            schema.LASTING: classes[kept],
            schema.MONTHS_HOT: hot[kept].sum(axis=1),
            schema.LAST_HOT: [months[each].in_words for each in last],
            schema.TREND_Z: mann_kendall(gi[kept]).z if len(kept) else np.empty(0),
            schema.OFFENCES: whole[kept].astype(np.int64),
        }
    )
    alone = float((shown & (hot.sum(axis=1) == 1)).sum()) / len(months)
    return table, kept, alone


def _counts(place_of: Longs, month: Longs, places: int, months: int) -> Floats:
    held = place_of >= 0
    flat = place_of[held] * months + month[held]
    counts = np.bincount(flat, minlength=places * months).reshape(places, months)
    return counts.astype(np.float64)


def _most(names: pd.Series[str]) -> str:
    found = names.mode()
    return str(found.iloc[0]) if len(found) else ""


def _nearest(places: Sequence[Place], middle: Floats) -> str:
    near = min(
        places,
        key=lambda each: float(np.hypot(each.easting - middle[0], each.northing - middle[1])),
        default=None,
    )
    return "Square" if near is None else f"Square near {near.name}"


def _gist(table: pd.DataFrame) -> str:
    squares = table[table[schema.PLACE_KIND] == SQUARE]
    counts = squares[schema.LASTING].value_counts()
    if counts.empty:
        return "No square was hotter than the rest beyond chance."
    told = [f"{counts[str(each)]} {each}" for each in Lasting if str(each) in counts]
    return f"Squares by what their months make of them: {words.listed(told)}."


def _method(named: Selection, asked: LastingParams) -> str:
    return (
        f"{named.description}, month by month in squares of {asked.square_m:g} m and in the harm "
        "spots in force. A square is hot in a month where it and the eight around it hold more "
        "than the rest of the force by Getis and Ord's Gi*, at a false discovery rate of "
        f"{words.share(asked.hot_false_discovery_rate)} over the squares; a spot, where it holds "
        "more than the other spots. The trend is Mann and Kendall's, over the months' Gi*. Nearly "
        "always is 90 % of the months."
    )


def _receipt(found: LastingFound) -> dict[str, Any]:
    columns = [schema.PLACE_KIND, schema.AREA_NAME, schema.DISTRICT, schema.LASTING]
    return {
        "title": found.told.title,
        "gist": found.told.gist,
        "by_chance": found.told.by_chance,
        "places": found.table[columns].to_dict("records"),
    }
