"""The study area: the force's authorities, policing districts and wards, from boundary files.

Each layer is recognised by its columns and their values, whatever its file is called. What the
layers say is then compared with each other, with the profile, and with the ground that its
coordinate system is for: see ``boundary_agreement``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import schema
from hotspots.errors import InputError, SettingsError
from hotspots.load.boundary_agreement import (
    compare_wards,
    overlaps_of,
    places_elsewhere,
    refuse_elsewhere,
    refuse_swapped_names,
)
from hotspots.load.boundary_columns import (
    AUTHORITIES,
    DISTRICTS,
    NEEDED,
    WARDS,
    LayerColumns,
    NeededLayer,
    needed_layer,
    recognise_layer,
    same_name,
)
from hotspots.load.boundary_files import FORMATS, Layer, boundary_paths, read_layers
from hotspots.load.findings import LayerFindings
from hotspots.load.given_paths import given_paths
from hotspots.load.map_layers import map_findings
from hotspots.load.oddities.oddity import Oddity
from hotspots.outlines import without_specks
from hotspots.profile import ForceProfile
from hotspots.workspace import EXPLANATION

# A ward that lies less than half in the force is a neighbour's.
LEAST_SHARE_IN_FORCE: Final = 0.5
# A hole below this is where two neighbours' coordinates were rounded apart.
ROUNDING_M2: Final = 1.0

WHAT_IS_NEEDED: Final = (
    "the outlines of the local authorities or of the policing districts, and of the wards where "
    f"you have them ({FORMATS})"
)


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
    in_no_ward : Polygon or MultiPolygon
        The ground, wider than 300 m, that no ward's outline covers: a ward is missing there. Empty
        without wards.
    sources : tuple of LayerFindings
    notes : tuple of str
    oddities : tuple of Oddity
        What disagrees, and is said at the head of everything that is made of it.
    """

    authorities: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    in_no_ward: BaseGeometry = field(default_factory=shapely.Polygon)
    sources: tuple[LayerFindings, ...]
    notes: tuple[str, ...] = ()
    oddities: tuple[Oddity, ...] = ()


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
        Files of boundaries in any format of ``boundary_files``, or folders of them. Authorities
        are needed, or policing districts; wards are used where they are there.
    profile : ForceProfile
    declared_crs : str, optional
        The coordinate system of files that declare none.

    Raises
    ------
    InputError
        When there is neither a layer of authorities nor one of districts, when areas overlap
        widely, or when wards and authorities disagree.
    SettingsError
        When one of the profile's authorities or districts is not in its layer, or two carry each
        other's code.
    CoordinateError
        When a layer declares no coordinate system, or one that it cannot be in.
    """
    found = boundary_paths(given_paths(paths))
    if not found:
        raise _no_file(given_paths(paths))
    layers = [
        layer
        for path in found
        for layer in read_layers(
            path, to_crs=profile.crs, declared_crs=declared_crs, aliases=profile.column_aliases
        )
    ]
    beside = map_findings(given_paths(paths), profile.column_aliases)
    found_in = [recognise_layer(layer.table, profile) for layer in layers]
    needed = {kind: needed_layer(kind, layers, found_in) for kind in NEEDED}
    notes: list[str] = []
    authorities = _authorities(needed[AUTHORITIES], profile, notes)
    authorities = _closed(authorities, AUTHORITIES, notes)
    districts = _districts(needed[DISTRICTS], authorities, profile, layers, notes)
    districts = _closed(districts, DISTRICTS, notes)
    refuse_elsewhere(districts, profile)
    odd = overlaps_of(authorities, authorities[schema.AREA_NAME], AUTHORITIES)
    if needed[DISTRICTS] is not None:
        odd += overlaps_of(districts, districts[schema.DISTRICT], DISTRICTS)
    odd += places_elsewhere(districts, profile)
    wards = _wards(needed[WARDS], districts, profile, notes)
    in_no_ward: BaseGeometry = shapely.Polygon()
    if wards is not None:
        names = wards[schema.WARD_NAME] + " (" + wards[schema.WARD_CODE] + ")"
        odd += overlaps_of(wards, names, WARDS)
        in_no_ward, lacking = compare_wards(wards, districts, nested=needed[DISTRICTS] is None)
        odd += lacking
    return StudyArea(
        authorities=schema.validate_authorities(authorities),
        districts=schema.validate_districts(districts),
        wards=None if wards is None else schema.validate_wards(wards),
        in_no_ward=in_no_ward,
        sources=(*(_findings(*each) for each in zip(layers, found_in, strict=True)), *beside),
        notes=tuple(notes),
        oddities=tuple(odd),
    )


def _no_file(paths: Sequence[Path]) -> InputError:
    places = ", ".join(str(path) for path in paths)
    if not places:
        return InputError(f"No boundary file was given. Give {WHAT_IS_NEEDED}.")
    name = ", ".join(path.name for path in paths)
    held = [each for path in paths for each in path.iterdir() if each.name != EXPLANATION]
    state = "has no boundaries" if held else "is empty"
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
    layer: NeededLayer | None, profile: ForceProfile, notes: list[str]
) -> gpd.GeoDataFrame:
    """Return the profile's authorities, one row each, in the order of their codes."""
    if layer is None:
        nothing: dict[str, list[object]] = {column: [] for column in schema.AUTHORITY_COLUMNS}
        return gpd.GeoDataFrame(nothing, geometry=schema.GEOMETRY, crs=profile.crs)
    codes = _authority_codes(layer, profile)
    missing = sorted(set(profile.authorities) - set(codes))
    if missing:
        named = ", ".join(f"{code} ({profile.authorities[code]})" for code in missing)
        raise SettingsError(
            f"The layer of authorities lacks {named} of the profile {profile.key!r}. "
            f"It holds {', '.join(sorted(set(codes.dropna()))[:20])}. Give a layer of the same "
            "year as the profile's codes, or correct the profile."
        )
    if layer.columns.code and layer.columns.name:
        refuse_swapped_names(codes, layer.texts(layer.columns.name), profile)
    foreign = int((~codes.isin(tuple(profile.authorities))).sum())
    if foreign:
        notes.append(f"authorities of other forces, left out: {foreign:,}")
    order = sorted(profile.authorities)
    outlines = layer.table.geometry.to_numpy()
    return gpd.GeoDataFrame(
        {
            schema.AREA_CODE: pd.array(order, dtype="str"),
            schema.AREA_NAME: pd.array([profile.authorities[code] for code in order], dtype="str"),
        },
        geometry=[shapely.union_all(outlines[(codes == code).to_numpy()]) for code in order],
        crs=profile.crs,
    )


