"""Columns that their names do not tell, and their values do.

An export may call its category "Offence", and its code "Type". A column is taken for one of the two
when nearly all that stands in it is one; a name that has nothing to do with offences is not looked
at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.load.columns import RANKED, match_columns
from hotspots.load.offence_codes import canonical_categories, canonical_codes, read_offence_codes
from hotspots.nearest import plain
from hotspots.tables.text_table import TextTable, without_blanks

if TYPE_CHECKING:
    Reader = Callable[[pd.Series[str]], pd.Series[str]]

# Words in the name of a column that may hold a category or a code.
NAMES: Final = ("offence", "crime", "categor", "class", "type", "hocode", "incident")
LEAST_CATEGORIES: Final = 0.9
# A column of bare numbers may be anything: half of what is taken for codes has its letter, "8N".
LEAST_LETTERED_CODES: Final = 0.5


def matched_by_values(
    table: TextTable, *, from_profile: Mapping[str, Sequence[str] | str] | None = None
) -> dict[str, str]:
    """Return our column name → the header found, by name and for the offence by values too.

    A column of addresses, UPRNs or markers that is empty throughout gives way to the next name.

    Raises
    ------
    SettingsError, InputError
        As ``match_columns``.
    """
    headers = list(table.headers)
    mapping = match_columns(headers, from_profile=from_profile)
    while empty := [ours for ours in RANKED if _is_empty(table, mapping.get(ours))]:
        headers = [header for header in headers if header not in {mapping[ours] for ours in empty}]
        mapping = match_columns(headers, from_profile=from_profile)
    if schema.OFFENCE_CODE in mapping or schema.CATEGORY in mapping:
        return mapping
    others = [header for header in table.headers if header not in mapping.values()]
    for ours, read, least in (
        (schema.OFFENCE_CODE, _lettered_codes, LEAST_LETTERED_CODES),
        (schema.CATEGORY, canonical_categories, LEAST_CATEGORIES),
    ):
        found = next(_holders(table, others, read, least), None)
        if found is not None:
            return {**mapping, ours: found}
    return mapping


def _is_empty(table: TextTable, header: str | None) -> bool:
    return header is not None and bool(without_blanks(table.frame[header]).isna().all())


def _holders(table: TextTable, headers: Sequence[str], read: Reader, least: float) -> Iterator[str]:
    """Yield the columns of which at least such a share of the values is known to a reader."""
    for header in headers:
        if not any(word in plain(header) for word in NAMES):
            continue
        counts = without_blanks(table.frame[header]).value_counts()
        known = read(pd.Series(counts.index, dtype="str")).notna().to_numpy()
        if len(counts) and counts[known].sum() >= least * counts.sum():
            yield header


def _lettered_codes(found: pd.Series[str]) -> pd.Series[str]:
    codes = canonical_codes(found)
    known = codes.isin(tuple(read_offence_codes().offence)) & codes.str.contains("[A-Z]")
    return codes.where(known)
