"""The page and the tables of what was done in the harm spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.render.patrols.patrol_picture import Week, weeks_picture
from hotspots.render.run_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import day, flag, moment, number, share, text
from hotspots.render.table_page import html_table

NO_WEEKS: Final = "No week in this period."
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


def write_patrol_page(
    path: Path,
    *,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, str]],
    by_week: pd.DataFrame,
    by_spot: pd.DataFrame,
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
    by_week, by_spot : DataFrame
        With the columns of ``WEEK_COLUMNS`` and ``SPOT_COLUMNS``.
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
    picture = weeks_picture(weeks, target=target, what="Interactions a week") if weeks else ""
    write_page(
        path,
        "patrols.html",
        stamp,
        title="Patrols of harm spots",
        sentences=sentences,
        figures=figures,
        files=files,
        picture=picture,
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
    folder: Path, by_week: pd.DataFrame, by_spot: pd.DataFrame, stamp: ProductStamp
) -> dict[str, str]:
    """Write the tables as CSV and as one workbook; return what each file is called, by label."""
    write_table_csv(folder / "patrols_by_week.csv", WEEK_COLUMNS, by_week, stamp, empty=NO_WEEKS)
    write_table_csv(folder / "patrols_by_spot.csv", SPOT_COLUMNS, by_spot, stamp, empty=NO_SPOTS)
    sheets = [
        Sheet(name="By week", columns=WEEK_COLUMNS, table=by_week, empty=NO_WEEKS),
        Sheet(
            name="By harm spot",
            columns=SPOT_COLUMNS,
            table=by_spot,
            empty=NO_SPOTS,
            frozen_columns=3,
        ),
    ]
    write_table_xlsx(folder / "patrols.xlsx", sheets, stamp, title="Patrols of harm spots")
    return {
        "Excel": "patrols.xlsx",
        "By week (CSV)": "patrols_by_week.csv",
        "By harm spot (CSV)": "patrols_by_spot.csv",
    }
