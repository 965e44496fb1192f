"""The visit list as CSV and as a workbook, in which what was done is filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd

from hotspots import schema
from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.table_book import Form, Sheet, write_table_csv, write_table_xlsx
from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList
from hotspots.render.visit_lists.visit_list_columns import ALL_COLUMNS, FIRST_COLUMNS, visit_table
from hotspots.render.visit_lists.visit_list_words import (
    NOTHING_TO_VISIT,
    handling,
    head_lines,
    list_facts,
    long_moment,
)

MOST_STREET_SHEETS: Final = 40  # more tabs than this nobody finds a street in
ALL_HOMES: Final = "All homes"
LONGEST_SHEET_NAME: Final = 31  # characters, Excel's own limit
FILLING_IN: Final = (
    f"Use the sheet “{ALL_HOMES}” or the sheets of the streets, not both: they do not know of one "
    "another. The record of visits reads the CSV of this list, which has the same columns to fill "
    "in."
)


def write_visit_csv(path: Path, the_list: VisitList) -> None:
    """Write the list as CSV: with outcome, time and role filled in, the ledger reads it as it is.

    The facts of the list stand in the last columns of every row, so that a row that is copied
    elsewhere keeps its marking. A list without homes has one row that says so.
    """
    write_table_csv(
        path,
        ALL_COLUMNS,
        visit_table(the_list.homes),
        the_list.facts.stamp,
        empty=NOTHING_TO_VISIT,
        facts=list_facts(the_list),
    )


def write_visit_xlsx(
    path: Path, the_list: VisitList, *, wards: gpd.GeoDataFrame | None = None
) -> None:
    """Write the list as a workbook: all homes in walking order, then one sheet a street.

    Outcome and role are chosen from a list in the cell. The marking is the first line of every
    sheet and stands at both ends of every printed page, with the moment at which the list expires.

    Parameters
    ----------
    path : Path
    the_list : VisitList
    wards : GeoDataFrame, optional
        In the list's system. Where there are more than 40 streets, the sheets are one a ward.
    """
    sheets = [_sheet(ALL_HOMES, the_list.title, the_list.homes, the_list)] + [
        _sheet(sheet_name(number, place), place, homes, the_list)
        for number, (place, homes) in enumerate(sheet_groups(the_list, wards), start=1)
    ]
    form = Form(
        about={**list_facts(the_list), "Filling it in": FILLING_IN},
        foot=f"Expires {long_moment(the_list.facts.expires)}",
    )
    write_table_xlsx(path, sheets, the_list.facts.stamp, title=the_list.title, form=form)


def _sheet(name: str, heading: str, homes: Sequence[HomeToVisit], the_list: VisitList) -> Sheet:
    return Sheet(
        name=name,
        heading=heading,
        notes=[plain_text(line) for line in (*head_lines(the_list), handling(the_list))],
        columns=ALL_COLUMNS,
        table=visit_table(homes),
        empty=NOTHING_TO_VISIT,
        frozen_columns=2,
        printed_columns=len(FIRST_COLUMNS),
    )


def sheet_groups(
    the_list: VisitList, wards: gpd.GeoDataFrame | None
) -> list[tuple[str, list[HomeToVisit]]]:
    """Return the homes of each sheet: by street; by ward where the streets are too many."""
    streets = the_list.streets()
    if wards is None or len(streets) <= MOST_STREET_SHEETS:
        return streets
    homes = the_list.homes
    points = gpd.points_from_xy([h.easting for h in homes], [h.northing for h in homes])
    areas = schema.validate_wards(wards)
    inside = gpd.GeoSeries(points, crs=the_list.crs).to_frame("geometry").sjoin(areas, how="left")
    names = inside[~inside.index.duplicated()][schema.WARD_NAME]
    groups: dict[str, list[HomeToVisit]] = {}
    for home, name in zip(homes, names, strict=True):
        groups.setdefault(plain_text(name) or "In no ward", []).append(home)
    return list(groups.items())


def sheet_name(number: int, place: str) -> str:
    """Return a name that every spreadsheet program takes: short, unlike the others, no signs."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", plain_text(place))
    return shortened(f"{number} {' '.join(plain.split())}".strip(), LONGEST_SHEET_NAME)
