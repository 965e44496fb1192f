"""A table as CSV and as a workbook, in which no text from data can become a formula.

Each sheet of a workbook is one named Excel table from its first row on, for whatever program reads
it; what is said of the tables stands on the sheet "About" and at the edges of each printed page.
"""

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
LONGEST_TITLE: Final = 255  # characters, Excel's own limit for a column of a table
LONGEST_PAGE_HEADER: Final = 240  # characters; Excel allows 255 with its codes
LONGEST_MARKING: Final = 200  # of them
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
        On each printed page and on the sheet "About"; the workbook's title and period unless
        another is given.
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
    filtered: bool = True
    fitted: bool = True

    @property
    def table_name(self) -> str:
        """What formulas, Power BI and Excel call its table: the name in snake case."""
        return snake_case(self.name)


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


def snake_case(name: str) -> str:
    """Return a name in lower case with underscores: ``Back-test`` is ``back_test``."""
    return re.sub(r"\W+", "_", name.lower())


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
            nothing: list[str | None] = [None] * len(columns)
            nothing[_first_of_words(columns)] = empty
            writer.writerow([*nothing, *said])


def write_table_xlsx(
    path: Path,
    sheets: Sequence[Sheet],
    stamp: ProductStamp,
    *,
    title: str,
    notes: Sequence[str] = (),
    form: Form | None = None,
) -> None:
    """Write tables as a workbook, with the rows set aside and all that a reader must know.

    Each sheet holds one named Excel table and nothing else, its header in the first row.

    Parameters
    ----------
    path : Path
    sheets : sequence of Sheet
        "Set aside" and "About" come after them.
    stamp : ProductStamp
        Its marking is at the top and bottom of every printed page; the whole of it is in the
        workbook's properties and on the sheet "About".
    title : str
        For example ``"Harm spots: Colchester"``.
    notes : sequence of str
        What else a reader must know of these tables, for the sheet "About".
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
        for sheet in sheets:
            book.add(sheet)
        if form is None:
            book.add(_set_aside(stamp))
        book.add_about(sheets, notes)
        if form is not None:
            book.add(_choices(_columns(sheets)))
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


def _columns(sheets: Sequence[Sheet]) -> list[TableColumn]:
    """Return the columns of all sheets, each once."""
    return list(dict.fromkeys(column for sheet in sheets for column in sheet.columns))


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
        cell = {**words, **ruled, "text_wrap": True, "indent": 1}
        self.header = workbook.add_format({**cell, "bold": True, "bg_color": "#E6E9ED"})
        self.text = workbook.add_format(cell)
        self.bold = workbook.add_format({**cell, "bold": True})
        self.looks: dict[str, Format] = {}

    def add(self, sheet: Sheet) -> None:
        widths = [float(column.width) for column in sheet.columns]
        page = self._page(sheet, widths)
        bold = {
            at: sheet.table[column.bold_where].tolist()
            for at, column in enumerate(sheet.columns)
            if column.bold_where
        }
        rows = as_read(sheet.table, sheet.columns).itertuples(index=False, name=None)
        for row, values in enumerate(rows, start=1):
            if sheet.fitted:
                page.set_row(row, row_height_pt(values, widths))
            for place, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
                is_bold = place in bold and bold[place][row - 1]
                self._write(page, row, place, value, self.bold if is_bold else self._look(column))
        if sheet.table.empty:
            self._write(page, 1, _first_of_words(sheet.columns), sheet.empty, None)
        else:
            self._shade(page, sheet)
            self._offer_choices(page, sheet)
        self._finish(page, sheet)

    def add_about(self, sheets: Sequence[Sheet], notes: Sequence[str]) -> None:
        facts = stamp_facts(self.stamp) if self.form is None else self.form.about
        lines = {
            "Title": self.title,
            **facts,
            **({} if self.form else {"Rows": f"Of the whole force: {facts['Rows']}"}),
            **({"Notes": " ".join(map(plain_text, notes))} if notes else {}),
            **{f"Sheet “{sheet.name}”": sheet.heading for sheet in sheets if sheet.heading},
            **{
                column.title: column.meaning_in_a_file
                for column in _columns(sheets)
                if column.meaning_in_a_file
            },
        }
        sheet = Sheet(
            name=ABOUT,
            columns=(text("item", "Item", width=34), text("text", "Text", width=100)),
            table=pd.DataFrame({"item": list(lines), "text": list(lines.values())}),
            empty="",
            frozen_columns=0,
            filtered=False,
        )
        page = self._page(sheet, [column.width for column in sheet.columns])
        for row, (label, words) in enumerate(lines.items(), start=1):
            page.set_row(row, row_height_pt([label, words], [30.0, 100.0]))
            self._write(page, row, 0, label, self.header)
            self._write(page, row, 1, words, self.text)
        self._finish(page, sheet)

    def _page(self, sheet: Sheet, widths: Sequence[float]) -> Worksheet:
        page = self.workbook.add_worksheet(sheet.name)
        titles = [shortened(plain_text(c.title), LONGEST_TITLE) for c in sheet.columns]
        page.set_row(0, row_height_pt(titles, [0.85 * width for width in widths]))
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.add_table(
            *(0, 0, max(len(sheet.table), 1), len(titles) - 1),
            {
                "name": sheet.table_name,
                "columns": [{"header": title, "header_format": self.header} for title in titles],
                "autofilter": sheet.filtered and not sheet.table.empty,
                "style": None,
            },
        )
        return page

    def _finish(self, page: Worksheet, sheet: Sheet) -> None:
        rows, width = len(sheet.table), len(sheet.columns)
        page.freeze_panes(1, sheet.frozen_columns)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, max(rows, 1), (sheet.printed_columns or width) - 1)
        page.repeat_rows(0)
        page.set_margins(left=0.4, right=0.4)
        marking = page_header_text(marking_line(self.stamp), LONGEST_MARKING)
        heading = sheet.heading or f"{self.title}, {self.stamp.period}"
        heading = page_header_text(heading, LONGEST_PAGE_HEADER - len(marking))
        page.set_header(f"&C{marking}\n{heading}")
        if self.form is not None:
            # A footer of more than 255 characters is dropped whole.
            marking = f"{page_header_text(self.stamp.marking, 100)}\n{self.form.foot}"
        page.set_footer(f"&L{page_header_text(self.stamp.run_name, 40)}&C{marking}&R&P / &N")

    def _shade(self, page: Worksheet, sheet: Sheet) -> None:
        shaded = [at for at, column in enumerate(sheet.columns) if column.kind is Kind.SHADE]
        if shaded:
            page.conditional_format(
                1,
                shaded[0],
                len(sheet.table),
                shaded[-1],
                {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8FA3CF"},
            )

    def _offer_choices(self, page: Worksheet, sheet: Sheet) -> None:
        offered = [at for at, column in enumerate(sheet.columns) if column.choices]
        for listed_at, place in enumerate(offered):
            cells = xl_range_abs(1, listed_at, len(sheet.columns[place].choices), listed_at)
            page.data_validation(
                1,
                place,
                len(sheet.table),
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


def _first_of_words(columns: Sequence[TableColumn]) -> int:
    """Return where it is said that there is no row: in the first column of text."""
    return next((at for at, column in enumerate(columns) if column.kind is Kind.TEXT), 0)


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


def page_header_text(text: str, longest: int) -> str:
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
