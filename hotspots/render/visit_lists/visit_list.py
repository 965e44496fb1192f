"""One district's list of homes to visit after a burglary, as every product of it shows it.

Only the homes that were chosen are shown, in the order of walking. The others are counted and, on
the maps, drawn as dots without a name near the homes to visit.

The burgled home is on the list, for somebody has to go there, and its row is like any other. No
row, the letter or the facts at the head lead to it: what a row may say is decided before it comes
here, and :func:`visit_list` refuses facts that spell out the address of a home that is to be
visited. Whose home it was stands on the aftercare sheet alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from hotspots import crs, schema
from hotspots.errors import InputError, ParameterError
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp
from hotspots.schema import Nearness, Tier

MOST_HOMES: Final = 5_000  # a browser draws so many numbered signs and no more
NO_STREET: Final = "No street name"
_SHORTEST_ADDRESS: Final = 6  # characters; below, it is a number that any text may well hold


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """What one pair does in one shift: as it stands above its homes.

    Attributes
    ----------
    number : int
    visits : int
    places : tuple of int
        Homes of each place, in the order in which they are driven to.
    walk_m, drive_m : float
        On foot from door to door, and at the wheel from place to place.
    minutes : float
        From the first door to the last.
    """

    number: int
    visits: int
    places: tuple[int, ...]
    walk_m: float
    drive_m: float
    minutes: float


@dataclass(frozen=True, kw_only=True)
class VisitListFacts:
    """What stands at the head of one district's list, beside its homes.

    Attributes
    ----------
    stamp : ProductStamp
        ``method`` says how risk was reckoned and how homes were chosen, ``period`` which
        burglaries are live, ``run_name`` where the receipt lies.
    district : str
    as_of, expires : datetime
        Aware. The moment the list is of, and the one after which no copy of it may be kept.
    evidence : str
        One sentence: does near repeat hold here? It stands at the list's head.
    evidence_supports : bool
        False where near repeat was not found, or there are too few burglaries to tell.
    live_burglaries : int
        Those that reach a home of the list's area.
    left_out : int
        Homes to visit that are beyond what the shift can walk.
    in_reach : int
        Homes in reach of a live burglary, before any was left out. Shown to the nearest hundred,
        as is ``left_out``: with an address file the exact count tells where the burglary was.
    excluded : mapping of str to int
        Homes left out by what was done before, by reason in words: "spoken to in this window".
    rounds : tuple of RoundFacts
        The most urgent first.
    ground : str
        How the walking was measured: "along the streets".
    risk_share : float
        What the homes of the rounds have of the most risk that as many homes could have, 0 to 1.
    clocks_from : datetime
        Aware. What was reported before is backlog.
    dropped_off : mapping of str to int
        Homes of the last list that are not on this one, by reason in words. Empty with ``first``.
    first : bool
        There is no earlier list, so that nothing is new and nothing dropped off.
    """

    stamp: ProductStamp
    district: str
    as_of: datetime
    expires: datetime
    evidence: str
    evidence_supports: bool
    live_burglaries: int
    clocks_from: datetime
    left_out: int = 0
    in_reach: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    rounds: tuple[RoundFacts, ...] = ()
    ground: str = ""
    risk_share: float = 1.0
    dropped_off: Mapping[str, int] = field(default_factory=dict)
    first: bool = False

    def __post_init__(self) -> None:
        for name in ("as_of", "expires", "clocks_from"):
            moment = getattr(self, name)
            if moment.tzinfo is None:
                raise ParameterError(f"{name} is {moment}, without a time zone; give it one.")
        if self.expires < self.as_of:
            raise ParameterError(
                f"The list is of {self.as_of} and expires before that, at {self.expires}."
            )

    @property
    def zone(self) -> tzinfo | None:
        """The clock that all times of the list are shown on."""
        return self.as_of.tzinfo


@dataclass(frozen=True, kw_only=True)
class HomeToVisit:
    """One row of the list: texts are plain and may be empty, times are on the list's clock."""

    number: int
    uprn: str
    address: str
    door: str  # what stands at the door: "Flat 3, 12A"
    street: str
    town: str
    postcode: str
    district: str
    tier: Tier
    nearness: Nearness
    within_days: int | None
    due: datetime | None
    overdue: bool
    backlog: bool
    round_number: int
    place_number: int
    priority: int | None
    change: str
    easting: float
    northing: float
    longitude: float
    latitude: float

    @property
    def place(self) -> str:
        """The street with its town: two towns may each have a Station Road."""
        return ", ".join(filter(None, [self.street or NO_STREET, self.town]))


