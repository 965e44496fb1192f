"""The page and the tables of what was done in the harm spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from hotspots import product_files, schema, words
from hotspots.render import chart
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import day, flag, moment, number, share, text
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables

_WIDTH: Final = 900
NARROW: Final = 340  # a phone of 390 pixels, less the page's edges
_HEIGHT: Final = 220
_LEFT: Final = 56
_RIGHT: Final = 24  # room for half of the last label
_TOP: Final = 26
_BOTTOM: Final = 34
_GROUND: Final = _HEIGHT - _BOTTOM
_MOST_LABELS: Final = 14
_BAR: Final = "#35508c"
_PART: Final = "#b9c4dd"
_QUIET: Final = "#4d5866"
NO_WEEKS: Final = "No week in this period."
NO_WHOLE_WEEK: Final = "No whole week in this period."
NO_SPOTS: Final = "No harm spot is in force."
WEEK_COLUMNS: Final = (
    day("week_begins", "Week from", "Its Monday.", width=13),
    flag("whole_week", "Whole week", "No where the period holds only a part of the week.", width=9),
    number(
        schema.INTERACTIONS, "Interactions", "People spoken to or dealt with, as entered.", width=12
    ),
    number(
        "visits_without_interactions",
        "Visits that do not say how many",
        "They add no interaction: the true number may be higher.",
        width=14,
    ),
    number("visits", "Visits", "To harm spots."),
    number("spots_visited", "Spots visited", "Different harm spots with a visit or more."),
    number("minutes", "Minutes", "In harm spots."),
    share(
        "share_in_range",
        "Visits of the right length (%)",
        "As long as a visit should be; see the method.",
        width=12,
    ),
)
DISTRICT_COLUMNS: Final = (
    text(schema.DISTRICT, "Policing district", width=26),
    number("spots", "Harm spots", "In force."),
    number("spots_visited_last_week", "Visited last week", "Harm spots with a visit or more."),
    number("visits_last_week", "Visits last week", "Of the last whole week."),
    number("interactions_last_week", "Interactions last week", "Of the last whole week."),
    number(
        "visits_a_week_last_weeks",
        "Visits a week, last four",
        "On average over the last four whole weeks, or as many as there are.",
        decimals=1,
    ),
    number(
        "interactions_a_week_last_weeks",
        "Interactions a week, last four",
        "On average over the last four whole weeks, or as many as there are.",
    ),
)
SPOT_COLUMNS: Final = (
    number(schema.RANK, "Rank", "Of the set in force.", width=7),
    text(schema.SPOT_ID, "Spot", "The spot's number.", width=8),
    text(schema.SPOT_NAME, "Harm spot", "Street and town.", width=30),
    text(schema.DISTRICT, "Policing district", width=22),
    number("visits", "Visits", "In the period."),
    number("minutes_a_week", "Minutes a week", "Minutes in the period over its weeks."),
    number(
        "median_minutes", "Middle visit (minutes)", "Half of the visits were shorter, half longer."
    ),
    share(
        "share_in_range",
        "Visits of the right length (%)",
        "As long as a visit should be; see the method.",
        width=12,
    ),
    number(schema.INTERACTIONS, "Interactions", "As entered."),
    moment("last_visit", "Last visit", "On the clock.", width=17),
    number(
        schema.OFFENCES,
        "Offences in the period",
        "Of the selection that harm spots are made of, inside the outline.",
    ),
    number(
        "offences_before",
        "Offences just before",
        "In as many days before the period; empty where the offences do not reach so far.",
    ),
)


def write_patrol_page(  # noqa: PLR0913 - what one page shows, each by its name
    path: Path,
    *,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, str]],
    by_week: pd.DataFrame,
    by_spot: pd.DataFrame,
    by_district: pd.DataFrame,
    target: int,
    files: Mapping[str, str],
    stamp: ProductStamp,
) -> None:
    """Write the page of what was done in the harm spots.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    sentences : sequence of str
        What a commander should know first.
    figures : sequence of (label, value)
    by_week, by_spot, by_district : DataFrame
        With the columns of ``WEEK_COLUMNS``, ``SPOT_COLUMNS`` and ``DISTRICT_COLUMNS``.
    target : int
        Interactions that are aimed at in a week.
    files : mapping of str to str
        Label to path.
    stamp : ProductStamp
    """
    weeks = [
        Week(begins=monday.date(), number=int(number), whole=bool(whole))
        for monday, number, whole in zip(
            by_week["week_begins"], by_week[schema.INTERACTIONS], by_week["whole_week"], strict=True
        )
    ]
    draw = partial(weeks_picture, weeks, target=target, what="Interactions a week")
    write_page(
        path,
        "patrols.html",
        stamp,
        title="Patrols of harm spots",
        sentences=sentences,
        figures=figures,
        files=files,
        picture=draw() if weeks else "",
        narrow_picture=draw(width=NARROW) if weeks else "",
        districts=html_table(
            DISTRICT_COLUMNS,
            by_district,
            caption="By policing district",
            empty=NO_WHOLE_WEEK,
            row_heading=schema.DISTRICT,
        ),
        spots=html_table(
            [column for column in SPOT_COLUMNS if by_spot[column.column].notna().any()],
            by_spot,
            caption="By harm spot",
            empty=NO_SPOTS,
            row_heading=schema.SPOT_NAME,
        ),
        weeks=html_table(
            WEEK_COLUMNS, by_week, caption="By week", empty=NO_WEEKS, row_heading="week_begins"
        ),
    )


def write_patrol_tables(
    folder: Path,
    by_week: pd.DataFrame,
    by_spot: pd.DataFrame,
    by_district: pd.DataFrame,
    stamp: ProductStamp,
) -> dict[str, str]:
    """Write the tables as CSV and as one workbook; return what each file is called, by label."""
    write_table_csv(
        folder / stamp.file_name(product_files.PATROL_FIGURES["By week (CSV)"]),
        WEEK_COLUMNS,
        by_week,
        stamp,
        empty=NO_WEEKS,
    )
    write_table_csv(
        folder / stamp.file_name(product_files.PATROL_FIGURES["By harm spot (CSV)"]),
        SPOT_COLUMNS,
        by_spot,
        stamp,
        empty=NO_SPOTS,
    )
    sheets = [
        Sheet(name="By district", columns=DISTRICT_COLUMNS, table=by_district, empty=NO_WHOLE_WEEK),
        Sheet(name="By week", columns=WEEK_COLUMNS, table=by_week, empty=NO_WEEKS),
        Sheet(
            name="By harm spot",
            columns=SPOT_COLUMNS,
            table=by_spot,
            empty=NO_SPOTS,
            frozen_columns=3,
        ),
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.PATROL_FIGURES["Excel"]),
        sheets,
        stamp,
        title="Patrols of harm spots",
    )
    write_tidy_tables(folder, sheets, stamp)
    return stamp.file_names(product_files.PATROL_FIGURES)


@dataclass(frozen=True, kw_only=True)
class Week:
    """One bar: the Monday, the number, and whether the week is whole."""

    begins: date
    number: int
    whole: bool


def weeks_picture(weeks: Sequence[Week], *, target: int, what: str, width: int = _WIDTH) -> Markup:
    """Return an SVG of numbers by week with the line that is aimed at; text says the same.

    Parameters
    ----------
    weeks : sequence of Week
        In the order of time; at least one.
    target : int
        Of a whole week.
    what : str
        What is counted, for the title: ``"Interactions a week"``.
    width : int
        In pixels; fewer weeks bear their figure on a narrow one.
    """
    up = chart.Scale(0, max(target, *(week.number for week in weeks)) * 1.1, _GROUND, _TOP)
    step = (width - _LEFT - _RIGHT) / len(weeks)
    every = -(-len(weeks) // max(1, _MOST_LABELS * width // _WIDTH))
    reached = sum(week.number >= target for week in weeks if week.whole)
    whole = sum(week.whole for week in weeks)
    aim = up(target)
    return chart.picture(
        chart.element("text", what, x=0, y=14, fill=chart.BLACK, font_weight=600),
        chart.line(_LEFT, aim, width, aim, chart.BLACK, stroke_width=1.5, stroke_dasharray="6 4"),
        *(
            _bar(week, _LEFT + at * step, step, up, labelled=at % every == 0)
            for at, week in enumerate(weeks)
        ),
        chart.text(0, aim + 4, f"aim {target:,}"),
        chart.line(_LEFT, _GROUND, width, _GROUND, _QUIET),
        title=what,
        words=f"{reached} of {whole} whole weeks reached {target:,}.",
        ids=(f"weeks-t-{width}", f"weeks-d-{width}"),
        viewBox=f"0 0 {width} {_HEIGHT}",
        font_family="inherit",
        font_size=12,
    )


def _bar(week: Week, left: float, step: float, up: chart.Scale, *, labelled: bool) -> Markup:
    top = up(week.number)
    width = max(step * 0.78, 1.0)
    said = f"Week of {words.day(week.begins)}: {week.number:,}"
    bar = chart.element(
        "rect",
        chart.element("title", said if week.whole else f"{said} (part of a week)"),
        x=left + (step - width) / 2,
        y=top,
        width=width,
        height=_GROUND - top,
        fill=_BAR if week.whole else _PART,
        stroke=_BAR,
    )
    if not labelled:
        return bar
    middle = left + step / 2
    monday = f"{week.begins.day} {week.begins:%b}"
    return chart.joined(
        [
            bar,
            chart.text(middle, _HEIGHT - _BOTTOM + 16, monday, ink=_QUIET, anchor="middle"),
            chart.text(middle, top - 4, f"{week.number:,}", anchor="middle", **chart.HALO),
        ]
    )
