"""The tables about accuracy: for reading, a method a row; in full, a figure a column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd

from hotspots import schema, words
from hotspots.render.hold_outs.accuracy_content import ForeseenContent
from hotspots.render.table_columns import TableColumn, flag, number, share, text
from hotspots.schema import HoldOutDesign, RankingMethod

METHOD_WORDS: Final = {
    RankingMethod.SHRUNK: "History shrunk toward its surroundings",
    RankingMethod.LEARNER: "Boosted regression, the ceiling",
    RankingMethod.ALL_OFFENCES: "Count of all offences",
    RankingMethod.PAST: "Plain prior count",
    RankingMethod.PAST_THEN_ALL: "Plain prior count, ties by all offences",
    RankingMethod.DENSITY: "Kernel density",
    RankingMethod.BLEND: "Own count and a share of the density",
    RankingMethod.GETIS_ORD: "Getis-Ord Gi*",
    RankingMethod.SPOTS_BY_PAST: "Harm spots, ranked by the past",
    RankingMethod.SPOTS_BY_EXPECTED: "Harm spots, ranked by what is expected",
    RankingMethod.STREETS_BY_PAST: "Streets, ranked by the past",
}
_OF_HARM: Final = {
    RankingMethod.PAST: "Plain prior harm",
    RankingMethod.PAST_THEN_ALL: "Plain prior harm, ties by all offences",
    RankingMethod.BLEND: "Own harm and a share of the density",
}
SETTING_WORDS: Final = {
    "bandwidth_m": "bandwidth (m)",
    "share": "share of the density",
    "near_m": "reach of the near surroundings (m)",
    "prior_strength": "strength of the surroundings (offences)",
    "transform": "transform of the weight",
    "half_life_months": "half-life (months)",
}
KNOWN: Final = "known"
CHOSEN: Final = "chosen"
_ROW: Final = "row"


def method_in_words(method: str, *, by_harm: bool) -> str:
    """Return what a method is called where a person reads it."""
    named = RankingMethod(method)
    return _OF_HARM.get(named, METHOD_WORDS[named]) if by_harm else METHOD_WORDS[named]


def captured_table(
    foreseen: ForeseenContent, design: HoldOutDesign
) -> tuple[list[TableColumn], pd.DataFrame]:
    """Return the shares captured, a method a row: ``47.7 (46.1 to 49.2)``."""
    ends = (schema.CAPTURED, schema.CAPTURED_LOW, schema.CAPTURED_HIGH)
    return _scored(foreseen, design, lambda row: interval_in_words(*(row[end] for end in ends)))


def index_table(
    foreseen: ForeseenContent, design: HoldOutDesign
) -> tuple[list[TableColumn], pd.DataFrame]:
    """Return PAI, PEI and RRI, a method a row: ``47.8 · 0.81 · 0.89``."""
    decimals = {schema.PAI: 1, schema.PEI: 2, schema.RRI: 2}
    return _scored(
        foreseen,
        design,
        lambda row: " · ".join(_figure(row[index], d) for index, d in decimals.items()),
    )


def _scored(
    foreseen: ForeseenContent, design: HoldOutDesign, cell: Callable[[Any], str]
) -> tuple[list[TableColumn], pd.DataFrame]:
    return _by_ground(
        foreseen.scores[foreseen.scores[schema.DESIGN] == design],
        heading="Ranked by",
        name=lambda row: method_in_words(row[schema.METHOD], by_harm=foreseen.by_harm),
        cell=cell,
    )


def difference_table(
    foreseen: ForeseenContent, design: HoldOutDesign
) -> tuple[list[TableColumn], pd.DataFrame]:
    """Return by how many points the shrunk history captures more than each rival."""
    rows = foreseen.differences
    rows = rows[(rows[schema.DESIGN] == design) & (rows[schema.METHOD] == RankingMethod.SHRUNK)]
    return _by_ground(
        rows,
        heading="Shrunk history less",
        name=lambda row: method_in_words(row[schema.RIVAL], by_harm=foreseen.by_harm),
        cell=lambda row: difference_in_words(
            row[schema.DIFFERENCE], row[schema.DIFFERENCE_LOW], row[schema.DIFFERENCE_HIGH]
        ),
    )


def parts_table(foreseen: ForeseenContent) -> tuple[list[TableColumn], pd.DataFrame]:
    """Return what each part of the shrunk history captures."""
    return _by_ground(
        foreseen.parts,
        heading="Known of a place",
        name=lambda row: str(row[schema.PART]),
        cell=lambda row: _figure(row[schema.CAPTURED] * 100, 1),
    )


def chosen_table(foreseen: ForeseenContent) -> tuple[list[TableColumn], pd.DataFrame]:
    """Return the settings that were tried for the one split, and which were chosen."""
    tried = foreseen.tried
    rows = tried[tried[schema.DESIGN] == HoldOutDesign.ONE_SPLIT]
    table = pd.DataFrame(
        {
            schema.METHOD: [
                method_in_words(each, by_harm=foreseen.by_harm) for each in rows[schema.METHOD]
            ],
            schema.SETTING: [SETTING_WORDS[each] for each in rows[schema.SETTING]],
            schema.VALUE: [each.replace("_", " ") for each in rows[schema.VALUE]],
            schema.REACHED: rows[schema.REACHED].to_numpy(),
            CHOSEN: rows[CHOSEN].to_numpy(),
        }
    )
    return list(TRIED_COLUMNS[2:]), table


def _by_ground(
    rows: pd.DataFrame, *, heading: str, name: Callable[[Any], str], cell: Callable[[Any], str]
) -> tuple[list[TableColumn], pd.DataFrame]:
    """Turn long rows into a table with a column for each chosen ground."""
    cells: dict[str, dict[str, str]] = {}
    for row in rows.to_dict("records"):
        cells.setdefault(name(row), {})[row[schema.CHOSEN_GROUND]] = cell(row)
    grounds = list(dict.fromkeys(rows[schema.CHOSEN_GROUND])) if len(rows) else []
    columns = [
        text(_ROW, heading, width=34),
        *(text(ground, words.capital(ground), width=20) for ground in grounds),
    ]
    table = pd.DataFrame(
        [
            {_ROW: row, **{ground: values.get(ground, words.DASH) for ground in grounds}}
            for row, values in cells.items()
        ],
        columns=[_ROW, *grounds],
    )
    return columns, table


def interval_in_words(value: float, low: float, high: float) -> str:
    """Return a share and its interval in per cent: ``47.7 (46.1 to 49.2)``."""
    return f"{_figure(value * 100, 1)} ({_figure(low * 100, 1)} to {_figure(high * 100, 1)})"


def difference_in_words(value: float, low: float, high: float) -> str:
    """Return a difference in points with its interval, and what it says.

    Examples
    --------
    >>> difference_in_words(0.0064, 0.0035, 0.0105)
    '+0.6 (+0.4 to +1.1): more'
    """
    said = "more" if low > 0 else "less" if high < 0 else "not clear"
    return f"{signed_points(value)} ({signed_points(low)} to {signed_points(high)}): {said}"


def signed_points(value: float) -> str:
    """Return a share as points with its sign: ``+0.6``, and ``0.0`` where it rounds to nothing."""
    words = f"{value * 100:+.1f}".replace("-", "−")
    return "0.0" if words.endswith("0.0") and len(words) == len("+0.0") else words


def _figure(value: float, decimals: int) -> str:
    return words.number(value, decimals, missing=words.DASH)


def with_words(table: pd.DataFrame, *, by_harm: Sequence[bool]) -> pd.DataFrame:
    """Return a table in full with its methods in words; ``by_harm`` has one entry a row."""
    named = {
        column: [
            method_in_words(method, by_harm=harm)
            for method, harm in zip(table[column], by_harm, strict=True)
        ]
        for column in (schema.METHOD, schema.RIVAL)
        if column in table
    }
    settings = (
        {schema.SETTING: [SETTING_WORDS[each] for each in table[schema.SETTING]]}
        if schema.SETTING in table
        else {}
    )
    return table.assign(**named, **settings)


_FORESEEN: Final = text(schema.FORESEEN, "Foreseen", "Which offences, by harm or number.", width=30)
_DESIGN: Final = text(
    schema.DESIGN,
    "Design",
    "One split of the months, or each month judged on those before.",
    width=14,
)
_GROUND: Final = text(schema.CHOSEN_GROUND, "Chosen", "How much ground was chosen.", width=24)
_METHOD: Final = text(schema.METHOD, "Ranked by", "What ranked the places.", width=36)

SCORE_COLUMNS: Final = (
    _FORESEEN,
    _DESIGN,
    _GROUND,
    _METHOD,
    share(schema.SHARE_OF_AREA, "Share of the area (%)", "Of the chosen places.", decimals=3),
    share(schema.CAPTURED, "Captured (%)", "Of the later period: the hit rate.", decimals=2),
    share(
        schema.CAPTURED_LOW,
        "Captured, low (%)",
        "95 % interval over places, lower end.",
        decimals=2,
    ),
    share(
        schema.CAPTURED_HIGH,
        "Captured, high (%)",
        "95 % interval over places, upper end.",
        decimals=2,
    ),
    number(
        schema.PAI, "PAI", "Share captured over share of the area; of harm, harm-PAI.", decimals=2
    ),
    number(schema.PAI_LOW, "PAI, low", "95 % interval over places, lower end.", decimals=2),
    number(schema.PAI_HIGH, "PAI, high", "95 % interval over places, upper end.", decimals=2),
    number(
        schema.PEI,
        "PEI",
        "PAI over the best that as many squares could have had. Not said of harm spots, which are "
        "cut to the points and not to squares.",
        decimals=3,
    ),
    number(schema.RRI, "RRI", "PAI in the later period over PAI in the earlier one.", decimals=3),
    share(
        schema.STAYING,
        "Staying (%)",
        "Squares in both of two months' choices over squares in either (Jaccard), on average.",
        decimals=1,
    ),
)
DIFFERENCE_COLUMNS: Final = (
    _FORESEEN,
    _DESIGN,
    _GROUND,
    _METHOD,
    text(schema.RIVAL, "Compared with", "On the same resamples of places.", width=36),
    share(schema.DIFFERENCE, "Difference (points)", "Of the shares captured.", decimals=2),
    share(
        schema.DIFFERENCE_LOW, "Difference, low (points)", "95 % interval, lower end.", decimals=2
    ),
    share(
        schema.DIFFERENCE_HIGH, "Difference, high (points)", "95 % interval, upper end.", decimals=2
    ),
)
PART_COLUMNS: Final = (
    _FORESEEN,
    text(schema.PART, "Known of a place", "Each line has what those above it have.", width=44),
    _GROUND,
    share(schema.CAPTURED, "Captured (%)", "Of the later period, on the one split.", decimals=2),
)
TRIED_COLUMNS: Final = (
    _FORESEEN,
    number(KNOWN, "Months known", "The months that a list was made from."),
    _METHOD,
    text(schema.SETTING, "Setting", "What was tried.", width=30),
    text(schema.VALUE, "Value", "The value that was tried.", width=14),
    share(
        schema.REACHED,
        "Reached (%)",
        "Mean share captured on the two earlier periods, over the shares of the area.",
        decimals=2,
    ),
    flag(CHOSEN, "Chosen", "Whether it was used for the months judged.", width=8),
)
