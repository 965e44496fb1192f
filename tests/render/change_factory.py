"""What changed in an invented county, for what the products show."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from hotspots import schema
from hotspots.render.change.what_changed import ChangeItem, WhatChanged
from hotspots.schema import ChangeVerdict, ComparedWith

PERIODS = {ComparedWith.LAST_YEAR: "November 2024", ComparedWith.LAST_PERIOD: "October 2025"}


def changes_table(
    areas: Sequence[str], lines: Sequence[str], *, last_year: bool = True
) -> pd.DataFrame:
    """Return a table in which the second area's second line rose, and nothing else changed."""
    rows = []
    for a, area in enumerate(areas):
        for b, line in enumerate(lines):
            rose = a == 1 and b == 1
            for compared_with, period in PERIODS.items():
                known = last_year or compared_with is ComparedWith.LAST_PERIOD
                verdict = ChangeVerdict.UP if rose else ChangeVerdict.NO_CLEAR_CHANGE
                words = (
                    "up 60 % (between 24 % and 107 %)" if rose else "no clear change: 41 against 38"
                )
                rows.append(
                    {
                        schema.AREA_NAME: area,
                        schema.LINE: line,
                        schema.COMPARED_WITH: str(compared_with),
                        schema.EARLIER_PERIOD: period,
                        schema.COUNT_NOW: 160.0 if rose else 41.0,
                        schema.COUNT_EARLIER: (100.0 if rose else 38.0) if known else math.nan,
                        schema.COUNT_EARLIER_SAME_DAYS: 38.0 if known else math.nan,
                        schema.CHANGE_RATIO: (1.6 if rose else 1.08) if known else math.nan,
                        schema.CHANGE_LOW: 1.24,
                        schema.CHANGE_HIGH: math.inf if rose else 2.07,
                        schema.P_VALUE: 0.0003,
                        schema.Q_VALUE: 0.01,
                        schema.DISPERSION: 1.2,
                        schema.VERDICT: str(verdict if known else ChangeVerdict.NO_DATA),
                        schema.IN_WORDS: words if known else "no data for November 2024",
                        schema.EXTRA_HARM: 31.0 if rose else 0.0,
                        schema.LOOK_AT: 1.0 if rose else math.nan,
                    }
                )
    return pd.DataFrame(rows)


def what_changed(
    areas: Sequence[str] = ("Wickshire Police", "Wick", "Marsh"),
    lines: Sequence[str] = ("All offences", "Burglary and robbery"),
    *,
    last_year: bool = True,
) -> WhatChanged:
    """Return what changed: burglary and robbery rose in the second area."""
    table = changes_table(areas, lines, last_year=last_year)
    item = ChangeItem(
        area=areas[1],
        line=lines[1],
        count="160",
        against=(("November 2024", "up 60 % (between 24 % and 107 %)", "up"),),
    )
    return WhatChanged(
        title="What changed: November 2025",
        period="November 2025",
        chance="12 comparisons were made.",
        rises=(item,),
        falls=(),
        areas=dict.fromkeys(areas, (item,)),
        local_policing_areas=dict.fromkeys(areas[1:], "West"),
        missing=() if last_year else ("No data for November 2024.",),
        unreadable=("Prevent: recorded offences by place cannot speak to this theme.",),
        harm_unit="CSS points",
        table=table,
    )
