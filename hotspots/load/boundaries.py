"""The study area: the force's authorities, policing districts and wards, from boundary files.

Each layer is recognised by its columns, whatever its file is called and whatever year its ONS
columns carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.errors import InputError, SettingsError
from hotspots.load.boundary_files import AREA, Layer, boundary_paths, read_layers
from hotspots.load.findings import LayerFindings
from hotspots.load.given_paths import given_paths
from hotspots.outlines import without_specks
from hotspots.profile import ForceProfile

# A ward that lies less than half in the force is a neighbour's.
LEAST_SHARE_IN_FORCE: Final = 0.5
# A hole below this is where two neighbours' coordinates were rounded apart.
ROUNDING_M2: Final = 1.0

AUTHORITIES: Final = "authorities"
DISTRICTS: Final = "districts"
WARDS: Final = "wards"
_CODE, _NAME = "code", "name"
# The first kind whose code or name a layer has is what it is: a ward layer names authorities too.
_COLUMNS: Final = {
    "LSOAs": {_CODE: r"lsoa(\d\d)?(cd|_?code)"},
    "MSOAs": {_CODE: r"msoa(\d\d)?(cd|_?code)"},
    WARDS: {_CODE: r"wd\d\dcd|ward(\d\d)?_?(cd|code)", _NAME: r"wd\d\dnm|ward(\d\d)?_?(nm|name)"},
    AUTHORITIES: {
        _CODE: r"(lad|ctyua)\d\dcd|(lad|ltla)(\d\d)?_?code|authority_?code",
        _NAME: r"(lad|ctyua)\d\dnm|(lad|ltla)(\d\d)?_?name|authority_?name",
    },
    DISTRICTS: {_NAME: r"(policing_?)?district(_?name)?"},
    "police force areas": {_CODE: r"pfa\d\dcd"},
}
WHAT_IS_NEEDED: Final = (
    "the outlines of the local authorities or of the policing districts, and of the wards where "
    "you have them (GeoJSON, GeoPackage, Shapefile or GeoParquet)"
)
_NEEDED: Final = (AUTHORITIES, DISTRICTS, WARDS)


@dataclass(frozen=True, kw_only=True)
class StudyArea:
    """The force's areas, in its projected system.

    Attributes
    ----------
    authorities : GeoDataFrame
        ``schema.AUTHORITY_COLUMNS``, one row for each of the profile's authorities by its code;
        no rows where only districts were given.
    districts : GeoDataFrame
        ``schema.DISTRICT_COLUMNS``, in the profile's order.
    wards : GeoDataFrame or None
        ``schema.WARD_COLUMNS``, by code: two wards may share a name.
    sources : tuple of LayerFindings
    notes : tuple of str
    """

    authorities: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    sources: tuple[LayerFindings, ...]
    notes: tuple[str, ...] = ()


def read_study_area(
    paths: str | Path | Sequence[str | Path],
    *,
    profile: ForceProfile,
    declared_crs: str | None = None,
) -> StudyArea:
    """Read the force's boundaries.

    Parameters
    ----------
    paths : str or Path, or a sequence of them
        GeoJSON, GeoPackage, Shapefile or GeoParquet files, or folders of them. Authorities are
        needed, or policing districts; wards are used where they are there.
    profile : ForceProfile
    declared_crs : str, optional
        The coordinate system of files that declare none.

    Raises
    ------
    InputError
        When there is neither a layer of authorities nor one of districts.
    SettingsError
        When one of the profile's authorities or districts is not in its layer.
    CoordinateError
        When a layer declares no coordinate system.
    """
    found = boundary_paths(given_paths(paths))
    if not found:
        raise _no_file(given_paths(paths))
    layers = [
        layer
        for path in found
        for layer in read_layers(path, to_crs=profile.crs, declared_crs=declared_crs)
    ]
    kinds = [kind_of_layer(layer.table.columns) for layer in layers]
    tables = {kind: _one_layer(kind, layers, kinds) for kind in _NEEDED}
    notes: list[str] = []
    authorities = _authorities(tables[AUTHORITIES], profile, notes)
    authorities = _closed(authorities, AUTHORITIES, notes)
    districts = _districts(tables[DISTRICTS], authorities, profile, layers, notes)
    districts = _closed(districts, DISTRICTS, notes)
    wards = _wards(tables[WARDS], districts, profile, notes)
    return StudyArea(
        authorities=schema.validate_authorities(authorities),
        districts=schema.validate_districts(districts),
        wards=None if wards is None else schema.validate_wards(wards),
        sources=tuple(_findings(layer, kind) for layer, kind in zip(layers, kinds, strict=True)),
        notes=tuple(notes),
    )


def kind_of_layer(headers: Iterable[object]) -> str | None:
    """Say what a layer holds by its column names, or None."""
    names = [str(header) for header in headers]
    for kind in _COLUMNS:
        if _find(names, kind, _CODE) or _find(names, kind, _NAME):
            return kind
    return None


def _find(headers: Iterable[object], kind: str, part: str) -> str | None:
    """Return the header that holds the code or the name of a kind of area."""
    pattern = _COLUMNS[kind].get(part)
    for header in map(str, headers):
        if pattern and re.fullmatch(pattern, header.strip().lower()):
            return header
    return None


def _one_layer(
    kind: str, layers: Sequence[Layer], kinds: Sequence[str | None]
) -> gpd.GeoDataFrame | None:
    """Return the layer of one kind; of several the one with most rows would be a guess."""
    found = [layer for layer, its_kind in zip(layers, kinds, strict=True) if its_kind == kind]
    if len(found) > 1:
        raise InputError(
            f"Several layers hold {kind}: "
            f"{', '.join(f'{layer.path.name} ({layer.layer})' for layer in found)}. Give one."
        )
    if found and (shapely.get_dimensions(found[0].table.geometry.to_numpy()) < AREA).any():
        raise InputError(
            f"{found[0].path.name} holds points or lines where the outlines of {kind} are needed."
        )
    return found[0].table if found else None


def _no_file(paths: Sequence[Path]) -> InputError:
    places = ", ".join(str(path) for path in paths)
    if not places:
        return InputError(f"No boundary file was given. Give {WHAT_IS_NEEDED}.")
    name = ", ".join(path.name for path in paths)
    state = "is empty" if not any(any(path.iterdir()) for path in paths) else "has no boundaries"
    return InputError(
        f"{name} {state}: put {WHAT_IS_NEEDED} into {places}, then look at `hotspots check`."
    )


def _closed(areas: gpd.GeoDataFrame, kind: str, notes: list[str]) -> gpd.GeoDataFrame:
    """Return areas without the cracks that joining smaller areas leaves along their old seams."""
    closed = without_specks(areas, least_m2=ROUNDING_M2)
    gone = _rings(areas) - _rings(closed)
    if gone:
        notes.append(
            f"{kind}: holes and islets below {ROUNDING_M2:g} m², closed as the rounding of "
            f"coordinates: {gone:,}"
        )
    return closed


def _rings(areas: gpd.GeoDataFrame) -> int:
    return len(shapely.get_rings(shapely.get_parts(areas.geometry.to_numpy())))


def _authorities(
    table: gpd.GeoDataFrame | None, profile: ForceProfile, notes: list[str]
) -> gpd.GeoDataFrame:
    """Return the profile's authorities, one row each, in the order of their codes."""
    if table is None:
        nothing: dict[str, list[object]] = {column: [] for column in schema.AUTHORITY_COLUMNS}
        return gpd.GeoDataFrame(nothing, geometry=schema.GEOMETRY, crs=profile.crs)
    codes = _authority_codes(table, profile)
    missing = sorted(set(profile.authorities) - set(codes))
    if missing:
        named = ", ".join(f"{code} ({profile.authorities[code]})" for code in missing)
        raise SettingsError(
            f"The layer of authorities lacks {named} of the profile {profile.key!r}. "
            f"It holds {', '.join(sorted(set(codes.dropna()))[:20])}. Give a layer of the same "
            "year as the profile's codes, or correct the profile."
        )
    foreign = int((~codes.isin(tuple(profile.authorities))).sum())
    if foreign:
        notes.append(f"authorities of other forces, left out: {foreign:,}")
    order = sorted(profile.authorities)
    outlines = table.geometry.to_numpy()
    return gpd.GeoDataFrame(
        {
            schema.AREA_CODE: pd.array(order, dtype="str"),
            schema.AREA_NAME: pd.array([profile.authorities[code] for code in order], dtype="str"),
        },
        geometry=[shapely.union_all(outlines[(codes == code).to_numpy()]) for code in order],
        crs=profile.crs,
    )


