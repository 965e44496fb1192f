"""How many burglaries of homes follow another near by and soon, ward by ward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import MOMENT, burglary_moments
from hotspots.analyse.near_repeats.near_repeat_labels import (
    LABEL,
    NearRepeatLabel,
    label_near_repeats,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams
from hotspots.analyse.wards.ward_measure_types import NO_HOUSEHOLDS, Measured, NotMeasured
from hotspots.analyse.wards.ward_rates import counts_by_ward, force_rate, rate_for
from hotspots.schema import TimePrecision, WardMeasure

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import WardScene
    from hotspots.analyse.wards.ward_params import WardMeasureParams
    from hotspots.selection import Selection

FOLLOWING: Final = (NearRepeatLabel.REPEAT.value, NearRepeatLabel.NEAR_REPEAT.value)


def near_repeat_burden(
    scene: WardScene, selection: Selection | None, params: WardMeasureParams
) -> Measured | NotMeasured:
    """Count the burglaries of each ward that follow an earlier one, wherever that one was.

    Not taken where burglaries are known to the month only, as in data.police.uk: neither the day
    nor the place is the true one there. Rows that repeat the reference and the place of another
    are one burglary.
    """
    measure = WardMeasure.NEAR_REPEAT
    if selection is None:
        return NotMeasured(
            measure=measure, reason="The force profile names no selection of burglaries of homes."
        )
    households = scene.wards[schema.HOUSEHOLDS]
    if not (households > 0).any():
        return NotMeasured(measure=measure, reason=NO_HOUSEHOLDS)
    burglaries = _burglaries(scene.offences, selection)
    if burglaries.empty:
        return NotMeasured(
            measure=measure, reason=f"There is no {selection.label.lower()} in the data."
        )
    if (burglaries[schema.TIME_PRECISION] == TimePrecision.MONTH).any():
        reason = (
            "Burglaries are known to the month and to a point that was moved to the middle of its "
            "street, as data.police.uk publishes them: which one followed which cannot be told. "
            "Use an export of the crime recording system."
        )
        return NotMeasured(measure=measure, reason=reason)
    follow, undated = _following(burglaries, params)
    amounts = counts_by_ward(follow, scene)
    values = rate_for(amounts, households, scene.years)
    return Measured(
        measure=measure,
        unit="burglaries per 1,000 households a year",
        definition=(
            f"Burglaries of homes that follow another within {params.near_repeat_distance_m:g} m "
            f"and {params.near_repeat_days} days, per 1,000 households a year."
        ),
        by_ward=values,
        ranked_by=values,
        force_value=force_rate(amounts, households, scene.years),
        notes=(f"Burglaries without a usable time, not counted: {undated:,}.",) if undated else (),
    )


def _burglaries(offences: gpd.GeoDataFrame, selection: Selection) -> gpd.GeoDataFrame:
    """Return the selection's burglaries, but for those that their source says were in no home."""
    held = offences[selection.holds(offences)]
    elsewhere = (held[schema.DWELLING] == False).fillna(value=False)  # noqa: E712 - may be missing
    return held[~elsewhere.astype(bool)]


def _following(
    burglaries: gpd.GeoDataFrame, params: WardMeasureParams
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the burglaries that follow another, and how many have no usable time."""
    moments = burglary_moments(burglaries)[MOMENT]
    dated = burglaries[moments.notna()].assign(
        **{
            MOMENT: moments[moments.notna()],
            schema.EASTING: burglaries.geometry.x,
            schema.NORTHING: burglaries.geometry.y,
        }
    )
    # In one order whatever the order of the rows: which of two at one moment came first is decided
    # by the reference that they are given here.
    keys = [MOMENT, schema.EASTING, schema.NORTHING, schema.OFFENCE_ID, schema.WARD_CODE]
    dated = dated.sort_values(keys, kind="stable", ignore_index=True)
    places = dated[[schema.OFFENCE_ID, schema.EASTING, schema.NORTHING]].round(1)
    repeated = places.duplicated() & dated[schema.OFFENCE_ID].notna()
    dated = dated[~repeated].reset_index(drop=True)
    width = len(str(len(dated)))
    references = pd.Series([f"{place:0{width}d}" for place in dated.index], dtype="str")
    labelled = label_near_repeats(
        dated,
        dated[MOMENT],
        references,
        params=NearRepeatLinkParams(
            max_distance_m=params.near_repeat_distance_m, max_days=params.near_repeat_days
        ),
    )
    return dated[labelled[LABEL].isin(FOLLOWING)], int(moments.isna().sum())
