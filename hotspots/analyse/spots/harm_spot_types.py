"""Which types of offence a harm spot is made of, without naming any that is rare there.

A type with fewer than five offences in a spot is never named: small counts at one place can point
at a person, and a victim of a sexual offence stays anonymous for life.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hotspots import care
from hotspots.schema import CATEGORY, OFFENCE_CODE

TYPES_LISTED: Final = 4
TYPES_IN_THE_SENTENCE: Final = 2


def offence_types(offences: pd.DataFrame, offence_names: Mapping[str, str]) -> pd.Series[str]:
    """Return what each offence is called: by its code, else its category, else the code itself."""
    code = offences[OFFENCE_CODE].astype("str")
    named = code.map(dict(offence_names)).astype("str").fillna(offences[CATEGORY].astype("str"))
    return named.fillna("code " + code).fillna("type not known").astype("str")


def top_offences(types: pd.Series[str]) -> str:
    """Return ``"Robbery 41, Assault with injury 22, other 9"``: most frequent first.

    Only types with at least five offences in the spot are named, at most four; the rest are
    "other". So no single sexual offence, nor any other rare one, is ever tied to a place. Where
    fewer than five are other, the types are named without their numbers: the spot's total stands
    beside them, and what is left of it would tell.
    """
    counts = types.value_counts()
    named = _nameable(counts).sort_index().sort_values(ascending=False, kind="stable")
    listed = named.iloc[:TYPES_LISTED]
    other = int(counts.sum() - listed.sum())
    if listed.empty:
        return f"{care.FEW} of any type" if other else ""
    if care.shown_count(other) is None:
        return ", ".join([*map(str, listed.index), "and a few others"])
    parts = [f"{name} {number}" for name, number in listed.items()]
    return ", ".join([*parts, f"other {other}"] if other else parts)


def _nameable(counts: pd.Series[int]) -> pd.Series[int]:
    return counts[counts >= care.FEWEST_COUNTED]


def heaviest_types(types: pd.Series[str], weights: pd.Series[float]) -> list[str]:
    """Return the two types that hold most of a spot's harm, of those that may be named."""
    named = _nameable(types.value_counts()).index
    harm = weights.groupby(types).sum().sort_values(ascending=False, kind="stable")
    return [str(name) for name in harm.index if name in named and harm[name] > 0][
        :TYPES_IN_THE_SENTENCE
    ]
