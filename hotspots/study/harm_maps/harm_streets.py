"""Harm streets beside the harm spots: what the streets of a force hold, and which to walk.

``harm_map`` asks this where the layers have streets; a force without them has the same run as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.streets.harm_streets import AlongStreets
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_harm import (
    SHARES_HELD,
    StreetConcentration,
    harm_by_street,
    street_concentration,
    street_stability,
)
from hotspots.analyse.streets.street_network import links_inside, street_network
from hotspots.load.offence_codes import read_offence_codes
from hotspots.render.maps.harm_street_products import (
    FIGURE,
    WHAT,
    HarmStreetContent,
    write_harm_street_products,
)
from hotspots.study.selected import moments, places_of
from hotspots.study.street_layer import find_streets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hotspots.analyse.streets.offences_on_streets import PlacedOffences
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
    from hotspots.study.inputs import Inputs
    from hotspots.study.street_layer import StreetLayer

MOST_STREETS_SHOWN: Final = 1_000
STREETS_SAID: Final = 3
HALVES: Final = 2
YEARS_TO_COMPARE: Final = 2.0


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetAnalysis:
    """What the streets of a force hold.

    Attributes
    ----------
    harm_streets : GeoDataFrame
        Of the selection: ``schema.HARM_STREET_COLUMNS``, best first.
    by_street : GeoDataFrame
        Of the selection: ``schema.STREET_HARM_COLUMNS`` of the links in the study area.
    of_selection, of_all : StreetConcentration
    stability : DataFrame
        From each part of the period to the next: ``street_stability``.
    parts : int
        Into how many the period was parted: its whole years, else two halves.
    anchored : bool
        Whether points are street anchors, as data.police.uk publishes them.
    attribution : str
        What the licence of the streets wants to be said.
    """

    harm_streets: gpd.GeoDataFrame
    by_street: gpd.GeoDataFrame
    of_selection: StreetConcentration
    of_all: StreetConcentration
    stability: pd.DataFrame
    parts: int
    anchored: bool
    attribution: str


@dataclass(frozen=True, kw_only=True, eq=False)
class RunStreets:
    """The streets among a run's layers: the network of all, and the layer to draw from."""

    network: StreetNetwork
    layer: StreetLayer

    @property
    def attribution(self) -> str:
        """What the streets' licence wants to be said."""
        return self.layer.facts.attribution


def streets_of(inputs: Inputs, study_area: StudyArea) -> RunStreets | None:
    """Return the streets among a run's layers; None where there are none."""
    layer = find_streets(inputs, study_area)
    if layer is None:
        return None
    return RunStreets(network=street_network(layer.streets()), layer=layer)


def map_streets(
    folder: Path,
    streets: RunStreets | None,
    analysis: HarmAnalysis,
    stamp: ProductStamp,
    inputs: Inputs,
    loaded: LoadedOffences,
) -> StreetAnalysis | None:
    """Find the harm streets of a run and write them into its folder; None where there are none."""
    if streets is None or analysis.is_sensitive_alone:
        return None
    found = analyse_streets(
        analysis,
        streets.network,
        places=places_of(inputs.profile),
        offence_names=read_offence_codes().offence,
        full_points=loaded.full_places,
        anchored=loaded.has_snapped_points,
        attribution=streets.attribution,
    )
    write_streets(folder, found, analysis, stamp)
    return found


def analyse_streets(
    analysis: HarmAnalysis,
    network: StreetNetwork,
    *,
    places: pd.DataFrame,
    offence_names: Mapping[str, str],
    full_points: Sequence[tuple[float, float]] = (),
    anchored: bool,
    attribution: str = "",
) -> StreetAnalysis:
    """Put the offences of a harm map on streets, and find the harm streets.

    Parameters
    ----------
    analysis : HarmAnalysis
    network : StreetNetwork
    places, offence_names, full_points
        As ``analyse_harm`` takes them.
    anchored : bool
        Whether points are street anchors, as data.police.uk publishes them.
    attribution : str
    """
    match, harm = analysis.params.match, schema.harm_column(analysis.index.key)
    inside = links_inside(network, analysis.districts)
    held = {}
    for name, offences in (("selected", analysis.selected), ("all", analysis.offences)):
        placed = place_on_streets(offences, network, match)
        table = harm_by_street(offences, placed, network, harm=harm, period_years=analysis.years)
        # A street beyond the border counts where an offence was put on it.
        kept = table[inside | (table[schema.OFFENCES] > 0)]
        held[name] = (placed, kept, street_concentration(kept, placed))
    placed, by_street, of_selection = held["selected"]
    stability, parts = _stability(analysis, placed, network)
    return StreetAnalysis(
        harm_streets=_harm_streets(analysis, network, places, offence_names, full_points),
        by_street=care.shown_spots(by_street, analysis.selected),
        of_selection=of_selection,
        of_all=held["all"][2],
        stability=stability,
        parts=parts,
        anchored=anchored,
        attribution=attribution,
    )


def _harm_streets(
    analysis: HarmAnalysis,
    network: StreetNetwork,
    places: pd.DataFrame,
    offence_names: Mapping[str, str],
    full_points: Sequence[tuple[float, float]],
) -> gpd.GeoDataFrame:
    params, selected = analysis.params, analysis.selected
    draw = AlongStreets(network, match=params.match, params=params.harm_streets)
    spots = find_harm_spots(
        selected,
        index_key=analysis.index.key,
        params=params.spots,
        districts=analysis.districts,
        places=places,
        period_years=analysis.years,
        period=moments(analysis.period, str(selected[schema.FROM_TIME].dt.tz)),
        seed=params.seed,
        offence_names=offence_names,
        selection_label=analysis.selection.label.lower(),
        full_points=full_points,
        draw=draw,
    )
    found = draw.described(spots, index_key=analysis.index.key, period_years=analysis.years)
    return care.shown_spots(found, selected)


