"""A table as CSV and as a workbook, in which no text from data can become a formula."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.table_columns import NUMERIC_KINDS, TIME_KINDS, Kind, TableColumn, as_read

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from hotspots.render.stamp import ProductStamp

# What a spreadsheet program takes for the start of a formula, full-width forms included.
_FORMULA_STARTS: Final = tuple("=+-@＝＋－＠")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
LONGEST_CELL: Final = 32_767  # characters, Excel's own limit; XlsxWriter drops a longer text
LONGEST_PAGE_HEADER: Final = 200  # characters; Excel allows 255 with its codes
HEADER_ROW: Final = 2  # under the marking and the title
LINE_PT: Final = 14.5  # height of one line of a cell
MOST_LINES: Final = 20
_TIMES: Final = {Kind.DATE: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm"}
_LABEL_WIDTHS: Final = (34.0, 100.0)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: a table and the columns of it that a person reads.

    Attributes
    ----------
    name : str
        Of the sheet; at most 31 characters.
    columns : sequence of TableColumn
    table : DataFrame
        Raw values under the columns' own names; its order is the order of the rows.
    empty : str
        What is said where there is no row.
    frozen_columns : int
        How many stay in sight when one scrolls.
    printed_columns : int or None
        How many are printed; None prints all.
    """

    name: str
    columns: Sequence[TableColumn]
    table: pd.DataFrame
    empty: str
    frozen_columns: int = 1
    printed_columns: int | None = None


