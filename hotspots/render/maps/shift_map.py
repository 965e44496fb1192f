"""Day and night beside each other: the harm spots of each shift on one map, with their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import folium

from hotspots import care, crs, product_files, schema, words
from hotspots.nights import DAY, NIGHT, SHIFTS
from hotspots.render.maps import map_layers, map_outlines
from hotspots.render.maps.map_elements import DrawnMap, drawn_map
from hotspots.render.maps.map_page import write_map_page
from hotspots.render.maps.street_layer import MapReach, street_layer
from hotspots.render.maps.street_map import StreetMap, around
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.table_book import Sheet, write_table_csv
from hotspots.render.table_columns import TableColumn, number, text
from hotspots.render.table_layers import layer_of, write_layers
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.schema import ByDayOrNight

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from hotspots.render.stamp import ProductStamp

EMPTY: Final = "No place holds enough in any shift"
# By the hue of the hour, and by dashes where no colour is seen: the longer, the later.
STYLES: Final[Mapping[str, tuple[str, str]]] = {
    "early": ("#b8860b", ""),
    "late": ("#c4411b", "10 4"),
    "night": ("#14213d", "4 4"),
    "weekend-nights": ("#6a3d9a", "2 6"),
}
SHORT: Final = {"early": "Early", "late": "Late", "night": "Night", "weekend-nights": "Weekend"}
QGIS_DASH: Final = {"early": "solid", "late": "dash", "night": "dot", "weekend-nights": "dash dot"}
_IN_FIVES: Final = (
    "Of the shift, to the nearest five unless every point is public: an offence counts in each "
    "shift that its time may lie in."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShiftMap:
    """What the map shows.

    Attributes
    ----------
    label : str
        The selection's.
    spots : GeoDataFrame
        One row a spot of a shift: ``shift``, ``place_number``, ``rank``, ``spot_name``,
        ``district``, ``offences`` and the outline.
    places : DataFrame
        ``schema.SHIFT_PLACE_COLUMNS``.
    withheld : int
        Spots of a shift that are not shown.
    districts : GeoDataFrame
    streets : StreetMap or None
    """

    label: str
    spots: gpd.GeoDataFrame
    places: pd.DataFrame
    withheld: int
    districts: gpd.GeoDataFrame
    streets: StreetMap | None

    @property
    def gist(self) -> str:
        """How many places are harm spots by day, by night, and by both."""
        counts = Counter(self.places[schema.BY_DAY_OR_NIGHT])
        told = [f"{counts[each]} by {each}" for each in ByDayOrNight if counts[each]]
        return f"Places: {words.listed(told)}." if told else f"{EMPTY}."


def shift_called(shift: str) -> str:
    """Return what a shift is called, with its hours.

    >>> shift_called("weekend-nights")
    'Weekend nights (Friday and Saturday 20:00 to 04:00)'
    """
    hours = SHIFTS[shift].in_words().removeprefix("every night ")
    return f"{shift.replace('-', ' ').capitalize()} ({hours})"


def write_shift_products(folder: Path, told: ShiftMap, stamp: ProductStamp) -> None:
    """Write ``product_files.SHIFTS`` and the tidy table of places into a run's folder."""
    columns = _columns()
    places = told.places
    write_table_csv(
        folder / stamp.file_name(product_files.SHIFTS["Day and night (CSV)"]),
        columns,
        places,
        stamp,
        empty=EMPTY,
    )
    sheet = Sheet(name="Shift places", columns=columns, table=places, empty=EMPTY)
    write_tidy_tables(folder, [sheet], stamp)
    _write_layers(
        folder / stamp.file_name(product_files.SHIFTS["Day and night (QGIS)"]), told, stamp
    )
    drawn, data = _drawn(told)
    write_map_page(
        folder / stamp.file_name(product_files.SHIFT_PAGE),
        "shift_map.html",
        drawn,
        stamp,
        title=f"Day and night: {words.in_mid_sentence(told.label)}",
        assets=["district_map.css", "shift_map.css", "shift_map.js"],
        data=data,
        street_layer=_street_layer(told),
        receipt_page=product_files.RECEIPT_PAGE,
        lead=told.gist,
        figures=(),
        shifts=[(shift, shift_called(shift)) for shift in SHIFTS],
        places=[_listed(row) for row in places.to_dict("records")],
        withheld=told.withheld,
    )


