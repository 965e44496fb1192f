"""What the products of an evaluation show, in words and tables that are ready to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.render.table_columns import TableColumn, count, day, number, share, text

MEASURE: Final = "measure"
ESTIMATE: Final = "estimate"
LOW: Final = "low"
HIGH: Final = "high"
STANDARD_ERROR: Final = "standard_error"
P_VALUE: Final = "p_value"
RESTS_ON: Final = "rests_on"
UNIT: Final = "unit"
RATIOS: Final = ("ratio", "times chance")  # units of measures that have none


@dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One measure as a change against what was to be expected: -0.23 is 23 % fewer.

    ``decides`` marks the one that the verdict rests on.
    """

    label: str
    change: float
    low: float
    high: float
    decides: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class EvaluationContent:
    """An evaluation in words and tables.

    Attributes
    ----------
    title, subtitle : str
        The operation; its periods.
    outcome, headline, sentence : str
        The verdict: one of five words, a line, and the finding with its figures.
    points : sequence of str
        What has to be known with it, the weightiest first.
    figures : sequence of (label, value)
        Read first.
    done : sequence of (label, text)
        What was done, where, when, beside what was planned.
    controls : sequence of (label, text)
        Each control and why it is one.
    forest : sequence of ForestRow
    measures : DataFrame
        A row a measure: the columns of ``RATIO_COLUMNS``; ``p_value`` is text.
    weights : str
        By which weights the differences are named; whole sentences.
    areas : GeoDataFrame
        A row an area: the columns of ``AREA_COLUMNS``, ``why`` among them, and outlines.
    rings : GeoDataFrame
        ``area_id``, ``area_role`` and the ring.
    districts : GeoDataFrame
        The ground of the map.
    series : DataFrame
        ``first_day``, ``last_day``, ``phase``, ``treated_offences``, ``control_offences`` and
        ``controls_scaled``.
    step : str
        Of the series, in words: ``week``.
    before_days, during_days : int
        Length of the two periods.
    """

    title: str
    subtitle: str
    outcome: str
    headline: str
    sentence: str
    points: Sequence[str]
    figures: Sequence[tuple[str, str]]
    done: Sequence[tuple[str, str]]
    controls: Sequence[tuple[str, str]]
    forest: Sequence[ForestRow]
    measures: pd.DataFrame
    weights: str
    areas: gpd.GeoDataFrame
    rings: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    series: pd.DataFrame
    step: str
    before_days: int
    during_days: int

    @property
    def ratios(self) -> pd.DataFrame:
        """The measures that are ratios."""
        return self.measures[self.measures[UNIT].isin(RATIOS)]

    @property
    def differences(self) -> pd.DataFrame:
        """The measures in offences or in harm."""
        return self.measures[~self.measures[UNIT].isin(RATIOS)]


def _measure_columns(decimals: int) -> tuple[TableColumn, ...]:
    return (
        text(MEASURE, "Measure", "What is compared.", width=46),
        number(
            ESTIMATE, "Estimate", "Below 0, and for a ratio below 1, is fewer.", decimals=decimals
        ),
        number(LOW, "From", "Lower end of the interval.", decimals=decimals),
        number(HIGH, "To", "Upper end of the interval.", decimals=decimals),
        text(UNIT, "In", "Unit of the estimate.", width=16),
        number(
            STANDARD_ERROR, "Standard error", "Of a ratio: of its logarithm.", decimals=decimals
        ),
        text(P_VALUE, "p", "How often chance alone makes as large a difference; 0.05 is 1 in 20."),
        text(RESTS_ON, "Interval rests on", "What makes the estimate unsure.", width=34),
    )


RATIO_COLUMNS: Final = _measure_columns(3)
DIFFERENCE_COLUMNS: Final = _measure_columns(1)

AREA_COLUMNS: Final = (
    text(schema.AREA_ID, "Area", "Its id, or its ward's code."),
    text(schema.SPOT_NAME, "Name", "What it is called.", width=34),
    text(schema.AREA_ROLE, "Role", "Treated, or a control."),
    count(
        schema.BEFORE_OFFENCES,
        "Offences before",
        "Of the selection, inside the area.",
    ),
    count(
        schema.DURING_OFFENCES,
        "Offences during",
        "Of the selection, inside the area.",
    ),
    number(
        schema.EXPECTED_OFFENCES,
        "Expected during",
        "Had the treated area changed as all controls together did.",
        decimals=1,
    ),
    count(
        schema.RING_BEFORE_OFFENCES,
        "In the ring before",
        "Offences around the area.",
    ),
    count(
        schema.RING_DURING_OFFENCES,
        "In the ring during",
        "Offences around the area.",
    ),
    number(schema.BEFORE_HARM, "Harm before", "In the unit of the harm index."),
    number(schema.DURING_HARM, "Harm during", "In the unit of the harm index."),
    number(schema.PATROL_VISITS, "Patrol visits", "Recorded in the treated area, during."),
    number(schema.PATROL_MINUTES, "Patrol minutes", "Recorded in the treated area, during."),
    number(schema.PLANNED, "Planned", "Visits or minutes, over the whole operation."),
    number(schema.DELIVERED, "Carried out", "In the unit of the plan."),
    share(
        schema.SHARE_DELIVERED, "Carried out (%)", "Of the plan; what is above it does not count."
    ),
    text(schema.WHY, "Why a control", "How like it is.", width=60),
)

SERIES_COLUMNS: Final = (
    day(schema.FIRST_DAY, "From", "First day."),
    day(schema.LAST_DAY, "To", "Last day."),
    text(schema.PHASE, "When", "Before, between, or during."),
    count(schema.TREATED_OFFENCES, "Treated areas", "Offences of the selection."),
    count(schema.CONTROL_OFFENCES, "Controls", "Offences of the selection."),
    number(
        schema.CONTROLS_SCALED,
        "Controls, scaled",
        "Brought to the level of the treated areas before the operation.",
        decimals=1,
    ),
)

PAGE_AREAS: Final = tuple(
    column
    for column in AREA_COLUMNS
    if column.column not in (schema.WHY, schema.BEFORE_HARM, schema.DURING_HARM, schema.DELIVERED)
)