def _authority_codes(layer: NeededLayer, profile: ForceProfile) -> pd.Series[str]:
    """Return each row's authority code; by its name where the layer has no codes."""
    if layer.columns.code is not None:
        return _codes(layer.texts(layer.columns.code), profile)
    by_name = {same_name(name): code for code, name in profile.authorities.items()}
    names = layer.texts(str(layer.columns.name))
    codes: pd.Series[str] = names.map(same_name, na_action="ignore").map(by_name).astype("str")
    return codes


def _codes(texts: pd.Series[str], profile: ForceProfile) -> pd.Series[str]:
    """Return authority codes as the profile writes them."""
    own = {code.upper(): code for code in profile.authorities}
    upper = texts.str.upper()
    codes: pd.Series[str] = upper.map(own).astype("str").fillna(upper)
    return codes


def _districts(
    layer: NeededLayer | None,
    authorities: gpd.GeoDataFrame,
    profile: ForceProfile,
    layers: Sequence[Layer],
    notes: list[str],
) -> gpd.GeoDataFrame:
    """Return the policing districts: as given, else made of their authorities."""
    if layer is not None:
        outlines = _given_districts(layer, profile, notes)
    elif len(authorities):
        by_code = dict(zip(authorities[schema.AREA_CODE], authorities.geometry, strict=True))
        outlines = [
            shapely.union_all([by_code[code] for code in district.authorities])
            for district in profile.districts
        ]
    else:
        raise _no_districts(layers, profile)
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


def _no_districts(layers: Sequence[Layer], profile: ForceProfile) -> InputError:
    """Return the error for layers that are all something else than what is needed."""
    found = [] if layers else ["the files hold no outlines"]
    for layer in layers:
        kind = recognise_layer(layer.table, profile).kind
        columns = ", ".join(map(str, layer.table.columns))
        found.append(
            f"{layer.path.name} was read as {kind}"
            if kind
            else f"{layer.path.name} was not recognised by its columns, {columns}"
        )
    return InputError(
        "No layer of local authorities (a column such as LAD24CD, or one that holds the profile's "
        "codes) and none of policing districts (a column 'district', or one that holds the "
        f"profile's names) was found: {'; '.join(found)}. Add a file of authorities or districts, "
        "or name its column under [columns] in the profile: "
        'authority_code = ["…"] or district = ["…"].'
    )