def _authority_codes(table: gpd.GeoDataFrame, profile: ForceProfile) -> pd.Series[str]:
    """Return each row's authority code; by its name where the layer has no codes."""
    code_column = _find(table.columns, AUTHORITIES, _CODE)
    if code_column is not None:
        return _codes(table, code_column)
    names = table[_find(table.columns, AUTHORITIES, _NAME)].astype("str").str.strip()
    by_name = {name.casefold(): code for code, name in profile.authorities.items()}
    codes: pd.Series[str] = names.str.casefold().map(by_name).astype("str")
    return codes


def _codes(table: gpd.GeoDataFrame, column: str) -> pd.Series[str]:
    codes: pd.Series[str] = table[column].astype("str").str.strip().str.upper()
    return codes


def _districts(
    table: gpd.GeoDataFrame | None,
    authorities: gpd.GeoDataFrame,
    profile: ForceProfile,
    layers: Sequence[Layer],
    notes: list[str],
) -> gpd.GeoDataFrame:
    """Return the policing districts: as given, else made of their authorities."""
    if table is not None:
        outlines = _given_districts(table, profile, notes)
    elif len(authorities):
        by_code = dict(zip(authorities[schema.AREA_CODE], authorities.geometry, strict=True))
        outlines = [
            shapely.union_all([by_code[code] for code in district.authorities])
            for district in profile.districts
        ]
    else:
        raise _no_districts(layers)
    return gpd.GeoDataFrame(
        {
            schema.DISTRICT: pd.array(profile.district_names, dtype="str"),
            schema.LOCAL_POLICING_AREA: pd.array(
                [district.local_policing_area for district in profile.districts], dtype="str"
            ),
        },
        geometry=outlines,
        crs=profile.crs,
    )


