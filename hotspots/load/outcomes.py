"""What an outcome says of the suspect: dealt with, no action, none found, still open, not told.

The words are those of data.police.uk and of records systems, the numbers those of the Home Office
outcome framework (1 charged or summonsed … 22 diversion).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from hotspots.nearest import plain
from hotspots.schema import OutcomeGroup

if TYPE_CHECKING:
    import pandas as pd

# "Outcome 18: …", "18 - Investigation complete", "OC2A Youth caution", "16".
_NUMBERED: Final = re.compile(r"(?i)^\s*(?:outcome|oc)?[\s:.#-]*(\d{1,2})[a-c]?\b")


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, OutcomeGroup]:
    table = resources.files("hotspots") / "reference" / "outcomes.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {plain(row["outcome"]): OutcomeGroup(row["group"]) for row in rows}


def outcome_group(outcome: str) -> OutcomeGroup | None:
    """Return what an outcome says of the suspect; None where its words are not known.

    Examples
    --------
    >>> str(outcome_group("Unable to prosecute suspect")), str(outcome_group("Outcome 18 - closed"))
    ('suspect_no_action', 'no_suspect')
    """
    groups = _groups()
    numbered = _NUMBERED.match(outcome)
    return groups.get(numbered[1].lstrip("0") if numbered else plain(outcome))


def outcome_groups(outcomes: pd.Series[str]) -> pd.Series[str]:
    """Return the group of each outcome; "not told" where its words are not known.

    Missing stays missing: an incident of anti-social behaviour has no outcome.
    """
    known = {
        each: outcome_group(each) or OutcomeGroup.NOT_TOLD for each in outcomes.dropna().unique()
    }
    return outcomes.map({each: str(group) for each, group in known.items()})
