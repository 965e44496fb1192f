"""What every record says of its entry, and the log of what was done with personal data."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# The program's own word: its clock, and the role of whoever ran it.
ENTERED_AT: Final = "entered_at"
ENTERED_BY_ROLE: Final = "entered_by_role"  # an EntryRole
# What the file said of that, or missing; nothing is reckoned from it.
CLAIMED_AT: Final = "claimed_at"
CLAIMED_ROLE: Final = "claimed_role"

# --- The log ---
DONE_AT: Final = "done_at"
ACT: Final = "act"  # a LogAct
WHAT: Final = "what"
SUBJECT: Final = "subject"  # a list's id, a run's name; never a home
RECORDS: Final = "records"
ACCOUNT: Final = "account"  # the system's own name of who was at it; missing when forgotten

# One row for each thing that was done. ``role`` is what was typed.
LOG_COLUMNS: Final = (DONE_AT, ACT, WHAT, SUBJECT, RECORDS, "role", ACCOUNT)


class LogAct(StrEnum):
    """What can be done with personal data (Data Protection Act 2018, section 62)."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
