"""Harm spots."""

from __future__ import annotations

from typing import Final

from hotspots.schema.offences import (
    DISTRICT,
    GEOMETRY,
)

SPOT_ID: Final = "spot_id"  # stable text id within a run: "S001"
RANK: Final = "rank"  # 1 is the first to visit, over the whole force
DISTRICT_RANK: Final = "district_rank"
RANKING_SCORE: Final = "ranking_score"  # sum of the offences' transformed weights; ranks by it
SPOT_NAME: Final = "name"  # what a person recognises: "Market Street, Colchester"
STREET: Final = "street"
TOWN: Final = "town"
OFFENCES: Final = "offences"  # of the selection, in the spot, in the period
OFFENCES_PER_YEAR: Final = "offences_per_year"
HARM_PER_KM2_PER_YEAR: Final = "harm_per_km2_per_year"
SHARE_OF_DISTRICT_HARM: Final = "share_of_district_harm"  # 0 to 1, of the selection's harm
SHARE_OF_FORCE_HARM: Final = "share_of_force_harm"
LARGEST_OFFENCE_SHARE: Final = "largest_offence_share"  # 0 to 1
RESTS_ON_ONE_OFFENCE: Final = "rests_on_one_offence"  # boolean: share above the guard, ranked after
TOP_OFFENCES: Final = "top_offences"  # text: "Robbery 41, Assault with injury 22, …"
HOUR_BY_WEEKDAY: Final = (
    "hour_by_weekday"  # JSON text: 7 lists (Monday first) of 24 weights, or missing
)
BUSIEST: Final = "busiest"  # text: "Friday and Saturday 22:00–02:00"
TREND: Final = "trend"  # text: "rising", "falling", "no clear change", "too few to tell"
TREND_RATIO: Final = "trend_ratio"  # second half of the period over the first
CONFIDENCE: Final = "confidence"  # text: "high", "medium", "low"
TOP_SHARE: Final = "share_of_resamples_selected"  # 0 to 1
RANK_LOW: Final = "rank_low"  # best rank in the middle 90 % of resamples
RANK_HIGH: Final = "rank_high"
AREA_M2: Final = "area_m2"
EXTENT_M: Final = "extent_m"  # greatest distance across
WHY: Final = "why"  # one sentence: why it ranks where it does

HARM_SPOT_COLUMNS: Final = (
    SPOT_ID,
    RANK,
    DISTRICT_RANK,
    RANKING_SCORE,
    SPOT_NAME,
    STREET,
    TOWN,
    DISTRICT,
    OFFENCES,
    OFFENCES_PER_YEAR,
    HARM_PER_KM2_PER_YEAR,
    SHARE_OF_DISTRICT_HARM,
    SHARE_OF_FORCE_HARM,
    LARGEST_OFFENCE_SHARE,
    RESTS_ON_ONE_OFFENCE,
    TOP_OFFENCES,
    HOUR_BY_WEEKDAY,
    BUSIEST,
    TREND,
    TREND_RATIO,
    CONFIDENCE,
    TOP_SHARE,
    RANK_LOW,
    RANK_HIGH,
    AREA_M2,
    EXTENT_M,
    WHY,
    GEOMETRY,
)  # and one harm_… column for each index in use
