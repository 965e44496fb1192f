"""Convert streets, once, to the file that maps are drawn from and harm is told by.

One row a link, from a junction or an end to the next. Every line of the source is either used or
set aside for a reason. Where the source has more than roads, the ground of a map comes with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from hotspots import schema, words
from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import sha256_of
from hotspots.load.given_paths import given_paths
from hotspots.load.ground import read_ground_layers
from hotspots.load.map_layers import MapLayer, all_layers, as_map_layer, map_paths
from hotspots.load.street_findings import StreetFindings
from hotspots.load.street_layouts import (
    AREAS,
    LINES,
    OPEN_USRN,
    OPENSTREETMAP,
    OUR_OWN,
    WAYS,
    ZOOMSTACK,
    StreetLayout,
    StreetReason,
    layer_name,
    named_lines,
)
from hotspots.load.street_lines import links_of, named_by_source
from hotspots.load.street_reading import ForceGround, ReadLines, headers_of, read_lines
from hotspots.load.street_store import (
    GROUND_FILE,
    MapFacts,
    write_ground,
    write_streets,
)
from hotspots.load.vector_files import VectorLayer
from hotspots.profile import ForceProfile
from hotspots.schema import Reason, StreetClass

OS_ATTRIBUTION: Final = "Contains OS data © Crown copyright and database right {year}"
OSM_ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL)"
MOST_NAMED: Final = 5
# What a layer is said to hold whose head does not say.
_OF_ANY_TYPE: Final = ("Unknown", "Geometry")
_TEXTS: Final = (schema.STREET, schema.ROAD_NUMBER, schema.USRN)


@dataclass(frozen=True, kw_only=True)
class WhatToConvert:
    """What is asked of a conversion beside the files.

    Attributes
    ----------
    addresses : Path or None
        Converted addresses: a street without a name takes that of the homes with its USRN.
    with_ground : bool
        Take the ground too, where the source has any.
    buildings : bool
        And the outlines of buildings.
    attribution : str or None
        What maps must say, where the source is none whose licence is known.
    declared_crs : str or None
        The system of files that declare none.
    """

    addresses: Path | None = None
    with_ground: bool = True
    buildings: bool = False
    attribution: str | None = None
    declared_crs: str | None = None


def convert_streets(
    paths: str | Path | Sequence[str | Path],
    out: Path,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    what: WhatToConvert | None = None,
) -> StreetFindings:
    """Convert streets to one file of the force's links, sorted in space.

    Parameters
    ----------
    paths : str or Path, or a sequence of them
        OS Open Roads (GeoPackage or Shapefile), OS VectorMap District, OS Open Zoomstack, OS Open
        USRN, OpenStreetMap (``.osm.pbf``, GeoPackage), or any lines; files, zips or folders.
    out : Path
        The GeoParquet to write, which ``read_streets`` reads; an old one is replaced. The ground
        goes into ``ground.parquet`` beside it.
    profile : ForceProfile
        Its ``[columns]`` may name ``street``, ``road_number``, ``street_class`` and ``usrn``.
    study_area : StudyArea
        What lies more than a kilometre outside its districts is set aside.
    what : WhatToConvert, optional

    Returns
    -------
    StreetFindings
        Lines in, lines used, and how many are set aside by reason.

    Raises
    ------
    InputError
        When a file cannot be read, holds areas or points alone, several kinds of streets, or is
        converted already.
    MissingColumnError
        When lines have neither names nor classes nor numbers.
    NoRowsError
        When no line is a street.
    CoordinateError
        When every line lies outside the force, or declares no coordinate system.
    """
    made = gather_streets(paths, out, profile=profile, study_area=study_area, what=what)
    facts = made.facts(profile.crs)
    write_streets(made.streets, out, facts=facts)
    if made.findings.ground_store is not None:
        write_ground(made.ground, made.findings.ground_store, facts=facts)
    return made.findings


@dataclass(frozen=True, kw_only=True, eq=False)
class GatheredStreets:
    """Streets and ground of a source in memory, and what was found in it."""

    streets: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    findings: StreetFindings

    def facts(self, system: str) -> MapFacts:
        """Return what a file of them says of itself."""
        return MapFacts(
            source=self.findings.name,
            kind=self.findings.kind,
            sha256=self.findings.sha256,
            crs=system,
            attribution=self.findings.attribution,
            rows_in=self.findings.rows_in,
            set_aside=self.findings.set_aside,
            notes=self.findings.notes,
        )


def gather_streets(
    paths: str | Path | Sequence[str | Path],
    out: Path,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    what: WhatToConvert | None = None,
) -> GatheredStreets:
    """Return what ``convert_streets`` writes, and write nothing."""
    asked = what or WhatToConvert()
    files = map_paths(given_paths(paths))
    layers = _recognised(files, profile)
    used, notes = _of_one_kind(layers)
    near = ForceGround.of(study_area.districts)
    read = [
        read_lines(each.layer, each.streets, near, asked.declared_crs)
        for each in used
        if each.streets
    ]
    lines, reasons = _together(read)
    if lines.empty:
        raise _none_left(files, reasons, read, near)
    kind = _kind(used)
    notes += _notes(read, kind, lines)
    streets = _links(lines, named_from=asked.addresses, split=schema.FROM_NODE not in lines)
    ground = read_ground_layers(
        layers if asked.with_ground else [],
        near,
        buildings=asked.buildings,
        declared_crs=asked.declared_crs,
    )
    findings = StreetFindings(
        name=words.listed([file.name for file in files], most=MOST_NAMED),
        kind=kind,
        store=out,
        ground_store=None if ground.empty else out.with_name(GROUND_FILE),
        sha256=sha256_of(*files),
        size_bytes=sum(file.stat().st_size for file in files),
        attribution=_attribution(kind, files, asked.attribution),
        rows_in=sum(each.rows_in for each in read),
        rows_used=len(lines),
        set_aside=dict(reasons.most_common()),
        links=len(streets),
        length_m=float(streets[schema.LENGTH_M].sum()),
        named=int(streets[schema.STREET].notna().sum()),
        classes=_counts(streets[schema.STREET_CLASS]),
        ground=_counts(ground[schema.GROUND_KIND]),
        notes=tuple(notes),
    )
    return GatheredStreets(streets=streets, ground=ground, findings=findings)


def _recognised(files: Sequence[Path], profile: ForceProfile) -> list[MapLayer]:
    """Return the layers of streets and ground; lines of any kind where no streets are known."""
    layers = [layer for file in files for layer in all_layers(file)]
    aliases = profile.column_aliases
    known = [each for layer in layers if (each := as_map_layer(layer, aliases)) is not None]
    stores = [each.layer.path.name for each in known if each.store is not None]
    if stores:
        raise InputError(f"{words.listed(stores)} is converted already; use it as it is.")
    if any(each.streets for each in known):
        return known
    layout = named_lines(aliases)
    lines = [layer for layer in layers if _may_be_lines(layer)]
    if not lines:
        raise _no_lines(files, layers)
    needed = {schema.STREET, schema.STREET_CLASS, schema.ROAD_NUMBER, schema.USRN}
    named = [layer for layer in lines if needed & headers_of(layer, layout).keys()]
    if not named:
        has_lines = any(not _types_in(layer).isdisjoint(WAYS) for layer in lines)
        raise _no_columns(lines) if has_lines else _no_lines(files, layers)
    return [*known, *(MapLayer(layer=layer, streets=layout) for layer in named)]


def _may_be_lines(layer: VectorLayer) -> bool:
    return layer.geometry.removesuffix(" Z") in (*WAYS, *_OF_ANY_TYPE)


def _types_in(layer: VectorLayer) -> set[str]:
    """Return the types of a layer's shapes; it is read where its head does not say."""
    declared = layer.geometry.removesuffix(" Z")
    if declared not in _OF_ANY_TYPE:
        return {declared}
    columns = [layer.geometry_column] if layer.geometry_column else []
    return set(layer.read(columns=columns).geom_type.dropna())


