"""Op Grip: harm spots in force, and what an analyst changed in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import (
    RANK,
    SPOT_ID,
    SPOT_NAME,
)
from hotspots.schema.offences import (
    DISTRICT,
)

SPOT_SET: Final = "spot_set"  # the run whose harm spots were adopted
ADOPTED_AT: Final = "adopted_at"
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