def _stability(
    analysis: HarmAnalysis, placed: PlacedOffences, network: StreetNetwork
) -> tuple[pd.DataFrame, int]:
    """Return how far streets stay, from year to year, or from one half of a year to the other."""
    parts = int(analysis.years + 0.01) if analysis.years >= YEARS_TO_COMPARE - 0.01 else HALVES
    times = analysis.selected[schema.FROM_TIME]
    first, end = moments(analysis.period, str(times.dt.tz))
    edges = pd.date_range(first, end, periods=parts + 1)
    part = np.searchsorted(edges.asi8, times.astype(edges.dtype).astype("int64"), side="right") - 1
    on = placed.link >= 0
    numbers = [
        np.bincount(placed.link[on & (part == each)], minlength=len(network.lengths_m)).astype(
            np.float64
        )
        for each in range(parts)
    ]
    return street_stability(numbers, network.lengths_m), parts


def write_streets(
    folder: Path, found: StreetAnalysis, analysis: HarmAnalysis, stamp: ProductStamp
) -> None:
    """Write the harm streets of a run into its folder."""
    streets = found.by_street
    shown = streets[
        (streets[schema.OFFENCES] >= care.FEWEST_COUNTED)
        & (streets[schema.PLACES] >= (1 if found.anchored else care.FEWEST_PLACES))
    ]
    content = HarmStreetContent(
        harm_streets=found.harm_streets,
        streets=shown.sort_values(
            [schema.HARM_PER_100_M_PER_YEAR, schema.STREET_ID], ascending=[False, True]
        ).head(MOST_STREETS_SHOWN),
        concentration=concentration_in_words(found, analysis),
        notes=street_notes(found),
        indices=analysis.indices,
    )
    write_harm_street_products(folder, content, stamp)


def concentration_in_words(found: StreetAnalysis, analysis: HarmAnalysis) -> pd.DataFrame:
    """Return the concentration table: what, and its figure."""
    rows: list[tuple[str, str]] = []
    for label, told in (
        (analysis.selection.label, found.of_selection),
        ("All offences", found.of_all),
    ):
        rows += [
            (f"{label}: offences", f"{told.offences:,}"),
            (f"{label}: on a street", words.share(_part(told.on_links, told), 1)),
            (f"{label}: at a junction", words.share(_part(told.at_junctions, told), 1)),
            (f"{label}: not on a street", words.share(_part(told.on_no_street, told), 1)),
            (
                f"{label}: could be another street",
                words.share(_part(told.could_be_another, told), 1),
            ),
        ]
        for at, held in enumerate(SHARES_HELD):
            half = words.share(held)
            rows += [
                (
                    f"{label}: street length that holds {half} of the offences",
                    words.share(told.length_holding[at], 2),
                ),
                (
                    f"{label}: street length that holds {half} of the harm",
                    words.share(told.harm_length_holding[at], 2),
                ),
                (
                    f"{label}: street segments that hold {half} of the offences",
                    words.share(told.links_holding[at], 2),
                ),
                (
                    f"{label}: street segments that hold {half} of the harm",
                    words.share(told.harm_links_holding[at], 2),
                ),
            ]
        rows += [
            (f"{label}: Gini over street length", words.number(told.gini, 2)),
            (f"{label}: Gini of harm over street length", words.number(told.gini_of_harm, 2)),
            (f"{label}: Gini, for so few offences", words.number(told.gini_adjusted, 2)),
        ]
    each = "year" if found.parts > HALVES or analysis.years >= YEARS_TO_COMPARE - 0.01 else "half"
    for row in found.stability.to_dict("records"):
        rows.append(
            (
                f"The streets that held half in one {each}: their share of the next",
                words.share(row["held_again"], 1),
            )
        )
    return pd.DataFrame(rows, columns=[WHAT, FIGURE])


def street_notes(found: StreetAnalysis) -> tuple[str, ...]:
    """Return what a reader must know of the streets."""
    told = found.of_selection
    shares = (
        f"{words.share(_part(told.on_links, told))} of these offences are on a street, "
        f"{words.share(_part(told.at_junctions, told))} at a junction, "
        f"{words.share(_part(told.on_no_street, told))} on none; "
        f"{words.share(_part(told.could_be_another, told))} could be on another street as near."
    )
    floor = (
        f"Streets with {care.FEW} offences, or fewer than {care.FEWEST_PLACES} points that are not "
        "public, are not listed."
    )
    notes = [shares, floor]
    if found.anchored:
        anchors = (
            "Points of data.police.uk are anchors: a street takes what its anchor holds, those "
            "beside it hold nothing."
        )
        notes.append(anchors)
    return (*notes, *([found.attribution] if found.attribution else []))


def street_receipt(found: StreetAnalysis) -> dict[str, Any]:
    """Return what the receipt says of the streets."""
    return {
        "streets": {
            "attribution": found.attribution,
            "of_the_selection": asdict(found.of_selection),
            "of_all_offences": asdict(found.of_all),
            "parts_of_the_period": found.parts,
            "from_part_to_part": found.stability.to_dict("records"),
            "harm_streets": len(found.harm_streets),
            "first": [
                {
                    "name": row[schema.SPOT_NAME],
                    "from_to": None
                    if words.is_missing(row[schema.FROM_TO])
                    else row[schema.FROM_TO],
                    "offences": int(row[schema.OFFENCES]),
                }
                for row in found.harm_streets.head(STREETS_SAID).to_dict("records")
            ],
        }
    }


def _part(count: int, told: StreetConcentration) -> float | None:
    return count / told.offences if told.offences else None