def _no_lines(files: Sequence[Path], layers: Sequence[VectorLayer]) -> InputError:
    names = words.listed([file.name for file in files], most=MOST_NAMED)
    areas = any(not _types_in(layer).isdisjoint(AREAS) for layer in layers)
    held = "areas" if areas else ("points" if layers else "nothing")
    return InputError(
        f"{names} holds {held} where the lines of streets are needed. Give the layer of roads: "
        "road_link of OS Open Roads, Road of OS VectorMap District, or roads_local of OS Open "
        "Zoomstack."
    )


def _no_columns(lines: Sequence[VectorLayer]) -> MissingColumnError:
    layer = lines[0]
    return MissingColumnError(
        f"{layer.path.name} ({layer.name}) has lines, and no column of names, numbers or classes "
        f"was recognised among {', '.join(map(repr, layer.headers)) or 'none'}. Name them in the "
        'force profile, [columns] street = ["its name"] and street_class = ["its name"]; or '
        "rename them in the file. See docs/streets.md."
    )


def _of_one_kind(layers: Sequence[MapLayer]) -> tuple[list[MapLayer], list[str]]:
    """Return the layers of streets that are read, and notes on those that hold the same again."""
    streets = [each for each in layers if each.streets is not None]
    kinds = sorted({each.streets.kind for each in streets if each.streets})
    if len(kinds) > 1:
        raise InputError(
            f"The files hold several kinds of streets: {words.listed(kinds)}. Each street would "
            "come more than once. Give the files of one kind."
        )
    if kinds != [ZOOMSTACK]:
        return streets, []
    for finest in ("roadslocal", "roadsregional", "roadsnational"):
        kept = [each for each in streets if layer_name(each.layer.name) == finest]
        if kept:
            break
    left = [each.layer.name for each in streets if each not in kept]
    note = f"the same roads drawn for smaller maps, left out: {words.listed(left)}"
    return kept, [note] if left else []


