"""The columns of what changed: one row a line for reading, one row a comparison in full."""

from __future__ import annotations

from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.render.change.what_changed import WhatChanged, is_compared
from hotspots.render.table_columns import TableColumn, count, number, text
from hotspots.schema import ComparedWith

_LAST_YEAR: Final = "last_year"
_LAST_PERIOD: Final = "last_period"
_PARTS: Final = {_LAST_YEAR: ComparedWith.LAST_YEAR, _LAST_PERIOD: ComparedWith.LAST_PERIOD}


def reading_table(what_changed: WhatChanged) -> pd.DataFrame:
    """Return one row an area and line: the count, and each earlier count with the words for it."""
    table = what_changed.table
    named = [schema.AREA_NAME, schema.LINE]
    rows = table[[*named, schema.COUNT_NOW, schema.LOOK_AT]].drop_duplicates(named)
    for part, compared_with in _PARTS.items():
        own = table[table[schema.COMPARED_WITH] == compared_with]
        own = own[[*named, schema.COUNT_EARLIER, schema.IN_WORDS]].rename(
            columns={
                schema.COUNT_EARLIER: f"{schema.COUNT_EARLIER}_{part}",
                schema.IN_WORDS: f"{schema.IN_WORDS}_{part}",
            }
        )
        rows = rows.merge(own, on=named, how="left", validate="one_to_one")
    return rows


def reading_columns(what_changed: WhatChanged, *, with_area: bool) -> list[TableColumn]:
    """Return the columns of ``reading_table``, the earlier periods by their names.

    A period of which nothing is known has none: ``missing`` says so, once.
    """
    area = text(schema.AREA_NAME, "Area", "The force, or a policing district.", width=24)
    look = number(
        schema.LOOK_AT,
        "Look at",
        "The order in which to look at the districts' lines: clear rises first, by the harm "
        "that they add at least. Empty where nothing stands out.",
        width=8,
    )
    line = text(
        schema.LINE,
        "What",
        "All offences, their harm, or a theme of the strategy. Themes overlap. Harm is in "
        f"{what_changed.harm_unit}.",
        width=22,
    )
    now = count(
        schema.COUNT_NOW,
        what_changed.period,
        "Offences that began in the period; of harm, its sum.",
    )
    table = what_changed.table
    known = set(table.loc[is_compared(table), schema.COMPARED_WITH])
    periods = {
        part: what_changed.earlier(each) for part, each in _PARTS.items() if str(each) in known
    }
    # The year before a year is the period before, too: it has one pair of columns.
    once = {period: part for part, period in reversed(periods.items())}
    earlier = [
        column
        for part, period in periods.items()
        if once[period] == part
        for column in _earlier(part, period)
    ]
    return [*([area, look] if with_area else []), line, now, *earlier]


def _earlier(part: str, period: str) -> list[TableColumn]:
    return [
        number(
            f"{schema.COUNT_EARLIER}_{part}",
            period,
            "The same count in the earlier period, as it was recorded, in all its days. Empty "
            "where it is withheld, or not known.",
        ),
        text(
            f"{schema.IN_WORDS}_{part}",
            f"Against {period}",
            "The change in the rate a day, between the ends of its interval.",
            width=40,
        ),
    ]


ALL_FIGURES: Final = (
    text(schema.AREA_NAME, "Area", width=24),
    text(schema.LINE, "What", width=22),
    text(
        schema.COMPARED_WITH,
        "Compared with",
        "The adjoining period before, or the same one a year earlier.",
        width=22,
    ),
    text(schema.EARLIER_PERIOD, "Earlier period", "In words.", width=20),
    count(schema.COUNT_NOW, "Now", "Offences that began in the period, or harm."),
    number(schema.COUNT_EARLIER, "Then", "The same in the earlier period."),
    number(
        schema.COUNT_EARLIER_SAME_DAYS,
        "Then, for as many days",
        "The earlier count at its daily rate over as many days as the period has.",
        decimals=1,
    ),
    number(
        schema.CHANGE_RATIO,
        "Ratio of daily rates",
        "Now over then. Empty where there was none then.",
        decimals=3,
    ),
    number(
        schema.CHANGE_LOW, "Ratio, lower end", "Lower end of the interval of the ratio.", decimals=3
    ),
    number(
        schema.CHANGE_HIGH,
        "Ratio, upper end",
        "Upper end of the interval of the ratio. Empty where there is none.",
        decimals=3,
    ),
    number(
        schema.P_VALUE,
        "p",
        "How often chance gives a difference as large, of this comparison alone.",
        decimals=4,
        width=9,
    ),
    number(
        schema.Q_VALUE,
        "p, all comparisons",
        "The same after allowing for all comparisons made (Benjamini and Hochberg).",
        decimals=4,
    ),
    number(
        schema.DISPERSION,
        "Variance over chance",
        "By how many times counts usually vary more than chance has them; the interval is "
        "wider by its root.",
        decimals=2,
    ),
    text(
        schema.VERDICT,
        "Verdict",
        "Up and down hold over all comparisons; “perhaps” holds alone and may be chance.",
        width=16,
    ),
    text(schema.IN_WORDS, "In words", width=44),
    number(
        schema.EXTRA_HARM,
        "Harm added at least",
        "Harm of the offences added (below 0: fewer), by the nearer end of the interval. "
        "It orders what to look at.",
    ),
    number(
        schema.LOOK_AT, "Look at", "The order in which to look at the districts' lines.", width=8
    ),
)
