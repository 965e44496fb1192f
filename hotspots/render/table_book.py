"""A table as CSV and as a workbook, in which no text from data can become a formula."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from hotspots.render.plain_text import plain_text, shortened
from hotspots.render.stamp import ProductStamp, marking_line, stamp_facts
from hotspots.render.table_columns import (
    NUMERIC_KINDS,
    TIME_KINDS,
    Kind,
    TableColumn,
    as_read,
    number,
    text,
)

# What a spreadsheet program takes for the start of a formula, full-width forms included.
_FORMULA_STARTS: Final = tuple("=+-@＝＋－＠")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
LONGEST_CELL: Final = 32_767  # characters, Excel's own limit; XlsxWriter drops a longer text
LONGEST_PAGE_HEADER: Final = 200  # characters; Excel allows 255 with its codes
HEADER_ROW: Final = 2  # under the marking and the heading; further down where there are notes
LINE_PT: Final = 14.5  # height of one line of a cell
MOST_LINES: Final = 20
_TIMES: Final = {Kind.DATE: "dd/mm/yyyy", Kind.MOMENT: "dd/mm/yyyy hh:mm"}
_TO_FILL_IN: Final = "#FFFDE8"
CHOICES: Final = "Choices"
ABOUT: Final = "About"


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
    heading : str
        The second line; the workbook's title and period unless another is given.
    notes : sequence of str
        Lines under the heading, across what is printed.
    filtered : bool
        Whether its rows can be filtered.
    fitted : bool
        Whether each row is as high as its words need.
    """

    name: str
    columns: Sequence[TableColumn]
    table: pd.DataFrame
    empty: str
    frozen_columns: int = 1
    printed_columns: int | None = None
    heading: str = ""
    notes: Sequence[str] = ()
    filtered: bool = True
    fitted: bool = True


@dataclass(frozen=True, kw_only=True)
class Form:
    """What makes a workbook one that people write in, on the screen or on paper.

    Its cells are ruled, what may be filled in is chosen in the cell, and "Choices" takes the place
    of "Set aside".

    Attributes
    ----------
    about : mapping of str to str
        The facts of the sheet "About", in place of the stamp's.
    foot : str
        A second line at the foot of each printed page.
    """

    about: Mapping[str, str]
    foot: str


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
    facts: Mapping[str, str] | None = None,
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
    facts : mapping of str to str, optional
        Repeated in place of the stamp's, which are among them.
    """
    read = as_read(table, columns)
    facts = stamp_facts(stamp) if facts is None else facts
    said = [safe_csv_text(text) for text in facts.values()]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        writer.writerow([safe_csv_text(t) for t in [*read.columns, *facts]])
        for row in read.itertuples(index=False, name=None):
            writer.writerow([*map(_csv_cell, row), *said])
        if read.empty:
            texts = [at for at, column in enumerate(columns) if column.kind is Kind.TEXT]
            nothing: list[str | None] = [None] * len(columns)
            nothing[next(iter(texts), 0)] = empty
            writer.writerow([*nothing, *said])


def write_table_xlsx(
    path: Path,
    sheets: Sequence[Sheet],
    stamp: ProductStamp,
    *,
    title: str,
    form: Form | None = None,
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
    form : Form, optional
        Where the workbook is to be filled in.
    """
    workbook = Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False},
    )
    try:
        workbook.set_properties(workbook_properties(stamp, title))
        book = _Book(workbook, stamp, plain_text(title), form)
        columns = list(dict.fromkeys(column for sheet in sheets for column in sheet.columns))
        for sheet in sheets:
            book.add(sheet)
        if form is None:
            book.add(_set_aside(stamp))
        book.add_about(columns)
        if form is not None:
            book.add(_choices(columns))
    finally:
        workbook.close()


