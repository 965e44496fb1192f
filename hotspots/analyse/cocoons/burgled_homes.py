"""Which address was burgled: by its UPRN, the words of its location, else the nearest house.

Never a guess.

A records system and an address list write one address in many ways. Both are brought to the same
words, and only addresses within a few houses of the burglary's point are compared. To tell a home
that it was burgled when it was not is worse than to leave the victim unnamed, so a flat is the
victim only where the location names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.cocoons.near_pairs import pairs_within
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    Words = tuple[str, ...]


VICTIM_UPRN: Final = "victim_uprn"  # missing where no home could be named
VICTIM_MATCH: Final = "victim_match"  # a VictimMatch
BESIDE_UPRN: Final = "beside_uprn"  # an address in the burgled home's street, or missing
DOOR_NUMBER: Final = "door_number"  # the number of the burgled door, or missing

# Records systems place a point on the building, its plot or the road before it.
SEARCH_M: Final = 60.0
NEAREST_M: Final = 15.0
# A second door as near as the first, to within this, makes the nearest a toss-up.
TOSS_UP_M: Final = 1.0

_POSTCODE: Final = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_NUMBER: Final = re.compile(r"\d+[a-z]?(-\d+[a-z]?)?")
_FLAT: Final = "flat"
# Whether "st" is Street or Saint does not matter: both sides are written the same way.
_WRITTEN_OUT: Final = {
    "st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close",
    "cres": "crescent", "ct": "court", "dr": "drive", "gdns": "gardens", "gr": "grove",
    "la": "lane", "ln": "lane", "pl": "place", "sq": "square", "ter": "terrace",
    "terr": "terrace", "pk": "park", "hse": "house", "apartment": _FLAT, "apt": _FLAT,
    "flt": _FLAT, "and": "&",
}  # fmt: skip
_SAY_NOTHING: Final = frozenset({"no", "number"})


class VictimMatch(StrEnum):
    """How the burgled home was found among the addresses."""

    UPRN = "by its UPRN"
    ADDRESS = "by its address"
    NEAREST = "the nearest house"
    FLAT_NOT_KNOWN = "the door is known, the flat is not"
    STREET_ONLY = "the street is known, the home is not among the addresses"
    NOT_FOUND = "not found among the addresses"


@dataclass(frozen=True, kw_only=True)
class _Home:
    """An address near a burglary, in the words that are compared."""

    uprn: str
    number: Words
    street: Words
    flat: Words
    distance_m: float

    @property
    def door(self) -> Words:
        return (*self.number, *self.street)


def match_victims(burglaries: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say of each burglary which address was burgled, as far as that can be known.

    Parameters
    ----------
    burglaries : GeoDataFrame
        ``location`` (text, may be missing) and points in metres; ``uprn`` (text, may be missing)
        where the source has it.
    addresses : GeoDataFrame
        ``schema.ADDRESS_COLUMNS`` in the same system; those further than 60 m from every burglary
        are not looked at.

    Returns
    -------
    DataFrame, on the burglaries' index
        ``victim_uprn`` (missing where no home could be named), ``victim_match`` (a
        ``VictimMatch``), ``beside_uprn`` (an address in the same street, where the street is known)
        and ``door_number`` (of the burgled door, in lower case, where it is known).

    Raises
    ------
    CoordinateError, MissingColumnError

    Notes
    -----
    By its UPRN: the home within 60 m that has it. By its address: exactly one home within 60 m has
    the number (or name) and the street, and the flat if one is named. A block whose flat is not
    named has no victim. The nearest house counts only within 15 m, where the location says nothing
    to the contrary, it is no flat, and no second door is as near. A home that the location names
    and the addresses lack keeps its street and
    number, so that its neighbours are still known.
    """
    _require_alike(burglaries, addresses)
    homes_near = _homes_near(burglaries, addresses)
    locations = burglaries[schema.LOCATION].fillna("")
    nothing = pd.Series("", index=burglaries.index, dtype="str")
    stated = burglaries.get(schema.UPRN, nothing).fillna("")
    rows = [
        _row(*(_stated(uprn, homes) or _match(_words(location), homes)))
        for uprn, location, homes in zip(stated, locations, homes_near, strict=True)
    ]
    columns = [VICTIM_UPRN, VICTIM_MATCH, BESIDE_UPRN, DOOR_NUMBER]
    return pd.DataFrame(rows, columns=columns, index=burglaries.index, dtype="str")


def _row(
    match: VictimMatch, victim: _Home | None, beside: _Home | None, number: Words
) -> tuple[str | None, str, str | None, str | None]:
    return (
        victim.uprn if victim else None,
        str(match),
        beside.uprn if beside else None,
        " ".join(number) or None,
    )


def _stated(
    uprn: str, homes: list[_Home]
) -> tuple[VictimMatch, _Home | None, _Home | None, Words] | None:
    """Return the home near by that has the UPRN stated; leading zeros make no other."""
    digits = uprn.lstrip("0")
    home = next((home for home in homes if digits and home.uprn.lstrip("0") == digits), None)
    return None if home is None else (VictimMatch.UPRN, home, home, home.number)


