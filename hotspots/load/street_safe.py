"""Read Street Safe reports: where people said on police.uk that they felt unsafe, and why.

The Home Office gives them to forces; no layout of theirs is published. A table is known by a column
that speaks of Street Safe or of feeling unsafe. A report is no offence: it has no code, and every
one counts alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.load.columns import recognised
from hotspots.load.rms_export import read_rms_export
from hotspots.load.source_tables import headers_of
from hotspots.nearest import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.load.source_rows import SourceRows
    from hotspots.postgresql import Source
    from hotspots.profile import ForceProfile

KIND: Final = "Street Safe reports"
SUBJECT: Final = "Street Safe reports"
FELT_UNSAFE: Final = "Felt unsafe"
SIGNS: Final = ("unsafe", "streetsafe")
COLUMNS: Final = {
    schema.OFFENCE_ID: ("StreetSafe ID", "StreetSafe Ref", "Submission ID", "Report ID", "ID"),
    schema.FROM_TIME: (
        "Submitted", "Submitted At", "Date Submitted", "Submission Date", "Submission Date Time",
        "Created", "Created At", "Date Created", "Report Date", "Date Reported", "Date",
        "Date Time", "Timestamp",
    ),
}  # fmt: skip


def is_street_safe(headers: Sequence[str]) -> bool:
    """Say whether these headers speak of Street Safe or of feeling unsafe, and have points.

    An export with offence codes is one of offences, whatever else it speaks of.
    """
    found = recognised(headers)
    has_points = any(set(pair) <= found for pair in (schema.IN_METRES, schema.IN_DEGREES))
    is_about = any(_speaking_of(sign, headers) for sign in SIGNS)
    return is_about and has_points and schema.OFFENCE_CODE not in found


def read_street_safe(
    path: Source, *, profile: ForceProfile, date_format: str | None = None
) -> SourceRows:
    """Read reports; the category of each is ``Felt unsafe``.

    Parameters
    ----------
    path : Path or PostgisTable
        In any format that an export of offences may have, with a date and a point.
    profile : ForceProfile
        Its time zone, and its own column names, which go before those that are known.
    date_format : str, optional
        A ``strptime`` format, where the dates could be read two ways.

    Raises
    ------
    MissingColumnError, AmbiguousDatesError, NoRowsError
        As ``read_rms_export``.
    """
    headers = headers_of(path, wanted=is_street_safe)
    signs = next(found for sign in SIGNS if (found := _speaking_of(sign, headers)))
    known = {schema.CATEGORY: tuple(signs), **COLUMNS, **profile.column_aliases}
    rows = read_rms_export(
        path,
        profile=replace(profile, column_aliases=known),
        date_format=date_format,
        categories=_felt_unsafe,
    )
    return replace(
        rows,
        findings=replace(rows.findings, kind=KIND, subject=SUBJECT),
    )


def _speaking_of(sign: str, headers: Sequence[str]) -> list[str]:
    return [header for header in headers if sign in plain(header)]


def _felt_unsafe(found: pd.Series[str]) -> pd.Series[str]:
    return pd.Series(FELT_UNSAFE, index=found.index, dtype="str")
