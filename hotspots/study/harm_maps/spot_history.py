"""A run's harm spots beside those in force, and under analysts' edits: figures, words, receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.spots.standing_edits import StandingEdits
from hotspots.analyse.spots_over_time.lasting_spots import (
    FATE_COLUMNS,
    INTO,
    VETOED_COLUMNS,
    lasting_spots,
    vetoed_places,
)
from hotspots.schema import SpotChange
from hotspots.study.past_spots import PastSpots

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams

# A caveat names so many spots; the rest are in the run's table.
MOST_NAMED: Final = 5
OF_TODAY: Final = {
    SpotChange.KEPT: "kept",
    SpotChange.MOVED: "moved",
    SpotChange.MERGED: "merged from several",
    SpotChange.SPLIT: "split",
    SpotChange.NEW: "new",
}
# What became of a spot in force whose number is no more among today's.
GONE: Final = {
    SpotChange.MERGED: "merged into another",
    SpotChange.SPLIT: "split up",
    SpotChange.RETIRED: "retired",
    SpotChange.VETOED: "vetoed",
}


@dataclass(frozen=True, kw_only=True)
class SpotHistory:
    """What this run's harm spots have to do with those from before it.

    Attributes
    ----------
    past : PastSpots
        What was handed to the run.
    edits : StandingEdits
        The edits that stand.
    fates : DataFrame
        What became of each spot in force: ``lasting_spots.FATE_COLUMNS``.
    vetoed : DataFrame
        ``lasting_spots.VETOED_COLUMNS``.
    without_effect : tuple of str
        Spots whose edit changed nothing.
    """

    past: PastSpots = field(default_factory=PastSpots)
    edits: StandingEdits = field(default_factory=StandingEdits)
    fates: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(FATE_COLUMNS)))
    vetoed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(VETOED_COLUMNS)))
    without_effect: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Say whether a set is in force or an edit stands."""
        return self.past.in_force is not None or bool(self.edits.words)


def followed(
    spots: gpd.GeoDataFrame,
    selected: gpd.GeoDataFrame,
    *,
    past: PastSpots,
    edits: StandingEdits | None,
    index_key: str,
    params: SpotIdentityParams,
) -> tuple[gpd.GeoDataFrame, SpotHistory]:
    """Return a run's harm spots under their lasting numbers, and their history.

    Parameters
    ----------
    spots : GeoDataFrame
        From ``find_harm_spots`` with these edits.
    selected : GeoDataFrame
        The offences that they are made of.
    past : PastSpots
    edits : StandingEdits or None
    index_key : str
    params : SpotIdentityParams
    """
    edits = edits or StandingEdits()
    known = past.adopted if past.adopted is not None else past.in_force
    lasting = lasting_spots(
        spots,
        in_force=past.in_force,
        edits=edits,
        given_before=() if known is None else frozenset(known[schema.SPOT_ID].astype("str")),
        params=params,
    )
    vetoed = vetoed_places(selected, lasting.spots, edits, known=known, index_key=index_key)
    history = SpotHistory(
        past=past,
        edits=edits,
        fates=lasting.fates,
        vetoed=vetoed,
        without_effect=lasting.without_effect,
    )
    return lasting.spots, history


def change_counts(spots: gpd.GeoDataFrame) -> dict[str, int]:
    """Return how many of today's spots were kept, moved, merged, split, or are new."""
    words = spots[schema.CHANGE].astype("string").str.extract(r"^(\w+)", expand=False)
    return {str(change): int((words == str(change)).sum()) for change in OF_TODAY}


def history_figures(
    history: SpotHistory, spots: gpd.GeoDataFrame, district: str | None
) -> tuple[tuple[str, str], ...]:
    """Return the headline figure of an area: what is the same since the set in force, and what not.

    Parameters
    ----------
    history : SpotHistory
    spots : GeoDataFrame
        Those of the area.
    district : str or None
        None for the force.
    """
    if history.past.in_force is None:
        return ()
    fates = history.fates
    if district is not None:
        fates = fates[fates[schema.DISTRICT] == district]
    known = [(number, OF_TODAY[SpotChange(word)]) for word, number in change_counts(spots).items()]
    lost = fates[~_is_still_there(fates)][schema.CHANGE]
    gone = [(int((lost == change).sum()), words) for change, words in GONE.items()]
    changes = [f"{number} {words}" for number, words in (*known, *gone) if number]
    return (("Since the set in force", ", ".join(changes) or "none then, none now"),)