def _match(
    location: Words, homes: list[_Home]
) -> tuple[VictimMatch, _Home | None, _Home | None, Words]:
    """Find the burgled home among those near by, the nearest of them first."""
    at_door = [home for home in homes if home.number and _find(home.door, location) >= 0]
    if at_door:
        longest = max(len(home.door) for home in at_door)
        at_door = [home for home in at_door if len(home.door) == longest]
        victim = _named_home(location[: _find(at_door[0].door, location)], at_door)
        match = VictimMatch.ADDRESS if victim else VictimMatch.FLAT_NOT_KNOWN
        return match, victim, victim or at_door[0], at_door[0].number
    streets = [home for home in homes if _number_before(home.street, location)]
    if streets:
        beside = max(streets, key=lambda home: len(home.street))
        return VictimMatch.STREET_ONLY, None, beside, _number_before(beside.street, location)
    return _nearest(location, homes)


def _named_home(before: Words, at_door: list[_Home]) -> _Home | None:
    """Return the one home at a door that the words before the door name; None rather than guess."""
    flats = [home for home in at_door if home.flat and _find(home.flat, before) >= 0]
    if not flats and (_FLAT in before or any(map(_NUMBER.fullmatch, before))):
        return None
    named = flats or [home for home in at_door if not home.flat]
    toss_up = [home for home in named if home.distance_m - named[0].distance_m <= TOSS_UP_M]
    return named[0] if len(toss_up) == 1 else None


def _nearest(
    location: Words, homes: list[_Home]
) -> tuple[VictimMatch, _Home | None, _Home | None, Words]:
    near = [home for home in homes if home.distance_m <= NEAREST_M]
    numbers = {
        word
        for place, word in enumerate(location)
        if _NUMBER.fullmatch(word) and (place == 0 or location[place - 1] != _FLAT)
    }
    if not near or (numbers and not numbers & set(near[0].number)):
        return VictimMatch.NOT_FOUND, None, None, ()
    first = near[0]
    rivals = [home for home in near if home.distance_m - first.distance_m <= TOSS_UP_M]
    if {home.door for home in rivals} != {first.door}:
        return VictimMatch.NOT_FOUND, None, None, ()
    if len(rivals) == 1 and not first.flat:
        return VictimMatch.NEAREST, first, first, first.number
    return VictimMatch.FLAT_NOT_KNOWN, None, first, first.number


def _number_before(street: Words, location: Words) -> Words:
    """Return the number that a location gives in a street, or nothing."""
    place = _find(street, location)
    if place > 0 and street and _NUMBER.fullmatch(location[place - 1]):
        return (location[place - 1],)
    return ()


def _find(part: Words, whole: Words) -> int:
    """Return where one run of words begins in another, or −1."""
    if not part:
        return -1
    places = range(len(whole) - len(part) + 1)
    return next((place for place in places if whole[place : place + len(part)] == part), -1)


def _words(text: str) -> Words:
    """Bring an address to the words that are compared: ``12 a, Mill St.`` to 12a mill street."""
    plain = _POSTCODE.sub(" ", re.sub(r"['’`]", "", text.casefold()))
    plain = re.sub(r"(?<=\d)\s*[-–]\s*(?=\d)", "-", plain)
    found = re.findall(r"\d+[a-z]?-\d+[a-z]?|[^\W_]+|&", plain)
    words: list[str] = []
    for word in found:
        if words and words[-1].isdigit() and re.fullmatch(r"[a-z]", word):
            words[-1] += word
        elif word not in _SAY_NOTHING:
            words.append(_WRITTEN_OUT.get(word, word))
    return tuple(words)


def _flat_words(text: str) -> Words:
    words = _words(text)
    return words if len(words) != 1 or _FLAT in words else (_FLAT, *words)


def _homes_near(burglaries: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame) -> list[list[_Home]]:
    """Return the homes within reach of each burglary, the nearest first and then by UPRN."""
    burglary, address, distance_m = pairs_within(
        shapely.get_coordinates(addresses.geometry.to_numpy()),
        shapely.get_coordinates(burglaries.geometry.to_numpy()),
        radius_m=SEARCH_M,
    )
    used, place = np.unique(address, return_inverse=True)
    near = addresses[[schema.UPRN, schema.NUMBER, schema.STREET, schema.FLAT]].iloc[used]
    texts = list(
        zip(
            near[schema.UPRN],
            _all_words(near[schema.NUMBER], _words),
            _all_words(near[schema.STREET], _words),
            _all_words(near[schema.FLAT], _flat_words),
            strict=True,
        )
    )
    homes_near: list[list[_Home]] = [[] for _ in range(len(burglaries))]
    for row, which, away_m in zip(
        burglary.tolist(), place.tolist(), distance_m.tolist(), strict=True
    ):
        uprn, number, street, flat = texts[which]
        homes_near[row].append(
            _Home(uprn=uprn, number=number, street=street, flat=flat, distance_m=away_m)
        )
    for homes in homes_near:
        homes.sort(key=lambda home: (home.distance_m, home.uprn))
    return homes_near


def _all_words(texts: pd.Series[str], words_of: Callable[[str], Words]) -> list[Words]:
    """Return the words of each text; each different text is read once."""
    found = {text: words_of(text) for text in texts.dropna().unique()}
    return [found.get(text, ()) for text in texts]


def _require_alike(burglaries: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame) -> None:
    schema.require_columns(burglaries, (schema.LOCATION,), "burglaries")
    schema.require_columns(addresses, schema.ADDRESS_COLUMNS, "addresses")
    require_projected(burglaries, "burglaries")
    require_projected(addresses, "addresses")
    if not same_system(burglaries.crs, addresses.crs):
        raise CoordinateError(
            f"The burglaries are in {burglaries.crs.to_string()}, the addresses in "
            f"{addresses.crs.to_string()}. Convert one to the other's system first."
        )