@dataclass(frozen=True, kw_only=True)
class ToldPlace:
    """One place of a round: homes that are walked to without a drive."""

    number: int
    homes: tuple[HomeToVisit, ...]

    @property
    def stretches(self) -> list[tuple[str, list[HomeToVisit]]]:
        """The homes in the order of walking, parted wherever the street changes."""
        return stretches(self.homes)


@dataclass(frozen=True, kw_only=True)
class ToldRound:
    """One round with its homes."""

    facts: RoundFacts
    homes: tuple[HomeToVisit, ...]

    @property
    def places(self) -> list[ToldPlace]:
        """Its places, in the order in which they are driven to."""
        numbers = dict.fromkeys(home.place_number for home in self.homes)
        return [
            ToldPlace(
                number=number,
                homes=tuple(home for home in self.homes if home.place_number == number),
            )
            for number in numbers
        ]


def stretches(homes: Sequence[HomeToVisit]) -> list[tuple[str, list[HomeToVisit]]]:
    """Return homes in the order of walking, parted wherever the street changes."""
    parts: list[tuple[str, list[HomeToVisit]]] = []
    for home in homes:
        if not parts or parts[-1][0] != home.place:
            parts.append((home.place, []))
        parts[-1][1].append(home)
    return parts


@dataclass(frozen=True, kw_only=True, eq=False)
class VisitList:
    """One district's list.

    Attributes
    ----------
    facts : VisitListFacts
    homes : tuple of HomeToVisit
        In the order of walking.
    other_homes : array of shape (n, 2)
        Easting and northing of homes near those to visit that are not to be visited.
    crs : str
        The system of all eastings and northings, as well-known text.
    """

    facts: VisitListFacts
    homes: tuple[HomeToVisit, ...]
    other_homes: NDArray[Any]
    crs: str

    @property
    def title(self) -> str:
        """For example ``Homes to visit: Colchester``."""
        return f"Homes to visit: {plain_text(self.facts.district)}"

    def rounds(self) -> list[ToldRound]:
        """Return the rounds with their places, each with its homes in the order of walking."""
        return [
            ToldRound(
                facts=facts,
                homes=tuple(home for home in self.homes if home.round_number == facts.number),
            )
            for facts in self.facts.rounds
        ]

    def streets(self) -> list[tuple[str, list[HomeToVisit]]]:
        """Return the homes by street, the streets in the order in which they are first reached."""
        by_place: dict[str, list[HomeToVisit]] = {}
        for home in self.homes:
            by_place.setdefault(home.place, []).append(home)
        return list(by_place.items())


def visit_list(told: gpd.GeoDataFrame, facts: VisitListFacts) -> VisitList:
    """Make the list that the products show.

    Parameters
    ----------
    told : GeoDataFrame
        ``schema.TOLD_COLUMNS``, points in a projected system; may be empty. Rows with a walking
        order are the list; the others only show where the streets run.
    facts : VisitListFacts

    Raises
    ------
    MissingColumnError, CoordinateError
    InputError
        When two homes have one place in the walking order, a home is in a round that the facts do
        not name, more than 5,000 homes are to be visited, or a text spells out the address of one.
    """
    schema.validate_told_homes(told)
    chosen = told[told[schema.WALK_ORDER].notna()]
    chosen = chosen.sort_values(schema.WALK_ORDER, kind="stable")
    _require_walkable(chosen, facts)
    wkt = told.crs.to_wkt()
    homes = tuple(_homes(chosen, wkt, facts.zone))
    _require_no_address(homes, facts)
    rest = shapely.get_coordinates(told.loc[told[schema.WALK_ORDER].isna()].geometry.to_numpy())
    others = np.unique(rest.round(1), axis=0)
    return VisitList(facts=facts, homes=homes, other_homes=others, crs=wkt)


