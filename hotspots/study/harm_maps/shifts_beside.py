"""The harm spots of each shift on one map, where they are asked for: beside the harm spots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hotspots import schema
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.spots.spots_of_shifts import ShiftSpots, spots_beside
from hotspots.analyse.temporal import offence_hours
from hotspots.errors import NoRowsError
from hotspots.load.offence_codes import read_offence_codes
from hotspots.nights import SHIFTS
from hotspots.render.maps.shift_map import ShiftMap, write_shift_products
from hotspots.study.harm_maps.by_shift import of_shift
from hotspots.study.past_spots import edits_that_stand
from hotspots.study.selected import moments, places_of
from hotspots.study.street_maps import street_map

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hotspots.load.findings import LoadedOffences
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
    from hotspots.study.harm_maps.journeys import HarmMapParams
    from hotspots.study.inputs import Inputs
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.street_layer import StreetLayer


def require_hours(loaded: LoadedOffences, params: HarmMapParams) -> None:
    """Refuse spots by shift of offences that tell no hour."""
    if params.by_shift and offence_hours(loaded.offences).timeless.all():
        raise NoRowsError(
            "The offences given tell no hour, so that none can be called one of a shift. Give an "
            "export with times, or do without shifts.",
            options=("--by-shift",),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class ShiftsAsked:
    """What the sets of a run's shifts are made from; what an analyst left out stays out of each."""

    analysis: HarmAnalysis
    inputs: Inputs
    loaded: LoadedOffences
    streets: StreetLayer | None
    past: PastSpots | None = None


def map_shifts(folder: Path, asked: ShiftsAsked, stamp: ProductStamp) -> ShiftSpots | None:
    """Write the harm spots of each shift into a run's folder; None where they are not asked for."""
    analysis = asked.analysis
    if not analysis.params.by_shift or analysis.is_sensitive_alone:
        return None
    found = spots_beside(sets_of_shifts(asked), analysis.spots, analysis.selected)
    told = ShiftMap(
        label=analysis.selection.label,
        spots=found.spots,
        places=found.places,
        withheld=found.withheld,
        districts=analysis.districts,
        streets=street_map(asked.streets, analysis.districts),
    )
    write_shift_products(folder, told, stamp)
    return found


def shifts_receipt(found: ShiftSpots) -> dict[str, Any]:
    """Return what the receipt says of day and night: how many places are in whose sets."""
    counts = found.places[schema.BY_DAY_OR_NIGHT].value_counts()
    return {
        "by_shift": {
            "places": {str(each): int(counts.get(str(each), 0)) for each in schema.ByDayOrNight},
            "spots": {shift: int((found.spots[schema.SHIFT] == shift).sum()) for shift in SHIFTS},
            "spots_withheld": found.withheld,
        }
    }


def sets_of_shifts(
    asked: ShiftsAsked,
) -> dict[str, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]]:
    """Return each shift's harm spots, best first, and its offences."""
    return {shift: _set_of(shift, asked) for shift in SHIFTS}


def _set_of(shift: str, asked: ShiftsAsked) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the harm spots of a shift, and its offences; none of either where it has none."""
    analysis, selected = asked.analysis, asked.analysis.selected
    try:
        own, _ = of_shift(selected, shift, analysis.indices)
    except NoRowsError:
        return analysis.spots.iloc[:0], selected.iloc[:0]
    spots = find_harm_spots(
        own,
        index_key=analysis.index.key,
        params=analysis.params.spots,
        districts=analysis.districts,
        places=places_of(asked.inputs.profile),
        period_years=analysis.years,
        period=moments(analysis.period, str(own[schema.FROM_TIME].dt.tz)),
        seed=analysis.params.seed,
        offence_names=read_offence_codes().offence,
        selection_label=analysis.selection.label.lower(),
        edits=None if asked.past is None else edits_that_stand(asked.past),
        mostly_inside=analysis.params.identity.mostly_inside,
        full_points=asked.loaded.full_places,
    )
    return spots, own
