"""How burglaries were done and what was taken, as far as a source says it in words of a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from hotspots.arrays import Longs

OTHER: Final = "Other, each of few"
NOT_TOLD: Final = "Not told"
# Where fewer of the texts recur, a column is an account in somebody's own words, and no list.
LEAST_SHARE_OF_A_LIST: Final = 0.5
# Of fewer texts nobody can say which of the two they are.
FEWEST_ACCOUNTS: Final = 20
_SPACES: Final = re.compile(r"\s+")
_BETWEEN: Final = re.compile(r"\s*[;,|]\s*")
_NOTHING: Final = frozenset({"", "-", "n/a", "na", "nil", "none", "not known", "unknown", "u/k"})


def told_kinds(
    texts: pd.Series[str], fact: str, *, several: bool = False, fewest: int
) -> pd.DataFrame | None:
    """Count the kinds of one fact: methods of entry, property taken, premises.

    Parameters
    ----------
    texts : Series of str
        One a burglary; missing where it is not told.
    fact : str
        What they tell.
    several : bool
        Whether one text may name several kinds, with commas or semicolons between. They then
        overlap.
    fewest : int
        The least that is shown of a count.

    Returns
    -------
    DataFrame or None
        ``schema.TOLD_KIND_COLUMNS``, the most frequent first, then the others together and those
        of which nothing is told. Kinds with fewer stand with the others (``care.withheld``);
        counts are told to the nearest five, and shares are of these, unless all is public. None
        where the texts are no list, or too few: a text in somebody's own words can name a person,
        and is shown nowhere.
    """
    kinds = _kinds_of(texts, several=several)
    told = int(kinds.index.nunique())
    counts = kinds.value_counts()
    listed = kinds.isin(counts.index[counts >= max(fewest, care.FEWEST_COUNTED)])
    if not told or kinds.index[listed].nunique() < LEAST_SHARE_OF_A_LIST * told:
        return None
    few = care.withheld(counts, fewest=max(fewest, care.FEWEST_COUNTED))
    shown = counts[~few].rename_axis(schema.TOLD_KIND).rename(schema.OFFENCES).reset_index()
    shown = shown.sort_values([schema.OFFENCES, schema.TOLD_KIND], ascending=[False, True])
    rest = pd.DataFrame(
        {
            schema.TOLD_KIND: [OTHER, NOT_TOLD],
            schema.OFFENCES: [
                kinds.index[kinds.isin(counts.index[few])].nunique(),
                len(texts) - told,
            ],
        }
    )
    table = pd.concat([shown, rest[rest[schema.OFFENCES] > 0]], ignore_index=True)
    number = table[schema.OFFENCES].astype("float64")
    if fewest > 1:
        number = pd.Series(care.to_nearest_five(number), index=table.index)
    of_told = table[schema.TOLD_KIND] != NOT_TOLD
    whole = told if several else max(number[of_told].sum(), 1.0)
    share = (number / whole).clip(upper=1.0).where(of_told)
    table[schema.TOLD_FACT] = fact
    table[schema.OFFENCES], table[schema.TOLD_SHARE] = number, share
    return table[list(schema.TOLD_KIND_COLUMNS)]


def are_accounts(texts: pd.Series[str], *, several: bool = False) -> bool:
    """Say whether texts are accounts in somebody's own words: enough, and most of them unlike."""
    kinds = _kinds_of(texts, several=several)
    recurring = kinds.index[kinds.duplicated(keep=False)].nunique()
    told = kinds.index.nunique()
    return told >= FEWEST_ACCOUNTS and recurring < LEAST_SHARE_OF_A_LIST * told


def one_method(texts: pd.Series[str], at_least: int) -> str | None:
    """Return the kind that so many of some texts tell, or None."""
    counts = _kinds_of(texts, several=False).value_counts()
    return str(counts.index[0]) if len(counts) and counts.iloc[0] >= at_least else None


def method_numbers(texts: pd.Series[str], listed: AbstractSet[str]) -> Longs:
    """Return a number for each text's kind, -1 where it is not told or not one of a list."""
    numbers = {kind: at for at, kind in enumerate(sorted(listed - {OTHER, NOT_TOLD}))}
    kinds = _kinds_of(texts, several=False)
    found = kinds.map(numbers).reindex(texts.index).fillna(-1)
    return np.asarray(found, dtype=np.int64)


def _kinds_of(texts: pd.Series[str], *, several: bool) -> pd.Series[str]:
    """Return the kinds that texts name, each once for a burglary, on the burglaries' index."""
    plain = texts.dropna().astype("str").str.replace(_SPACES, " ", regex=True).str.strip()
    if several:
        plain = plain.str.split(_BETWEEN).explode()
    plain = plain[~plain.str.lower().isin(_NOTHING)]
    kinds = plain.map({each: words.capital(each.lower()) for each in plain.unique()}).astype("str")
    twice = pd.DataFrame({"index": kinds.index, "kind": kinds.to_numpy()}).duplicated().to_numpy()
    return kinds[~twice]