def _given_districts(
    layer: NeededLayer, profile: ForceProfile, notes: list[str]
) -> list[shapely.Geometry]:
    names = layer.texts(str(layer.columns.name)).map(same_name, na_action="ignore")
    missing = [name for name in profile.district_names if same_name(name) not in set(names)]
    if missing:
        raise SettingsError(
            f"The layer of districts lacks {', '.join(missing)} of the profile {profile.key!r}. "
            "Name its districts as the profile does, or correct the profile."
        )
    foreign = int((~names.isin(list(map(same_name, profile.district_names)))).sum())
    if foreign:
        notes.append(f"districts of other forces, left out: {foreign:,}")
    outlines = layer.table.geometry.to_numpy()
    return [
        shapely.union_all(outlines[(names == same_name(name)).to_numpy()])
        for name in profile.district_names
    ]


def _wards(
    layer: NeededLayer | None,
    districts: gpd.GeoDataFrame,
    profile: ForceProfile,
    notes: list[str],
) -> gpd.GeoDataFrame | None:
    """Return the force's wards with their districts, in the order of their codes."""
    if layer is None:
        return None
    if layer.columns.code is None:
        raise InputError(
            "The layer of wards has names and no codes, and two wards may share a name. Give one "
            "with a column such as WD24CD or ward_code."
        )
    codes = layer.texts(layer.columns.code)
    wards = gpd.GeoDataFrame(
        {
            schema.WARD_CODE: codes,
            schema.WARD_NAME: layer.texts(layer.columns.name or layer.columns.code).fillna(codes),
            schema.DISTRICT: _ward_districts(layer, districts, profile),
        },
        geometry=layer.table.geometry.to_numpy(),
        crs=profile.crs,
    )
    foreign = wards[schema.DISTRICT].isna()
    if foreign.any():
        notes.append(f"wards of other forces, left out: {int(foreign.sum()):,}")
    nameless = ~foreign & codes.isna()
    if nameless.any():
        notes.append(f"wards without a code, left out: {int(nameless.sum()):,}")
    wards = wards[~foreign & ~nameless]
    if wards.empty:
        raise InputError(
            f"Of the {len(foreign):,} outlines in the layer of wards {int(foreign.sum()):,} are "
            f"not the force's and {int(nameless.sum()):,} have no code in {layer.columns.code!r}. "
            "Give the wards of this force, with their codes, and check the coordinate system that "
            "the file declares."
        )
    if wards[schema.WARD_CODE].duplicated().any():
        wards = wards.dissolve(by=schema.WARD_CODE, as_index=False)
    return wards.sort_values(schema.WARD_CODE, ignore_index=True)[list(schema.WARD_COLUMNS)]


def _ward_districts(
    layer: NeededLayer, districts: gpd.GeoDataFrame, profile: ForceProfile
) -> pd.Series[str]:
    """Return each ward's district: by its authority's code, else where most of it lies."""
    if layer.columns.authority is not None and not profile.is_of_forces:
        codes = _codes(layer.texts(layer.columns.authority), profile)
        by_code = {code: profile.district_of_authority(code) for code in profile.authorities}
        found: pd.Series[str] = codes.map(by_code).astype("str")
        return found
    outlines, grounds = layer.table.geometry.to_numpy(), districts.geometry.to_numpy()
    ground, ward = shapely.STRtree(outlines).query(grounds, predicate="intersects")
    overlaps = np.zeros((len(outlines), len(grounds)))
    overlaps[ward, ground] = shapely.area(shapely.intersection(outlines[ward], grounds[ground]))
    names = pd.Series(districts[schema.DISTRICT].to_numpy()[overlaps.argmax(axis=1)], dtype="str")
    return names.where(overlaps.sum(axis=1) >= LEAST_SHARE_IN_FORCE * shapely.area(outlines))


def _findings(layer: Layer, columns: LayerColumns) -> LayerFindings:
    kind = columns.kind
    what = kind or "not recognised"
    if kind not in NEEDED:
        headers = ", ".join(str(header) for header in layer.table.columns)
        what = f"{kind}, not needed" if kind else f"not recognised by its columns ({headers})"
    return LayerFindings(
        name=layer.path.name,
        layer=layer.layer,
        kind=what,
        sha256=layer.sha256,
        rows=layer.rows_in,
        crs=layer.declared_crs,
        notes=(*columns.notes, *layer.notes),
    )
