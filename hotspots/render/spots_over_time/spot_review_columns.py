"""The columns that a person reads of a review of harm spots: titles with units, meanings."""

from __future__ import annotations

from typing import Final

from hotspots import schema
from hotspots.render.table_columns import Kind, TableColumn

# What the page and the printed sheet hold; the rest follows in the workbook.
FIRST_COLUMNS: Final = (
    TableColumn(
        column=schema.ADVICE,
        title="Advice",
        meaning="What the figures say: keep, watch or retire. An analyst decides.",
        width=9,
    ),
    TableColumn(
        column=schema.SPOT_ID,
        title="Spot",
        meaning="The number of the place, as in the ledger of patrols.",
        width=8,
    ),
    TableColumn(column=schema.SPOT_NAME, title="Harm spot", meaning="What it is called.", width=28),
    TableColumn(
        column=schema.DISTRICT,
        title="Policing district",
        meaning="The district that it lies in.",
        width=18,
    ),
    TableColumn(
        column=schema.RANK,
        title="Rank then",
        meaning="Its rank when the set was chosen. Empty for one that was added since.",
        kind=Kind.NUMBER,
        width=7,
    ),
    TableColumn(
        column=schema.RANK_NOW,
        title="Rank now",
        meaning=(
            "Its rank on the offences it is judged on, among the spots in force and the places "
            "that those offences would choose; within the district where spots are chosen so."
        ),
        kind=Kind.NUMBER,
        width=7,
    ),
    TableColumn(
        column=schema.RANK_LOW,
        title="Best likely rank",
        meaning="The best rank in the middle 90 % of the redrawings.",
        kind=Kind.NUMBER,
        width=8,
    ),
    TableColumn(
        column=schema.RANK_HIGH,
        title="Worst likely rank",
        meaning="The worst rank in the middle 90 % of the redrawings.",
        kind=Kind.NUMBER,
        width=8,
    ),
    TableColumn(
        column=schema.OFFENCES_THEN_PER_YEAR,
        title="Offences a year then",
        meaning="In the period that the set was chosen on, divided by its length in years.",
        kind=Kind.NUMBER,
        decimals=1,
        width=9,
    ),
    TableColumn(
        column=schema.OFFENCES_PER_YEAR,
        title="Offences a year now",
        meaning="In the period that it is judged on, divided by its length in years.",
        kind=Kind.NUMBER,
        decimals=1,
        width=9,
    ),
    TableColumn(
        column=schema.PAI_NOW,
        title="PAI now",
        meaning=(
            "Prediction accuracy index: the spot's share of the force's offences over its share of "
            "the area. 1 is a place like any other."
        ),
        kind=Kind.NUMBER,
        decimals=1,
        width=8,
    ),
    TableColumn(
        column=schema.RRI,
        title="RRI (PAI now ÷ PAI then)",
        meaning=(
            "Below 1 the spot holds a smaller share of the offences than when it was chosen, which "
            "is to be expected of a peak."
        ),
        kind=Kind.NUMBER,
        decimals=2,
        width=9,
    ),
    TableColumn(
        column=schema.PATROL_MINUTES,
        title="Patrol now (minutes)",
        meaning="Minutes of patrol in the period it is judged on. Empty where none were handed in.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.WHY,
        title="Why",
        meaning="The reason for the advice, in words.",
        width=60,
    ),
)
EDITED_COLUMN: Final = TableColumn(
    column=schema.EDITED,
    title="Edited",
    meaning="What an analyst changed here, when and why.",
    width=36,
)
REST: Final = (
    TableColumn(
        column=schema.TOP_SHARE,
        title="Among the best in redrawn data (%)",
        meaning="In how many of the redrawings it is among as many best as spots are in force.",
        kind=Kind.PERCENTAGE,
        width=11,
    ),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences now",
        meaning="Of the selection, in the spot, in the period that it is judged on.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.HARM_THEN_PER_YEAR,
        title="Harm a year then",
        meaning="In the unit of the index that the method names.",
        kind=Kind.NUMBER,
        width=10,
    ),
    TableColumn(
        column=schema.HARM_PER_YEAR,
        title="Harm a year now",
        meaning="In the unit of the index that the method names.",
        kind=Kind.NUMBER,
        width=10,
    ),
    TableColumn(
        column=schema.PAI_THEN,
        title="PAI then",
        meaning="The same index for the period that the set was chosen on.",
        kind=Kind.NUMBER,
        decimals=1,
        width=8,
    ),
    TableColumn(
        column=schema.HARM_PAI_NOW,
        title="Harm-PAI now",
        meaning="The same index with harm in place of offences.",
        kind=Kind.NUMBER,
        decimals=1,
        width=9,
    ),
    TableColumn(
        column=schema.RRI_LOW,
        title="RRI, likely from",
        meaning="Lower end of its 90 % interval (exact, from the counts).",
        kind=Kind.NUMBER,
        decimals=2,
        width=9,
    ),
    TableColumn(
        column=schema.RRI_HIGH,
        title="RRI, likely to",
        meaning="Upper end of its 90 % interval. Empty where it has none.",
        kind=Kind.NUMBER,
        decimals=2,
        width=9,
    ),
    TableColumn(
        column=schema.OVERLAP_TODAY,
        title="Ground shared with today's place (%)",
        meaning=(
            "Of the ground that the spot or the place chosen today covers, how much both do "
            "(Jaccard). 0 where none is chosen there."
        ),
        kind=Kind.PERCENTAGE,
        width=12,
    ),
    TableColumn(
        column=schema.AREA_M2,
        title="Area (m²)",
        meaning="Area of the outline.",
        kind=Kind.NUMBER,
        width=10,
    ),
    EDITED_COLUMN,
)
# Of the places that the data would choose today and that no spot in force is part of.
MISSED_COLUMNS: Final = (
    TableColumn(
        column=schema.RANK,
        title="Rank today",
        meaning="Among the places that the data would choose today.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.SPOT_NAME,
        title="Place",
        meaning="The street and town that most of its offences were recorded at.",
        width=30,
    ),
    TableColumn(
        column=schema.DISTRICT,
        title="Policing district",
        meaning="The district that holds most of it.",
        width=20,
    ),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences now",
        meaning="Of the selection, in the period that the spots are judged on.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.CONFIDENCE,
        title="Confidence",
        meaning="How steadily it is chosen when the offences are drawn again at random.",
        width=11,
    ),
    TableColumn(
        column=schema.WHY,
        title="Why it ranks here",
        meaning="What puts it at its rank, in one sentence.",
        width=60,
    ),
)
