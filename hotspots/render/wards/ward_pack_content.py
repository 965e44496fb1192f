"""What a ward's pre-scoping pack shows, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.render.plain_text import plain_text
from hotspots.render.table_columns import Kind, TableColumn
from hotspots.render.wards.ward_card import change_in_words, in_whole

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.render.stamp import ProductStamp
    from hotspots.render.wards.ward_columns import MeasureWords

NO_ADDRESSES: Final = (
    "No addresses were given: convert an address file once with `hotspots addresses convert`."
)
NO_HOURS: Final = "The hours are not known: the source gives the month alone, or no times."
_COUNT: Final = Kind.NUMBER

MIX_COLUMNS: Final = (
    TableColumn(column=schema.CATEGORY, title="Kind of offence", meaning="", width=34),
    TableColumn(column=schema.OFFENCES, title="Offences", meaning="", kind=_COUNT),
    TableColumn(
        column="share",
        title="Share here (%)",
        meaning="Of all the ward's offences.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column="force_share",
        title="Share in the force (%)",
        meaning="Of all the force's offences.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column="times_force",
        title="Times the force's share",
        meaning="Above 1 the kind is more of the ward's crime than of the force's.",
        kind=_COUNT,
        decimals=1,
    ),
)
MONTH_COLUMNS: Final = (
    TableColumn(column="month", title="Month", meaning="From its first day.", kind=Kind.DATE),
    TableColumn(column=schema.OFFENCES, title="Offences", meaning="", kind=_COUNT),
    TableColumn(
        column="offences_year_before",
        title="A year before",
        meaning="Empty where the offences of that month are not known.",
        kind=_COUNT,
    ),
)
REPEAT_COLUMNS: Final = (
    TableColumn(column=schema.STREET, title="Street", meaning="", width=34),
    TableColumn(
        column=schema.OFFENCES,
        title="Offences",
        meaning="Five or more; those in homes, and sexual offences, are not counted here.",
        kind=_COUNT,
    ),
    TableColumn(column=schema.TOP_OFFENCES, title="Most frequent", meaning="", width=50),
)
STREET_COLUMNS: Final = (
    TableColumn(column=schema.STREET, title="Street", meaning="", width=40),
    TableColumn(column="homes", title="Homes", meaning="One a household.", kind=_COUNT),
    TableColumn(column="flats", title="Of them flats", meaning="", kind=_COUNT),
)
NEIGHBOUR_COLUMNS: Final = (
    TableColumn(column=schema.WARD_NAME, title="Neighbouring ward", meaning="", width=30),
    TableColumn(column=schema.DISTRICT, title="Policing district", meaning="", width=26),
    TableColumn(column=schema.RANK, title="Rank", meaning="In this ranking.", kind=_COUNT),
    TableColumn(column=schema.SCORE, title="Score", meaning="", kind=_COUNT, decimals=1),
)
THEME_COLUMNS: Final = (
    TableColumn(column="theme", title="Theme of the strategy", meaning="", width=36),
    TableColumn(column=schema.OFFENCES, title="Offences", meaning="", kind=_COUNT),
    TableColumn(
        column="per_1000_residents",
        title="For 1,000 residents",
        meaning="",
        kind=_COUNT,
        decimals=1,
    ),
    TableColumn(
        column="force_per_1000_residents",
        title="In the force",
        meaning="For 1,000 residents.",
        kind=_COUNT,
        decimals=1,
    ),
    TableColumn(column="in_words", title="What it says", meaning="", width=44),
)
SPOT_COLUMNS: Final = (
    TableColumn(
        column=schema.RANK, title="Rank in the force", meaning="Of the harm spots.", kind=_COUNT
    ),
    TableColumn(column=schema.SPOT_NAME, title="Harm spot", meaning="", width=34),
    TableColumn(column=schema.OFFENCES, title="Offences", meaning="", kind=_COUNT),
    TableColumn(column=schema.BUSIEST, title="Busiest hours", meaning="", width=26),
    TableColumn(column=schema.TOP_OFFENCES, title="Most frequent", meaning="", width=44),
)
ADDRESS_COLUMNS: Final = (
    TableColumn(column=schema.STREET, title="Street", meaning="", width=34),
    TableColumn(column=schema.NUMBER, title="Number or name", meaning="", width=18),
    TableColumn(column=schema.FLAT, title="Flat", meaning="", width=14),
    TableColumn(column=schema.ADDRESS, title="Address", meaning="", width=50),
    TableColumn(column=schema.POSTCODE, title="Postcode", meaning="", width=11),
    TableColumn(column=schema.UPRN, title="UPRN", meaning="The home's reference.", width=15),
)


@dataclass(frozen=True, kw_only=True)
class WardPack:
    """Everything that the files of one ward's pack show.

    Attributes
    ----------
    ward : Series
        The ward's row of the ranking, with its outline.
    wards : GeoDataFrame
        The ranking, for the neighbours' outlines.
    preset : str
        What the ranking is by.
    measures : sequence of MeasureWords
    offences : int
    mix, by_month, neighbours, themes : DataFrame
        As ``hotspots.analyse.wards.ward_scope`` makes them.
    streets : DataFrame or None
        Homes by street; None without addresses.
    addresses : DataFrame or None
        The ward's homes, by street and number.
    hours : list of 7 lists of 24 numbers, or None
    busiest : str
    repeat_places, spots : GeoDataFrame
    stamp : ProductStamp
    """

    ward: pd.Series
    wards: gpd.GeoDataFrame
    preset: str
    measures: Sequence[MeasureWords]
    offences: int
    mix: pd.DataFrame
    by_month: pd.DataFrame
    neighbours: pd.DataFrame
    themes: pd.DataFrame
    streets: pd.DataFrame | None
    addresses: pd.DataFrame | None
    hours: list[list[float]] | None
    busiest: str
    repeat_places: gpd.GeoDataFrame
    spots: gpd.GeoDataFrame
    stamp: ProductStamp

    @property
    def title(self) -> str:
        """For example ``Pre-scoping pack: Trinity, Colchester``."""
        return f"Pre-scoping pack: {plain_text(self.ward[schema.WARD_NAME])}, " + plain_text(
            self.ward[schema.DISTRICT]
        )

    @property
    def homes(self) -> int | None:
        """Homes in the ward, where addresses are known."""
        return None if self.streets is None else int(self.streets["homes"].sum())

    def figures(self) -> list[tuple[str, str]]:
        """Return the figures that are read first."""
        ward, homes = self.ward, self.homes
        return [
            ("Rank of the force’s wards", f"{ward[schema.RANK]} of {len(self.wards)}"),
            ("Offences in the period", f"{self.offences:,}"),
            ("Harm spots", f"{len(self.spots):,}"),
            ("Residents", in_whole(ward[schema.RESIDENTS])),
            ("Homes to call at", "not given" if homes is None else f"{homes:,}"),
        ]

    def sentences(self) -> list[str]:
        """Return what a planner should know first."""
        said = [
            plain_text(self.ward[schema.WHY]),
            f"{_capital(change_in_words(self.ward.to_dict()))}.",
        ]
        flags = plain_text(self.ward[schema.FLAGS])
        said += [f"Take care: {flags}."] if flags else []
        touched = self.themes[self.themes["touched"]]["theme"]
        if len(touched):
            said.append(f"More than the force’s usual here: {', '.join(map(plain_text, touched))}.")
        said.append(f"Busiest: {plain_text(self.busiest)}." if self.busiest else NO_HOURS)
        return said

    def themes_in_words(self) -> pd.DataFrame:
        """Return the themes with what each says of the ward."""
        return self.themes.assign(in_words=[_theme_in_words(row) for row in self._theme_rows()])

    def _theme_rows(self) -> list[dict[str, object]]:
        return [{str(k): v for k, v in row.items()} for row in self.themes.to_dict("records")]


def _theme_in_words(row: dict[str, object]) -> str:
    if not row["readable"]:
        return "cannot be read from recorded offences by place"
    times = row["times_force"]
    if not isinstance(times, float) or pd.isna(times):
        return "not comparable"
    said = f"{times:.1f} times the force’s rate"
    return f"{said}: more than chance" if row["touched"] else said


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
