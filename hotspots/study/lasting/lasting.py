"""Which places are new, lasting or fading hot spots, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.change.offence_series import Step, steps_covered
from hotspots.analyse.change.reporting_delay import day_numbers
from hotspots.analyse.periods import Period
from hotspots.analyse.streets.street_network import street_network
from hotspots.errors import NoRowsError, ParameterError
from hotspots.file_names import days_in_name
from hotspots.render.lasting.lasting_page import LastingTold, write_lasting_products
from hotspots.schema import Lasting
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.lasting.followed_places import (
    SQUARE,
    STREET,
    FollowedOffences,
    FollowedPlaces,
    follow_spots,
    follow_squares,
    follow_streets,
)
from hotspots.study.lasting.journeys import LASTING, LastingJourneyParams
from hotspots.study.past_spots import PastSpots, spots_in_force_now
from hotspots.study.run import Run, new_run
from hotspots.study.selected import chosen_selection, mapped_offences
from hotspots.study.street_layer import find_streets
from hotspots.study.years import Years, load_years

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.lasting.lasting_params import LastingParams
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.profile import ForceProfile
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs

NO_STREETS: Final = (
    "Streets are not followed: no layer of streets is given (“hotspots streets convert” makes one)."
)
NOT_HOW_MUCH: Final = (
    "A class says how steadily a place was denser than the rest of the force, not how much happens "
    "there, nor why."
)
WHAT_IS_SHOWN: Final = (
    "Squares, streets and spots with fewer than five offences in all, or on one or two addresses "
    "that may be homes, are not shown; offences of squares and streets are told to the nearest "
    "five unless every point is public; sexual offences and domestic abuse are in none."
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
    """Say of squares, streets and the harm spots in force whether they are new, lasting or fading.

    Streets are followed where the layers have them; where not, the page says so.

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
        layer = find_streets(inputs, years.study_area)
        streets = None if layer is None else street_network(layer.streets())
        months = lasting_months(years, asked)
        named, offences = mapped_offences(years.loaded.offences, chosen)
        whole = Period(first=months[0].first, last=months[-1].last)
        offences = offences[whole.holds(offences[schema.FROM_TIME])]
        found = find_lasting(inputs.profile, years, offences, months, named, past, asked, streets)
        period = f"{months[0].in_words} to {months[-1].in_words}"
        stamp = run.stamp(
            inputs.profile,
            years.loaded,
            period=period,
            when=days_in_name(whole.first, whole.last),
            method=_method(named, asked, streets=streets is not None),
            caveats=[
                NOT_HOW_MUCH,
                WHAT_IS_SHOWN,
                *(words.sentence(note) for note in years.loaded.notes),
                *([layer.facts.attribution] if layer and layer.facts.attribution else []),
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
            f"{years.in_words}{gap}. Give earlier ones, or ask for fewer months.",
            options=("--earlier", "--months"),
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
    streets: StreetNetwork | None = None,
) -> LastingFound:
    """Say of squares, harm spots in force and streets what their months make of them."""
    starts = np.array([each.first.toordinal() for each in months])
    days = day_numbers(offences[schema.FROM_TIME].dt.tz_localize(None).to_numpy())
    month = np.searchsorted(starts, days, side="right") - 1
    own = FollowedOffences(offences=offences, month=month, months=months, asked=asked)
    districts = years.study_area.districts
    squares = follow_squares(own, districts, profile.places)
    found = [squares]
    if past is not None and (past.in_force is not None or past.edits is not None):
        spots = spots_in_force_now(past, crs=profile.crs, districts=districts)
        found.append(follow_spots(own, spots))
    gists = [_gist(SQUARE, squares)]
    if streets is not None:
        followed = follow_streets(own, streets, districts, profile.places)
        found.append(followed)
        gists.append(_gist(STREET, followed))
    table = _new_first([each.table for each in found])
    told = LastingTold(
        title=f"New, lasting, fading: {words.in_mid_sentence(named.label)}",
        gists=tuple(gists),
        by_chance=(
            f"In an average month {words.number(squares.hot_once, 1)} squares were hot in that "
            "month alone: of so many new ones small numbers and chance are the plainest reason."
        ),
        missing=() if streets is not None else (NO_STREETS,),
        table=table,
        districts=districts,
    )
    return LastingFound(table=table, told=told)


def _new_first(tables: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the places of every kind, what is new first."""
    there = [each for each in tables if len(each)] or list(tables[:1])
    every = pd.concat(there, ignore_index=True)
    order = {str(each): place for place, each in enumerate(Lasting)}
    return every.sort_values(
        schema.LASTING, key=lambda column: column.map(order), kind="stable", ignore_index=True
    )


def _gist(kind: str, followed: FollowedPlaces) -> str:
    counts = followed.table[schema.LASTING].value_counts()
    if counts.empty:
        return f"No {kind} was hotter than the rest beyond chance."
    told = [f"{counts[str(each)]} {each}" for each in Lasting if str(each) in counts]
    return f"{kind.capitalize()}s: {words.listed(told)}."


def _method(named: Selection, asked: LastingParams, *, streets: bool) -> str:
    rate = words.share(asked.hot_false_discovery_rate)
    of_streets = (
        " A street, from crossing to crossing, is hot in a month where it holds three offences or "
        "more and more than its share of the street length, beyond chance (binomial, at the same "
        "rate over the streets); its trend is that of its share of the month's offences."
    )
    return (
        f"{named.description}, month by month in squares of {asked.square_m:g} m"
        f"{', in streets' if streets else ''} and in the harm spots in force. A square is hot in a "
        "month where it and the eight around it hold more than the rest of the force by Getis and "
        f"Ord's Gi*, at a false discovery rate of {rate} over the squares; a spot, where it holds "
        "more than the other spots. The trend is Mann and Kendall's, over the months' Gi*. Nearly "
        f"always is 90 % of the months.{of_streets if streets else ''}"
    )


def _receipt(found: LastingFound) -> dict[str, Any]:
    columns = [schema.PLACE_KIND, schema.AREA_NAME, schema.DISTRICT, schema.LASTING]
    return {
        "title": found.told.title,
        "gist": " ".join(found.told.gists),
        "by_chance": found.told.by_chance,
        "missing": list(found.told.missing),
        "places": found.table[columns].to_dict("records"),
    }