def _kind(layers: Sequence[MapLayer]) -> str:
    layout: StreetLayout | None = layers[0].streets
    return layout.kind if layout else LINES


def _together(read: Sequence[ReadLines]) -> tuple[gpd.GeoDataFrame, Counter[str]]:
    """Return the lines of all layers, each once: tiles that meet share the lines at their edge."""
    reasons: Counter[str] = Counter()
    for each in read:
        reasons += each.set_aside
    whole: gpd.GeoDataFrame = pd.concat([each.table for each in read], ignore_index=True)
    keys = {"line": shapely.to_wkb(whole.geometry.to_numpy())}
    keys |= {name: whole[name] for name in (*_TEXTS, schema.STREET_CLASS) if name in whole}
    again = pd.DataFrame(keys).duplicated()
    if again.any():
        reasons[str(StreetReason.REPEATED)] += int(again.sum())
    return whole[~again].reset_index(drop=True), reasons


def _links(lines: gpd.GeoDataFrame, *, named_from: Path | None, split: bool) -> gpd.GeoDataFrame:
    """Return the links as ``schema.STREET_COLUMNS`` has them."""
    links = links_of(lines.geometry.to_numpy(), split=split)
    ends = links.ends
    if not split and schema.TO_NODE in lines:
        starts, finishes = (
            lines[name].to_numpy(dtype=object) for name in (schema.FROM_NODE, schema.TO_NODE)
        )
        ends = named_by_source(links, starts, finishes)
    rows = lines.iloc[links.row].reset_index(drop=True)
    nothing = pd.Series(pd.array([None] * len(rows), dtype="str"))
    texts = {name: rows[name].astype("str") if name in rows else nothing for name in _TEXTS}
    if named_from is not None and texts[schema.USRN].notna().any():
        names = texts[schema.USRN].map(names_by_usrn(named_from))
        texts[schema.STREET] = texts[schema.STREET].fillna(names).astype("str")
    frame = gpd.GeoDataFrame(
        {
            schema.STREET_ID: _ids(rows, links.row),
            **texts,
            schema.STREET_CLASS: rows[schema.STREET_CLASS].map(str).astype("str"),
            schema.LENGTH_M: shapely.length(links.lines),
            schema.FROM_NODE: pd.array(ends[:, 0], dtype="str"),
            schema.TO_NODE: pd.array(ends[:, 1], dtype="str"),
        },
        geometry=links.lines,
        crs=lines.crs,
    )
    return schema.validate_streets(frame[list(schema.STREET_COLUMNS)])


