"""What each offence weighs, and where its weight came from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.schema import HarmBasis

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats
    from hotspots.harm_index import HarmIndex


@dataclass(frozen=True, kw_only=True)
class HarmTotal:
    """The harm of a set of offences in one index, and what it rests on.

    Attributes
    ----------
    key : str
        The index.
    total : float
        Sum of the weights that are known, in the index's unit; to the last digit the same in
        whatever order the rows stand.
    offences_by_basis : mapping of HarmBasis to int
        Every basis, with 0 where no offence has it; they add up to the number of offences.
    """

    key: str
    total: float
    offences_by_basis: Mapping[HarmBasis, int]


def weigh_offences(offences: gpd.GeoDataFrame, indices: Sequence[HarmIndex]) -> gpd.GeoDataFrame:
    """Return the offences with their weight in each index and where that weight came from.

    The first of these that knows the offence gives the weight: its offence code, the subgroup of
    that code, its category, the index's default weight.

    Parameters
    ----------
    offences : GeoDataFrame
        With the columns ``offence_code`` and ``category``; either may be missing in a row.
    indices : sequence of HarmIndex
        No two with the same key.

    Returns
    -------
    GeoDataFrame, on the same index
        With two more columns for each index: ``harm_…``, 0 or above, missing where nothing is
        known of the offence (see ``unmapped_offences``), and ``harm_basis_…``, a HarmBasis.

    Raises
    ------
    InputError
        When an index holds a weight that is negative, infinite or missing.

    Notes
    -----
    A weight by category says what an average offence of that category weighs. The category
    explains 8 % of the variance of offence-level weights: such weights rank areas and do not
    locate serious violence. Say so wherever ``HarmBasis.CATEGORY`` holds a share worth naming.
    """
    schema.require_columns(offences, (schema.OFFENCE_CODE, schema.CATEGORY), "offences")
    columns: dict[str, pd.Series] = {}
    for index in indices:
        _require_sound(index)
        weights, basis = _weigh(offences, index)
        columns[schema.harm_column(index.key)] = weights
        columns[schema.harm_basis_column(index.key)] = basis
    return offences.assign(**columns)


def _weigh(offences: gpd.GeoDataFrame, index: HarmIndex) -> tuple[pd.Series[float], pd.Series[str]]:
    """Return the weight of each offence in one index, and its basis."""
    code, category = offences[schema.OFFENCE_CODE], offences[schema.CATEGORY]
    tables = (
        (HarmBasis.OFFENCE_CODE, code, index.by_offence_code),
        (HarmBasis.SUBGROUP, code, index.by_subgroup),
        (HarmBasis.CATEGORY, category, index.by_category),
    )
    weights = np.full(len(offences), np.nan)
    bases = list(HarmBasis)
    basis = np.full(len(offences), bases.index(HarmBasis.UNMAPPED), dtype=np.int8)
    for source, keys, table in tables:
        known = _look_up(keys, table)
        take = np.isnan(weights) & ~np.isnan(known)
        weights[take] = known[take]
        basis[take] = bases.index(source)
    if index.default_weight is not None:
        basis[np.isnan(weights)] = bases.index(HarmBasis.ALL_ALIKE)
        weights = np.nan_to_num(weights, nan=index.default_weight)
    in_words = pd.array([each.value for each in bases], dtype="str").take(basis)
    return pd.Series(weights, index=offences.index), pd.Series(in_words, index=offences.index)


def _look_up(keys: pd.Series[str], table: Mapping[str, float]) -> Floats:
    """Return the weight of each key, missing where the key is missing or unknown."""
    numbers, distinct = pd.factorize(keys)
    weights = np.array([*(table.get(key, math.nan) for key in distinct), math.nan])
    found: Floats = weights[numbers]  # a missing key has number −1: the last, NaN
    return found


def _require_sound(index: HarmIndex) -> None:
    """Refuse an index with a weight that no offence can have."""
    tables = (index.by_offence_code, index.by_subgroup, index.by_category)
    entries = [entry for table in tables for entry in table.items()]
    if index.default_weight is not None:
        entries.append(("default_weight", index.default_weight))
    wrong = [f"{key}: {weight}" for key, weight in entries if not 0 <= weight < math.inf]
    if wrong:
        raise InputError(
            f"Harm index {index.key!r} holds weights that are not numbers of 0 or above: "
            f"{', '.join(wrong[:5])}. Correct its table."
        )


def unmapped_offences(offences: gpd.GeoDataFrame, index_key: str) -> pd.DataFrame:
    """Return the codes and categories that an index does not know, with their offences.

    Parameters
    ----------
    offences : GeoDataFrame
        From ``weigh_offences``.
    index_key : str
        Key of one of the indices it was given.

    Returns
    -------
    DataFrame
        ``offence_code``, ``category`` (either may be missing) and ``offences``, most first.
    """
    basis = schema.harm_basis_column(index_key)
    schema.require_columns(offences, (schema.OFFENCE_CODE, schema.CATEGORY, basis), "offences")
    unmapped = offences.loc[
        offences[basis] == HarmBasis.UNMAPPED, [schema.OFFENCE_CODE, schema.CATEGORY]
    ]
    counted = unmapped.groupby([schema.OFFENCE_CODE, schema.CATEGORY], dropna=False).size()
    table: pd.DataFrame = counted.rename(schema.OFFENCES).reset_index()
    return table.sort_values(
        [schema.OFFENCES, schema.OFFENCE_CODE, schema.CATEGORY],
        ascending=[False, True, True],
        ignore_index=True,
    )


def harm_totals(offences: gpd.GeoDataFrame, indices: Sequence[HarmIndex]) -> tuple[HarmTotal, ...]:
    """Return the total harm in each index, and how many offences each basis weighed.

    Parameters
    ----------
    offences : GeoDataFrame
        From ``weigh_offences`` with the same indices, or some of its rows.
    """
    return tuple(_total(offences, index.key) for index in indices)


def _total(offences: gpd.GeoDataFrame, index_key: str) -> HarmTotal:
    harm, basis = schema.harm_column(index_key), schema.harm_basis_column(index_key)
    schema.require_columns(offences, (harm, basis), "offences")
    counts = offences[basis].value_counts()
    return HarmTotal(
        key=index_key,
        total=math.fsum(offences[harm].dropna()),
        offences_by_basis={each: int(counts.get(each.value, 0)) for each in HarmBasis},
    )
