"""Harm spots that keep their number from one run to the next, and what became of those in force."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely

from hotspots import words
from hotspots.analyse.spots.harm_spot_attributes import numbered
from hotspots.analyse.spots.standing_edits import StandingEdits
from hotspots.analyse.spots_over_time.spot_identity import NOBODY, Settled, SpotMatch, match_spots
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams
from hotspots.schema import (
    CHANGE,
    DISTRICT,
    EDITED,
    OFFENCES,
    RANK,
    SPOT_ID,
    SPOT_NAME,
    SpotChange,
    harm_column,
)

if TYPE_CHECKING:
    import geopandas as gpd

INTO: Final = "into"  # text: the spots of today that a spot in force went into, "S003, S071"
FATE_COLUMNS: Final = (SPOT_ID, SPOT_NAME, DISTRICT, RANK, CHANGE, INTO, EDITED)
VETOED_COLUMNS: Final = (SPOT_ID, SPOT_NAME, DISTRICT, OFFENCES, RANK, EDITED)


@dataclass(frozen=True, kw_only=True)
class LastingSpots:
    """Harm spots under their lasting numbers.

    Attributes
    ----------
    spots : GeoDataFrame
        As they came, with ``spot_id`` settled; with ``change`` where a set is in force; with
        ``edited`` (missing where nobody edited) where an edit stands; given names in ``name``.
    fates : DataFrame
        ``FATE_COLUMNS``, one row for each spot in force, by its rank then: what became of it.
    without_effect : tuple of str
        Spots whose standing edit changed nothing here: renamed, but not among the chosen; or drawn
        wholly under a later outline.
    """

    spots: gpd.GeoDataFrame
    fates: pd.DataFrame
    without_effect: tuple[str, ...]


def lasting_spots(
    spots: gpd.GeoDataFrame,
    *,
    in_force: gpd.GeoDataFrame | None = None,
    edits: StandingEdits | None = None,
    given_before: Collection[str] = (),
    params: SpotIdentityParams | None = None,
) -> LastingSpots:
    """Give each harm spot the number that its place has in the set in force, or a free one.

    Parameters
    ----------
    spots : GeoDataFrame
        From ``find_harm_spots`` with the same edits; best first.
    in_force : GeoDataFrame, optional
        The set in force: ``spot_id``, ``name``, ``district``, ``rank`` and outlines in the same
        system.
    edits : StandingEdits, optional
    given_before : collection of str
        Numbers that earlier sets had; they are not given to another place.
    params : SpotIdentityParams, optional

    Returns
    -------
    LastingSpots
        The rows keep their order and their index.
    """
    edits = edits or StandingEdits()
    drawn = {each.spot_id for each in edits.drawn}
    # Until a place has its lasting number, only what an analyst drew has one.
    own = [str(spot) if spot in drawn else None for spot in spots[SPOT_ID]]
    columns: dict[str, Any] = {}
    fates = _no_fates()
    if in_force is not None and len(in_force):
        before = in_force.sort_values([RANK, SPOT_ID], kind="stable").reset_index(drop=True)
        match = _match(spots, own, before, edits, params)
        own = _own_numbers(own, before, match)
        columns[CHANGE] = _changes(match, before)
    ids = numbered(own, taken={*given_before, *edits.words, *_ids_of(in_force)})
    if in_force is not None and len(in_force):
        fates = _fates(match, before, ids, edits)
    if edits.words:
        columns[EDITED] = pd.Series(ids, index=spots.index).map(edits.words).astype("str")
    names = pd.Series(ids, index=spots.index).map(edits.names).astype("str")
    numbers = pd.Series(ids, index=spots.index, dtype="str")
    return LastingSpots(
        spots=spots.assign(
            **{SPOT_ID: numbers, SPOT_NAME: names.fillna(spots[SPOT_NAME])}, **columns
        ),
        fates=fates,
        without_effect=_without_effect(edits, ids),
    )


def _match(
    spots: gpd.GeoDataFrame,
    own: Sequence[str | None],
    before: gpd.GeoDataFrame,
    edits: StandingEdits,
    params: SpotIdentityParams | None,
) -> SpotMatch:
    place = {str(spot): number for number, spot in enumerate(before[SPOT_ID])}
    vetoed = {ground.spot_id for ground in edits.vetoed}
    settled = Settled(
        before_of={number: place.get(spot) for number, spot in enumerate(own) if spot is not None},
        closed=frozenset(place[spot] for spot in vetoed if spot in place),
    )
    outlines, today = before.geometry.to_numpy(), spots.geometry.to_numpy()
    return match_spots(outlines, today, params=params, settled=settled)


def _own_numbers(
    own: Sequence[str | None], before: gpd.GeoDataFrame, match: SpotMatch
) -> list[str | None]:
    numbers = before[SPOT_ID].astype("str").tolist()
    return [
        numbers[place] if drawn is None and place != NOBODY else drawn
        for drawn, place in zip(own, match.before_of.tolist(), strict=True)
    ]


def _changes(match: SpotMatch, before: gpd.GeoDataFrame) -> list[str]:
    """Return what became of each place, naming the spots in force that it came from."""
    numbers = before[SPOT_ID].astype("str").tolist()
    linked = {
        SpotChange.MERGED: f"{SpotChange.MERGED} from ",
        SpotChange.SPLIT: f"{SpotChange.SPLIT}, a part of ",
    }
    return [
        linked[change] + words.listed([numbers[spot] for spot in came_from])
        if change in linked
        else str(change)
        for change, came_from in zip(match.change_of, match.from_spots, strict=True)
    ]


def _fates(
    match: SpotMatch, before: gpd.GeoDataFrame, ids: list[str], edits: StandingEdits
) -> pd.DataFrame:
    vetoed = {ground.spot_id for ground in edits.vetoed}
    numbers = before[SPOT_ID].astype("str")
    fates = [
        str(SpotChange.VETOED if spot in vetoed else fate)
        for spot, fate in zip(numbers, match.fate_of, strict=True)
    ]
    into = [", ".join(sorted(ids[spot] for spot in spots)) or None for spots in match.into_spots]
    table = pd.DataFrame(before[[SPOT_ID, SPOT_NAME, DISTRICT, RANK]]).assign(
        **{CHANGE: fates, INTO: into, EDITED: numbers.map(edits.words)}
    )
    return table.astype({CHANGE: "str", INTO: "str", EDITED: "str"})


def _no_fates() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="str") for name in FATE_COLUMNS})


def _without_effect(edits: StandingEdits, ids: Collection[str]) -> tuple[str, ...]:
    barred = {ground.spot_id for ground in edits.vetoed}
    lost = {spot for spot in edits.words if spot not in ids and spot not in barred}
    return tuple(sorted(lost))


def _ids_of(in_force: gpd.GeoDataFrame | None) -> list[str]:
    return [] if in_force is None else in_force[SPOT_ID].astype("str").tolist()


def vetoed_places(
    offences: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
    edits: StandingEdits,
    *,
    known: gpd.GeoDataFrame | None,
    index_key: str,
) -> pd.DataFrame:
    """Return what lies on the ground that analysts vetoed, so that a veto stays in sight.

    Parameters
    ----------
    offences : GeoDataFrame
        The selection, with its harm.
    spots : GeoDataFrame
        The chosen spots.
    edits : StandingEdits
    known : GeoDataFrame or None
        Every set that was in force, oldest first: it has the vetoed spots' names and districts.
    index_key : str

    Returns
    -------
    DataFrame
        ``VETOED_COLUMNS``, by ``spot_id``: ``offences`` on the ground, and ``rank``, the place
        that their harm would take among the chosen spots' (missing where nothing happened).
    """
    harm = harm_column(index_key)
    rows = []
    for ground in sorted(edits.vetoed, key=lambda one: one.spot_id):
        inside = offences[shapely.intersects(ground.outline, offences.geometry.to_numpy())]
        more = int((spots[harm] > inside[harm].sum()).sum())
        name, district = _last_known(ground.spot_id, known)
        name = edits.names.get(ground.spot_id, name)
        rank = more + 1 if len(inside) else None
        words = edits.words[ground.spot_id]
        rows.append((ground.spot_id, name, district, len(inside), rank, words))
    table = pd.DataFrame(rows, columns=list(VETOED_COLUMNS))
    return table.astype(
        {SPOT_ID: "str", SPOT_NAME: "str", DISTRICT: "str", OFFENCES: "int64", RANK: "Int64"}
    )


def _last_known(spot: str, known: gpd.GeoDataFrame | None) -> tuple[str | None, str | None]:
    mine = None if known is None else known[known[SPOT_ID] == spot]
    if mine is None or mine.empty:
        return None, None
    last = mine.iloc[-1]
    return str(last[SPOT_NAME]), str(last[DISTRICT])
