"""Read one layer of streets: its lines in the force's system, and why others are set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import crs, schema
from hotspots.arrays import Bools, Objects
from hotspots.load.boundary_columns import texts_of
from hotspots.load.damage import explained
from hotspots.load.map_layers import FORMATS
from hotspots.load.street_layouts import (
    FORM,
    OFF_THE_STREET,
    OPENSTREETMAP,
    SERVICE,
    TAGS,
    StreetLayout,
    StreetReason,
)
from hotspots.load.vector_files import VectorLayer, with_declared_crs
from hotspots.nearest import plain
from hotspots.schema import Reason, StreetClass

# A larger file is read in the box of the force alone: OS Open Roads has 3.9 million links.
LARGE_ROWS: Final = 300_000
# Outlines are generalised, and a map shows where a road leads: so far beyond the force is kept.
BEYOND_M: Final = 1_000.0
SIMPLE_M: Final = 25.0
BUSWAY: Final = "guidedbusway"
LINE: Final = 1  # the dimensions of a line
CLASS_VALUE: Final = "class_value"


@dataclass(frozen=True, kw_only=True)
class ForceGround:
    """The ground of the force and a kilometre beyond, in its system.

    Attributes
    ----------
    system : str
    near : Polygon or MultiPolygon
        Prepared.
    """

    system: str
    near: BaseGeometry

    @classmethod
    def of(cls, districts: gpd.GeoDataFrame) -> ForceGround:
        """Return the ground of a force's districts."""
        simple = shapely.simplify(districts.geometry.to_numpy(), SIMPLE_M)
        near = shapely.buffer(shapely.union_all(shapely.make_valid(simple)), BEYOND_M, quad_segs=4)
        shapely.prepare(near)
        return cls(system=districts.crs.to_string(), near=near)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north."""
        west, south, east, north = map(float, shapely.bounds(self.near))
        return west, south, east, north

    def bounds_in(self, system: str, margin_m: float = 0.0) -> tuple[float, float, float, float]:
        """Return the bounds, and a margin around them, in another coordinate system."""
        box = shapely.segmentize(shapely.box(*self.bounds).buffer(margin_m), 10_000.0)
        frame = gpd.GeoDataFrame(geometry=[box], crs=self.system)
        west, south, east, north = map(float, crs.project(frame, system).total_bounds)
        return west, south, east, north

    def reaches(self, shapes: Objects) -> Bools:
        """Say which geometries come near the force."""
        found: Bools = shapely.intersects(self.near, shapes)
        return found


@dataclass(frozen=True, kw_only=True)
class ReadLines:
    """The lines of one layer that can be used.

    Attributes
    ----------
    table : GeoDataFrame
        Our columns as text, ``schema.STREET_CLASS`` as ours; the geometry as it is in the source.
    rows_in : int
    set_aside : Counter
        By reason.
    unknown : Counter
        Values of the class that are not known.
    has : frozenset of str
        Our columns that the source has.
    """

    table: gpd.GeoDataFrame
    rows_in: int
    set_aside: Counter[str]
    unknown: Counter[str]
    has: frozenset[str]


def headers_of(layer: VectorLayer, layout: StreetLayout) -> dict[str, list[str]]:
    """Return our column → the layer's headers that may hold it, the best first."""
    by_plain = {plain(header): header for header in reversed(layer.headers)}
    found = {
        ours: [by_plain[name] for name in names if name in by_plain]
        for ours, names in layout.parts.items()
    }
    return {ours: headers for ours, headers in found.items() if headers}


def read_lines(
    layer: VectorLayer, layout: StreetLayout, ground: ForceGround, declared_crs: str | None
) -> ReadLines:
    """Read a layer of streets.

    Raises
    ------
    UnreadableError
        When it cannot be read to its end.
    CoordinateError
        When it declares no coordinate system, or one that it cannot be in.
    """
    headers = headers_of(layer, layout)
    of_osm = layout.kind == OPENSTREETMAP
    wanted = list(dict.fromkeys(name for names in headers.values() for name in names))
    where = f'"{headers[schema.STREET_CLASS][0]}" IS NOT NULL' if of_osm else None
    table = read_near(layer, wanted, ground, always=of_osm, where=where)
    rows_in = len(table) if of_osm else max(layer.rows, len(table))
    moved = crs.project(with_declared_crs(layer.path, table, declared_crs), ground.system)
    texts = {ours: _texts(moved, names) for ours, names in headers.items()}
    if TAGS in texts:
        for ours, tag in ((schema.ROAD_NUMBER, "ref"), (SERVICE, "service")):
            of_tags = tag_of(texts[TAGS], tag)
            texts[ours] = texts[ours].fillna(of_tags) if ours in texts else of_tags
    frame = gpd.GeoDataFrame(texts, geometry=moved.geometry.to_numpy(), crs=ground.system)
    classes = _classes(frame, layout)
    reasons = _reasons(frame, classes, ground)
    used = reasons.isna().to_numpy()
    counts = Counter({str(reason): int(n) for reason, n in reasons.value_counts().items()})
    if beyond := rows_in - len(table):
        counts[str(Reason.OUTSIDE_FORCE)] += beyond
    odd = reasons == StreetReason.UNKNOWN_CLASS
    return ReadLines(
        table=frame.assign(**{schema.STREET_CLASS: classes})[used],
        rows_in=rows_in,
        set_aside=counts,
        unknown=Counter(_class_values(frame)[odd].fillna("none").tolist()),
        has=frozenset(texts),
    )


