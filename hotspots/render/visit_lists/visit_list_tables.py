"""The visit list as CSV and as a workbook, in which what was done is filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hotspots import schema
from hotspots.render.table_book import Form, Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, flag, moment, number, text, to_fill_in
from hotspots.render.visit_lists import visit_list_words
from hotspots.render.visit_lists.visit_list import HomeToVisit, ToldRound, VisitList

_HOW_NEAR: Final = " ".join(
    f"{visit_list_words.NEARNESS_WORDS[near]}: {meaning}"
    for near, meaning in visit_list_words.NEARNESS_MEANINGS.items()
)

# What a person takes along, and what a printed sheet holds.
FIRST_COLUMNS: Final = (
    number(
        schema.WALK_ORDER,
        "No.",
        "The order of walking, street by street. The same number is on the map.",
        width=6,
    ),
    text(schema.ADDRESS, "Address", "The home to call at.", width=34),
    text(
        "how_near",
        "How near",
        "How near the street of a burglary is; the nearest first. " + _HOW_NEAR,
        width=23,
    ),
    text(
        "why",
        "Why",
        "The nearest burglary, by its street and its age. Where in the street is on no row.",
        width=40,
    ),
    text(
        "visit_by",
        "Visit by",
        "Within 48 hours of the report; the day is the same for a whole street. "
        + visit_list_words.NO_SET_TIME_MEANING,
        width=20,
        bold_where=schema.OVERDUE,
    ),
    text(
        "since_the_last_list",
        "New?",
        "New since the last list; or again, where somebody called before.",
        width=9,
    ),
    to_fill_in(
        text(schema.VISIT_OUTCOME, "Outcome", "To be filled in: choose one of the four.", width=15),
        *schema.VisitOutcome,
    ),
    to_fill_in(
        moment(schema.VISITED_AT, "Visited at", "To be filled in, as 20/11/2026 14:30.", width=13)
    ),
    to_fill_in(
        text(schema.ROLE, "Role", "To be filled in: who called, never a name.", width=8),
        *schema.VisitRole,
    ),
)
_SYSTEM: Final = "In the force's own coordinate system."
_WGS_84: Final = "In WGS 84, as a phone or a satnav takes it."

_TIER: Final = text(schema.TIER, "Tier", "How near, in the word that the record of visits keeps.")
_UPRN: Final = text(
    schema.UPRN,
    "UPRN",
    "The home's unique property reference number. It is text: do not let a program round it.",
    width=15,
)
_POSTCODE: Final = text(schema.POSTCODE, "Postcode", "The home's postcode.", width=10)
_ROUND: Final = number(
    schema.ROUND, "Round", "What one pair walks in one shift; 1 is the most urgent.", width=7
)

# The detail comes after it, beside what is printed.
ALL_COLUMNS: Final[Sequence[TableColumn]] = (
    *FIRST_COLUMNS,
    text(schema.STREET, "Street", "The street alone.", width=22),
    text(schema.TOWN, "Town", "The town alone.", width=16),
    _POSTCODE,
    _ROUND,
    number(schema.PLACE, "Place", "Of its round: between two places there is a drive.", width=7),
    flag(
        schema.BACKLOG,
        "Before cocooning",
        "Yes where no clock runs because the burglary was reported before cocooning began here.",
        width=11,
    ),
    flag(schema.OVERDUE, "Overdue", "Yes where the time was up at the list's moment.", width=9),
    text(
        schema.DUE,
        "Due",
        "The day on which the 48 hours end.",
        width=16,
    ),
    number(
        schema.PRIORITY,
        "Priority",
        "1 is the most urgent; the same for homes that are as near and as lately. The order of "
        "walking is another.",
        width=8,
    ),
    _TIER,
    text(
        schema.DISTRICT,
        "District of the home",
        "A burglary near the border reaches homes of the next district.",
        width=16,
    ),
    _UPRN,
    number("easting", "Easting (m)", _SYSTEM, decimals=2, shown=0, width=10),
    number("northing", "Northing (m)", _SYSTEM, decimals=2, shown=0, width=10),
    number("latitude", "Latitude (°)", _WGS_84, decimals=6),
    number("longitude", "Longitude (°)", _WGS_84, decimals=6),
)
# One row a home, to fill in and to send back.
CSV_COLUMNS: Final = (
    _ROUND,
    *(each for each in FIRST_COLUMNS if each.column in (schema.WALK_ORDER, schema.ADDRESS)),
    _POSTCODE,
    *(each for each in FIRST_COLUMNS if each.column in ("why", "visit_by")),
    *(each for each in FIRST_COLUMNS if each.fill_in),
    _TIER,
    _UPRN,
)
# A layer is looked at; what is to be filled in goes by the CSV or the workbook.
LAYER_COLUMNS: Final = tuple(column for column in ALL_COLUMNS if not column.fill_in)


def visit_table(homes: Sequence[HomeToVisit]) -> pd.DataFrame:
    """Return homes as a table under the columns' names, in their order."""
    rows = [_row(home) for home in homes]
    return pd.DataFrame(rows, columns=[column.column for column in ALL_COLUMNS], dtype="object")


