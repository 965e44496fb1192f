"""What the commands of the harm spots in force say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.cli.printing import say, say_table
from hotspots.schema import SpotEdit
from hotspots.study.past_spots import known_names, merged_spots, vetoed_spots

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hotspots.study.past_spots import PastSpots
    from hotspots.study.spots_over_time.drawn_effects import DrawnEffects

_SPOT_TITLES: Final = {
    schema.RANK: "rank when chosen",
    schema.SPOT_ID: "spot",
    schema.SPOT_NAME: "name",
    schema.DISTRICT: "district",
    schema.EDITED: "edited",
}
_DONE: Final = {
    SpotEdit.ADD: "added",
    SpotEdit.MOVE: "moved",
    SpotEdit.VETO: "vetoed",
    SpotEdit.RENAME: "renamed",
    SpotEdit.WITHDRAW: "is as the data have it: every edit of it is withdrawn",
}
_EDIT_TITLES: Final = {
    schema.EDIT_ID: "no.",
    schema.EDITED_AT: "when",
    schema.SPOT_EDIT: "what",
    schema.SPOT_ID: "spot",
    schema.SPOT_NAME: "name",
    schema.EDITED_BY_ROLE: "by",
    schema.EDIT_REASON: "reason",
}


def say_spots(past: PastSpots, now: gpd.GeoDataFrame) -> None:
    """Print the spots that are patrolled now, and the set that they are from."""
    if past.in_force is None:
        say("No set of harm spots is in force. Adopt a run's: `hotspots spots adopt`.")
    else:
        first = past.in_force.iloc[0]
        chosen = (f"{first[day]:%Y-%m-%d}" for day in (schema.CHOSEN_FROM, schema.CHOSEN_TO))
        say(
            f"In force: {first[schema.SPOT_SET]}, adopted {first[schema.ADOPTED_AT]:%Y-%m-%d}, "
            f"chosen on {' to '.join(chosen)}."
        )
    if len(now):
        rows = [[_text(row[column]) for column in _SPOT_TITLES] for row in spots_as_records(now)]
        say_table(f"{len(now)} harm spots", tuple(_SPOT_TITLES.values()), rows)
    names = known_names(past)
    for spot, words in vetoed_spots(past).items():
        say(f"Left out: {spot_called(spot, names)}, {words}.")
    for spot, into in merged_spots(past).items():
        say(f"Left out: {spot_called(spot, names)}, merged into {spot_called(into, names)}.")


def list_as_mapping(past: PastSpots, now: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the spots that are patrolled now, and those of the set that edits leave out."""
    names = known_names(past)
    return {
        "spots": spots_as_records(now),
        "vetoed": [
            {schema.SPOT_ID: spot, schema.SPOT_NAME: names.get(spot), schema.EDITED: words}
            for spot, words in vetoed_spots(past).items()
        ],
        "merged": [
            {schema.SPOT_ID: spot, schema.SPOT_NAME: names.get(spot), "into": into}
            for spot, into in merged_spots(past).items()
        ],
    }


def say_recorded(edit: SpotEdit, spot: str, effects: DrawnEffects, *, recorded: bool) -> None:
    """Print what was recorded, and what it does to the other spots."""
    if not recorded:
        say(f"{spot}: this was recorded before, and is kept once.")
        return
    say(
        f"{spot} {_DONE[edit]}. It shows in the list now, and on maps from the next "
        "`hotspots run` on."
    )
    for each in effects.in_words:
        say(each)
    if effects.moved is not None and not effects.moved.overlaps_old:
        say(
            "Mind: the new outline does not overlap the old one, so minutes and offences of before "
            "are another place's. If this is another place, withdraw the move (`hotspots spots "
            f"withdraw {spot}`), veto {spot} and add the new one."
        )


def say_edits(edits: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Print every edit, oldest first; a spot that the edit does not name has its last name."""
    if edits.empty:
        say("No harm spot was ever edited.")
        return
    named = edits.assign(
        **{schema.SPOT_NAME: edits[schema.SPOT_NAME].fillna(edits[schema.SPOT_ID].map(names))}
    )
    rows = [[_text(row[column]) for column in _EDIT_TITLES] for row in edits_as_records(named)]
    say_table("Edits of harm spots", tuple(_EDIT_TITLES.values()), rows)


def spot_called(spot: str, names: Mapping[str, str | None]) -> str:
    """Return a spot's number with its name, where it has one."""
    name = names.get(spot)
    return f"{spot} {name}" if name else spot


def spots_as_records(now: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the spots as plain values, outlines as WKT in metres; what is missing is None."""
    table = pd.DataFrame(now.drop(columns=now.geometry.name))
    table[schema.OUTLINE] = now.geometry.to_wkt(rounding_precision=2)
    return _records(table)


def edits_as_records(edits: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the edits as plain values; what is missing is None."""
    when = edits[schema.EDITED_AT].dt.strftime("%Y-%m-%d %H:%M")
    return _records(edits.assign(**{schema.EDITED_AT: when}))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    rows = table.astype("object").to_dict("records")
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in rows
    ]


def _text(value: object) -> object:
    return "" if value is None else value