def _is_still_there(fates: pd.DataFrame) -> pd.Series:
    """Say of each spot in force whether one of those that it went into has its number."""
    went = zip(fates[schema.SPOT_ID], fates[INTO].fillna(""), strict=True)
    return pd.Series(
        [spot in into.split(", ") for spot, into in went], index=fates.index, dtype=bool
    )


def history_caveats(history: SpotHistory) -> tuple[str, ...]:
    """Return what a reader must know of the spots that are not here, and of those drawn by hand."""
    said = []
    edits = history.edits
    if edits.drawn:
        ids = ", ".join(sorted(each.spot_id for each in edits.drawn))
        said.append(
            f"Outlines that an analyst drew: {ids}. They are among the harm spots whatever the "
            "data say; their rank and figures are those of the offences in them."
        )
    said += [
        f"Left out by a veto: {_called(row)}, {row[schema.EDITED]} "
        f"({row[schema.OFFENCES]:,} offences in it in this period)."
        for row in history.vetoed.to_dict("records")
    ]
    gone = history.fates[history.fates[schema.CHANGE] == SpotChange.RETIRED]
    if len(gone):
        named = "; ".join(map(_called, gone.head(MOST_NAMED).to_dict("records")))
        more = len(gone) - MOST_NAMED
        rest = f"; and {more} more, in the run's table" if more > 0 else ""
        said.append(f"In force, and no longer among the harm spots: {named}{rest}.")
    if history.without_effect:
        ids = ", ".join(history.without_effect)
        said.append(f"Edited, and not among these harm spots, so that it changes nothing: {ids}.")
    return tuple(said)


def _called(row: Any) -> str:  # noqa: ANN401 - a row by column
    name = row[schema.SPOT_NAME]
    return str(row[schema.SPOT_ID]) if pd.isna(name) else f"{row[schema.SPOT_ID]} {name}"


def history_table(history: SpotHistory) -> pd.DataFrame:
    """Return what became of each spot in force, and of each vetoed one from an earlier set.

    ``offences`` is how many lie on vetoed ground in this period, and missing of other spots.
    """
    gone = history.vetoed[~history.vetoed[schema.SPOT_ID].isin(history.fates[schema.SPOT_ID])]
    earlier = gone.drop(columns=[schema.OFFENCES, schema.RANK]).assign(
        **{schema.CHANGE: str(SpotChange.VETOED)}
    )
    table = pd.concat([history.fates, earlier], ignore_index=True).reindex(columns=[*FATE_COLUMNS])
    found = history.vetoed.set_index(schema.SPOT_ID)[schema.OFFENCES]
    offences = table[schema.SPOT_ID].map(found).astype("Int64")
    return table.astype({schema.RANK: "Int64"}).assign(**{schema.OFFENCES: offences})


def history_receipt(history: SpotHistory, spots: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what the receipt says of the set in force and of the edits; empty without any."""
    if not history.is_there:
        return {}
    in_force = history.past.in_force
    return {
        "spots_over_time": {
            "in_force": None if in_force is None else _set_of(in_force),
            "changes": change_counts(spots) if in_force is not None else {},
            "not_here_any_more": _records(
                history.fates[~history.fates[schema.SPOT_ID].isin(spots[schema.SPOT_ID])],
                (schema.SPOT_ID, schema.SPOT_NAME, schema.CHANGE, INTO),
            ),
            "edits": dict(sorted(history.edits.words.items())),
            "edits_without_effect": list(history.without_effect),
            "vetoed": _records(history.vetoed, VETOED_COLUMNS),
        }
    }


def _set_of(in_force: gpd.GeoDataFrame) -> dict[str, Any]:
    first = in_force.iloc[0]
    return {
        "spot_set": str(first[schema.SPOT_SET]),
        "adopted_at": pd.Timestamp(first[schema.ADOPTED_AT]).isoformat(),
        "chosen_from": pd.Timestamp(first[schema.CHOSEN_FROM]).date().isoformat(),
        "chosen_to": pd.Timestamp(first[schema.CHOSEN_TO]).date().isoformat(),
        "spots": len(in_force),
    }


def _records(table: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows as plain values, what is missing as None."""
    rows = table[list(columns)].astype("object").to_dict("records")
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in rows
    ]
