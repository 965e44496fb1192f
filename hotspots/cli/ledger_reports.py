"""What the commands of patrols and deployments print."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema
from hotspots.cli.printing import say, say_json, say_table
from hotspots.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspots.ledger import ImportResult

# So many are named one by one; of more, the nearest few.
NAMED_ONE_BY_ONE = 60
NEAREST = 5
# So many rows set aside are listed line by line; more are counted by reason.
LINES_ONE_BY_ONE = 20
FIRST_LINES = 8


@dataclass(frozen=True, kw_only=True)
class Area:
    """A ward: its ONS code, and its name with its district."""

    code: str
    name: str


def unknown_spot(spot_id: str, in_force: gpd.GeoDataFrame) -> InputError:
    """Return the error of a spot that is not in force; it names those that are."""
    spots = [
        Area(code=str(code), name=str(name))
        for code, name in zip(in_force[schema.SPOT_ID], in_force[schema.SPOT_NAME], strict=True)
    ]
    if not spots:
        return InputError(
            f"Harm spot {spot_id!r} is not in force: none is. Adopt a run's with "
            "`hotspots spots adopt`, then record its patrols."
        )
    return InputError(f"Harm spot {spot_id!r} is not in force. {_those_there_are(spot_id, spots)}")


def unknown_ward(text: str, wards: Sequence[Area]) -> InputError:
    """Return the error of a code that no ward has; a ward's name leads to its code."""
    called = [ward for ward in wards if ward.name.casefold().split(",")[0] == text.casefold()]
    if called:
        return InputError(
            f"{text!r} is a name, and two wards may share one. Give the code: {_named(called)}."
        )
    return InputError(
        f"No ward of the force has the code {text!r}. {_those_there_are(text, wards)}"
    )


def _those_there_are(code: str, areas: Sequence[Area]) -> str:
    if len(areas) <= NAMED_ONE_BY_ONE:
        return f"Those there are: {_named(areas)}."
    is_code = any(map(str.isdigit, code))
    said_of = {area.code if is_code else area.name.casefold(): area for area in areas}
    near = get_close_matches(
        code.upper() if is_code else code.casefold(), list(said_of), n=NEAREST, cutoff=0.0
    )
    nearest = sorted((said_of[said] for said in near), key=lambda area: area.code)
    return f"There are {len(areas):,}; those most like it: {_named(nearest)}."


def _named(areas: Sequence[Area]) -> str:
    return "; ".join(f"{area.code} ({area.name})" for area in areas)


def say_import(result: ImportResult, *, json: bool) -> None:
    """Print what became of a file of visits, patrols or deployments."""
    if json:
        say_json(
            {
                "rows_in": result.rows_in,
                "recorded": result.recorded,
                "already_there": result.already_there,
                "set_aside": _json_rows(result.set_aside),
                "notes": list(result.notes),
            }
        )
        return
    say(
        f"{result.rows_in:,} rows in = {result.recorded:,} recorded + {result.already_there:,} "
        f"already there + {len(result.set_aside):,} set aside."
    )
    for note in result.notes:
        say(f"  Note: {note}")
    if len(result.set_aside) <= LINES_ONE_BY_ONE:
        for row in result.set_aside.to_dict("records"):
            say(f"  line {row[schema.SOURCE_LINE]}: {row[schema.REASON]}")
        return
    for reason, rows in result.set_aside.groupby(schema.REASON, sort=True):
        lines = [str(line) for line in rows[schema.SOURCE_LINE]]
        more = ", …" if len(lines) > FIRST_LINES else ""
        say(f"  {len(lines):,} set aside: {reason} (lines {', '.join(lines[:FIRST_LINES])}{more})")
    say("  `--json` gives every line with its reason.")


def say_added(result: ImportResult, what: str, *, json: bool) -> None:
    """Print that one record was kept, or was there already.

    Raises
    ------
    InputError
        When it could not be kept.
    """
    if len(result.set_aside):
        raise InputError(f"The {what} was not recorded: {result.set_aside[schema.REASON].iloc[0]}.")
    if json:
        say_json({"recorded": result.recorded, "already_there": result.already_there})
    elif result.recorded:
        say(f"1 {what} recorded.")
    else:
        say(f"This {what} is in the ledger already; nothing was added.")


def say_patrols(patrols: pd.DataFrame, spots: gpd.GeoDataFrame, *, newest: int, json: bool) -> None:
    """Print patrols, the newest last; all of them as JSON."""
    if json:
        say_json({"patrols": _json_rows(patrols)})
        return
    if patrols.empty:
        say("No patrol has been recorded: `hotspots patrols add`, or `hotspots patrols import`.")
        return
    names = dict(zip(spots[schema.SPOT_ID], spots[schema.SPOT_NAME], strict=True))
    rows = [
        (
            row[schema.SPOT_ID],
            names.get(row[schema.SPOT_ID], "no longer in force"),
            f"{row[schema.BEGINS_AT]:%Y-%m-%d %H:%M}",
            int(row[schema.MINUTES]),
            row[schema.ROLE],
            row[schema.ACTIVITY],
            "–" if pd.isna(row[schema.INTERACTIONS]) else str(row[schema.INTERACTIONS]),
            row[schema.RECORDED_BY],
        )
        for row in patrols.tail(newest).to_dict("records")
    ]
    columns = ("spot", "name", "began", "minutes", "by", "what was done", "people", "known from")
    say_table("Patrols", columns, rows)
    if len(patrols) > newest:
        say(f"The newest {newest:,} of {len(patrols):,}; `hotspots patrols export` writes all.")


def say_deployments(deployments: pd.DataFrame, wards: Sequence[Area], *, json: bool) -> None:
    """Print every deployment with the name of its ward."""
    if json:
        say_json({"deployments": _json_rows(deployments)})
        return
    if deployments.empty:
        say(
            "No deployment has been recorded: `hotspots deployments add`, or "
            "`hotspots deployments import`."
        )
        return
    names = {ward.code: ward.name for ward in wards}
    rows = [
        (
            row[schema.OPERATION],
            row[schema.WARD_CODE],
            names.get(row[schema.WARD_CODE], "not among the wards given"),
            f"{row[schema.FIRST_DAY]:%Y-%m-%d}",
            f"{row[schema.LAST_DAY]:%Y-%m-%d}",
        )
        for row in deployments.to_dict("records")
    ]
    say_table("Deployments", ("operation", "ward", "name", "first day", "last day"), rows)


def _json_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows for JSON: times as ISO text, and null for what is missing."""
    text = table.astype("object").where(table.notna(), None)
    return [
        {
            str(name): value.isoformat() if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
        for row in text.to_dict("records")
    ]
