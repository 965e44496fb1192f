"""What a harm spot is called, and why it ranks where it does, in words that an officer would use.

No name holds a person's data: house numbers and flats are left out, and a text that names a house
or a person and no street is not used. Text is passed on as it came; escaping is the renderer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import words
from hotspots.analyse.periods import MONTHS_A_YEAR
from hotspots.analyse.temporal import SPREAD_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.arrays import Floats

# What data.police.uk writes in place of a street; each stands for many places of its kind.
GENERIC_PLACES: Final = frozenset(
    {
        "airport/airfield", "bus/coach station", "conference/exhibition centre", "ferry terminal",
        "further/higher educational building", "hospital", "motorway service area", "nightclub",
        "park/open space", "parking area", "pedestrian subway", "petrol station", "police station",
        "prison", "race track", "rest area", "shopping area", "sports/recreation area",
        "supermarket", "theatre/concert hall", "theme/adventure park", "train station",
    }
)  # fmt: skip
NO_PLACE: Final = frozenset({"", "no location", "unknown", "not known", "none", "n/a"})

_BEFORE = re.compile(r"^(?:on or near|outside|opposite|near|opp|o/s)\s+", re.IGNORECASE)
_UNIT = re.compile(
    r"^(?:flat|apartment|apt|unit|room|suite|plot|block)\s+(?:\d+\w*|\w)(?=$|\s)[\s/-]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d+\s?[a-z]?(?:\s*[-–/&]\s*\d+\s?[a-z]?)*(?:\s+|$)", re.IGNORECASE)
_POSTCODE = re.compile(r"\s*\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}$", re.IGNORECASE)
_PERSON = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|sir|dame|rev)\b\.?\s", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:approach|avenue|ave|boulevard|broadway|bypass|chase|circus|close|court|crescent|drive|"
    r"esplanade|gardens|green|grove|hill|lane|market|mews|parade|park|path|place|precinct|"
    r"promenade|quay|rise|road|rd|row|square|street|terrace|underpass|vale|walk|way|wharf)\b|\bst\.?$",
    re.IGNORECASE,
)

CLOSE_M: Final = 50.0
COMPASS: Final = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip
DAYS_A_MONTH: Final = 365.2425 / 12
# Shares below this are written with one decimal.
SHARE_DIGITS_BELOW: Final = 0.1


def street_of(location: str) -> str | None:
    """Return the street in a location's text, without house number, flat or postcode.

    ``"On or near Market Street"`` and ``"Flat 2, 12 Market Street, Colchester"`` are both
    ``"Market Street"``. None where the text names no street: nothing, a person, or a house and its
    town.
    """
    stripped = [_stripped(part) for part in location.split(",")]
    parts = [(text, numbered) for text, numbered in stripped if text.lower() not in NO_PLACE]
    parts = [(text, numbered) for text, numbered in parts if not _PERSON.match(text)]
    streets = [text for text, _ in parts if _STREET.search(text)]
    after_a_number = [text for text, numbered in parts if numbered]
    if streets or after_a_number:
        return (streets or after_a_number)[0]
    return parts[0][0] if len(stripped) == 1 and parts else None


def _stripped(part: str) -> tuple[str, bool]:
    """Return one part of an address without what points at a home, and whether it had a number."""
    text = _POSTCODE.sub("", _BEFORE.sub("", part.strip()))
    text = _UNIT.sub("", text)
    street = _NUMBER.sub("", text)
    return street.strip(), street != text


def most_named_street(streets: pd.Series[str]) -> tuple[str | None, bool]:
    """Return the street that most offences name, and whether it is only a kind of place.

    A kind of place ("Supermarket") is used where no offence names a street. Ties go to the
    alphabet.
    """
    counts = streets.dropna().value_counts()
    if counts.empty:
        return None, False
    generic = counts.index.str.lower().isin(GENERIC_PLACES)
    named = counts if generic.all() else counts[~generic]
    return min(named[named == named.max()].index), bool(generic.all())


def spot_name(street: str | None, town: str | None, *, generic: bool) -> str:
    """Return ``"Market Street, Colchester"``, or the most that is known of it."""
    where = f"Near the {street}" if street and generic else street
    if where and town:
        return f"{where}, {town}"
    return where or (f"Street not known, {town}" if town else "Street not known")


def distinct_names(names: Sequence[str], eastings: Floats, northings: Floats) -> list[str]:
    """Tell apart the spots that share a name, by where they lie among themselves, then by number.

    Two spots in one long street become ``"High Street, Colchester (north)"`` and ``"(south)"``.
    Where the compass is not enough, the second in rank is ``"… (north) 2"``.
    """
    shared = pd.Series(names).duplicated(keep=False).to_numpy()
    taken = {name for name, is_shared in zip(names, shared, strict=True) if not is_shared}
    points = np.column_stack([eastings, northings])
    distinct = []
    for number, name in enumerate(names):
        if not shared[number]:
            distinct.append(name)
            continue
        alike = points[[other == name for other in names]]
        wanted = f"{name} ({bearing(points[number] - alike.mean(axis=0))})"
        unique, suffix = wanted, 2
        while unique in taken:
            unique, suffix = f"{wanted} {suffix}", suffix + 1
        taken.add(unique)
        distinct.append(unique)
    return distinct


def bearing(offset_m: Floats) -> str:
    """Return the compass direction of an offset east and north; "centre" where it is close by."""
    east, north = offset_m
    if np.hypot(east, north) < CLOSE_M:
        return "centre"
    return COMPASS[int(np.round(np.arctan2(north, east) / (np.pi / 4))) % len(COMPASS)]


@dataclass(frozen=True, kw_only=True)
class SpotFacts:
    """What the sentence about one spot says."""

    rank: int
    spots: int
    offences: int
    label: str
    period: tuple[pd.Timestamp, pd.Timestamp]
    share_of_district_harm: float
    extent_m: float
    busiest: str | None
    heaviest: Sequence[str]
    largest_offence_share: float
    rests_on_one_offence: bool
    rests_on_one_point: bool


def reason_for_rank(facts: SpotFacts) -> str:
    """Say in one sentence why a spot has its rank."""
    of_kind = f" of {facts.label}" if facts.label else ""
    offences = "offence" if facts.offences == 1 else "offences"
    after = ""
    if facts.rests_on_one_offence:
        after = (
            f", after the others because one offence holds "
            f"{_percent(facts.largest_offence_share)} of its harm"
        )
    if facts.rests_on_one_point:
        after = (
            ", after the others because most of its offences lie on one point, which may stand for "
            "places that were not known"
        )
    busiest = ""
    if facts.busiest:
        spread = facts.busiest == SPREAD_OUT
        days = facts.busiest.replace("Every day", "every day")
        on = "" if days.startswith("every day") else "on "
        busiest = f", {facts.busiest}" if spread else f", busiest {on}{days}"
    heaviest = ""
    if facts.heaviest:
        verb = "weighs" if len(facts.heaviest) == 1 else "weigh"
        heaviest = f"; {' and '.join(map(_in_sentence, facts.heaviest))} {verb} most"
    return (
        f"Ranked {facts.rank} of {facts.spots}{after}: {facts.offences:,} {offences}{of_kind} "
        f"{_length(facts.period)} ({_percent(facts.share_of_district_harm)} of the district's "
        f"harm{of_kind}) within {facts.extent_m:.0f} m{busiest}{heaviest}."
    )


def _in_sentence(name: str) -> str:
    """Return the name with a small first letter, but for an abbreviation such as ASB."""
    return name if name[1:2].isupper() else words.in_mid_sentence(name)


def _percent(share: float) -> str:
    digits = 1 if share < SHARE_DIGITS_BELOW else 0
    return words.share(share, digits)


def _length(period: tuple[pd.Timestamp, pd.Timestamp]) -> str:
    days = (period[1] - period[0]) / pd.Timedelta(days=1)
    months = round(days / DAYS_A_MONTH)
    if months == MONTHS_A_YEAR:
        return "in the year"
    if months == 0:
        return f"in {days:.0f} days"
    return f"in {words.plural(months, 'month')}"
