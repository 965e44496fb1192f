"""Read road collisions as the Department for Transport publishes them: STATS19's collision table.

A row is a collision in which somebody was hurt, with its official severity: fatal, serious or
slight, that of the worst injury. Its columns have been called ``Accident_…`` and ``collision_…``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.crs import BRITISH_NATIONAL_GRID
from hotspots.errors import AmbiguousDatesError
from hotspots.load import columns
from hotspots.load.rms_export import read_rms_export
from hotspots.nearest import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hotspots.load.source_rows import Coordinates, SourceRows
    from hotspots.postgresql import Source
    from hotspots.profile import ForceProfile

KIND: Final = "collisions (STATS19)"
SUBJECT: Final = "collisions"
SEVERITIES: Final = {
    "1": "Fatal collision",
    "2": "Serious collision",
    "3": "Slight collision",
}
SEVERITY_NAMES: Final = ("collision_severity", "accident_severity")
COLUMNS: Final = {
    schema.OFFENCE_ID: ("collision_index", "accident_index", "collision_reference"),
    schema.CATEGORY: SEVERITY_NAMES,
    schema.FROM_TIME: ("time",),
    columns.FROM_DATE: ("date",),
    schema.EASTING: ("location_easting_osgr",),
    schema.NORTHING: ("location_northing_osgr",),
    schema.AUTHORITY_CODE: ("local_authority_ons_district",),
    schema.LSOA_CODE: ("lsoa_of_accident_location", "lsoa_of_collision_location"),
}
# As the Department writes them; an extract of a few days could be read the other way round.
DATE_FORMAT: Final = "%d/%m/%Y %H:%M"
NOT_KNOWN: Final = "-1"


def is_collisions(headers: Sequence[str]) -> bool:
    """Say whether these headers are STATS19's table of collisions, of any year."""
    names = set(map(plain, headers))
    return "date" in names and bool(names & set(map(plain, SEVERITY_NAMES)))


def read_collisions(
    path: Source, *, profile: ForceProfile, date_format: str | None = None
) -> SourceRows:
    """Read collisions; the category of each is its severity, and its weight an index's.

    Parameters
    ----------
    path : Path or PostgisTable
        In any format that an export of offences may have.
    profile : ForceProfile
        Its time zone, and its own column names, which go before the Department's.
    date_format : str, optional
        A ``strptime`` format, where the dates were rewritten.

    Raises
    ------
    MissingColumnError, AmbiguousDatesError, NoRowsError
        As ``read_rms_export``.
    """
    known = replace(profile, column_aliases={**COLUMNS, **profile.column_aliases})
    try:
        rows = _read(path, known, date_format)
    except AmbiguousDatesError:
        if date_format is not None:
            raise
        rows = _read(path, known, DATE_FORMAT)
    other = rows.other_coordinates
    return replace(
        rows,
        findings=replace(rows.findings, kind=KIND, subject=SUBJECT),
        coordinates=_known_places(rows.coordinates),
        other_coordinates=None if other is None else _known_places(other),
    )


def severities(found: pd.Series[str]) -> pd.Series[str]:
    """Return the severity of each collision, from its number or its word; missing where unknown."""
    meaning = {**SEVERITIES, **{words.split()[0].lower(): words for words in SEVERITIES.values()}}
    return found.str.strip().str.lower().map(meaning).astype("str")


def _read(path: Source, profile: ForceProfile, date_format: str | None) -> SourceRows:
    return read_rms_export(path, profile=profile, date_format=date_format, categories=severities)


def _known_places(pair: Coordinates) -> Coordinates:
    """Return coordinates on the British grid, without the −1 that stands where none are known."""
    return replace(
        pair,
        eastings=pair.eastings.mask(pair.eastings.str.strip() == NOT_KNOWN),
        northings=pair.northings.mask(pair.northings.str.strip() == NOT_KNOWN),
        crs=pair.crs if pair.in_degrees else BRITISH_NATIONAL_GRID,
    )
