"""The columns of what changed: one row a line for reading, one row a comparison in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.render.table_columns import Kind, TableColumn
from hotspots.schema import ComparedWith

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.render.change.what_changed import WhatChanged

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
    """Return the columns of ``reading_table``, the earlier periods by their names."""
    area = TableColumn(
        column=schema.AREA_NAME,
        title="Area",
        meaning="The force, or a policing district.",
        width=24,
    )
    look = TableColumn(
        column=schema.LOOK_AT,
        title="Look at",
        meaning=(
            "The order in which to look at the districts' lines: clear rises first, by the harm "
            "that they add at least. Empty where nothing stands out."
        ),
        kind=Kind.NUMBER,
        width=8,
    )
    line = TableColumn(
        column=schema.LINE,
        title="What",
        meaning=(
            "All offences, their harm, or a theme of the strategy. Themes overlap. Harm is in "
            f"{what_changed.harm_unit}."
        ),
        width=22,
    )
    now = TableColumn(
        column=schema.COUNT_NOW,
        title=what_changed.period,
        meaning="Offences that began in the period; of harm, its sum.",
        kind=Kind.NUMBER,
    )
    earlier = [
        column
        for part, compared_with in _PARTS.items()
        for column in _earlier(part, what_changed.earlier(compared_with))
    ]
    return [*([area, look] if with_area else []), line, now, *earlier]


def _earlier(part: str, period: str) -> list[TableColumn]:
    return [
        TableColumn(
            column=f"{schema.COUNT_EARLIER}_{part}",
            title=period,
            meaning="The same count in the earlier period, as it was recorded, in all its days.",
            kind=Kind.NUMBER,
        ),
        TableColumn(
            column=f"{schema.IN_WORDS}_{part}",
            title=f"Against {period}",
            meaning="The change in the rate a day, between the ends of its interval.",
            width=40,
        ),
    ]


ALL_FIGURES: Final = (
    TableColumn(column=schema.AREA_NAME, title="Area", meaning="", width=24),
    TableColumn(column=schema.LINE, title="What", meaning="", width=22),
    TableColumn(
        column=schema.COMPARED_WITH,
        title="Compared with",
        meaning="The adjoining period before, or the same one a year earlier.",
        width=22,
    ),
    TableColumn(
        column=schema.EARLIER_PERIOD, title="Earlier period", meaning="In words.", width=20
    ),
    TableColumn(
        column=schema.COUNT_NOW,
        title="Now",
        meaning="Offences that began in the period; of harm, its sum.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.COUNT_EARLIER,
        title="Then",
        meaning="The same in the earlier period.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.COUNT_EARLIER_SAME_DAYS,
        title="Then, for as many days",
        meaning="The earlier count at its daily rate over as many days as the period has.",
        kind=Kind.NUMBER,
        decimals=1,
    ),
    TableColumn(
        column=schema.CHANGE_RATIO,
        title="Ratio of daily rates",
        meaning="Now over then. Empty where there was none then.",
        kind=Kind.NUMBER,
        decimals=3,
    ),
    TableColumn(
        column=schema.CHANGE_LOW,
        title="Ratio, lower end",
        meaning="Lower end of the interval of the ratio.",
        kind=Kind.NUMBER,
        decimals=3,
    ),
    TableColumn(
        column=schema.CHANGE_HIGH,
        title="Ratio, upper end",
        meaning="Upper end of the interval of the ratio. Empty where there is none.",
        kind=Kind.NUMBER,
        decimals=3,
    ),
    TableColumn(
        column=schema.P_VALUE,
        title="p",
        meaning="How often chance gives a difference as large, of this comparison alone.",
        kind=Kind.NUMBER,
        decimals=4,
        width=9,
    ),
    TableColumn(
        column=schema.Q_VALUE,
        title="p, all comparisons",
        meaning="The same after allowing for all comparisons made (Benjamini and Hochberg).",
        kind=Kind.NUMBER,
        decimals=4,
    ),
    TableColumn(
        column=schema.DISPERSION,
        title="Variance over chance",
        meaning=(
            "By how many times counts usually vary more than chance has them; the interval is "
            "wider by its root."
        ),
        kind=Kind.NUMBER,
        decimals=2,
    ),
    TableColumn(
        column=schema.VERDICT,
        title="Verdict",
        meaning="Up and down hold over all comparisons; “perhaps” holds alone and may be chance.",
        width=16,
    ),
    TableColumn(column=schema.IN_WORDS, title="In words", meaning="", width=44),
    TableColumn(
        column=schema.EXTRA_HARM,
        title="Harm added at least",
        meaning=(
            "Harm of the offences added (below nought: fewer), by the nearer end of the interval. "
            "It orders what to look at."
        ),
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.LOOK_AT,
        title="Look at",
        meaning="The order in which to look at the districts' lines.",
        kind=Kind.NUMBER,
        width=8,
    ),
)
