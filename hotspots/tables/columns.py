"""Know a table's columns by name: case, spaces, underscores and punctuation are ignored."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError
from hotspots.nearest import nearest_header, plain

MOST_HEADERS_SAID: Final = 40
# A year may be a column's name; two numbers of more than four figures, or two dates, are no names.
NUMBERS_OF_A_ROW: Final = 2
_FIGURES: Final = re.compile(r"[+-]?[\d.,]{5,}|\d[\d/.: T\-]{5,}(?: ?[AaPp][Mm])?|-?\d{1,3}\.\d+")
# So many of the names that a column may have are said where one is lacking.
MOST_NAMES_SAID: Final = 8
# Beside our own, the names that the columns of a point are known by.
# fmt: off
POINT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    schema.EASTING: (
        "Eastings", "East", "Grid Ref E", "Grid Ref East", "Grid Ref Easting", "Grid E",
        "Grid Easting", "Grid Reference Easting", "OS Easting", "OSGB Easting", "OSGR Easting",
        "BNG Easting", "Location Easting", "Offence Easting", "X", "X Coord", "X Coordinate",
        "Map East", "GridX", "Geo X",
    ),
    schema.NORTHING: (
        "Northings", "North", "Grid Ref N", "Grid Ref North", "Grid Ref Northing", "Grid N",
        "Grid Northing", "Grid Reference Northing", "OS Northing", "OSGB Northing", "OSGR Northing",
        "BNG Northing", "Location Northing", "Offence Northing", "Y", "Y Coord", "Y Coordinate",
        "Map North", "GridY", "Geo Y",
    ),
    schema.LONGITUDE: ("Long", "Lon", "Lng", "Longitude WGS84", "Location Longitude"),
    schema.LATITUDE: ("Lat", "Latitude WGS84", "Location Latitude"),
}
# fmt: on


def is_row(header: Sequence[str]) -> bool:
    """Say whether what stands where the names should is a row: numbers and dates, or no letter."""
    if not any(letter.isalpha() for name in header for letter in name):
        return True
    return sum(bool(_FIGURES.fullmatch(name.strip())) for name in header) >= NUMBERS_OF_A_ROW


def header_named(names: Iterable[str], headers: Sequence[str]) -> str | None:
    """Return the header that is one of these names, the first name that is there."""
    for name in names:
        for header in headers:
            if header == name or plain(header) == plain(name):
                return header
    return None


def only_header(ours: str, known: Sequence[str], *, advice: str) -> str | None:
    """Return the header of our own name, else the only one of those that could be the column.

    Parameters
    ----------
    ours : str
        Our name of the column.
    known : sequence of str
        The headers that could be it.
    advice : str
        What to do where several could: the end of the message.

    Raises
    ------
    InputError
        When two headers fit the column equally well.
    """
    for own in ([h for h in known if h == ours], [h for h in known if plain(h) == plain(ours)]):
        if len(own) == 1:
            return own[0]
    if len(known) > 1:
        raise InputError(f"Several columns could be {ours}: {listed(known)}. {advice}")
    return known[0] if known else None


def listed(headers: Sequence[str]) -> str:
    """Return headers as a message says them."""
    return ", ".join(map(repr, headers[:MOST_HEADERS_SAID]))


def missing_columns(
    lacking: Mapping[str, Sequence[str]],
    headers: Sequence[str],
    *,
    advice: str,
    file: str | None = None,
    spoken_for: Collection[str] = (),
) -> MissingColumnError:
    """Return the error for all the columns that are needed and were not recognised.

    Parameters
    ----------
    lacking : mapping of str to sequence of str
        Our name of each column → the other names that are accepted.
    headers : sequence of str
        As found in the file.
    advice : str
        What to do: the end of the message.
    spoken_for : collection of str
        Headers that are known as other columns: they are not what was meant.
    """
    free = [header for header in headers if header not in spoken_for]
    needed = [_lacking(ours, names, free) for ours, names in lacking.items()]
    return MissingColumnError(
        f"{f'{file} lacks' if file else 'Lacking:'} {'; '.join(needed)}. "
        f"Columns found: {listed(headers)}. {advice}"
    )


def _lacking(ours: str, names: Sequence[str], free: Sequence[str]) -> str:
    others = ", ".join([*names[:MOST_NAMES_SAID], *["…"][: len(names) > MOST_NAMES_SAID]])
    near = nearest_header((ours, *names), free)
    also = f" (also {others})" if others else ""
    return f"{ours}{also}{f', nearest here {near!r}' if near else ''}"
