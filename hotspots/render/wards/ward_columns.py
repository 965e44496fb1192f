"""The columns that a person reads of a ward ranking: order, titles with units, meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots import schema
from hotspots.render.table_columns import Kind, TableColumn

LARGE: Final = 1_000.0


@dataclass(frozen=True, kw_only=True)
class MeasureWords:
    """A measure as it is written on a product.

    Attributes
    ----------
    measure : str
        Its key, a ``schema.WardMeasure``.
    label, unit, definition : str
    weight : float
        0 to 1; those of all measures in use add up to 1.
    """

    measure: str
    label: str
    unit: str
    definition: str
    weight: float


FIRST_COLUMNS: Final = (
    TableColumn(
        column=schema.RANK, title="Rank", meaning="1 is the first.", kind=Kind.NUMBER, width=7
    ),
    TableColumn(column=schema.WARD_NAME, title="Ward", meaning="As ONS names it.", width=26),
    TableColumn(
        column=schema.DISTRICT,
        title="Policing district",
        meaning="The district that the ward belongs to.",
        width=22,
    ),
    TableColumn(
        column=schema.SCORE,
        title="Score (0 to 100)",
        meaning="The measures' percentiles, each by its weight, added up.",
        kind=Kind.NUMBER,
        decimals=1,
        width=9,
    ),
    TableColumn(
        column=schema.RANK_LOW,
        title="Best rank if weights move",
        meaning="The best rank that the ward has when every weight moves by up to a quarter.",
        kind=Kind.NUMBER,
        width=11,
    ),
    TableColumn(
        column=schema.RANK_HIGH,
        title="Worst rank if weights move",
        meaning="The worst rank that the ward has when every weight moves by up to a quarter.",
        kind=Kind.NUMBER,
        width=11,
    ),
    TableColumn(
        column=schema.SHARE_IN_TOP_FIVE,
        title="In the first five (%)",
        meaning="In how many of the moved weightings the ward is among the first five.",
        kind=Kind.PERCENTAGE,
        width=10,
    ),
    TableColumn(
        column=schema.WHY,
        title="Why it ranks here",
        meaning="What put the ward at its rank, in one sentence.",
        width=60,
    ),
    TableColumn(
        column=schema.FLAGS,
        title="Take care",
        meaning="What makes the ward's figures hard to compare.",
        width=34,
    ),
)
LAST_COLUMNS: Final = (
    TableColumn(
        column=schema.LAST_YEAR_RANK,
        title="Rank a year before",
        meaning="By the same measures; empty where there are no offences of that year.",
        kind=Kind.NUMBER,
        width=10,
    ),
    TableColumn(
        column=schema.CHANGE_ON_LAST_YEAR,
        title="Offences against the year before (%)",
        meaning="More (or fewer) offences than in the same months of the year before.",
        kind=Kind.PERCENTAGE,
        width=12,
    ),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences in the period",
        meaning="All offences in the ward.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.RESIDENTS, title="Residents", meaning="As the table has it.", kind=Kind.NUMBER
    ),
    TableColumn(
        column=schema.HOUSEHOLDS,
        title="Households",
        meaning="As the table has it.",
        kind=Kind.NUMBER,
    ),
    TableColumn(column=schema.WARD_CODE, title="Ward code", meaning="ONS code.", width=12),
)
RECONCILIATION_COLUMNS: Final = (
    TableColumn(column="district", title="Policing district", meaning="", width=26),
    TableColumn(
        column="offences",
        title="Offences of the district",
        meaning="As the harm map counts them.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="to_other_districts",
        title="In wards of other districts",
        meaning="Their stated LSOA lies in a ward of another district.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="from_other_districts",
        title="From other districts",
        meaning="Offences of other districts whose stated LSOA lies in a ward of this one.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="in_no_ward",
        title="In no ward",
        meaning="Neither an LSOA nor an outline puts them into a ward.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="in_its_wards",
        title="In its wards",
        meaning="Offences of the district, less those elsewhere and in no ward, plus those from "
        "other districts.",
        kind=Kind.NUMBER,
        width=12,
    ),
)
DISAGREEMENT_COLUMNS: Final = (
    TableColumn(column=schema.WARD_NAME, title="Ward", meaning="", width=26),
    TableColumn(column=schema.DISTRICT, title="Policing district", meaning="", width=22),
    TableColumn(
        column="offences", title="Offences counted here", meaning="", kind=Kind.NUMBER, width=12
    ),
    TableColumn(
        column="by_lsoa_code",
        title="By LSOA code",
        meaning="Offences whose stated LSOA belongs to the ward.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="by_outline",
        title="By the ward's outline",
        meaning="Offences whose point lies in the ward's outline, as it is drawn.",
        kind=Kind.NUMBER,
        width=12,
    ),
    TableColumn(
        column="lsoa_here_outline_elsewhere",
        title="LSOA here, outline elsewhere",
        meaning="Counted here; the point lies in another ward's outline.",
        kind=Kind.NUMBER,
        width=14,
    ),
    TableColumn(
        column="outline_here_lsoa_elsewhere",
        title="Outline here, LSOA elsewhere",
        meaning="Not counted here; the point lies in this ward's outline.",
        kind=Kind.NUMBER,
        width=14,
    ),
    TableColumn(
        column="disagreement_share",
        title="Where the two disagree (%)",
        meaning="Of all offences that either way puts here.",
        kind=Kind.PERCENTAGE,
        decimals=1,
        width=12,
    ),
    TableColumn(column=schema.WARD_CODE, title="Ward code", meaning="", width=12),
)


def ward_columns(measures: Sequence[MeasureWords]) -> tuple[TableColumn, ...]:
    """Return the columns of a ranking, in reading order.

    Parameters
    ----------
    measures : sequence of MeasureWords
        Those in use, the weightiest first.
    """
    return (*FIRST_COLUMNS, *(c for m in measures for c in _columns_of(m)), *LAST_COLUMNS)


def value_column(measure: MeasureWords) -> TableColumn:
    """Return the column of a measure's own value."""
    unit = f" ({measure.unit})" if measure.unit else ""
    return TableColumn(
        column=schema.measure_value_column(measure.measure),
        title=f"{measure.label}{unit}",
        meaning=measure.definition,
        kind=Kind.NUMBER,
        decimals=2,
        width=13,
    )


def _columns_of(measure: MeasureWords) -> Iterator[TableColumn]:
    yield value_column(measure)
    yield TableColumn(
        column=schema.measure_percentile_column(measure.measure),
        title=f"{measure.label}: percentile",
        meaning="100 is the highest of the force's wards; half the wards are below 50.",
        kind=Kind.NUMBER,
        decimals=1,
        width=11,
    )
    yield TableColumn(
        column=schema.measure_contribution_column(measure.measure),
        title=f"{measure.label}: adds to the score",
        meaning=f"Percentile times its weight, {measure.weight * 100:.0f} %.",
        kind=Kind.NUMBER,
        decimals=1,
        width=11,
    )
