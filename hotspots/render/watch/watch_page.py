"""The week's watch, written: the page, the workbook and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import product_files, schema, words
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, count, day, number, share, text
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.watch.band_picture import OFFENCES, BandPicture, band_picture

_PLAN: Final = text(schema.PLAN, "Plan", "The trigger plan, or what was asked for.", width=28)
_AREA: Final = text(schema.AREA_NAME, "Area", "The force, or one of the plan's areas.", width=28)
_ALARM: Final = text(
    schema.ALARM_ID, "Alarm", "By which “hotspots alarms close” names it.", width=8
)
WATCHED: Final[Sequence[TableColumn]] = (
    _PLAN,
    _AREA,
    text(schema.WATCHED_STEP, "Week or month", width=24),
    text(
        schema.WATCH_VERDICT,
        "Verdict",
        "Above its band and gathering raise an alarm; “perhaps” holds alone and may be chance.",
        width=16,
    ),
    count(
        schema.WATCH_COUNT,
        "Offences",
        "Of the week or month; of a plan by harm, what they weigh.",
    ),
    number(
        schema.WATCH_EXPECTED,
        "Expected",
        "The area's own level, carried along the force's season and trend.",
        decimals=1,
    ),
    number(schema.BAND_LOW, "Band, lower end", "Chance stays above it.", decimals=1),
    number(schema.BAND_HIGH, "Band, upper end", "Chance stays below it.", decimals=1),
    number(schema.WATCH_Z, "z", "2(√offences − √expected), over its spread.", decimals=2, width=8),
    number(schema.WATCH_P, "p", "Of a count as high, in this area alone.", decimals=4, width=9),
    number(schema.WATCH_Q, "p, all areas", "After allowing for all areas of the plan.", decimals=4),
    text(schema.WINDOW_COUNT, "Newest together", "The last weeks or months together.", width=14),
    number(schema.WINDOW_EXPECTED, "Expected together", "In them.", decimals=1),
    number(
        schema.WINDOW_P,
        "p, of a year",
        "How often a window that moves through a year is as full somewhere, by chance.",
        decimals=4,
    ),
    number(
        schema.TRACKING,
        "Tracking signal",
        "From −1 to 1: near 0 while errors cancel out, near 1 where counts keep above what was "
        "expected.",
        decimals=2,
    ),
    text(schema.WATCH_WHY, "Why", width=60),
    _ALARM,
    text(schema.OPEN_SINCE, "Open since", "Where an alarm of the area is open.", width=22),
    text(schema.WATCHED_UNIT, "In", "Offences, or the unit of the plan's harm index.", width=12),
)
CIRCLES: Final[Sequence[TableColumn]] = (
    _PLAN,
    text(schema.AREA_NAME, "Circle", width=30),
    text(schema.DISTRICT, "District", width=22),
    number(schema.EASTING, "Easting (m)", "Of the centre."),
    number(schema.NORTHING, "Northing (m)", "Of the centre."),
    number(schema.RADIUS_M, "Radius (m)"),
    number(schema.CIRCLE_STEPS, "Weeks or months", "The newest the last."),
    number(schema.CIRCLE_COUNT, "Offences"),
    number(schema.CIRCLE_EXPECTED, "Expected", "By the place and the time alone.", decimals=1),
    share(schema.CIRCLE_P, "Chance (%)", "Of a circle as full anywhere in the county.", decimals=1),
)
ALARMS: Final[Sequence[TableColumn]] = (
    _ALARM,
    _PLAN,
    _AREA,
    day(schema.STEP_FIRST, "Raised by the week from", width=14),
    text(schema.SIGN, "Sign", width=16),
    day(schema.CLOSED_AT, "Closed", width=12),
    text(schema.CLOSED_BY_ROLE, "By", "Role.", width=10),
    text(schema.CLOSE_REASON, "Why closed", width=50),
)
_ON_THE_PAGE: Final = (
    schema.AREA_NAME, schema.WATCH_VERDICT, schema.WATCH_COUNT, schema.WATCH_EXPECTED,
    schema.BAND_LOW, schema.BAND_HIGH, schema.WINDOW_COUNT, schema.WINDOW_EXPECTED,
)  # fmt: skip
NOTHING: Final = "Nothing was watched"
NO_CIRCLE: Final = "No circle stood out"
NO_ALARM: Final = "No alarm"


@dataclass(frozen=True, kw_only=True)
class WatchItem:
    """One area or circle that is called out.

    Attributes
    ----------
    heading, sentence : str
    alarm_id, open_since : str
        Of the alarm that is kept; empty where none is.
    picture : BandPicture or None
    """

    heading: str
    sentence: str
    alarm_id: str = ""
    open_since: str = ""
    picture: BandPicture | None = None


@dataclass(frozen=True, kw_only=True)
class PlanTold:
    """What is said of one plan.

    Attributes
    ----------
    name, label : str
    items : tuple of WatchItem
        Alarms, circles first.
    perhaps : tuple of WatchItem
        What may be chance.
    quiet : str
        How many areas stayed within the band.
    tell : str
        Who is told, a sentence; empty where the plan does not say.
    first : tuple of str
        What is done first, in the plan's own words.
    """

    name: str
    label: str
    items: tuple[WatchItem, ...]
    perhaps: tuple[WatchItem, ...]
    quiet: str
    tell: str
    first: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class WatchTold:
    """The whole watch of a week.

    Attributes
    ----------
    title : str
    gist : str
        What is read first, a sentence.
    plans : tuple of PlanTold
    still_open : DataFrame
        ``schema.ALARM_COLUMNS``: raised before, and open.
    closed : DataFrame
        The same: closed lately, and why.
    refused : tuple of str
        What cannot be watched, and why.
    how_sure : str
    watched, circles : DataFrame
        ``schema.WATCH_COLUMNS`` and ``schema.CIRCLE_COLUMNS``.
    """

    title: str
    gist: str
    plans: tuple[PlanTold, ...]
    still_open: pd.DataFrame
    closed: pd.DataFrame
    refused: tuple[str, ...]
    how_sure: str
    watched: pd.DataFrame
    circles: pd.DataFrame

    @property
    def is_kept(self) -> bool:
        """Whether any alarm is kept, to be closed."""
        kept = any(each.alarm_id for plan in self.plans for each in plan.items)
        return kept or len(self.still_open) > 0


def write_watch_products(folder: Path, told: WatchTold, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``watch.csv``, ``circles.csv`` and ``watch.xlsx`` into a folder."""
    write_watch_page(folder / "index.html", told, stamp)
    write_table_csv(
        folder / stamp.file_name(product_files.WATCH["Every area (CSV)"]),
        WATCHED,
        told.watched,
        stamp,
        empty=NOTHING,
    )
    write_table_csv(
        folder / stamp.file_name(product_files.WATCH["Circles (CSV)"]),
        CIRCLES,
        told.circles,
        stamp,
        empty=NO_CIRCLE,
    )
    alarms = pd.concat([told.still_open, told.closed])
    sheets = [
        Sheet(name="Watch", columns=WATCHED, table=told.watched, empty=NOTHING, frozen_columns=2),
        Sheet(
            name="Circles", columns=CIRCLES, table=told.circles, empty=NO_CIRCLE, frozen_columns=2
        ),
        Sheet(name="Alarms", columns=ALARMS, table=alarms, empty=NO_ALARM, frozen_columns=1),
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.WATCH["Workbook (Excel)"]),
        sheets,
        stamp,
        title=told.title,
    )
    write_tidy_tables(folder, sheets, stamp)


