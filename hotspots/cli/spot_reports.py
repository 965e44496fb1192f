"""What the commands of the harm spots in force say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.cli.printing import say, say_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from hotspots.study.spots_over_time.past_spots import PastSpots

_SPOT_TITLES: Final = {
    schema.RANK: "rank then",
    schema.SPOT_ID: "spot",
    schema.SPOT_NAME: "name",
    schema.DISTRICT: "district",
    schema.EDITED: "edited",
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


def say_edits(edits: pd.DataFrame) -> None:
    """Print every edit, oldest first."""
    if edits.empty:
        say("No harm spot was ever edited.")
        return
    rows = [[_text(row[column]) for column in _EDIT_TITLES] for row in edits_as_records(edits)]
    say_table("Edits of harm spots", tuple(_EDIT_TITLES.values()), rows)


def say_spot_review(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print a review: the advice on each spot, and where its products are."""
    if quiet:
        return
    rows, found, period = receipt["rows"], receipt["spot_review"], receipt["period"]
    say(f"{receipt['force']}, {receipt['marking']}")
    say(f"{period['first_day']} to {period['last_day']}. {receipt['method']}")
    say()
    say(
        f"{rows['rows_in']:,} rows in = {rows['rows_used']:,} used + "
        f"{rows['rows_set_aside']:,} set aside."
    )
    say()
    spots = [(each["advice"], each["spot_id"], each["why"]) for each in found["spots"]]
    say_table("Harm spots in force", ("advice", "spot", "why"), spots)
    told = ", ".join(f"{number} to {advice}" for advice, number in found["advice"].items())
    say(f"Of {found['harm_spots']} harm spots in force: {told}.")
    say()
    for caveat in receipt["caveats"]:
        say(f"Mind: {caveat}")
    say()
    say(f"Open {folder / 'index.html'}")


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
