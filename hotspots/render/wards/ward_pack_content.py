"""What a ward's pre-scoping pack shows, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots import care, schema, words
from hotspots.render.maps.spot_card import following_hours, is_in_doubt, spot_name
from hotspots.render.maps.street_map import StreetMap
from hotspots.render.maps.week_picture import NONE_NAMED
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_columns import day, number, share, text
from hotspots.render.wards.ward_card import change_in_words, in_whole
from hotspots.render.wards.ward_columns import MeasureWords

NO_ADDRESSES: Final = (
    "No addresses were given: convert an address file once with `hotspots addresses convert`."
)
NO_HOURS: Final = "No hours are told: the source has none, or too few offences have one."

MIX_COLUMNS: Final = (
    text(schema.CATEGORY, "Kind of offence", width=34),
    number(schema.OFFENCES, "Offences"),
    share("share", "Share here (%)", "Of all the ward's offences."),
    share("force_share", "Share in the force (%)", "Of all the force's offences."),
    number(
        "times_force",
        "Times the force's share",
        "Above 1 the kind is more of the ward's crime than of the force's.",
        decimals=1,
    ),
)
MONTH_COLUMNS: Final = (
    day("month", "Month", "From its first day."),
    number(schema.OFFENCES, "Offences", "Empty where 1 to 4 could be told."),
    number(
        "offences_year_before",
        "A year before",
        "Empty where the offences of that month are not known, or 1 to 4 could be told.",
    ),
)
REPEAT_COLUMNS: Final = (
    text(schema.STREET, "Street", width=34),
    number(
        schema.OFFENCES,
        "Offences",
        "Five or more; those known to be in homes, and sexual offences, are not counted.",
    ),
    text(schema.TOP_OFFENCES, "Most frequent", width=50),
)
STREET_COLUMNS: Final = (
    text(schema.STREET, "Street", width=40),
    number("homes", "Homes", "One a household."),
    number("flats", "Of them flats"),
)
NEIGHBOUR_COLUMNS: Final = (
    text(schema.WARD_NAME, "Neighbouring ward", width=30),
    text(schema.DISTRICT, "Policing district", width=26),
    number(schema.RANK, "Rank", "In this ranking."),
    number(schema.SCORE, "Score", decimals=1),
)
THEME_COLUMNS: Final = (
    text("theme", "Theme of the strategy", width=36),
    number(schema.OFFENCES, "Offences", "Empty where 1 to 4 could be told."),
    number("per_1000_residents", "For 1,000 residents", decimals=1),
    number("force_per_1000_residents", "In the force", "For 1,000 residents.", decimals=1),
    text("in_words", "What it says", width=44),
)
SPOT_COLUMNS: Final = (
    number(schema.RANK, "Rank in the force", "Of the harm spots."),
    text(schema.SPOT_NAME, "Harm spot", width=34),
    number(schema.OFFENCES, "Offences"),
    text(schema.BUSIEST, "Busiest hours", width=26),
    text(schema.TOP_OFFENCES, "Most frequent", width=44),
)
ADDRESS_COLUMNS: Final = (
    text(schema.STREET, "Street", width=34),
    text(schema.NUMBER, "Number or name", width=18),
    text(schema.FLAT, "Flat", width=14),
    text(schema.ADDRESS, "Address", width=50),
    text(schema.POSTCODE, "Postcode", width=11),
    text(schema.UPRN, "UPRN", "The home's reference.", width=15),
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
    offences : int or None
        None where it is withheld.
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
    street_map : StreetMap or None
        What its maps are drawn on.
    """

    ward: pd.Series
    wards: gpd.GeoDataFrame
    preset: str
    measures: Sequence[MeasureWords]
    offences: int | None
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
    street_map: StreetMap | None = None

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
            ("Rank of the force’s wards", self._rank()),
            ("Offences in the period", words.number(self.offences, missing=care.WITHHELD)),
            ("Harm spots", f"{len(self.spots):,}"),
            ("Residents", in_whole(ward[schema.RESIDENTS])),
            ("Homes to call at", "not given" if homes is None else f"{homes:,}"),
        ]

    def _rank(self) -> str:
        rank = self.ward[schema.RANK]
        ranked = int(self.wards[schema.RANK].notna().sum())
        return "not ranked" if words.is_missing(rank) else f"{rank} of {ranked}"

    def advice(self) -> str:
        """Return the line that a pack begins with: where to start, and when.

        The first harm spot that does not rest on one offence or one point, else the street of the
        most offences, else the ward; the hours are left out where none are known.
        """
        spots = self.spots.sort_values(schema.RANK, kind="stable").to_dict("records")
        for spot in spots:
            if not is_in_doubt(spot):
                return f"Start at {spot_name(spot)}{following_hours(spot[schema.BUSIEST])}."
        hours = following_hours(self.busiest)
        streets = self.repeat_places.sort_values(
            schema.OFFENCES, ascending=False, kind="stable"
        ).to_dict("records")
        if streets:
            return f"Start at {plain_text(streets[0][schema.STREET])}{hours}."
        ward = plain_text(self.ward[schema.WARD_NAME])
        return f"No street stands out: cover all of {ward}{hours}."

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
        unnamed = NO_HOURS if self.hours is None else NONE_NAMED
        said.append(f"Busiest: {plain_text(self.busiest)}." if self.busiest else unnamed)
        return said

    def themes_in_words(self) -> pd.DataFrame:
        """Return the themes that can be read here, with what each says of the ward."""
        read = self.themes[self._can_be_read()]
        rows = [{str(k): v for k, v in row.items()} for row in read.to_dict("records")]
        return read.assign(in_words=[_theme_in_words(row) for row in rows])

    def themes_left_out(self) -> str:
        """Return in one sentence the themes that cannot be read here; empty without any."""
        silent = self.themes["why_not"] != ""
        kinds = {
            "cannot be told from recorded offences by place": silent,
            f"{care.WITHHELD} for small counts": ~silent & ~self._can_be_read(),
        }
        said = [
            f"{words.listed([plain_text(name) for name in self.themes['theme'][which]])} ({why})"
            for why, which in kinds.items()
            if which.any()
        ]
        return f"Not in this table: {'; '.join(said)}." if said else ""

    def _can_be_read(self) -> pd.Series[bool]:
        return (self.themes["why_not"] == "") & self.themes[schema.OFFENCES].notna()


def _theme_in_words(row: dict[str, object]) -> str:
    times = row["times_force"]
    if not isinstance(times, float) or pd.isna(times):
        return "not comparable"
    said = f"{times:.1f} times the force’s rate"
    return f"{said}: more than chance" if row["touched"] else said


def _capital(text: str) -> str:
    return words.capital(text)
