"""What the commands of patrols and deployments print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema, words
from hotspots.cli.printing import say, say_json, say_table
from hotspots.errors import InputError, OutputError, ParameterError
from hotspots.nearest import nearest
from hotspots.render.table_book import safe_csv_text
from hotspots.unfinished import file_written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd

    from hotspots.ledger import ImportResult

# So many are named one by one; of more, the nearest few.
NAMED_ONE_BY_ONE = 60
NEAREST = 5
# So many rows set aside are listed line by line; more are counted by reason.
LINES_ONE_BY_ONE = 20
FIRST_LINES = 8
# The line of the other row, which would make each reason one of its own.
OF_A_LINE = r" \(line \d+\)$"


@dataclass(frozen=True, kw_only=True)
class Area:
    """A ward: its ONS code, and its name with its district."""

    code: str
    name: str


def unknown_spot(spot_id: str, in_force: gpd.GeoDataFrame) -> str:
    """Return what is said of a spot that is not in force; it names those that are."""
    spots = [
        Area(code=str(code), name=str(name))
        for code, name in zip(in_force[schema.SPOT_ID], in_force[schema.SPOT_NAME], strict=True)
    ]
    if not spots:
        return (
            f"Harm spot {spot_id!r} is not in force: none is. Adopt a run's with "
            "`hotspots spots adopt`, then record its patrols."
        )
    return f"Harm spot {spot_id!r} is not in force. {_those_there_are(spot_id, spots)}"


def vetoed_spot(spot_id: str, vetoed: pd.Timestamp) -> str:
    """Return what is said of a spot that an analyst vetoed."""
    return (
        f"Harm spot {spot_id!r} was vetoed on {vetoed:%d/%m/%Y at %H:%M} and is not patrolled. "
        "`hotspots spots withdraw` takes the veto back; a patrol that was made before it goes in "
        "by `hotspots patrols import`."
    )


def not_recorded(what: str, faults: Sequence[str]) -> InputError:
    """Return the error of a record that cannot be kept; it says every fault at once."""
    if len(faults) == 1:
        return InputError(f"The {what} was not recorded: {faults[0].removesuffix('.')}.")
    each = " ".join(
        f"({number}) {fault.removesuffix('.')}." for number, fault in enumerate(faults, start=1)
    )
    return InputError(f"The {what} was not recorded, for {len(faults)} reasons: {each}")


def require_other_file(set_aside: Path | None, file: Path) -> None:
    """Refuse to write the rows set aside over the file that is imported.

    Raises
    ------
    ParameterError
    """
    if set_aside is not None and set_aside.resolve() == file.resolve():
        raise ParameterError(
            f"{file} is the file that is imported, and `--set-aside` would write over it. Give the "
            "rows set aside a file of their own."
        )


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
    said_of = {area.code if is_code else area.name: area for area in areas}
    near = nearest(code, said_of, most=NEAREST, alike=0.0)
    like = sorted((said_of[said] for said in near), key=lambda area: area.code)
    return f"There are {len(areas):,}; those most like it: {_named(like)}."


def _named(areas: Sequence[Area]) -> str:
    return "; ".join(f"{area.code} ({area.name})" for area in areas)


def say_import(result: ImportResult, to: Path | None = None, *, json: bool) -> None:
    """Print what became of a file of visits, patrols or deployments.

    ``to`` is the CSV that takes the rows set aside: file, line and reason, and nothing else of
    them.
    """
    if to is not None:
        _write_set_aside(result.set_aside, to)
    if json:
        say_json(
            {
                "rows_in": result.rows_in,
                "recorded": result.recorded,
                "already_there": result.already_there,
                "not_done": result.not_done,
                "set_aside": _json_rows(result.set_aside),
                "notes": list(result.notes),
            }
        )
        return
    say(_what_became(result))
    if to is not None:
        say(f"  {words.plural(len(result.set_aside), 'row')} set aside, with line and reason: {to}")
    for note in result.notes:
        say(f"  Note: {note}")
    if len(result.set_aside) <= LINES_ONE_BY_ONE:
        for row in result.set_aside.to_dict("records"):
            say(f"  line {row[schema.SOURCE_LINE]}: {row[schema.REASON]}")
        return
    of_kind = result.set_aside[schema.REASON].str.replace(OF_A_LINE, "", regex=True)
    for reason, rows in result.set_aside.groupby(of_kind, sort=True):
        lines = [str(line) for line in rows[schema.SOURCE_LINE]]
        more = ", …" if len(lines) > FIRST_LINES else ""
        say(f"  {len(lines):,} set aside: {reason} (lines {', '.join(lines[:FIRST_LINES])}{more})")
    if to is None:
        say(
            f"  All {len(result.set_aside):,}, each with its line and reason: import the file "
            "again with `--set-aside FILE.csv`; nothing is recorded twice."
        )


def _what_became(result: ImportResult) -> str:
    """Return the sum of a file's rows; of a plan that came back, first what was filled in."""
    aside = len(result.set_aside)
    if not result.rows_in:
        return f"The file holds 0 {result.what}: nothing was recorded."
    if not result.not_done:
        return (
            f"{words.plural(result.rows_in, 'row')} in = {result.recorded:,} recorded + "
            f"{result.already_there:,} already there + {aside:,} set aside."
        )
    return (
        f"{result.rows_in - result.not_done:,} filled in: {result.recorded:,} recorded, "
        f"{result.already_there:,} already there, {aside:,} with a fault; "
        f"{result.not_done:,} not done yet ({words.plural(result.rows_in, 'row')} in)."
    )


