"""The visit list as CSV and as a workbook, in which no text from data can become a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from hotspots import schema
from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp_text import marking_line
from hotspots.render.table_book import (
    LONGEST_CELL,
    page_header_text,
    row_height_pt,
    safe_csv_text,
    workbook_properties,
)
from hotspots.render.table_columns import Kind
from hotspots.render.visit_lists.visit_list_columns import (
    ALL_COLUMNS,
    FIRST_COLUMNS,
    Cell,
    VisitColumn,
)
from hotspots.render.visit_lists.visit_list_words import (
    NOTHING_TO_VISIT,
    handling,
    head_lines,
    list_facts,
    long_moment,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from hotspots.render.visit_lists.visit_list import HomeToVisit, VisitList

MOST_STREET_SHEETS: Final = 40  # more tabs than this nobody finds a street in
ALL_HOMES: Final = "All homes"
CHOICES: Final = "Choices"
ABOUT: Final = "About"
HEADER_ROW: Final = 5  # under marking, title, moment, evidence and handling
PLAIN_HEADER_ROW: Final = 3  # of a sheet without homes, under marking, title and the moment
LONGEST_SHEET_NAME: Final = 31  # characters, Excel's own limit
PRINTED_WIDTH: Final = sum(column.width for column in FIRST_COLUMNS)
_ADDRESS: Final = [column.name for column in ALL_COLUMNS].index(schema.ADDRESS)


def write_visit_csv(path: Path, the_list: VisitList) -> None:
    """Write the list as CSV: UTF-8 with a byte order mark, so that Excel reads it right.

    The facts of the list stand in the last columns of every row, so that a row that is copied
    elsewhere keeps its marking. With outcome, time and role filled in, the ledger reads it as it
    is. A list without homes has one row that says so.
    """
    facts = {safe_csv_text(k): safe_csv_text(v) for k, v in list_facts(the_list).items()}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow([safe_csv_text(column.title) for column in ALL_COLUMNS] + list(facts))
        for home in the_list.homes:
            writer.writerow([_csv_cell(c.value(home)) for c in ALL_COLUMNS] + list(facts.values()))
        if not the_list.homes:
            nothing = [NOTHING_TO_VISIT if at == _ADDRESS else "" for at in range(len(ALL_COLUMNS))]
            writer.writerow(nothing + list(facts.values()))


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
    workbook = Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False},
    )
    try:
        workbook.set_properties(workbook_properties(the_list.facts.stamp, the_list.title))
        book = _Book(workbook, the_list)
        book.add_homes(ALL_HOMES, the_list.title, the_list.homes)
        for number, (place, homes) in enumerate(sheet_groups(the_list, wards), start=1):
            book.add_homes(sheet_name(number, place), place, homes)
        book.add_about()
        book.add_choices()
    finally:
        workbook.close()


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


class _Book:
    """The sheets of one workbook and the formats that they share."""

    def __init__(self, workbook: Workbook, the_list: VisitList) -> None:
        self.workbook = workbook
        self.the_list = the_list
        self.stamp = the_list.facts.stamp
        # quote_prefix keeps text as text even after somebody edits the cell.
        text = {"quote_prefix": True, "valign": "top"}
        self.marking = workbook.add_format({**text, "bold": True, "font_size": 12})
        self.heading = workbook.add_format({**text, "bold": True, "font_size": 14})
        self.note = workbook.add_format({**text, "text_wrap": True})
        self.header = workbook.add_format(
            {
                **text,
                "bold": True,
                "text_wrap": True,
                "bg_color": "#E6E9ED",
                "border": 1,
                "indent": 1,
            }
        )
        cell = {**text, "text_wrap": True, "border": 1, "indent": 1}
        self.text = workbook.add_format(cell)
        self.strong = workbook.add_format({**cell, "bold": True})
        # To be written in: no quote prefix, or a time would be kept as text that cannot be sorted.
        self.blank = workbook.add_format({"valign": "top", "border": 1, "bg_color": "#FFFDE8"})
        self.moment = workbook.add_format(
            {"valign": "top", "border": 1, "bg_color": "#FFFDE8", "num_format": "dd/mm/yyyy hh:mm"}
        )
        self.numbers: dict[int, Format] = {}

    def add_homes(self, name: str, title: str, homes: Sequence[HomeToVisit]) -> None:
        sheet = self._sheet(name, title)
        self._write_head(sheet)
        for place, column in enumerate(ALL_COLUMNS):
            sheet.set_column(place, place, column.width)
            self._write(sheet, HEADER_ROW, place, column.title, self.header)
        for row, home in enumerate(homes, HEADER_ROW + 1):
            values = [column.value(home) for column in ALL_COLUMNS]
            sheet.set_row(row, row_height_pt(values, [c.width for c in ALL_COLUMNS]))
            for place, (value, column) in enumerate(zip(values, ALL_COLUMNS, strict=True)):
                self._write(sheet, row, place, value, self._format_of(column, home))
        if homes:
            self._offer_choices(sheet, HEADER_ROW + 1, HEADER_ROW + len(homes))
            last = HEADER_ROW + len(homes)
            sheet.autofilter(HEADER_ROW, 0, last, len(ALL_COLUMNS) - 1)
        else:
            self._write(sheet, HEADER_ROW + 1, _ADDRESS, NOTHING_TO_VISIT, None)
        sheet.freeze_panes(HEADER_ROW + 1, 2)
        self._print(sheet, HEADER_ROW + max(len(homes), 1), len(FIRST_COLUMNS))
        sheet.repeat_rows(HEADER_ROW)

    def add_about(self) -> None:
        sheet = self._sheet(ABOUT, "About this list")
        widths = [30.0, 104.0]
        meanings = {column.title: column.meaning for column in ALL_COLUMNS}
        filling = {
            "Filling it in": f"Use the sheet “{ALL_HOMES}” or the sheets of the streets, not both: "
            "they do not know of one another. The record of visits reads the CSV of this list, "
            "which has the same columns to fill in."
        }
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        lines = {**list_facts(self.the_list), **filling, **meanings}
        for row, (label, said) in enumerate(lines.items(), PLAIN_HEADER_ROW):
            sheet.set_row(row, row_height_pt([label, said], [0.9 * width for width in widths]))
            self._write(sheet, row, 0, label, self.header)
            self._write(sheet, row, 1, said, self.text)
        self._print(sheet, PLAIN_HEADER_ROW + len(lines) - 1, len(widths))

    def add_choices(self) -> None:
        # In cells, for one of the outcomes has a comma, which would part it in a list of choices.
        sheet = self._sheet(CHOICES, "What may be filled in")
        columns = [column for column in ALL_COLUMNS if column.choices]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, 48)
            self._write(sheet, PLAIN_HEADER_ROW, place, column.title, self.header)
            for row, choice in enumerate(column.choices, PLAIN_HEADER_ROW + 1):
                self._write(sheet, row, place, choice, self.text)
        longest = max(len(column.choices) for column in columns)
        self._print(sheet, PLAIN_HEADER_ROW + longest, len(columns))

    def _sheet(self, name: str, title: str) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        self._write(sheet, 0, 0, marking_line(self.stamp), self.marking)
        self._write(sheet, 1, 0, title, self.heading)
        return sheet

    def _write_head(self, sheet: Worksheet) -> None:
        for row, line in enumerate([*head_lines(self.the_list), handling(self.the_list)], start=2):
            text = plain_text(line)
            sheet.merge_range(row, 0, row, len(FIRST_COLUMNS) - 1, "", self.note)
            self._write(sheet, row, 0, text, self.note)
            sheet.set_row(row, row_height_pt([text], [PRINTED_WIDTH]))

    def _offer_choices(self, sheet: Worksheet, first_row: int, last_row: int) -> None:
        offered = [column for column in ALL_COLUMNS if column.choices]
        for at, column in enumerate(offered):
            place = ALL_COLUMNS.index(column)
            cells = xl_range_abs(
                PLAIN_HEADER_ROW + 1, at, PLAIN_HEADER_ROW + len(column.choices), at
            )
            sheet.data_validation(
                first_row,
                place,
                last_row,
                place,
                {
                    "validate": "list",
                    "source": f"={CHOICES}!{cells}",
                    "error_title": "Not one of the choices",
                    "error_message": f"Choose one of the words on the sheet {CHOICES}.",
                },
            )

    def _print(self, sheet: Worksheet, last_row: int, columns: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last_row, columns - 1)
        sheet.set_margins(left=0.4, right=0.4)
        marking = page_header_text(marking_line(self.stamp))
        sheet.set_header(f"&C{marking}")
        # A header of more than 255 characters is dropped whole.
        run = page_header_text(self.stamp.run_name, 40)
        short = page_header_text(self.stamp.marking, 100)
        expires = f"Expires {long_moment(self.the_list.facts.expires)}"
        sheet.set_footer(f"&L{run}&C{short}\n{expires}&R&P / &N")

    def _format_of(self, column: VisitColumn, home: HomeToVisit) -> Format:
        if column.name == schema.VISITED_AT:
            return self.moment
        if column.choices:
            return self.blank
        if column.name == "visit_by" and home.overdue:
            return self.strong
        if column.kind is not Kind.NUMBER:
            return self.text
        if column.decimals not in self.numbers:
            pattern = "0" + ("." + "0" * column.decimals if column.decimals else "")
            look = self.workbook.add_format(
                {"num_format": pattern, "valign": "top", "border": 1, "align": "center"}
            )
            self.numbers[column.decimals] = look
        return self.numbers[column.decimals]

    def _write(
        self, sheet: Worksheet, row: int, column: int, value: Cell, look: Format | None
    ) -> None:
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, look)
        elif value:
            sheet.write_string(row, column, shortened(plain_text(value), LONGEST_CELL), look)
        else:
            sheet.write_blank(row, column, None, look)


def _csv_cell(value: Cell) -> Cell:
    return value if isinstance(value, int | float) else safe_csv_text(value)
