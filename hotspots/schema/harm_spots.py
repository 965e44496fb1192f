"""Harm spots: found, in force, and held against those that were in force."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.offences import DISTRICT, GEOMETRY

# --- Harm spots ---
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
RESTS_ON_ONE_POINT: Final = "rests_on_one_point"  # boolean: a default point perhaps, ranked after
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
    RESTS_ON_ONE_POINT,
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
# Where there are streets: which the spot lies on, and what is nearest to its middle; missing where
# nothing is known.
ON_STREETS: Final = "on_streets"  # text: "High Street from Market Place to Station Road"
CROSSING: Final = "nearest_crossing"  # text: "High Street and Church Lane"
LANDMARK: Final = "nearest_landmark"  # text: "Exford Central station, 250 m south-west of it"
WHEREABOUTS_COLUMNS: Final = (ON_STREETS, CROSSING, LANDMARK)
# In the table's ``attrs``: how many places may not be shown, since they rest on too few addresses.
WITHHELD: Final = "withheld"

# What is made of harm beside the columns that begin with it.
MADE_OF_HARM: Final = (
    RANKING_SCORE,
    SHARE_OF_DISTRICT_HARM,
    SHARE_OF_FORCE_HARM,
    LARGEST_OFFENCE_SHARE,
)

# --- Op Grip: harm spots in force, and what an analyst changed in them ---
SPOT_SET: Final = "spot_set"  # the run whose harm spots were adopted
ADOPTED_AT: Final = "adopted_at"
ADOPT_REASON: Final = "adopt_reason"  # text: why the set was put in force; missing where not said
ADOPTED_BY_ROLE: Final = "adopted_by_role"  # an EntryRole; missing with the reason
CHOSEN_FROM: Final = "chosen_from"  # first and last day of the offences they were chosen on
CHOSEN_TO: Final = "chosen_to"
OUTLINE: Final = "outline"  # text: WKT in the force's projected system

SPOT_IN_FORCE_COLUMNS: Final = (
    SPOT_SET,
    ADOPTED_AT,
    CHOSEN_FROM,
    CHOSEN_TO,
    SPOT_ID,
    SPOT_NAME,
    DISTRICT,
    RANK,
    OUTLINE,
)

EDIT_ID: Final = "edit_id"
SPOT_EDIT: Final = "spot_edit"  # a SpotEdit
EDIT_REASON: Final = "edit_reason"
EDITED_AT: Final = "edited_at"
EDITED_BY_ROLE: Final = "edited_by_role"  # an EntryRole

# Oldest first. The id of an added spot is given by the ledger; what an edit does not speak of is
# missing: a rename has no outline, a veto has neither name nor outline.
SPOT_EDIT_COLUMNS: Final = (
    EDIT_ID,
    SPOT_EDIT,
    SPOT_ID,
    SPOT_NAME,
    OUTLINE,
    EDIT_REASON,
    EDITED_AT,
    EDITED_BY_ROLE,
)


class SpotEdit(StrEnum):
    """What an analyst can do to the harm spots that the data give."""

    ADD = "add"
    MOVE = "move"
    VETO = "veto"
    RENAME = "rename"
    WITHDRAW = "withdraw"  # takes back the spot's earlier edits


EDITED: Final = "edited"  # text: "moved by an analyst, 3 May 2026: reason", or missing


class SpotChange(StrEnum):
    """What became of a harm spot between the set in force and a later run.

    The column ``CHANGE`` of a harm spot begins with one of the first five; it is there when a set
    is in force. A spot of the set that the run no longer has was merged, retired or vetoed.
    """

    KEPT = "kept"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    RETIRED = "retired"
    VETOED = "vetoed"


# --- Keep or retire: the harm spots in force, judged on later offences ---
OFFENCES_THEN_PER_YEAR: Final = "offences_then_per_year"  # in the period they were chosen on
HARM_THEN_PER_YEAR: Final = "harm_then_per_year"
HARM_PER_YEAR: Final = "harm_per_year"
PAI_THEN: Final = "pai_then"
PAI_NOW: Final = "pai_now"
HARM_PAI_NOW: Final = "harm_pai_now"
RRI: Final = "rri"  # PAI now over PAI then
RRI_LOW: Final = "rri_low"  # the middle 90 %
RRI_HIGH: Final = "rri_high"
RANK_NOW: Final = "rank_now"  # among the spots in force and the places that would be chosen today
OVERLAP_TODAY: Final = "overlap_today"  # Jaccard with the place chosen today, 0 to 1
PATROL_MINUTES: Final = "patrol_minutes"  # in the later period; missing where no patrols were given
ADVICE: Final = "advice"  # a SpotAdvice


class SpotAdvice(StrEnum):
    """What the figures say of a harm spot in force; an analyst decides."""

    KEEP = "keep"
    WATCH = "watch"
    RETIRE = "retire"


# RANK is the rank when the spot was chosen; what is not known is missing.
SPOT_REVIEW_COLUMNS: Final = (
    SPOT_ID,
    SPOT_NAME,
    DISTRICT,
    ADVICE,
    WHY,
    RANK,
    RANK_NOW,
    RANK_LOW,
    RANK_HIGH,
    TOP_SHARE,
    OFFENCES_THEN_PER_YEAR,
    OFFENCES,
    OFFENCES_PER_YEAR,
    HARM_THEN_PER_YEAR,
    HARM_PER_YEAR,
    PAI_THEN,
    PAI_NOW,
    HARM_PAI_NOW,
    RRI,
    RRI_LOW,
    RRI_HIGH,
    OVERLAP_TODAY,
    PATROL_MINUTES,
    AREA_M2,
    EDITED,
    GEOMETRY,
)