def read_near(
    layer: VectorLayer,
    columns: list[str],
    ground: ForceGround,
    *,
    always: bool = False,
    where: str | None = None,
    margin_m: float = 0.0,
) -> gpd.GeoDataFrame:
    """Read a layer; of a large file, or always, what lies in the box of the force alone."""
    how: dict[str, Any] = {"columns": columns}
    if layer.is_parquet:
        how["columns"] = [*columns, *_geometry_of(layer)]
    else:
        how |= {"where": where, "use_arrow": True}
        if layer.crs and (always or layer.rows > LARGE_ROWS):
            how["bbox"] = ground.bounds_in(layer.crs, margin_m)
    with explained(layer.path.name, f"Give {FORMATS}."):
        return layer.read(**how)


def _geometry_of(layer: VectorLayer) -> list[str]:
    return [layer.geometry_column] if layer.geometry_column else []


def _texts(table: gpd.GeoDataFrame, headers: list[str]) -> pd.Series[str]:
    """Return the first of some columns that says anything, row by row."""
    texts = texts_of(table[headers[0]])
    for header in headers[1:]:
        texts = texts.fillna(texts_of(table[header]))
    return texts


def tag_of(tags: pd.Series[str], tag: str) -> pd.Series[str]:
    """Return one of OpenStreetMap's other tags: ``"ref"=>"A660","lit"=>"yes"``."""
    found: pd.Series[str] = tags.str.extract(rf'"{re.escape(tag)}"=>"((?:[^"\\]|\\.)*)"')[0]
    return found


def _class_values(frame: gpd.GeoDataFrame) -> pd.Series[str]:
    if schema.STREET_CLASS in frame:
        found: pd.Series[str] = frame[schema.STREET_CLASS]
        return found
    return pd.Series(pd.array([None] * len(frame), dtype="str"), index=frame.index)


def _classes(frame: gpd.GeoDataFrame, layout: StreetLayout) -> pd.Series[Any]:
    """Return each row's class or the reason why it is no street; missing where it is not known."""
    values = _class_values(frame)
    if schema.STREET_CLASS not in frame:
        classes = pd.Series(StreetClass.LOCAL, index=frame.index, dtype=object)
    else:
        # OS writes "B Road, Collapsed Dual Carriageway".
        spelled = {value: plain(value.split(",")[0]) for value in values.dropna().unique()}
        known = {value: layout.classes.get(name) for value, name in spelled.items()}
        classes = values.map(known).astype(object)
    if schema.ROAD_NUMBER in frame:
        classes = _by_number(classes, frame[schema.ROAD_NUMBER], layout)
    if FORM in frame:
        busways = [form for form in frame[FORM].dropna().unique() if plain(form) == BUSWAY]
        classes = classes.mask(frame[FORM].isin(busways), StreetReason.NOT_A_STREET)
    if SERVICE in frame:
        off = frame[SERVICE].isin(OFF_THE_STREET)
        classes = classes.mask(off, StreetReason.NOT_A_STREET)
    return classes


_OF_NUMBER: Final[Mapping[str, StreetClass]] = {
    "A": StreetClass.A_ROAD,
    "B": StreetClass.B_ROAD,
    "M": StreetClass.MOTORWAY,
}


def _by_number(
    classes: pd.Series[Any], numbers: pd.Series[str], layout: StreetLayout
) -> pd.Series[Any]:
    """Return the classes; where a number says it better than OpenStreetMap's tag, its own.

    A trunk road is an A road, and some secondary ones are, by their number; A1(M) is a motorway.
    """
    numbered = numbers.str.extract(r"^\s*([ABM])\d")[0].map(_OF_NUMBER)
    numbered = numbered.mask(numbers.str.contains(r"\(M\)", na=False), StreetClass.MOTORWAY)
    if layout.kind == OPENSTREETMAP:
        main = classes.isin([StreetClass.MOTORWAY, StreetClass.A_ROAD, StreetClass.B_ROAD])
        return classes.mask(main & numbered.notna(), numbered)
    return classes.fillna(numbered)


def _reasons(
    frame: gpd.GeoDataFrame, classes: pd.Series[Any], ground: ForceGround
) -> pd.Series[Any]:
    """Return why each row cannot be used; missing where it can."""
    shapes = frame.geometry.to_numpy()
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    bounds = shapely.bounds(shapes)
    lost = ~none & ~np.isfinite(bounds).all(axis=1)
    whole = ~none & ~lost
    outside = np.zeros(len(shapes), dtype=bool)
    outside[whole] = ~ground.reaches(shapes[whole])
    is_reason = classes.isin(list(StreetReason)).to_numpy()
    reasons = pd.Series(None, index=frame.index, dtype=object)
    reasons[is_reason] = classes[is_reason]
    # The last one said is the one that counts.
    for rows, reason in (
        (classes.isna().to_numpy(), StreetReason.UNKNOWN_CLASS),
        (outside, Reason.OUTSIDE_FORCE),
        (whole & ~(shapely.length(shapes) > 0), StreetReason.NO_LENGTH),
        (~none & (shapely.get_dimensions(shapes) != LINE), StreetReason.NOT_A_LINE),
        (lost, Reason.OUTSIDE_SYSTEM),
        (none, StreetReason.NO_GEOMETRY),
    ):
        reasons[rows] = reason
    return reasons
