"""Cocooning: homes to visit, lists of them, and the visits that were made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hotspots.schema.entry import CLAIMED_AT, CLAIMED_ROLE, ENTERED_AT, ENTERED_BY_ROLE
from hotspots.schema.harm_spots import STREET, TOWN
from hotspots.schema.offences import DISTRICT, GEOMETRY, REPORTED_TIME, UPRN
from hotspots.schema.places import ADDRESS, FLAT, NUMBER, POSTCODE

# --- Cocooning: lists of dwellings, and the visits that were made ---
TIER: Final = "tier"  # a Tier
BURGLARY_REFERENCE: Final = "burglary_reference"  # stands for the burgled address
# What a reference may be where it is kept: no sign before it, so that none can become a live
# formula, and no semicolon, which stands between two.
REFERENCE_PATTERN: Final = r"\w[^\x00-\x1f;]{0,39}"
LONGEST_REFERENCE: Final = 40
BURGLARY_TIER: Final = "burglary_tier"  # the dwelling's Tier by that one burglary
LIST_ID: Final = "list_id"
ISSUED_AT: Final = "issued_at"
AS_OF: Final = "as_of"
DUE: Final = "due"  # missing where the 48-hour clock does not bind
LEFT_OUT: Final = "left_out"  # boolean: due, and beyond what the shift could walk
VISITED_AT: Final = "visited_at"
ROLE: Final = "role"  # a VisitRole, never a name
VISIT_OUTCOME: Final = "visit_outcome"  # a VisitOutcome
BURGLARY_REFERENCES: Final = "burglary_references"  # text: "42/1001/26; 42/1013/26", or missing

# One row for each dwelling on a list and each burglary that put it there.
LISTING_COLUMNS: Final = (
    LIST_ID,
    DISTRICT,
    ISSUED_AT,
    AS_OF,
    UPRN,
    TIER,
    DUE,
    LEFT_OUT,
    BURGLARY_REFERENCE,
    BURGLARY_TIER,
    REPORTED_TIME,
)

VISIT_COLUMNS: Final = (
    UPRN,
    VISITED_AT,
    ROLE,
    VISIT_OUTCOME,
    TIER,
    DISTRICT,
    LIST_ID,
    BURGLARY_REFERENCES,
    ENTERED_AT,
    ENTERED_BY_ROLE,
    CLAIMED_AT,
    CLAIMED_ROLE,
)


class Tier(StrEnum):
    """How near a dwelling stands to a burglary, from the strongest evidence to the weakest."""

    VICTIM = "victim"
    NEIGHBOUR = "neighbour"  # four either way, same side
    STREET = "street"  # the rest of the street, and opposite
    NEARBY = "nearby"  # within 200 m
    LEAFLET = "leaflet"  # within 400 m: a leaflet, no visit


class VisitOutcome(StrEnum):
    """What came of a call at a door."""

    SPOKEN_TO = "spoken to"
    NO_ANSWER = "no answer, card left"
    REFUSED = "refused"
    NOT_SUITABLE = "not suitable"


class VisitRole(StrEnum):
    """Who may make a cocooning visit."""

    PC = "PC"
    PCSO = "PCSO"
    SPECIAL = "special"
    VOLUNTEER = "volunteer"


class EntryRole(StrEnum):
    """Who may enter what was done."""

    PC = "PC"
    PCSO = "PCSO"
    SPECIAL = "special"
    VOLUNTEER = "volunteer"
    SERGEANT = "sergeant"
    COMMANDER = "commander"
    PLANNER = "planner"
    ANALYST = "analyst"


class Nearness(StrEnum):
    """How near a home is to a burglary, as a list may tell it: by the street that was burgled.

    Distances run from the home to the nearest home of that street, so that they are the same
    whichever of its homes was burgled. The burgled home is told what its street is told.
    """

    STREET = "same street"
    WITHIN_100_M = "within 100 m"
    WITHIN_200_M = "within 200 m"
    WITHIN_400_M = "within 400 m"
    FURTHER = "further off"


# --- Targets: homes to visit after a burglary ---
RISK: Final = "risk"  # of the method in use; compares homes, and is no probability
# JSON text: a list of {reference, distance_m, days, tier}, the strongest first
REASONS: Final = "reasons"
BURGLARIES: Final = "burglaries"  # how many live burglaries reach the home
NEAREST_M: Final = "nearest_m"  # distance to the nearest of them
OVERDUE: Final = "overdue"  # boolean, as of the list's moment
EXPIRES: Final = "expires"  # when the last of its burglaries is 42 days old
PRIORITY: Final = "priority"  # 1 is the first to be chosen
WALK_ORDER: Final = "walk_order"  # 1 is the first to be walked to; missing where not chosen
ROUND: Final = "round"  # what one pair walks in one shift, from 1; missing where not chosen
PLACE: Final = "place"  # of its round, from 1: what is walked without a drive; missing likewise
BACKLOG: Final = "backlog"  # boolean: bound by a burglary from before cocooning began, by no other
CHANGE: Final = "change"  # text: "new", "kept", "returned" since the last list


TARGET_COLUMNS: Final = (
    UPRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    TIER,
    RISK,
    REASONS,
    BURGLARIES,
    NEAREST_M,
    DUE,
    OVERDUE,
    BACKLOG,
    EXPIRES,
    PRIORITY,
    ROUND,
    PLACE,
    WALK_ORDER,
    CHANGE,
    GEOMETRY,
)

# --- What the files of a list tell of a home: nothing that leads to another home's burglary ---
NEARNESS: Final = "nearness"  # a Nearness; missing for homes around that are not to be visited
WITHIN_DAYS: Final = "within_days"  # the burglary's age is below this; missing beyond six weeks

TOLD_COLUMNS: Final = (
    UPRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    TIER,
    NEARNESS,
    WITHIN_DAYS,
    DUE,
    OVERDUE,
    BACKLOG,
    PRIORITY,
    ROUND,
    PLACE,
    WALK_ORDER,
    CHANGE,
    GEOMETRY,
)

TOLD_TIER: Final[Mapping[Nearness, Tier]] = {
    Nearness.STREET: Tier.STREET,
    Nearness.WITHIN_100_M: Tier.NEARBY,
    Nearness.WITHIN_200_M: Tier.NEARBY,
    Nearness.WITHIN_400_M: Tier.LEAFLET,
    Nearness.FURTHER: Tier.LEAFLET,
}

# --- The aftercare sheet: which homes of a list were burgled, for whoever calls there ---
DAYS_AGO: Final = "days_ago"  # whole days since the home's latest burglary

AFTERCARE_COLUMNS: Final = (WALK_ORDER, ROUND, ADDRESS, DAYS_AGO, DUE, OVERDUE, BACKLOG)
