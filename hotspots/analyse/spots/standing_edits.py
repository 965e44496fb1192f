"""What analysts changed in the harm spots: which of their edits stand, and where.

An edit is never part of a run: it is kept, and laid over what the data find in every run until it
is withdrawn. This module says what stands; ``edited_places`` lays it over the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.outlines import mended
from hotspots.schema import SpotEdit

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Objects

_DONE: Final = {
    SpotEdit.ADD: "added",
    SpotEdit.MOVE: "moved",
    SpotEdit.VETO: "vetoed",
    SpotEdit.RENAME: "renamed",
}
_OF_PLACE: Final = (SpotEdit.ADD, SpotEdit.MOVE, SpotEdit.VETO)


@dataclass(frozen=True, kw_only=True)
class DrawnSpot:
    """A spot whose outline an analyst drew, whatever the data find there; in metres."""

    spot_id: str
    outline: BaseGeometry


@dataclass(frozen=True, kw_only=True)
class BarredGround:
    """Ground on which the data may not put a spot again.

    Attributes
    ----------
    spot_id : str
    outline : Polygon or MultiPolygon
        Metres.
    vetoed : bool
        False where the spot was moved away from here.
    """

    spot_id: str
    outline: BaseGeometry
    vetoed: bool


@dataclass(frozen=True, kw_only=True)
class StandingEdits:
    """The edits that stand.

    Attributes
    ----------
    drawn : tuple of DrawnSpot
        Added and moved, none overlapping another.
    barred : tuple of BarredGround
    names : mapping of str to str
        Spot to the name that it was given.
    words : mapping of str to str
        Spot to what was done with it: ``"moved by an analyst, 3 May 2026: reason"``.
    covered : tuple of str
        Spots whose drawn outline lies wholly under others drawn later: they have no ground left.
    """

    drawn: tuple[DrawnSpot, ...] = ()
    barred: tuple[BarredGround, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    covered: tuple[str, ...] = ()

    @property
    def vetoed(self) -> tuple[BarredGround, ...]:
        """The ground of the spots that were vetoed."""
        return tuple(ground for ground in self.barred if ground.vetoed)


def standing_edits(edits: pd.DataFrame, adopted: gpd.GeoDataFrame | None = None) -> StandingEdits:
    """Return which edits stand: of each spot those made since its last withdrawal.

    Parameters
    ----------
    edits : DataFrame
        ``schema.SPOT_EDIT_COLUMNS``, in any order; outlines as WKT in metres.
    adopted : GeoDataFrame, optional
        Every set that was ever in force: ``spot_id``, ``adopted_at``, outlines. It says where a
        spot was when it was vetoed or moved.

    Returns
    -------
    StandingEdits
        Of a spot's additions, moves and vetoes the last decides; of its new names the last too.
        Where two drawn outlines overlap the later keeps its shape.

    Raises
    ------
    MissingColumnError
    """
    schema.require_columns(edits, schema.SPOT_EDIT_COLUMNS, "edits of harm spots")
    by_spot = {
        str(spot): list(_standing(rows.sort_values(schema.EDIT_ID).to_dict("records")))
        for spot, rows in edits.groupby(schema.SPOT_ID, sort=True)
    }
    by_spot = {spot: rows for spot, rows in by_spot.items() if rows}
    drawn, covered = _without_overlap(_drawn(by_spot))
    return StandingEdits(
        drawn=drawn,
        barred=tuple(
            ground for spot, rows in by_spot.items() for ground in _barred(spot, rows, adopted)
        ),
        names={
            spot: str(rows[-1][schema.SPOT_NAME])
            for spot, every in by_spot.items()
            if (rows := [row for row in every if not pd.isna(row[schema.SPOT_NAME])])
        },
        words={spot: edits_in_words(rows) for spot, rows in by_spot.items()},
        covered=covered,
    )


def edits_in_words(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Return what was done with a spot, one edit after another.

    Of the additions, moves and vetoes only the last is told, and the last new name.

    Parameters
    ----------
    rows : sequence of mapping
        Standing edits of one spot, oldest first, by column.
    """
    place = [row for row in rows if row[schema.SPOT_EDIT] in _OF_PLACE][-1:]
    name = [row for row in rows if row[schema.SPOT_EDIT] == SpotEdit.RENAME][-1:]
    return "; ".join(_in_words(row) for row in (*place, *name))


