"""Say which force a row is of, and count the rows of other forces that lie in this one.

An export can hold a neighbour's rows, and an archive those of the British Transport Police. Where
they lie in the force they are used, because they happened there, and said.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots import words
from hotspots.load.source_rows import counts_of, looked_up, missing_texts
from hotspots.nearest import plain
from hotspots.profile import ForceProfile
from hotspots.tables.columns import header_named
from hotspots.tables.text_table import without_blanks

# As data.police.uk calls it, whoever made the file; the others only where this force is in them.
FALLS_WITHIN: Final = "Falls within"
FORCE_NAMES: Final = (FALLS_WITHIN, "Force", "Force Name", "Police Force", "Recording Force")
MOST_NAMED: Final = 3


def notes_on_other_forces(
    found: pd.DataFrame, inside: NDArray[np.intp], profile: ForceProfile
) -> tuple[str, ...]:
    """Return a note on the rows of other forces among those that are used.

    Parameters
    ----------
    found : DataFrame
        The source's own columns as text.
    inside : array of int
        The places of the rows that lie in the force.
    profile : ForceProfile
    """
    header = header_named(FORCE_NAMES, list(found.columns))
    if header is None:
        return ()
    counts = counts_of(without_blanks(found[header].iloc[inside]))
    of_this_one = {_bare(profile.force_name)}
    if profile.is_of_forces:
        of_this_one |= set(map(_bare, profile.authorities.values()))
    ours = [name for name in counts if _bare(name) in of_this_one]
    if not ours and plain(header) == plain(FALLS_WITHIN):
        ours = list(counts)[:1]
    others = {name: rows for name, rows in counts.items() if name not in ours}
    if not ours or not others:
        return ()
    named = words.listed([f"{name} {rows:,}" for name, rows in others.items()], most=MOST_NAMED)
    note = (
        f"rows that {header!r} gives to another force, used because they lie in this one: "
        f"{sum(others.values()):,} ({named})"
    )
    return (note,)


def stated_forces(found: pd.DataFrame, profile: ForceProfile) -> pd.Series[str]:
    """Return the force area, by its code, in which each row is said to fall.

    Parameters
    ----------
    found : DataFrame
        The source's own columns as text.
    profile : ForceProfile
        Its authorities are force areas.

    Returns
    -------
    Series of str
        On the index of ``found``; missing where nothing is said, or no force of the profile.
    """
    header = header_named((FALLS_WITHIN,), list(found.columns))
    if header is None:
        return missing_texts(len(found))
    codes = {_bare(name): code for code, name in profile.authorities.items()}
    called = found[header]
    return looked_up(
        called, {name: codes[_bare(name)] for name in called.unique() if _bare(name) in codes}
    )


def _bare(force: object) -> str:
    """Return a force's name as it is compared: without what kind of body it is."""
    name = str(force).casefold().replace("&", " and ")
    return plain(re.sub(r"\b(police|constabulary|service|force)\b", "", name))