def _write_set_aside(set_aside: pd.DataFrame, path: Path) -> None:
    table = set_aside[[schema.SOURCE_FILE, schema.SOURCE_LINE, schema.REASON]]
    safe = table[schema.SOURCE_FILE].map(safe_csv_text, na_action="ignore")
    try:
        with file_written(path) as beside:
            table.assign(**{schema.SOURCE_FILE: safe}).to_csv(beside, index=False, encoding="utf-8")
    except OutputError as fault:
        raise OutputError(
            f"{fault} The import itself is done; import the file again with another `--set-aside`."
        ) from fault


def say_added(result: ImportResult, what: str, *, json: bool) -> None:
    """Print that one record was kept, or was there already.

    Raises
    ------
    InputError
        When it could not be kept.
    """
    if len(result.set_aside):
        raise not_recorded(what, list(result.set_aside[schema.REASON]))
    if json:
        say_json({"recorded": result.recorded, "already_there": result.already_there})
    elif result.recorded:
        say(f"1 {what} recorded.")
    else:
        say(f"This {what} is in the ledger already; nothing was added.")


def say_patrols(
    patrols: pd.DataFrame,
    spots: gpd.GeoDataFrame,
    *,
    days: tuple[date, date] | None = None,
    newest: int,
    json: bool,
) -> None:
    """Print patrols (of some days, if any are given), the newest first; all of them as JSON."""
    if json:
        say_json({"patrols": _json_rows(patrols)})
        return
    if patrols.empty and days is not None:
        say(f"No patrol is recorded from {words.day(days[0])} to {words.day(days[1])}.")
        return
    if patrols.empty:
        say("No patrol has been recorded: `hotspots patrols add`, or `hotspots patrols import`.")
        return
    names = dict(zip(spots[schema.SPOT_ID], spots[schema.SPOT_NAME], strict=True))
    rows = [
        (
            row[schema.SPOT_ID],
            names.get(row[schema.SPOT_ID], "no longer in force"),
            words.sortable_moment(row[schema.BEGINS_AT]),
            int(row[schema.MINUTES]),
            row[schema.ROLE],
            row[schema.ACTIVITY],
            words.number(row[schema.INTERACTIONS], missing=words.DASH),
        )
        for row in patrols.tail(newest).iloc[::-1].to_dict("records")
    ]
    columns = ("spot", "name", "began", "minutes", "by", "what was done", "people")
    say_table("Patrols", columns, rows)
    if len(patrols) > newest:
        say(f"The newest {newest:,} of {len(patrols):,}; `hotspots patrols export` writes all.")


def say_deployments(deployments: pd.DataFrame, wards: Sequence[Area], *, json: bool) -> None:
    """Print every deployment, the newest first, with the name of its ward."""
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
        for row in deployments.iloc[::-1].to_dict("records")
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