def _row(home: HomeToVisit) -> dict[str, Any]:
    return {
        schema.WALK_ORDER: home.number,
        schema.ADDRESS: home.address,
        "how_near": visit_list_words.NEARNESS_WORDS[home.nearness],
        "why": visit_list_words.why(home),
        "visit_by": visit_list_words.due_in_words(home),
        "since_the_last_list": visit_list_words.change_in_words(home),
        schema.STREET: home.street,
        schema.TOWN: home.town,
        schema.POSTCODE: home.postcode,
        schema.ROUND: home.round_number,
        schema.PLACE: home.place_number,
        schema.BACKLOG: home.backlog,
        schema.OVERDUE: home.overdue,
        schema.DUE: "" if home.due is None else f"{home.due:%Y-%m-%d}",
        schema.PRIORITY: home.priority,
        schema.TIER: str(home.tier),
        schema.DISTRICT: home.district,
        schema.UPRN: home.uprn,
        "easting": home.easting,
        "northing": home.northing,
        "latitude": home.latitude,
        "longitude": home.longitude,
    }


ALL_HOMES: Final = "All homes"
FILLING_IN: Final = (
    f"On the sheet “{ALL_HOMES}” or on the sheets of the rounds: the record of visits reads every "
    "sheet, and what stands on two of them alike counts once. The CSV of this list has the same "
    "columns to fill in."
)


def write_visit_csv(path: Path, the_list: VisitList) -> None:
    """Write the list as CSV: with outcome, time and role filled in, the ledger reads it as it is.

    One row a home, in twelve columns. The last is the marking, so that a row that is copied
    elsewhere keeps it; all else that the list says of itself is in the receipt and the workbook. A
    list without homes has one row that says so.
    """
    write_table_csv(
        path,
        CSV_COLUMNS,
        visit_table(the_list.homes),
        the_list.facts.stamp,
        empty=visit_list_words.NOTHING_TO_VISIT,
        facts={"Marking": the_list.facts.stamp.marking},
    )


def write_visit_xlsx(path: Path, the_list: VisitList) -> None:
    """Write the list as a workbook: all homes in walking order, then one sheet a round.

    Outcome and role are chosen from a list in the cell. The marking stands at both ends of every
    printed page, with the moment at which the list expires; the sheet "About" has all of it.
    """
    sheets = [_sheet(ALL_HOMES, the_list.title, the_list.homes)] + [
        _sheet(f"Round {each.facts.number}", _round_heading(each), each.homes)
        for each in the_list.rounds()
    ]
    form = Form(
        about={**visit_list_words.list_facts(the_list), "Filling it in": FILLING_IN},
        foot=f"Expires {visit_list_words.long_moment(the_list.facts.expires)}",
    )
    write_table_xlsx(path, sheets, the_list.facts.stamp, title=the_list.title, form=form)


def _sheet(name: str, heading: str, homes: Sequence[HomeToVisit]) -> Sheet:
    return Sheet(
        name=name,
        heading=heading,
        columns=ALL_COLUMNS,
        table=visit_table(homes),
        empty=visit_list_words.NOTHING_TO_VISIT,
        frozen_columns=2,
        printed_columns=len(FIRST_COLUMNS),
    )


def _round_heading(told: ToldRound) -> str:
    heading = visit_list_words.round_heading(told.facts)
    return f"{heading}, {visit_list_words.round_in_words(told.facts)}"
