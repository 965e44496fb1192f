"""The offences of an operation, each put into one area or ring and on one day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import schema
from hotspots.analyse.operations.before_trend import series_of
from hotspots.analyse.operations.displacement_rings import displacement_rings
from hotspots.analyse.operations.operation_counts import (
    NOWHERE,
    days_of,
    place_of,
    totals_by_place,
    within,
)
from hotspots.analyse.operations.place_draws import PlaceCounts
from hotspots.schema import AREA_ROLE, TIME_PRECISION, AreaRole, TimePrecision

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from hotspots.analyse.operations.operation_estimate import Estimate
    from hotspots.analyse.periods import Period

    Floats = NDArray[np.float64]

COUNT_COLUMNS: Final = (
    schema.BEFORE_OFFENCES,
    schema.DURING_OFFENCES,
    schema.RING_BEFORE_OFFENCES,
    schema.RING_DURING_OFFENCES,
)
HARM_COLUMNS: Final = (
    schema.BEFORE_HARM,
    schema.DURING_HARM,
    schema.RING_BEFORE_HARM,
    schema.RING_DURING_HARM,
)


class OperationOffences:
    """The offences of an operation, each put in its area, its ring and its day once."""

    def __init__(
        self, offences: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, ring_width_m: float, harm: str
    ) -> None:
        self.areas = areas
        self.rings = displacement_rings(areas, ring_width_m)
        self.days = days_of(offences)
        self.by_month = bool((offences[TIME_PRECISION] == TimePrecision.MONTH).any())
        self._area = place_of(offences, areas.geometry)
        ring = place_of(offences, self.rings.geometry)
        self._ring = np.where(self._area == NOWHERE, ring, NOWHERE)
        self._harm = offences[harm].fillna(0.0).to_numpy(np.float64)
        self._treated = (areas[AREA_ROLE] == AreaRole.TREATED).to_numpy()

    def excess_level(self, whole: Estimate) -> float:
        """Return the treated areas' offences a place before, over the controls'."""
        treated = int(self._treated.sum())
        a_place = whole.control.before / (len(self.areas) - treated)
        return whole.treated.before / treated / a_place if a_place else np.inf

    def counts(self, before: Sequence[Period], during: Period) -> PlaceCounts:
        """Return the counts and the harm of each place, before and during."""
        counts, harm = self._columns(before, during), self._columns(before, during, self._harm)
        return PlaceCounts(
            treated=counts[self._treated],
            control=counts[~self._treated],
            treated_harm=harm[self._treated],
            control_harm=harm[~self._treated],
            by_weight=self._by_weight(before, during),
        )

    def _columns(
        self, before: Sequence[Period], during: Period, weights: Floats | None = None
    ) -> Floats:
        return np.column_stack(
            [
                totals_by_place(place, len(self.areas), within(self.days, when), weights)
                for place in (self._area, self._ring)
                for when in (before, [during])
            ]
        )

    def _by_weight(self, before: Sequence[Period], during: Period) -> list[tuple[float, Floats]]:
        """Return, for each weight, the four sets' counts before and during."""
        inside = (self._area != NOWHERE) | (self._ring != NOWHERE)
        found = []
        for weight in np.unique(self._harm[inside]):
            of_weight = (self._harm == weight).astype(np.float64)
            columns = self._columns(before, during, of_weight)
            own, other = columns[self._treated].sum(axis=0), columns[~self._treated].sum(axis=0)
            found.append((float(weight), np.array([own[:2], other[:2], own[2:], other[2:]])))
        return found

    def series(self, before: Period, during: Period) -> tuple[pd.DataFrame, str]:
        """Return the offences step by step, and what a step is."""
        inside = self._area != NOWHERE
        treated = inside & self._treated[self._area]
        return series_of(
            self.days,
            treated,
            inside & ~treated,
            before=before,
            during=during,
            by_month=self.by_month,
        )

    def table(self, before: Period, during: Period) -> gpd.GeoDataFrame:
        """Return the areas with their counts, their harm, and what was to be expected."""
        counts = self._columns([before], during)
        harm = self._columns([before], during, self._harm)
        control = counts[~self._treated].sum(axis=0)
        change = control[1] / control[0] if control[0] else np.nan
        return self.areas[list(schema.OPERATION_AREA_COLUMNS)].assign(
            **dict(zip(COUNT_COLUMNS, counts.T.astype(np.int64), strict=True)),
            **dict(zip(HARM_COLUMNS, harm.T, strict=True)),
            **{schema.EXPECTED_OFFENCES: np.where(self._treated, counts[:, 0] * change, np.nan)},
        )
