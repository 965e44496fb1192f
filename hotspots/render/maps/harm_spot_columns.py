"""The columns that a person reads of a harm spot: order, titles with units, meanings."""

from __future__ import annotations

from typing import Final

from hotspots import schema
from hotspots.render.table_columns import Kind, TableColumn

# What a person reads first, and what a printed sheet holds.
FIRST_COLUMNS: Final = (
    TableColumn(
        column=schema.RANK,
        title="Rank in the force",
        meaning="1 is the first to visit. Spots that rest on one offence come after the others.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.DISTRICT_RANK,
        title="Rank in the district",
        meaning="The same order, counted within the policing district.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.SPOT_NAME,
        title="Harm spot",
        meaning="The street and town that most of its offences were recorded at.",
        width=30,
    ),
    TableColumn(
        column=schema.DISTRICT,
        title="Policing district",
        meaning="The district that holds the spot's centre.",
        width=20,
    ),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences in the period",
        meaning="Offences of the selection that lie in the spot. An offence on the edge counts.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.SHARE_OF_DISTRICT_HARM,
        title="Share of the selection's harm in the district (%)",
        meaning=(
            "The spot's part of the district's harm, counting only the offences that the harm "
            "spots are made of."
        ),
        kind=Kind.PERCENTAGE,
        decimals=1,
        width=12,
    ),
    TableColumn(
        column=schema.RESTS_ON_ONE_OFFENCE,
        title="Rests on one offence",
        meaning=(
            "Yes where one offence makes up most of the harm: a tragedy there need not mean that "
            "the place stays dangerous."
        ),
        kind=Kind.FLAG,
        width=10,
    ),
    TableColumn(
        column=schema.TOP_OFFENCES,
        title="Most frequent offences",
        meaning="The commonest kinds of offence with their counts.",
        width=36,
    ),
    TableColumn(
        column=schema.BUSIEST,
        title="Busiest hours",
        meaning="When most of the offences happened, local time. Empty where hours are not known.",
        width=24,
    ),
    TableColumn(
        column=schema.TREND,
        title="Trend",
        meaning="The second half of the period beside the first, tested against chance.",
        width=15,
    ),
    TableColumn(
        column=schema.WHY,
        title="Why it ranks here",
        meaning="What put the spot at its rank, in one sentence.",
        width=60,
    ),
)

# Among the first where a set is in force, or where an analyst's edit stands.
HISTORY_COLUMNS: Final = (
    TableColumn(
        column=schema.CHANGE,
        title="Since the set in force",
        meaning=(
            "Whether it is a spot of the set in force: kept (much the same outline), moved (the "
            "same place, another outline), merged, split, or new."
        ),
        width=17,
    ),
    TableColumn(
        column=schema.EDITED,
        title="Edited",
        meaning="What an analyst changed here, when and why. Empty where nobody did.",
        width=36,
    ),
)

# Then the detail: these, the harm under each index, and the rest.
BEFORE_HARM: Final = (
    TableColumn(column=schema.STREET, title="Street", meaning="The street alone.", width=22),
    TableColumn(column=schema.TOWN, title="Town", meaning="The town alone.", width=18),
    TableColumn(
        column=schema.OFFENCES_PER_YEAR,
        title="Offences a year",
        meaning="Offences in the period, divided by the length of the period in years.",
        kind=Kind.NUMBER,
        decimals=1,
    ),
)

AFTER_HARM: Final = (
    TableColumn(
        column=schema.RANKING_SCORE,
        title="Ranking score",
        meaning=(
            "What the rank goes by: the sum over the spot's offences of the square root of each "
            "one's harm, or as the method says."
        ),
        kind=Kind.NUMBER,
        decimals=1,
        width=10,
    ),
    TableColumn(
        column=schema.HARM_PER_KM2_PER_YEAR,
        title="Harm per km² a year",
        meaning="Harm a year over the area of the spot: how tightly the harm is packed.",
        kind=Kind.NUMBER,
        width=13,
    ),
    TableColumn(
        column=schema.SHARE_OF_FORCE_HARM,
        title="Share of the selection's harm in the force (%)",
        meaning=(
            "The spot's part of the whole force's harm, counting only the offences that the harm "
            "spots are made of."
        ),
        kind=Kind.PERCENTAGE,
        decimals=2,
        width=12,
    ),
    TableColumn(
        column=schema.LARGEST_OFFENCE_SHARE,
        title="Largest offence's share of harm (%)",
        meaning="How much of the spot's harm one single offence makes up.",
        kind=Kind.PERCENTAGE,
        decimals=1,
        width=13,
    ),
    TableColumn(
        column=schema.TREND_RATIO,
        title="Second half ÷ first half",
        meaning="Offences in the second half of the period divided by those in the first.",
        kind=Kind.NUMBER,
        decimals=2,
    ),
    TableColumn(
        column=schema.CONFIDENCE,
        title="Confidence",
        meaning="How steadily the spot is chosen when the offences are drawn again at random.",
        width=11,
    ),
    TableColumn(
        column=schema.TOP_SHARE,
        title="Chosen in redrawn data (%)",
        meaning="In how many of those redrawings the spot was chosen.",
        kind=Kind.PERCENTAGE,
        width=12,
    ),
    TableColumn(
        column=schema.RANK_LOW,
        title="Best likely rank",
        meaning="The best rank in the middle 90 % of the redrawings.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.RANK_HIGH,
        title="Worst likely rank",
        meaning="The worst rank in the middle 90 % of the redrawings.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.AREA_M2,
        title="Area (m²)",
        meaning="Area of the outline.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.EXTENT_M,
        title="Distance across (m)",
        meaning="The greatest distance between two points of the outline.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.EASTING,
        title="Easting (m)",
        meaning="A point inside the outline, in the force's own coordinate system.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.NORTHING,
        title="Northing (m)",
        meaning="A point inside the outline, in the force's own coordinate system.",
        kind=Kind.NUMBER,
        width=9,
    ),
    TableColumn(
        column=schema.LATITUDE,
        title="Latitude (°)",
        meaning="The same point in WGS 84, as a phone or a satnav takes it.",
        kind=Kind.NUMBER,
        decimals=5,
        width=10,
    ),
    TableColumn(
        column=schema.LONGITUDE,
        title="Longitude (°)",
        meaning="The same point in WGS 84, as a phone or a satnav takes it.",
        kind=Kind.NUMBER,
        decimals=5,
        width=10,
    ),
    TableColumn(
        column=schema.SPOT_ID,
        title="Identifier",
        meaning=(
            "The number of the place, to find it again in the map, the layers and the patrols. It "
            "stays from run to run once a set is in force."
        ),
        width=10,
    ),
)
