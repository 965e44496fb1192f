"""The page and the tables of what was done in the harm spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.render.patrols.patrol_picture import Week, weeks_picture
from hotspots.render.run_page import write_page
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import Kind, TableColumn
from hotspots.render.table_page import html_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hotspots.render.stamp import ProductStamp

NO_WEEKS: Final = "No week in this period."
NO_SPOTS: Final = "No harm spot is in force."
_NUMBER: Final = Kind.NUMBER
WEEK_COLUMNS: Final = (
    TableColumn(
        column="week_begins", title="Week from", meaning="Its Monday.", kind=Kind.DATE, width=13
    ),
    TableColumn(
        column="whole_week",
        title="Whole week",
        meaning="No where the period holds only a part of the week.",
        kind=Kind.FLAG,
        width=9,
    ),
    TableColumn(
        column=schema.INTERACTIONS,
        title="Interactions",
        meaning="People spoken to or dealt with, as entered.",
        kind=_NUMBER,
        width=12,
    ),
    TableColumn(
        column="visits_without_interactions",
        title="Visits that do not say how many",
        meaning="They add no interaction: the true number may be higher.",
        kind=_NUMBER,
        width=14,
    ),
    TableColumn(column="visits", title="Visits", meaning="To harm spots.", kind=_NUMBER),
    TableColumn(
        column="spots_visited",
        title="Spots visited",
        meaning="Different harm spots with a visit or more.",
        kind=_NUMBER,
    ),
    TableColumn(column="minutes", title="Minutes", meaning="In harm spots.", kind=_NUMBER),
    TableColumn(
        column="share_in_range",
        title="Visits of the right length (%)",
        meaning="As long as a visit should be; see the method.",
        kind=Kind.PERCENTAGE,
        width=12,
    ),
)
SPOT_COLUMNS: Final = (
    TableColumn(
        column=schema.RANK, title="Rank", meaning="Of the set in force.", kind=_NUMBER, width=7
    ),
    TableColumn(column=schema.SPOT_ID, title="Spot", meaning="The spot's number.", width=8),
    TableColumn(column=schema.SPOT_NAME, title="Harm spot", meaning="Street and town.", width=30),
    TableColumn(column=schema.DISTRICT, title="Policing district", meaning="", width=22),
    TableColumn(column="visits", title="Visits", meaning="In the period.", kind=_NUMBER),
    TableColumn(
        column="minutes_a_week",
        title="Minutes a week",
        meaning="Minutes in the period over its weeks.",
        kind=_NUMBER,
    ),
    TableColumn(
        column="median_minutes",
        title="Middle visit (minutes)",
        meaning="Half of the visits were shorter, half longer.",
        kind=_NUMBER,
    ),
    TableColumn(
        column="share_in_range",
        title="Visits of the right length (%)",
        meaning="As long as a visit should be; see the method.",
        kind=Kind.PERCENTAGE,
        width=12,
    ),
    TableColumn(
        column=schema.INTERACTIONS, title="Interactions", meaning="As entered.", kind=_NUMBER
    ),
    TableColumn(
        column="last_visit", title="Last visit", meaning="On the clock.", kind=Kind.MOMENT, width=17
    ),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences in the period",
        meaning="Of the selection that harm spots are made of, inside the outline.",
        kind=_NUMBER,
    ),
    TableColumn(
        column="offences_before",
        title="Offences just before",
        meaning="In as many days before the period; empty where the offences do not reach so far.",
        kind=_NUMBER,
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