def safe_csv_text(value: object) -> str:
    """Return text that a spreadsheet program shows and never runs when it opens a CSV file.

    Control characters are dropped. Text that would begin a formula gets an apostrophe in front; a
    plain decimal number, such as a longitude of ``-0.011745``, runs nothing and stays as it is.
    """
    text = plain_text(value)
    runs = text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def write_table_csv(
    path: Path,
    columns: Sequence[TableColumn],
    table: pd.DataFrame,
    stamp: ProductStamp,
    *,
    empty: str,
) -> None:
    """Write a table as CSV: UTF-8 with a byte order mark, so that Excel reads it right.

    Parameters
    ----------
    path : Path
    columns : sequence of TableColumn
    table : DataFrame
        Raw values under the columns' own names; may have no row.
    stamp : ProductStamp
        Repeated in the last columns of every row, so that a row that is copied elsewhere keeps its
        marking.
    empty : str
        What the one row says of a table without rows, in the first column of text.
    """
    read = as_read(table, columns)
    facts = [safe_csv_text(text) for text in stamp_facts(stamp).values()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow([safe_csv_text(t) for t in [*read.columns, *stamp_facts(stamp)]])
        for row in read.itertuples(index=False, name=None):
            writer.writerow([*map(_csv_cell, row), *facts])
        if read.empty:
            texts = [at for at, column in enumerate(columns) if column.kind is Kind.TEXT]
            nothing: list[str | None] = [None] * len(columns)
            nothing[next(iter(texts), 0)] = empty
            writer.writerow([*nothing, *facts])


def write_table_xlsx(
    path: Path, sheets: Sequence[Sheet], stamp: ProductStamp, *, title: str
) -> None:
    """Write tables as a workbook, with the rows set aside and all that a reader must know.

    Parameters
    ----------
    path : Path
    sheets : sequence of Sheet
        "Set aside" and "About" come after them.
    stamp : ProductStamp
        On the first line of every sheet, at the top and bottom of every printed page, in the
        workbook's properties, and in full on the sheet "About".
    title : str
        For example ``"Harm spots: Colchester"``.
    """
    workbook = Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False},
    )
    try:
        workbook.set_properties(workbook_properties(stamp, title))
        book = _Book(workbook, stamp, plain_text(title))
        for sheet in sheets:
            book.add(sheet)
        book.add_set_aside()
        book.add_about([column for sheet in sheets for column in sheet.columns])
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
        self.looks: dict[str, Format] = {}

    def add(self, sheet: Sheet) -> None:
        widths = [float(column.width) for column in sheet.columns]
        page = self._page(sheet.name, [column.title for column in sheet.columns], widths)
        rows = as_read(sheet.table, sheet.columns).itertuples(index=False, name=None)
        for row, values in enumerate(rows, HEADER_ROW + 1):
            page.set_row(row, row_height_pt(values, widths))
            for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
                self._write(page, row, place, value, self._look_of(column))
        if sheet.table.empty:
            self._write(page, HEADER_ROW + 1, 0, sheet.empty, None)
        else:
            self._shade(page, sheet)
        self._finish(
            page,
            len(sheet.table),
            len(sheet.columns),
            frozen_columns=sheet.frozen_columns,
            printed_columns=sheet.printed_columns,
        )

    def add_set_aside(self) -> None:
        page = self._page("Set aside", ["Rows of the whole force", "Count"], [60.0, 12.0])
        reasons = sorted(self.stamp.rows_set_aside.items(), key=lambda item: (-item[1], item[0]))
        lines = [
            ("Rows in", self.stamp.rows_in),
            ("Rows used", self.stamp.rows_used),
            *((f"Set aside: {reason}", count) for reason, count in reasons),
        ]
        for row, (label, count) in enumerate(lines, HEADER_ROW + 1):
            self._write(page, row, 0, label, self.text)
            self._write(page, row, 1, count, self.count)
        self._finish(page, len(lines), 2)

    def add_about(self, columns: Sequence[TableColumn]) -> None:
        page = self._page("About", ["About", ""], _LABEL_WIDTHS)
        meanings = {column.title: column.meaning for column in columns if column.meaning}
        facts = stamp_facts(self.stamp)
        lines = {**facts, "Rows": f"Of the whole force: {facts['Rows']}", **meanings}
        for row, (label, words) in enumerate(lines.items(), HEADER_ROW + 1):
            page.set_row(row, row_height_pt([label, words], [30.0, 100.0]))
            self._write(page, row, 0, label, self.header)
            self._write(page, row, 1, words, self.text)
        self._finish(page, len(lines), 2, filtered=False)

    def _page(self, name: str, titles: Sequence[str], widths: Sequence[float]) -> Worksheet:
        page = self.workbook.add_worksheet(name)
        page.set_row(HEADER_ROW, row_height_pt(titles, [0.85 * width for width in widths]))
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        self._write(page, 0, 0, marking_line(self.stamp), self.marking)
        self._write(page, 1, 0, f"{self.title}, {self.stamp.period}", self.heading)
        for place, title in enumerate(titles):
            self._write(page, HEADER_ROW, place, title, self.header)
        return page

    def _finish(
        self,
        page: Worksheet,
        rows: int,
        width: int,
        *,
        frozen_columns: int = 0,
        printed_columns: int | None = None,
        filtered: bool = True,
    ) -> None:
        last_row = HEADER_ROW + max(rows, 1)
        page.freeze_panes(HEADER_ROW + 1, frozen_columns)
        if filtered and rows:
            page.autofilter(HEADER_ROW, 0, HEADER_ROW + rows, width - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, last_row, (printed_columns or width) - 1)
        page.repeat_rows(HEADER_ROW)
        page.set_margins(left=0.4, right=0.4)
        marking = page_header_text(marking_line(self.stamp))
        page.set_header(f"&C{marking}")
        page.set_footer(f"&L{page_header_text(self.stamp.run_name, 40)}&C{marking}&R&P / &N")

    def _shade(self, page: Worksheet, sheet: Sheet) -> None:
        shaded = [at for at, column in enumerate(sheet.columns) if column.kind is Kind.SHADE]
        if shaded:
            page.conditional_format(
                HEADER_ROW + 1,
                shaded[0],
                HEADER_ROW + len(sheet.table),
                shaded[-1],
                {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FA3CF"},
            )

    def _look_of(self, column: TableColumn) -> Format:
        if column.kind not in (*NUMERIC_KINDS, *TIME_KINDS):
            return self.text
        digits = "." + "0" * column.decimals if column.decimals else ""
        pattern = _TIMES.get(column.kind, f"#,##0{digits}")
        if column.kind is Kind.SHADE:
            pattern = f"0{digits};-0{digits};;@"
        if pattern not in self.looks:
            small = {"font_size": 9} if column.kind is Kind.SHADE else {}
            look = self.workbook.add_format({"num_format": pattern, "valign": "top", **small})
            self.looks[pattern] = look
        return self.looks[pattern]

    def _write(
        self, page: Worksheet, row: int, column: int, value: object, look: Format | None
    ) -> None:
        if isinstance(value, int | float):
            page.write_number(row, column, value, look)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, look)
        elif value:
            page.write_string(row, column, shortened(plain_text(value), LONGEST_CELL), look)


def _csv_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return safe_csv_text(value) if isinstance(value, str) else value


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
