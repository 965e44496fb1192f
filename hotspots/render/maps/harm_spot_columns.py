"""The columns that a person reads of a harm spot: order, titles with units, meanings."""

from __future__ import annotations

from typing import Final

from hotspots import schema
from hotspots.render.table_columns import flag, number, share, text

# What a person reads first, and what a printed sheet holds.
FIRST_COLUMNS: Final = (
    number(
        schema.RANK,
        "Rank in the force",
        "1 is the first to visit. Spots that rest on one offence come after the others.",
        width=9,
    ),
    number(
        schema.DISTRICT_RANK,
        "Rank in the district",
        "The same order, counted within the policing district.",
        width=9,
    ),
    text(
        schema.SPOT_NAME,
        "Harm spot",
        "The street and town that most of its offences were recorded at.",
        width=30,
    ),
    text(
        schema.DISTRICT, "Policing district", "The district that holds the spot's centre.", width=20
    ),
    number(
        schema.OFFENCES,
        "Offences in the period",
        "Offences of the selection that lie in the spot. An offence on the edge counts.",
    ),
    share(
        schema.SHARE_OF_DISTRICT_HARM,
        "Share of the selection's harm in the district (%)",
        "The spot's part of the district's harm, counting only the offences that the harm "
        "spots are made of.",
        decimals=1,
        width=12,
    ),
    flag(
        schema.RESTS_ON_ONE_OFFENCE,
        "Rests on one offence",
        "Yes where one offence makes up most of the harm: a tragedy there need not mean that "
        "the place stays dangerous.",
        width=10,
    ),
    text(
        schema.TOP_OFFENCES,
        "Most frequent offences",
        "The commonest kinds of offence with their counts.",
        width=36,
    ),
    text(
        schema.BUSIEST,
        "Busiest hours",
        "When most of the offences happened, local time. Empty where hours are not known.",
        width=24,
    ),
    text(
        schema.TREND,
        "Trend",
        "The second half of the period beside the first, tested against chance.",
        width=15,
    ),
    text(
        schema.WHY, "Why it ranks here", "What put the spot at its rank, in one sentence.", width=60
    ),
)

# Among the first where a set is in force, or where an analyst's edit stands.
HISTORY_COLUMNS: Final = (
    text(
        schema.CHANGE,
        "Since the set in force",
        "Whether it is a spot of the set in force: kept (much the same outline), moved (the "
        "same place, another outline), merged, split, or new.",
        width=17,
    ),
    text(
        schema.EDITED,
        "Edited",
        "What an analyst changed here, when and why. Empty where nobody did.",
        width=36,
    ),
)

# Then the detail: these, the harm under each index, and the rest.
BEFORE_HARM: Final = (
    text(schema.STREET, "Street", "The street alone.", width=22),
    text(schema.TOWN, "Town", "The town alone.", width=18),
    number(
        schema.OFFENCES_PER_YEAR,
        "Offences a year",
        "Offences in the period, divided by the length of the period in years.",
        decimals=1,
    ),
)

AFTER_HARM: Final = (
    number(
        schema.RANKING_SCORE,
        "Ranking score",
        "What the rank goes by: the sum over the spot's offences of the square root of each "
        "one's harm, or as the method says.",
        decimals=1,
        width=10,
    ),
    number(
        schema.HARM_PER_KM2_PER_YEAR,
        "Harm per km² a year",
        "Harm a year over the area of the spot: how tightly the harm is packed.",
        width=13,
    ),
    share(
        schema.SHARE_OF_FORCE_HARM,
        "Share of the selection's harm in the force (%)",
        "The spot's part of the whole force's harm, counting only the offences that the harm "
        "spots are made of.",
        decimals=2,
        width=12,
    ),
    share(
        schema.LARGEST_OFFENCE_SHARE,
        "Largest offence's share of harm (%)",
        "How much of the spot's harm one single offence makes up.",
        decimals=1,
        width=13,
    ),
    number(
        schema.TREND_RATIO,
        "Second half ÷ first half",
        "Offences in the second half of the period divided by those in the first.",
        decimals=2,
    ),
    text(
        schema.CONFIDENCE,
        "Confidence",
        "How steadily the spot is chosen when the offences are drawn again at random.",
        width=11,
    ),
    share(
        schema.TOP_SHARE,
        "Chosen in redrawn data (%)",
        "In how many of those redrawings the spot was chosen.",
        width=12,
    ),
    number(
        schema.RANK_LOW,
        "Best likely rank",
        "The best rank in the middle 90 % of the redrawings.",
        width=9,
    ),
    number(
        schema.RANK_HIGH,
        "Worst likely rank",
        "The worst rank in the middle 90 % of the redrawings.",
        width=9,
    ),
    number(schema.AREA_M2, "Area (m²)", "Area of the outline."),
    number(
        schema.EXTENT_M,
        "Distance across (m)",
        "The greatest distance between two points of the outline.",
    ),
    number(
        schema.EASTING,
        "Easting (m)",
        "A point inside the outline, in the force's own coordinate system.",
        width=9,
    ),
    number(
        schema.NORTHING,
        "Northing (m)",
        "A point inside the outline, in the force's own coordinate system.",
        width=9,
    ),
    number(
        schema.LATITUDE,
        "Latitude (°)",
        "The same point in WGS 84, as a phone or a satnav takes it.",
        decimals=5,
        width=10,
    ),
    number(
        schema.LONGITUDE,
        "Longitude (°)",
        "The same point in WGS 84, as a phone or a satnav takes it.",
        decimals=5,
        width=10,
    ),
    text(
        schema.SPOT_ID,
        "Identifier",
        "The number of the place, to find it again in the map, the layers and the patrols. It "
        "stays from run to run once a set is in force.",
        width=10,
    ),
)
