"""What the products of a zone show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots import care, schema, words
from hotspots.render.zones import zone_columns as columns
from hotspots.schema import LineKind

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.render.maps.street_map import StreetMap
    from hotspots.render.table_columns import TableColumn


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneTold:
    """What the products show.

    Attributes
    ----------
    title, name, slug : str
        ``slug`` is the name as files bear it.
    sentences : tuple of str
        What a planner must know.
    missing : tuple of str
        What is not told, and why, in whole sentences.
    figures : tuple of (label, value)
    outline : GeoDataFrame
        One row: ``area_id``, ``name``, ``area_m2``, ``homes``, in metres.
    period, before : str
        In words; ``before`` is empty where it is not known.
    baseline : DataFrame
        ``schema.ZONE_BASELINE_COLUMNS``.
    unreadable : tuple of str
        Themes without a figure, each with its reason, in whole sentences.
    in_fives : bool
    not_counted : str
        What the baseline leaves out, in a sentence.
        Whether counts are told to the nearest five.
    briefing : DataFrame
        ``schema.BRIEFING_COLUMNS``.
    homes : GeoDataFrame or None
        In the order of walking; None without addresses.
    streets, rounds, postcodes : DataFrame or None
        Likewise.
    ground_words : str
        How the walking was measured.
    sites : GeoDataFrame
        Schools and places of worship; may be empty.
    street_map : StreetMap or None
    """

    title: str
    name: str
    slug: str
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    outline: gpd.GeoDataFrame
    period: str
    before: str
    baseline: pd.DataFrame
    unreadable: tuple[str, ...]
    in_fives: bool
    not_counted: str
    briefing: pd.DataFrame
    homes: gpd.GeoDataFrame | None
    streets: pd.DataFrame | None
    rounds: pd.DataFrame | None
    postcodes: pd.DataFrame | None
    ground_words: str
    sites: gpd.GeoDataFrame
    street_map: StreetMap | None

    @property
    def counts(self) -> tuple[TableColumn, ...]:
        """The columns of the baseline's counts, under the periods' own names."""
        return columns.baseline_columns(self.period, self.before)

    def baseline_in_words(self, *, themes: bool) -> list[list[str]]:
        """Return the lines of the baseline, or those of its themes, with each count as it is read.

        What is withheld is said to be.
        """
        is_theme = self.baseline[schema.LINE_KIND] == str(LineKind.THEME)
        return [
            [
                str(row[schema.LINE]),
                *(words.number(row[each.column], missing=care.WITHHELD) for each in self.counts),
            ]
            for row in self.baseline[is_theme == themes].to_dict("records")
        ]
