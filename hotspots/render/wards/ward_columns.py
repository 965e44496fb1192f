"""The columns that a person reads of a ward ranking: order, titles with units, meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hotspots import schema, words
from hotspots.render.table_columns import TableColumn, count, number, share, text

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
    number(schema.RANK, "Rank", "1 is the first; empty where a measure is not known.", width=7),
    text(schema.WARD_NAME, "Ward", "As ONS names it.", width=26),
    text(schema.DISTRICT, "Policing district", "The district that the ward belongs to.", width=22),
    number(
        schema.SCORE,
        "Score (0 to 100)",
        "The measures' percentiles, each by its weight, added up.",
        decimals=1,
        width=9,
    ),
    number(
        schema.RANK_LOW,
        "Best rank if weights move",
        "The best rank that the ward has when weights move by up to a quarter, or a measure is "
        "left out.",
        width=11,
    ),
    number(
        schema.RANK_HIGH,
        "Worst rank if weights move",
        "The worst rank that the ward has when weights move by up to a quarter, or a measure is "
        "left out.",
        width=11,
    ),
    share(
        schema.SHARE_IN_TOP_FIVE,
        "In the first five (%)",
        "In how many of the moved weightings the ward is among the first five.",
        width=10,
    ),
    text(
        schema.WHY, "Why it ranks here", "What put the ward at its rank, in one sentence.", width=60
    ),
    text(schema.FLAGS, "Take care", "What makes the ward's figures hard to compare.", width=34),
)
_OFFENCES: Final = count(schema.OFFENCES, "Offences in the period", "All offences in the ward.")
_RESIDENTS: Final = number(schema.RESIDENTS, "Residents", "As the table has it.")
# A rate can be defended beside what it is of, and of how many.
# The longest words stand last, where a page has room for them.
INDEX_COLUMNS: Final = (
    *FIRST_COLUMNS[:-2],
    _OFFENCES,
    _RESIDENTS,
    FIRST_COLUMNS[-1],
    FIRST_COLUMNS[-2],
)
LAST_COLUMNS: Final = (
    number(
        schema.LAST_YEAR_RANK,
        "Rank a year before",
        "By the same measures; empty where there are no offences of that year.",
        width=10,
    ),
    share(
        schema.CHANGE_ON_LAST_YEAR,
        "Offences against the year before (%)",
        "More (or fewer) offences than in the same months of the year before. Empty where either "
        "count is not known or withheld.",
        width=12,
    ),
    _OFFENCES,
    _RESIDENTS,
    number(schema.HOUSEHOLDS, "Households", "As the table has it."),
    text(schema.WARD_CODE, "Ward code", "ONS code.", width=12),
)
# On a phone these stand on a ward's card; the others are a touch away.
DECIDING: Final = (
    schema.RANK, schema.WARD_NAME, schema.DISTRICT, schema.SCORE, schema.RANK_LOW,
    schema.RANK_HIGH, schema.WHY, schema.FLAGS,
)  # fmt: skip
ROOM_COLUMNS: Final = (
    text("measure", "Measure", "What is weighed.", width=26),
    share("weight", "Weight now (%)", "Its part of all weight.", decimals=1, width=9),
    share(
        "first_from",
        "Same ward first from (%)",
        "The least weight with which the first ward stays first. The others share the rest as "
        "they do now.",
        decimals=1,
        width=10,
    ),
    text("first_below", "Below that, first is", "The ward that leads with less.", width=26),
    share(
        "first_to",
        "Same ward first up to (%)",
        "The most weight with which the first ward stays first.",
        decimals=1,
        width=10,
    ),
    text("first_above", "Above that, first is", "The ward that leads with more.", width=26),
)
APART_COLUMNS: Final = (
    *(each for each in FIRST_COLUMNS if each.column in (schema.WARD_NAME, schema.DISTRICT)),
    text(schema.FLAGS, "What is missing, and what to take care of", width=60),
    _OFFENCES,
)
RECONCILIATION_COLUMNS: Final = (
    text("district", "Policing district", width=26),
    number("offences", "Offences of the district", "As the harm map counts them.", width=12),
    number(
        "to_other_districts",
        "In wards of other districts",
        "Their stated LSOA lies in a ward of another district.",
        width=12,
    ),
    number(
        "from_other_districts",
        "From other districts",
        "Offences of other districts whose stated LSOA lies in a ward of this one.",
        width=12,
    ),
    number(
        "in_no_ward",
        "In no ward",
        "Neither an LSOA nor an outline puts them into a ward.",
        width=12,
    ),
    number(
        "in_its_wards",
        "In its wards",
        "Offences of the district, less those elsewhere and in no ward, plus those from "
        "other districts.",
        width=12,
    ),
)
DISAGREEMENT_COLUMNS: Final = (
    text(schema.WARD_NAME, "Ward", width=26),
    text(schema.DISTRICT, "Policing district", width=22),
    number("offences", "Offences counted here", width=12),
    number(
        "by_lsoa_code", "By LSOA code", "Offences whose stated LSOA belongs to the ward.", width=12
    ),
    number(
        "by_outline",
        "By the ward's outline",
        "Offences whose point lies in the ward's outline, as it is drawn.",
        width=12,
    ),
    number(
        "lsoa_here_outline_elsewhere",
        "LSOA here, outline elsewhere",
        "Counted here; the point lies in another ward's outline.",
        width=14,
    ),
    number(
        "outline_here_lsoa_elsewhere",
        "Outline here, LSOA elsewhere",
        "Not counted here; the point lies in this ward's outline.",
        width=14,
    ),
    share(
        "disagreement_share",
        "Where the two disagree (%)",
        "Of all offences that either way puts here.",
        decimals=1,
        width=12,
    ),
    text(schema.WARD_CODE, "Ward code", width=12),
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
    return number(
        schema.measure_value_column(measure.measure),
        f"{measure.label}{unit}",
        measure.definition,
        decimals=2,
        width=13,
    )


def _columns_of(measure: MeasureWords) -> Iterator[TableColumn]:
    yield value_column(measure)
    yield number(
        schema.measure_percentile_column(measure.measure),
        f"{measure.label}: percentile",
        "100 is the highest of the force's wards; half the wards are below 50.",
        decimals=1,
        width=11,
    )
    yield number(
        schema.measure_contribution_column(measure.measure),
        f"{measure.label}: adds to the score",
        f"Percentile times its weight, {words.share(measure.weight)}.",
        decimals=1,
        width=11,
    )