def _require_walkable(chosen: gpd.GeoDataFrame, facts: VisitListFacts) -> None:
    unknown = ~chosen[schema.ROUND].isin([each.number for each in facts.rounds])
    if unknown.any():
        raise InputError(
            f"{int(unknown.sum())} of {len(chosen)} homes to visit are in a round that the list's "
            "facts do not name."
        )
    repeated = int(chosen[schema.WALK_ORDER].duplicated().sum())
    if repeated:
        raise InputError(
            f"{repeated} of {len(chosen)} homes to visit share a place in the walking order; "
            "number them from 1, each once."
        )
    if len(chosen) > MOST_HOMES:
        raise InputError(
            f"{len(chosen):,} homes are to be visited, more than the {MOST_HOMES:,} that one list "
            "can hold. Give the shift a capacity."
        )


def _homes(chosen: gpd.GeoDataFrame, wkt: str, zone: tzinfo | None) -> Iterator[HomeToVisit]:
    points = chosen.geometry
    longitudes, latitudes = crs.project_points(points.x, points.y, wkt, crs.WGS84)
    rows = chosen.drop(columns=points.name).to_dict("records")
    places = zip(points.x, points.y, longitudes, latitudes, strict=True)
    for row, (easting, northing, longitude, latitude) in zip(rows, places, strict=True):
        texts = {name: plain_text(row[name]) for name in _TEXTS}
        yield HomeToVisit(
            **texts,
            number=int(row[schema.WALK_ORDER]),
            door=_door(row),
            tier=Tier(str(row[schema.TIER])),
            nearness=Nearness(str(row[schema.NEARNESS])),
            within_days=_whole(row[schema.WITHIN_DAYS]),
            due=_on_clock(row[schema.DUE], zone),
            overdue=_flag(row[schema.OVERDUE]),
            backlog=_flag(row[schema.BACKLOG]),
            round_number=int(row[schema.ROUND]),
            place_number=int(row[schema.PLACE]),
            priority=_whole(row[schema.PRIORITY]),
            easting=round(float(easting), 2),
            northing=round(float(northing), 2),
            longitude=round(float(longitude), 7),
            latitude=round(float(latitude), 7),
        )


_TEXTS: Final = (
    schema.UPRN,
    schema.ADDRESS,
    schema.STREET,
    schema.TOWN,
    schema.POSTCODE,
    schema.DISTRICT,
    schema.CHANGE,
)


def _door(row: Mapping[Any, object]) -> str:
    parts = [plain_text(row[schema.FLAT]), plain_text(row[schema.NUMBER])]
    return ", ".join(filter(None, parts)) or plain_text(row[schema.ADDRESS]).split(",")[0]


def _whole(cell: Any) -> int | None:  # noqa: ANN401 - a cell of a table
    return None if pd.isna(cell) else int(cell)


def _flag(cell: Any) -> bool:  # noqa: ANN401 - the same
    return bool(cell) if pd.notna(cell) else False


def _on_clock(cell: Any, zone: tzinfo | None) -> datetime | None:  # noqa: ANN401 - the same
    if pd.isna(cell):
        return None
    moment = pd.Timestamp(cell)
    if moment.tzinfo is None:
        raise InputError("The homes to visit have times without a zone; give each its zone.")
    local: datetime = moment.tz_convert(zone).to_pydatetime()
    return local


def _require_no_address(homes: Sequence[HomeToVisit], facts: VisitListFacts) -> None:
    said = " \n ".join(_texts_of(facts))
    known = {home.address for home in homes if len(home.address) >= _SHORTEST_ADDRESS}
    if any(
        re.search(rf"(?<!\w){re.escape(address)}(?!\w)", said, re.IGNORECASE) for address in known
    ):
        raise InputError(
            "A fact at the head of the list, or the name of a file that it was made from, spells "
            "out the address of a home on it. Give the file another name, and make the list again."
        )


def _texts_of(facts: VisitListFacts) -> set[str]:
    stamp = facts.stamp
    said = (facts.evidence, facts.district, stamp.method, stamp.period, *stamp.caveats)
    names = (*facts.excluded, *facts.dropped_off, *stamp.sources)
    return set(map(plain_text, (*said, *names)))