def _ids(rows: gpd.GeoDataFrame, row: np.ndarray) -> pd.Series[str]:
    """Return an id for each link: the source's, with the number of the part where it has several.

    Where the source has none it is the number of the line.
    """
    numbers = pd.Series(row + 1).astype("str")
    ids = rows[schema.STREET_ID].fillna(numbers) if schema.STREET_ID in rows else numbers
    part = ids.groupby(ids).cumcount() + 1
    several = ids.duplicated(keep=False)
    whole: pd.Series[str] = ids.mask(several, ids + "#" + part.astype("str")).astype("str")
    return whole


def names_by_usrn(addresses: Path) -> dict[str, str]:
    """Return the name of each street by its USRN: what most of its homes call it."""
    homes = pq.read_table(addresses, columns=[schema.USRN, schema.STREET]).to_pandas().dropna()
    counts = homes.value_counts([schema.USRN, schema.STREET], sort=False).reset_index(name="homes")
    best = counts.sort_values(["homes", schema.STREET], ascending=[False, True], kind="stable")
    once = best.drop_duplicates(schema.USRN)
    return dict(zip(once[schema.USRN], once[schema.STREET], strict=True))


def _attribution(kind: str, files: Sequence[Path], given: str | None) -> str:
    if given is not None:
        return given
    if kind == OPENSTREETMAP:
        return OSM_ATTRIBUTION
    if kind in (LINES, OUR_OWN):
        return ""
    supplied = max(file.stat().st_mtime for file in files)
    return OS_ATTRIBUTION.format(year=datetime.fromtimestamp(supplied, tz=UTC).year)


def _notes(read: Sequence[ReadLines], kind: str, lines: gpd.GeoDataFrame) -> list[str]:
    notes = []
    if kind == OPENSTREETMAP:
        notes.append(
            "of OpenStreetMap only lines with a tag 'highway' in the box of the force are counted"
        )
    if schema.STREET_CLASS not in frozenset().union(*(each.has for each in read)):
        notes.append("the source has no classes: every street is taken for a local one")
    if kind == OPEN_USRN and schema.STREET not in lines:
        notes.append("the source has no names: a street is named by the homes with its USRN")
    elif schema.STREET not in lines:
        notes.append("the source has no names: its streets are known by number and class alone")
    unknown: Counter[str] = Counter()
    for each in read:
        unknown += each.unknown
    if unknown:
        said = [f"{value} ({count:,})" for value, count in unknown.most_common(MOST_NAMED)]
        notes.append(f"classes that are not known: {words.listed(said)}")
    return notes


def _none_left(
    files: Sequence[Path],
    reasons: Mapping[str, int],
    read: Sequence[ReadLines],
    ground: ForceGround,
) -> InputError | CoordinateError:
    names = words.listed([file.name for file in files], most=MOST_NAMED)
    rows_in = sum(each.rows_in for each in read)
    if not rows_in:
        return NoRowsError(f"{names} holds no lines near the force. Fetch the streets again.")
    listed = "; ".join(f"{reason}: {rows:,}" for reason, rows in reasons.items())
    if reasons.get(str(Reason.OUTSIDE_FORCE)):
        west, south, east, north = ground.bounds
        return CoordinateError(
            f"{names}: no street lies in the force, which spans {west:.0f} to {east:.0f} east and "
            f"{south:.0f} to {north:.0f} north in {ground.system}. Of {rows_in:,} lines: {listed}. "
            "Check that the file is of this force, and the coordinate system that it declares."
        )
    seen = [value for each in read for value in each.unknown][:MOST_NAMED]
    said = f" The classes are: {', '.join(seen)}." if seen else ""
    return NoRowsError(
        f"{names}: no line is a street that can be used. Of {rows_in:,} lines: {listed}.{said}"
    )


def _counts(column: pd.Series[str]) -> dict[str, int]:
    counts = column.value_counts()
    order = [*StreetClass, *schema.GroundKind]
    return {str(each): int(counts[each]) for each in order if each in counts.index}
