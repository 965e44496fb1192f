"""Know a table's columns by name: case, spaces, underscores and punctuation are ignored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError

MOST_HEADERS_SAID: Final = 40
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


def plain(name: str) -> str:
    """Return a column name without case, spaces, underscores and punctuation."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


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
) -> MissingColumnError:
    """Return the error for columns that are needed and were not recognised.

    Parameters
    ----------
    lacking : mapping of str to sequence of str
        Our name of each column → the other names that are accepted.
    headers : sequence of str
        As found in the file.
    advice : str
        What to do: the end of the message.
    """
    sentences = " ".join(
        f"No column was recognised as {ours}. Accepted names: {', '.join((ours, *names))}."
        for ours, names in lacking.items()
    )
    return MissingColumnError(
        f"{f'{file}: ' if file else ''}{sentences} Columns found: {listed(headers)}. {advice}"
    )