def _columns() -> list[TableColumn]:
    names = {shift: shift.replace("-", " ").capitalize() for shift in SHIFTS}
    return [
        number(schema.PLACE_NUMBER, "No.", "On the map.", width=6),
        text(schema.SPOT_NAME, "Place", width=34),
        text(schema.DISTRICT, "District", width=22),
        text(schema.BY_DAY_OR_NIGHT, "When", "In whose sets it is a harm spot.", width=14),
        text(schema.ALL_SHIFTS_SPOT, "Harm spot of the whole day", "Those it shares ground with."),
        *(
            number(schema.RANK_OF_SHIFT[shift], f"{name}: rank", "Among the shift's harm spots.")
            for shift, name in names.items()
        ),
        *(
            number(schema.OFFENCES_OF_SHIFT[shift], f"{name}: offences", _IN_FIVES)
            for shift, name in names.items()
        ),
    ]


def _listed(row: Mapping[Hashable, Any]) -> dict[str, object]:
    """Return what the page's table says of a place."""
    return {
        "number": row[schema.PLACE_NUMBER],
        "name": row[schema.SPOT_NAME],
        "district": row[schema.DISTRICT],
        "whole_day": row[schema.ALL_SHIFTS_SPOT],
        "day": _ranks(row, DAY),
        "night": _ranks(row, NIGHT),
    }


def _ranks(row: Mapping[Hashable, Any], shifts: Sequence[str]) -> list[str]:
    """Return "Late 3" for each of some shifts of which a place is a harm spot."""
    ranks = {shift: row[schema.RANK_OF_SHIFT[shift]] for shift in shifts}
    return [f"{SHORT[shift]} {rank}" for shift, rank in ranks.items() if not words.is_missing(rank)]


def _drawn(told: ShiftMap) -> tuple[DrawnMap, dict[str, object]]:
    bounds = tuple(crs.project(told.districts, crs.WGS84).total_bounds)
    the_map = map_layers.new_map(bounds, has_basemap=False)
    simple = map_outlines.simplified(schema.validate_districts(told.districts))
    map_layers.add_land(the_map, simple)
    group = map_layers.add_districts(the_map, simple, None)
    map_layers.add_district_names(group, simple)
    turned = map_outlines.in_degrees(told.spots)
    for shift, (colour, dashes) in STYLES.items():
        own = turned[turned[schema.SHIFT] == shift]
        layer = folium.FeatureGroup(name=shift_called(shift))
        the_map.add_child(layer)
        if len(own):
            style = {
                "color": colour, "weight": 3, "fillColor": colour, "fillOpacity": 0.12,
                "dashArray": dashes,
            }  # fmt: skip
            layer.add_child(_outlines(map_outlines.feature_collection(own), style))
    map_layers.add_layer_control(the_map)
    of_place = turned.dissolve(schema.PLACE_NUMBER)
    return drawn_map(the_map), {
        "bounds": map_outlines.corners(bounds),
        "places": [
            map_outlines.corners(tuple(shape)) for shape in of_place.geometry.bounds.to_numpy()
        ],
        "labels": map_outlines.top_points(of_place),
    }


def _outlines(shapes: dict[str, Any], style: dict[str, object]) -> folium.GeoJson:
    return folium.GeoJson(
        shapes, name="outlines", control=False, style_function=lambda _feature: style,
        interactive=False,
    )  # fmt: skip


def _street_layer(told: ShiftMap) -> dict[str, object] | None:
    if told.streets is None:
        return None
    force = told.districts.union_all()
    reach = MapReach(area=force, window=around(force.bounds), force=force, whole=True)
    return street_layer(told.streets, reach)


def _write_layers(path: Path, told: ShiftMap, stamp: ProductStamp) -> None:
    columns: Sequence[TableColumn] = [
        number(schema.PLACE_NUMBER, "Place"),
        text(schema.SHIFT, "Shift"),
        number(schema.RANK, "Rank in the shift"),
        text(schema.SPOT_NAME, "Harm spot"),
        text(schema.DISTRICT, "District"),
        number(schema.OFFENCES, "Offences", _IN_FIVES),
    ]
    spots = told.spots
    label = Label(expression=f'"{schema.PLACE_NUMBER}"', size_pt=9, bold=True)
    layers = [
        layer_of(
            shift.replace("-", "_"),
            columns,
            spots[spots[schema.SHIFT] == shift],
            rules=[
                Rule(
                    title=shift_called(shift),
                    condition="",
                    lines=(Line(colour=colour, width_mm=0.7, dash=QGIS_DASH[shift]),),
                )
            ],
            label=label,
        )
        for shift, (colour, _) in STYLES.items()
    ]
    write_layers(path, layers, stamp, title=f"Day and night, {care.FEW} never told apart")
