"""The harm-spot table as XLSX and as CSV, in which no text from data can become a formula."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from hotspots import schema
from hotspots.render.harm_spot_columns import FIRST_COLUMNS
from hotspots.render.harm_spot_table import (
    HOURS_A_DAY,
    WEEKDAYS,
    Kind,
    TableColumn,
    harm_spot_table,
    hours_by_weekday,
    in_rank_order,
    table_columns,
)
from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp_text import marking_line, stamp_facts

if TYPE_CHECKING:
    import geopandas as gpd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from hotspots.harm_index import HarmIndex
    from hotspots.render.stamp import ProductStamp

NO_SPOTS: Final = "No harm spots in this period"
HOURS_UNKNOWN: Final = (
    "The hours of these offences are not known: the source gives the month alone, or no times."
)
# What a spreadsheet program takes for the start of a formula, full-width forms included.
_FORMULA_STARTS: Final = tuple("=+-@＝＋－＠")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
LONGEST_CELL: Final = 32_767  # characters, Excel's own limit; XlsxWriter drops a longer text
LONGEST_PAGE_HEADER: Final = 200  # characters; Excel allows 255 with its codes
HEADER_ROW: Final = 2  # under the marking and the title
LINE_PT: Final = 14.5  # height of one line of a cell
MOST_LINES: Final = 20


def safe_csv_text(value: object) -> str:
    """Return text that a spreadsheet program shows and never runs when it opens a CSV file.

    Control characters are dropped. Text that would begin a formula gets an apostrophe in front; a
    plain decimal number, such as a longitude of ``-0.011745``, runs nothing and stays as it is.
    """
    text = plain_text(value)
    runs = text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def write_csv(
    path: Path,
    spots: gpd.GeoDataFrame,
    stamp: ProductStamp,
    indices: Sequence[HarmIndex] = (),
) -> None:
    """Write the harm-spot table as CSV: UTF-8 with a byte order mark, so that Excel reads it right.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
        Repeated in the last columns of every row, so that a row that is copied elsewhere keeps its
        marking. A table without spots has one row that says so.
    indices : sequence of HarmIndex
        For the units in the titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    columns = table_columns(spots, indices)
    table = harm_spot_table(spots, columns)
    facts = [safe_csv_text(text) for text in stamp_facts(stamp).values()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow([safe_csv_text(t) for t in [*table.columns, *stamp_facts(stamp)]])
        for row in table.itertuples(index=False, name=None):
            writer.writerow([*map(_csv_cell, row, columns), *facts])
        if table.empty:
            nothing = [NO_SPOTS if c.column == schema.SPOT_NAME else None for c in columns]
            writer.writerow([*nothing, *facts])


def write_xlsx(
    path: Path,
    spots: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
    indices: Sequence[HarmIndex] = (),
) -> None:
    """Write the harm-spot table as a workbook: harm spots, their hours, rows set aside, about.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
        On the first line of every sheet, at the top and bottom of every printed page, in the
        workbook's properties, and in full on the sheet "About".
    title : str
        For example ``"Harm spots: Colchester"``.
    indices : sequence of HarmIndex
        For the units in the titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    columns = table_columns(spots, indices)
    workbook = Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False},
    )
    try:
        workbook.set_properties(workbook_properties(stamp, title))
        book = _Book(workbook, stamp, plain_text(title))
        book.add_harm_spots(columns, spots)
        book.add_hours(in_rank_order(spots))
        book.add_set_aside()
        book.add_about(columns)
    finally:
        workbook.close()


class _Book:
    """The sheets of one workbook and the formats that they share."""

    def __init__(self, workbook: Workbook, stamp: ProductStamp, title: str) -> None:
        self.workbook = workbook
        self.stamp = stamp
        self.title = title
        # quote_prefix keeps text as text even after somebody edits the cell.
        text = {"quote_prefix": True, "valign": "top"}
        self.marking = workbook.add_format({**text, "bold": True, "font_size": 12})
        self.heading = workbook.add_format({**text, "bold": True, "font_size": 14})
        self.header = workbook.add_format(
            {**text, "bold": True, "text_wrap": True, "indent": 1, "bg_color": "#E6E9ED"}
        )
        self.text = workbook.add_format({**text, "text_wrap": True, "indent": 1})
        self.count = workbook.add_format({"num_format": "#,##0", "valign": "top"})
        self.hour = workbook.add_format({"num_format": "0.0;-0.0;;@", "font_size": 9})
        self.numbers: dict[int, Format] = {}

    def add_harm_spots(self, columns: Sequence[TableColumn], spots: gpd.GeoDataFrame) -> None:
        table = harm_spot_table(spots, columns)
        widths = [column.width for column in columns]
        sheet = self._sheet("Harm spots", [column.title for column in columns], widths)
        for row, values in enumerate(table.itertuples(index=False, name=None), HEADER_ROW + 1):
            sheet.set_row(row, row_height_pt(values, widths))
            for place, (value, column) in enumerate(zip(values, columns, strict=True)):
                self._write(sheet, row, place, value, self._format_of(column))
        if table.empty:
            self._write(sheet, HEADER_ROW + 1, 0, NO_SPOTS, None)
        name_column = [c.column for c in columns].index(schema.SPOT_NAME)
        self._finish(
            sheet,
            len(table),
            len(columns),
            frozen_columns=name_column + 1,
            printed_columns=len(FIRST_COLUMNS),
        )

    def add_hours(self, spots: gpd.GeoDataFrame) -> None:
        clock = [f"{hour:02d}" for hour in range(HOURS_A_DAY)]
        titles = ["Rank in the force", "Harm spot", "Day", *clock, "Whole day"]
        widths = [9, 30, 12, *([4.5] * HOURS_A_DAY), 9]
        sheet = self._sheet("Hours", titles, widths)
        row = HEADER_ROW + 1
        for rank, name, week in self._weeks(spots):
            for weekday, hours in zip(WEEKDAYS, week, strict=True):
                for place, value in enumerate([rank, name, weekday, *hours, sum(hours)]):
                    self._write(sheet, row, place, value, None if place <= 2 else self.hour)  # noqa: PLR2004 - rank, name, day
                row += 1
        rows = row - HEADER_ROW - 1
        if rows:
            self._shade(sheet, HEADER_ROW + 1, row - 1)
        else:
            self._write(sheet, row, 0, HOURS_UNKNOWN if len(spots) else NO_SPOTS, None)
        self._finish(sheet, rows, len(titles), frozen_columns=3)

    def add_set_aside(self) -> None:
        sheet = self._sheet("Set aside", ["Rows of the whole force", "Count"], [60, 12])
        reasons = sorted(self.stamp.rows_set_aside.items(), key=lambda item: (-item[1], item[0]))
        lines = [
            ("Rows in", self.stamp.rows_in),
            ("Rows used", self.stamp.rows_used),
            *((f"Set aside: {reason}", count) for reason, count in reasons),
        ]
        for row, (label, count) in enumerate(lines, HEADER_ROW + 1):
            self._write(sheet, row, 0, label, self.text)
            self._write(sheet, row, 1, count, self.count)
        self._finish(sheet, len(lines), 2)

    def add_about(self, columns: Sequence[TableColumn]) -> None:
        sheet = self._sheet("About", ["About", ""], [34, 100])
        meanings = {column.title: column.meaning for column in columns}
        facts = stamp_facts(self.stamp)
        lines = {**facts, "Rows": f"Of the whole force: {facts['Rows']}", **meanings}
        for row, (label, words) in enumerate(lines.items(), HEADER_ROW + 1):
            sheet.set_row(row, row_height_pt([label, words], [30, 100]))
            self._write(sheet, row, 0, label, self.header)
            self._write(sheet, row, 1, words, self.text)
        self._finish(sheet, len(lines), 2, filtered=False)

    def _sheet(self, name: str, titles: Sequence[str], widths: Sequence[float]) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        sheet.set_row(HEADER_ROW, row_height_pt(titles, [0.85 * width for width in widths]))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        self._write(sheet, 0, 0, marking_line(self.stamp), self.marking)
        self._write(sheet, 1, 0, f"{self.title}, {self.stamp.period}", self.heading)
        for place, title in enumerate(titles):
            self._write(sheet, HEADER_ROW, place, title, self.header)
        return sheet

    def _finish(
        self,
        sheet: Worksheet,
        rows: int,
        width: int,
        *,
        frozen_columns: int = 0,
        printed_columns: int | None = None,
        filtered: bool = True,
    ) -> None:
        last_row = HEADER_ROW + max(rows, 1)
        sheet.freeze_panes(HEADER_ROW + 1, frozen_columns)
        if filtered and rows:
            sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + rows, width - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last_row, (printed_columns or width) - 1)
        sheet.repeat_rows(HEADER_ROW)
        sheet.set_margins(left=0.4, right=0.4)
        marking = page_header_text(marking_line(self.stamp))
        sheet.set_header(f"&C{marking}")
        sheet.set_footer(f"&L{page_header_text(self.stamp.run_name, 40)}&C{marking}&R&P / &N")

    def _weeks(self, spots: gpd.GeoDataFrame) -> list[tuple[int, str, list[list[float]]]]:
        weeks = zip(
            spots[schema.RANK], spots[schema.SPOT_NAME], spots[schema.HOUR_BY_WEEKDAY], strict=True
        )
        known = ((rank, name, hours_by_weekday(week)) for rank, name, week in weeks)
        return [(int(rank), plain_text(name), week) for rank, name, week in known if week]

    def _shade(self, sheet: Worksheet, first_row: int, last_row: int) -> None:
        sheet.conditional_format(
            first_row,
            3,
            last_row,
            2 + HOURS_A_DAY,
            {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FA3CF"},
        )

    def _format_of(self, column: TableColumn) -> Format:
        if column.kind in (Kind.TEXT, Kind.FLAG):
            return self.text
        if column.decimals not in self.numbers:
            pattern = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
            look = self.workbook.add_format({"num_format": pattern, "valign": "top"})
            self.numbers[column.decimals] = look
        return self.numbers[column.decimals]

    def _write(
        self, sheet: Worksheet, row: int, column: int, value: object, look: Format | None
    ) -> None:
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, look)
        elif value:
            sheet.write_string(row, column, shortened(plain_text(value), LONGEST_CELL), look)


def _csv_cell(value: object, column: TableColumn) -> object:
    if column.kind in (Kind.TEXT, Kind.FLAG):
        return safe_csv_text(value)
    return value


def row_height_pt(values: Sequence[object], widths: Sequence[float]) -> float:
    """Return the height that a row of wrapped texts needs: not every program works it out."""
    lines = [
        math.ceil(1.1 * len(value) / width)
        for value, width in zip(values, widths, strict=True)
        if isinstance(value, str)
    ]
    return LINE_PT * min(MOST_LINES, max([1, *lines]))


def page_header_text(text: str, longest: int = LONGEST_PAGE_HEADER) -> str:
    """Return text for a printed page's header, in which ``&`` begins a code."""
    return shortened(plain_text(text), longest // 2).replace("&", "&&")


def workbook_properties(stamp: ProductStamp, title: str) -> Mapping[str, object]:
    """Return a workbook's properties: title, marking, the whole stamp, and when it was made."""
    return {
        "title": plain_text(title),
        "subject": plain_text(stamp.period),
        "author": plain_text(stamp.force_name),
        "category": marking_line(stamp),
        "keywords": plain_text(stamp.run_name),
        "comments": "\n".join(f"{label}: {text}" for label, text in stamp_facts(stamp).items()),
        "created": stamp.made_at.astimezone(UTC).replace(tzinfo=None),
    }