def _no_districts(layers: Sequence[Layer]) -> InputError:
    """Return the error for layers that are all something else than what is needed."""
    found = []
    for layer in layers:
        kind = kind_of_layer(layer.table.columns)
        columns = ", ".join(map(str, layer.table.columns))
        found.append(
            f"{layer.path.name} was read as {kind}"
            if kind
            else f"{layer.path.name} was not recognised by its columns, {columns}"
        )
    return InputError(
        "No layer of local authorities (a column such as LAD24CD or lad_code) and none of policing "
        f"districts (a column 'district') was found: {'; '.join(found)}. Add a file of authorities "
        "or districts beside it."
    )


def _given_districts(
    table: gpd.GeoDataFrame, profile: ForceProfile, notes: list[str]
) -> list[shapely.Geometry]:
    names = table[_find(table.columns, DISTRICTS, _NAME)].astype("str").str.strip().str.casefold()
    missing = [name for name in profile.district_names if name.casefold() not in set(names)]
    if missing:
        raise SettingsError(
            f"The layer of districts lacks {', '.join(missing)} of the profile {profile.key!r}. "
            "Name its districts as the profile does, or correct the profile."
        )
    foreign = int((~names.isin([name.casefold() for name in profile.district_names])).sum())
    if foreign:
        notes.append(f"districts of other forces, left out: {foreign:,}")
    outlines = table.geometry.to_numpy()
    return [
        shapely.union_all(outlines[(names == name.casefold()).to_numpy()])
        for name in profile.district_names
    ]


def _wards(
    table: gpd.GeoDataFrame | None,
    districts: gpd.GeoDataFrame,
    profile: ForceProfile,
    notes: list[str],
) -> gpd.GeoDataFrame | None:
    """Return the force's wards with their districts, in the order of their codes."""
    if table is None:
        return None
    code_column = _find(table.columns, WARDS, _CODE)
    name_column = _find(table.columns, WARDS, _NAME) or code_column
    if code_column is None:
        raise InputError(
            "The layer of wards has names and no codes, and two wards may share a name. Give one "
            "with a column such as WD24CD or ward_code."
        )
    wards = gpd.GeoDataFrame(
        {
            schema.WARD_CODE: table[code_column].astype("str").str.strip(),
            schema.WARD_NAME: table[name_column].astype("str").str.strip(),
            schema.DISTRICT: _ward_districts(table, districts, profile),
        },
        geometry=table.geometry.to_numpy(),
        crs=profile.crs,
    )
    foreign = int(wards[schema.DISTRICT].isna().sum())
    if foreign:
        notes.append(f"wards of other forces, left out: {foreign:,}")
    wards = wards[wards[schema.DISTRICT].notna()]
    if wards[schema.WARD_CODE].duplicated().any():
        wards = wards.dissolve(by=schema.WARD_CODE, as_index=False)
    return wards.sort_values(schema.WARD_CODE, ignore_index=True)[list(schema.WARD_COLUMNS)]


def _ward_districts(
    table: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, profile: ForceProfile
) -> pd.Series[str]:
    """Return each ward's district: by its authority's code, else where most of it lies."""
    code_column = _find(table.columns, AUTHORITIES, _CODE)
    if code_column is not None:
        codes = _codes(table, code_column)
        by_code = {code: profile.district_of_authority(code) for code in profile.authorities}
        found: pd.Series[str] = codes.map(by_code).astype("str")
        return found
    outlines = table.geometry.to_numpy()
    overlaps = np.column_stack(
        [shapely.area(shapely.intersection(outlines, district)) for district in districts.geometry]
    )
    names = pd.Series(districts[schema.DISTRICT].to_numpy()[overlaps.argmax(axis=1)], dtype="str")
    return names.where(overlaps.sum(axis=1) >= LEAST_SHARE_IN_FORCE * shapely.area(outlines))


def _findings(layer: Layer, kind: str | None) -> LayerFindings:
    what = kind or "not recognised"
    if kind not in _NEEDED:
        columns = ", ".join(str(column) for column in layer.table.columns)
        what = f"{kind}, not needed" if kind else f"not recognised by its columns ({columns})"
    return LayerFindings(
        name=layer.path.name,
        layer=layer.layer,
        kind=what,
        sha256=layer.sha256,
        rows=layer.rows_in,
        crs=layer.declared_crs,
        notes=layer.notes,
    )