def write_watch_page(path: Path, told: WatchTold, stamp: ProductStamp) -> None:
    """Write ``index.html`` of the watch.

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    tables = [
        (
            plan.name,
            html_table(
                _columns_of(told.watched[told.watched[schema.PLAN] == plan.name]),
                told.watched[told.watched[schema.PLAN] == plan.name],
                caption=plan.label,
                empty=NOTHING,
                row_heading=schema.AREA_NAME,
            ),
        )
        for plan in told.plans
        if (told.watched[schema.PLAN] == plan.name).any()
    ]
    write_page(
        path,
        "watch.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(product_files.WATCH), **product_files.EVERY_RUN},
        picture=band_picture,
        still_open=_alarms(told.still_open, "Open from before", but=(schema.CLOSED_AT,)),
        closed=_alarms(told.closed, "Closed in the last four weeks", but=()),
        tables=tables,
    )


def _columns_of(table: pd.DataFrame) -> list[TableColumn]:
    """Return the page's columns; of a plan by harm, under its unit and in whole ones."""
    columns = [each for each in WATCHED if each.column in _ON_THE_PAGE]
    unit = str(table[schema.WATCHED_UNIT].iloc[0])
    if unit == OFFENCES:
        return columns
    titled = {schema.WATCH_COUNT: words.capital(unit)}
    return [
        replace(each, title=titled.get(each.column, each.title), decimals=0) for each in columns
    ]


def _alarms(table: pd.DataFrame, caption: str, but: Sequence[str]) -> str:
    """Return a table of alarms; without those of its columns that are empty by their nature."""
    if table.empty:
        return ""
    unsaid = {*but, *((schema.CLOSED_BY_ROLE, schema.CLOSE_REASON) if but else ())}
    columns = [each for each in ALARMS if each.column not in unsaid]
    return html_table(columns, table, caption=caption, row_heading=schema.ALARM_ID)