def _set_aside(stamp: ProductStamp) -> Sheet:
    reasons = sorted(stamp.rows_set_aside.items(), key=lambda item: (-item[1], item[0]))
    lines = {
        "Rows in": stamp.rows_in,
        "Rows used": stamp.rows_used,
        **{f"Set aside: {reason}": count for reason, count in reasons},
    }
    return Sheet(
        name="Set aside",
        columns=(
            text("rows", "Rows of the whole force", width=60),
            number("count", "Count", width=12),
        ),
        table=pd.DataFrame({"rows": list(lines), "count": list(lines.values())}),
        empty="",
        frozen_columns=0,
        fitted=False,
    )


def _choices(columns: Sequence[TableColumn]) -> Sheet:
    # In cells, for a choice may have a comma, which would part it in a list of choices.
    offered = {column.column: column for column in columns if column.choices}
    return Sheet(
        name=CHOICES,
        heading="What may be filled in",
        columns=[text(name, column.title, width=48) for name, column in offered.items()],
        table=pd.DataFrame({name: pd.Series(c.choices) for name, c in offered.items()}),
        empty="",
        frozen_columns=0,
        filtered=False,
    )


class _Book:
    """The sheets of one workbook and the formats that they share."""

    def __init__(
        self, workbook: Workbook, stamp: ProductStamp, title: str, form: Form | None
    ) -> None:
        self.workbook = workbook
        self.stamp = stamp
        self.title = title
        self.form = form
        # quote_prefix keeps text as text even after somebody edits the cell.
        words = {"quote_prefix": True, "valign": "top"}
        ruled = {} if form is None else {"border": 1}
        self.marking = workbook.add_format({**words, "bold": True, "font_size": 12})
        self.heading = workbook.add_format({**words, "bold": True, "font_size": 14})
        self.note = workbook.add_format({**words, "text_wrap": True})
        cell = {**words, **ruled, "text_wrap": True, "indent": 1}
        self.header = workbook.add_format({**cell, "bold": True, "bg_color": "#E6E9ED"})
        self.text = workbook.add_format(cell)
        self.bold = workbook.add_format({**cell, "bold": True})
        self.looks: dict[str, Format] = {}

    def add(self, sheet: Sheet) -> None:
        widths = [float(column.width) for column in sheet.columns]
        page = self._page(sheet, widths)
        first_row = _header_row(sheet) + 1
        bold = {
            at: sheet.table[column.bold_where].tolist()
            for at, column in enumerate(sheet.columns)
            if column.bold_where
        }
        rows = as_read(sheet.table, sheet.columns).itertuples(index=False, name=None)
        for number_of_row, values in enumerate(rows):
            row = first_row + number_of_row
            if sheet.fitted:
                page.set_row(row, row_height_pt(values, widths))
            for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
                is_bold = place in bold and bold[place][number_of_row]
                self._write(page, row, place, value, self.bold if is_bold else self._look(column))
        if sheet.table.empty:
            self._write(page, first_row, 0, sheet.empty, None)
        else:
            self._shade(page, sheet)
            self._offer_choices(page, sheet)
        self._finish(page, sheet)

    def add_about(self, columns: Sequence[TableColumn]) -> None:
        facts = stamp_facts(self.stamp) if self.form is None else self.form.about
        rows = {} if self.form else {"Rows": f"Of the whole force: {facts['Rows']}"}
        meanings = {column.title: column.meaning for column in columns if column.meaning}
        lines = {**facts, **rows, **meanings}
        sheet = Sheet(
            name=ABOUT,
            heading="About this list" if self.form else "",
            columns=(text("label", ABOUT, width=34), text("words", "", width=100)),
            table=pd.DataFrame({"label": list(lines), "words": list(lines.values())}),
            empty="",
            frozen_columns=0,
            filtered=False,
        )
        page = self._page(sheet, [column.width for column in sheet.columns])
        for row, (label, words) in enumerate(lines.items(), HEADER_ROW + 1):
            page.set_row(row, row_height_pt([label, words], [30.0, 100.0]))
            self._write(page, row, 0, label, self.header)
            self._write(page, row, 1, words, self.text)
        self._finish(page, sheet)

    def _page(self, sheet: Sheet, widths: Sequence[float]) -> Worksheet:
        page = self.workbook.add_worksheet(sheet.name)
        header_row, titles = _header_row(sheet), [column.title for column in sheet.columns]
        page.set_row(header_row, row_height_pt(titles, [0.85 * width for width in widths]))
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        self._write(page, 0, 0, marking_line(self.stamp), self.marking)
        heading = sheet.heading or f"{self.title}, {self.stamp.period}"
        self._write(page, 1, 0, heading, self.heading)
        printed = sheet.printed_columns or len(widths)
        for row, note in enumerate(sheet.notes, HEADER_ROW):
            page.merge_range(row, 0, row, printed - 1, "", self.note)
            self._write(page, row, 0, note, self.note)
            page.set_row(row, row_height_pt([note], [sum(widths[:printed])]))
        for place, title in enumerate(titles):
            self._write(page, header_row, place, title, self.header)
        return page

    def _finish(self, page: Worksheet, sheet: Sheet) -> None:
        header_row, rows, width = _header_row(sheet), len(sheet.table), len(sheet.columns)
        page.freeze_panes(header_row + 1, sheet.frozen_columns)
        if sheet.filtered and rows:
            page.autofilter(header_row, 0, header_row + rows, width - 1)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, header_row + max(rows, 1), (sheet.printed_columns or width) - 1)
        page.repeat_rows(header_row)
        page.set_margins(left=0.4, right=0.4)
        marking = page_header_text(marking_line(self.stamp))
        page.set_header(f"&C{marking}")
        if self.form is not None:
            # A footer of more than 255 characters is dropped whole.
            marking = f"{page_header_text(self.stamp.marking, 100)}\n{self.form.foot}"
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

    def _offer_choices(self, page: Worksheet, sheet: Sheet) -> None:
        first_row = _header_row(sheet) + 1
        last_row = first_row + len(sheet.table) - 1
        offered = [at for at, column in enumerate(sheet.columns) if column.choices]
        for listed_at, place in enumerate(offered):
            last_choice = HEADER_ROW + len(sheet.columns[place].choices)
            cells = xl_range_abs(HEADER_ROW + 1, listed_at, last_choice, listed_at)
            page.data_validation(
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

    def _look(self, column: TableColumn) -> Format:
        """Return how a column's cells look; numbers of a form are read one by one, not added up."""
        form = {} if self.form is None else {"border": 1}
        if column.fill_in:
            # No quote prefix, or a time would be kept as text that cannot be sorted.
            when = _TIMES.get(column.kind, "")
            return self._known_look(when, **form, bg_color=_TO_FILL_IN)
        if column.kind in TIME_KINDS:
            return self._known_look(_TIMES[column.kind], **form)
        if column.kind not in NUMERIC_KINDS:
            return self.text
        decimals = column.decimals if column.shown is None else column.shown
        digits = "." + "0" * decimals if decimals else ""
        if column.kind is Kind.SHADE:
            return self._known_look(f"0{digits};-0{digits};;@", **form, font_size=9)
        if form:
            return self._known_look(f"0{digits}", **form, align="center")
        return self._known_look(f"#,##0{digits}")

    def _known_look(self, pattern: str, **more: object) -> Format:
        key = f"{pattern} {more}"
        if key not in self.looks:
            shown = {"num_format": pattern} if pattern else {}
            self.looks[key] = self.workbook.add_format({**shown, "valign": "top", **more})
        return self.looks[key]

    def _write(
        self, page: Worksheet, row: int, column: int, value: object, look: Format | None
    ) -> None:
        if isinstance(value, int | float):
            page.write_number(row, column, value, look)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, look)
        elif value:
            page.write_string(row, column, shortened(plain_text(value), LONGEST_CELL), look)
        elif self.form is not None:
            page.write_blank(row, column, None, look)


def _header_row(sheet: Sheet) -> int:
    return HEADER_ROW + len(sheet.notes)


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
