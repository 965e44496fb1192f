"""Count the rows of other forces that lie in this one.

An export can hold a neighbour's rows, and an archive those of the British Transport Police. Where
they lie in the force they are used, because they happened there, and said.
"""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from hotspots import words
from hotspots.profile import ForceProfile
from hotspots.tables.columns import header_named, plain

# As data.police.uk calls it, whoever made the file; the others only where this force is in them.
FALLS_WITHIN: Final = "Falls within"
FORCE_NAMES: Final = (FALLS_WITHIN, "Force", "Force Name", "Police Force", "Recording Force")
MOST_NAMED: Final = 3


def notes_on_other_forces(used: pd.DataFrame, profile: ForceProfile) -> tuple[str, ...]:
    """Return a note on the rows of other forces among those that are used.

    Parameters
    ----------
    used : DataFrame
        The source's own columns as text, of the rows that lie in the force.
    profile : ForceProfile
    """
    header = header_named(FORCE_NAMES, list(used.columns))
    counts = used[header].str.strip().replace("", pd.NA).value_counts() if header else pd.Series()
    ours = [name for name in counts.index if _same_force(str(name), profile.force_name)]
    if not ours and len(counts) and plain(str(header)) == plain(FALLS_WITHIN):
        ours = [counts.index[0]]
    others = counts.drop(ours) if ours else counts.iloc[:0]
    if others.empty:
        return ()
    named = words.listed([f"{name} {rows:,}" for name, rows in others.items()], most=MOST_NAMED)
    note = (
        f"rows that {header!r} gives to another force, used because they lie in this one: "
        f"{int(others.sum()):,} ({named})"
    )
    return (note,)


def _same_force(one: str, other: str) -> bool:
    bare = [re.sub(r"\b(police|constabulary|service|force)\b", "", each.casefold())
            for each in (one, other)]  # fmt: skip
    return plain(bare[0]) == plain(bare[1])