def _in_words(row: Mapping[Any, Any]) -> str:
    made_at = pd.Timestamp(row[schema.EDITED_AT])
    role = str(row[schema.EDITED_BY_ROLE])
    article = "an" if role[:1] in "aeiou" else "a"
    return (
        f"{_DONE[SpotEdit(row[schema.SPOT_EDIT])]} by {article} {role}, "
        f"{words.day(made_at)}: {row[schema.EDIT_REASON]}"
    )


def _standing(rows: Sequence[dict[Any, Any]]) -> Iterator[dict[Any, Any]]:
    """Give the edits of one spot that come after its last withdrawal."""
    withdrawn = [
        place for place, row in enumerate(rows) if row[schema.SPOT_EDIT] == SpotEdit.WITHDRAW
    ]
    yield from rows[withdrawn[-1] + 1 if withdrawn else 0 :]


def _drawn(by_spot: Mapping[str, Sequence[Mapping[Any, Any]]]) -> list[DrawnSpot]:
    """Return the spots whose last word on their place is an outline, the latest edit first."""
    found = []
    for spot, rows in by_spot.items():
        last = [row for row in rows if row[schema.SPOT_EDIT] in _OF_PLACE][-1:]
        if last and last[0][schema.SPOT_EDIT] != SpotEdit.VETO:
            drawn = DrawnSpot(spot_id=spot, outline=_outline(last[0]))
            found.append((int(last[0][schema.EDIT_ID]), drawn))
    return [drawn for _, drawn in sorted(found, key=lambda pair: -pair[0])]


def _without_overlap(drawn: Sequence[DrawnSpot]) -> tuple[tuple[DrawnSpot, ...], tuple[str, ...]]:
    """Cut each outline back by the later ones, to its largest part; the covered have none left."""
    kept: list[DrawnSpot] = []
    covered: list[str] = []
    for each in drawn:
        left = shapely.difference(each.outline, shapely.union_all([one.outline for one in kept]))
        parts = [part for part in _polygons(left) if part.area > 0]
        if not parts:
            covered.append(each.spot_id)
            continue
        whole = left.equals(each.outline)
        outline = each.outline if whole else max(parts, key=lambda part: part.area)
        kept.append(DrawnSpot(spot_id=each.spot_id, outline=outline))
    return tuple(kept), tuple(covered)


def _barred(
    spot: str, rows: Sequence[Mapping[Any, Any]], adopted: gpd.GeoDataFrame | None
) -> Iterator[BarredGround]:
    """Give the ground that a veto, or a move away from it, closes to the data."""
    of_place = [row for row in rows if row[schema.SPOT_EDIT] in _OF_PLACE]
    if not of_place:
        return
    vetoed = of_place[-1][schema.SPOT_EDIT] == SpotEdit.VETO
    grounds = (
        [_outline(row) for row in of_place if not pd.isna(row[schema.OUTLINE])] if vetoed else []
    )
    found = _when_edited(spot, pd.Timestamp(of_place[0][schema.EDITED_AT]), adopted)
    if found is not None:
        grounds.append(found)
    if grounds:
        outline = shapely.union_all([*grounds])
        yield BarredGround(spot_id=spot, outline=outline, vetoed=vetoed)


def _when_edited(
    spot: str, moment: pd.Timestamp, adopted: gpd.GeoDataFrame | None
) -> BaseGeometry | None:
    """Return a spot's outline in the set that was in force at a moment; the next, if none was."""
    if adopted is None:
        return None
    mine = adopted[adopted[schema.SPOT_ID] == spot].sort_values(schema.ADOPTED_AT)
    if mine.empty:
        return None
    before = mine[mine[schema.ADOPTED_AT] <= moment]
    outline: BaseGeometry = (before.iloc[-1] if len(before) else mine.iloc[0]).geometry
    return outline


def _outline(row: Mapping[Any, Any]) -> BaseGeometry:
    return area_of_wkt(str(row[schema.OUTLINE]))


def area_of_wkt(text: str) -> BaseGeometry:
    """Return the area that WKT text draws, mended where its line crosses itself."""
    outlines: Objects = shapely.from_wkt([text])
    area: BaseGeometry = mended(outlines)[0]
    return area


def _polygons(area: BaseGeometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(area))
    return [part for part in parts if isinstance(part, shapely.Polygon)]
