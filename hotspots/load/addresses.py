"""Convert a table of addresses, once, to the file that visit lists are made from.

One row a household: homes only, flats apart from each other, each UPRN once. Every row of the
source is either in the file or set aside with its line and its reason.
A home's policing district and ward follow from the codes it states, else from its point.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hotspots import schema
from hotspots.arrays import Bools, Floats, Objects
from hotspots.errors import CoordinateError, InputError, NoRowsError
from hotspots.load.address_findings import AddressFindings
from hotspots.load.address_layouts import AREA, CLASSIFICATION, Layout
from hotspots.load.address_sifting import AddressReason, Sieve, points_of
from hotspots.load.address_sources import AddressSource, batches, digest_of, recognise
from hotspots.load.address_store import StoreFacts, is_address_store, write_store
from hotspots.load.address_text import STAND_IN, TEXT_PARTS, written
from hotspots.load.boundaries import StudyArea
from hotspots.load.coordinates import WITHOUT_COMMAS
from hotspots.load.placement import part_of, place_in_wards, place_points
from hotspots.postgresql import PostgisTable, Source
from hotspots.profile import ForceProfile
from hotspots.schema import Reason
from hotspots.words import capital

# A fault that more than this share of a file's rows have is the file's, not the rows'.
WHOLE_FILE_SHARE: Final = 0.5
# What to do where no row is a home, by the commonest reason.
_ADVICE: Final = {
    str(Reason.NO_COORDINATES): "Take the file with its coordinates filled in",
    str(Reason.UNREADABLE_COORDINATES): "Check that the columns of the coordinates hold numbers",
    str(Reason.DIVIDED_DIGITS): capital(WITHOUT_COMMAS),
}


def convert_addresses(
    path: Source,
    out: Path,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    points_only: bool = False,
) -> AddressFindings:
    """Convert a table of addresses to one file of the force's homes, sorted in space.

    Parameters
    ----------
    path : Path or PostgisTable
        OS AddressBase Core; OS AddressBase Plus, with or without a header; OS Open UPRN; any CSV
        (``.gz``, ``.zip``, or a folder of them), GeoPackage, GeoParquet or table of PostGIS with
        UPRNs and points. Of a table with points those rows are read that lie around the force.
    out : Path
        The GeoParquet to write, which ``read_addresses`` reads; an old one is replaced.
    profile : ForceProfile
        Eastings and northings without a declared system are taken to be in the force's.
    study_area : StudyArea
        A home belongs to the district and ward whose code its row states, else to where it lies.
    points_only : bool
        Accept a source that has numbers and points and no addresses, such as OS Open UPRN.

    Returns
    -------
    AddressFindings
        Rows in, rows used, and every row set aside by its reason.

    Raises
    ------
    InputError
        When the file cannot be read or is converted already, has no addresses and
        ``points_only`` is false, or a spreadsheet has damaged its UPRNs.
    MissingColumnError
        When there is no UPRN or no coordinates.
    NoRowsError
        When no row is a home in the force; the message says what the rows are.
    CoordinateError
        When every home would lie outside the force.

    Notes
    -----
    What counts as a home is said in ``hotspots.load.address_sifting``. Without a classification
    every row is taken for one, and a note says so.
    """
    if isinstance(path, PostgisTable):
        path = path.narrowed(part_of(study_area, profile))
    elif is_address_store(path):
        raise InputError(f"{path.name} is a converted address file already; use it as it is.")
    sources, notes = recognise(path)
    layouts = [source.layout for source in sources]
    if all(layout.points_only for layout in layouts) and not points_only:
        raise _only_points(path.name, layouts[0].kind)
    sieve = _sifted(sources, profile, study_area)
    homes = _inside(sieve, profile, study_area, notes)
    _refuse_none(path.name, homes, sieve)
    table = _addresses(homes)
    notes += _notes(sieve, layouts, table)
    findings = _findings(path, out, sources, sieve, homes, notes)
    write_store(table, points_of(homes), out, facts=_facts(findings, profile.crs))
    return findings


def _sifted(sources: list[AddressSource], profile: ForceProfile, study_area: StudyArea) -> Sieve:
    sieve = Sieve(force_crs=profile.crs, bounds=study_area.districts.total_bounds)
    for source in sources:
        for batch in batches(source, profile.crs):
            sieve.take(batch)
    if not sieve.rows_in:
        names = ", ".join(source.file.name for source in sources)
        raise NoRowsError(f"{names}: a header and no rows. Export the addresses again.")
    return sieve


def _inside(
    sieve: Sieve, profile: ForceProfile, study_area: StudyArea, notes: list[str]
) -> pa.Table:
    """Return the homes that lie in the force, with their district and ward."""
    homes = sieve.homes()
    areas = areas_of_homes(homes, points_of(homes), profile=profile, study_area=study_area)
    notes += areas.notes
    stated = [part for part in (AREA, schema.WARD_CODE) if part in homes.column_names]
    homes = (
        homes.drop_columns(stated)
        .append_column(schema.DISTRICT, pa.array(areas.districts, pa.string(), from_pandas=True))
        .append_column(schema.WARD_CODE, pa.array(areas.ward_codes, pa.string(), from_pandas=True))
    )
    return sieve.without_outsiders(homes, areas.outside)


def _addresses(homes: pa.Table) -> pa.Table:
    """Return the columns of ``schema.ADDRESS_COLUMNS`` as text, but for the geometry."""
    parts = {part: homes[part] for part in TEXT_PARTS if part in homes.column_names}
    texts = written(parts, homes[schema.UPRN])
    columns = {
        **{column: texts[column] for column in texts.column_names},
        **{column: homes[column] for column in (schema.UPRN, schema.DISTRICT, schema.WARD_CODE)},
        schema.USRN: homes[schema.USRN]
        if schema.USRN in homes.column_names
        else pa.nulls(homes.num_rows, pa.string()),
    }
    return pa.table(columns)


def _refuse_none(name: str, homes: pa.Table, sieve: Sieve) -> None:
    """Refuse a source of which no row, or hardly one, can be used; say what its rows are."""
    damaged = sieve.set_aside.counts[str(AddressReason.DAMAGED_UPRN)]
    if damaged > WHOLE_FILE_SHARE * sieve.rows_in:
        raise InputError(
            f"{name}: {damaged:,} of {sieve.rows_in:,} UPRNs read like 1.00E+11: a spreadsheet "
            "has dropped their last digits. Take the file as it was delivered; a spreadsheet must "
            "import the column as text."
        )
    if homes.num_rows:
        return
    reasons = sieve.set_aside.by_reason()
    listed = "; ".join(f"{reason}: {rows:,}" for reason, rows in reasons.items())
    if reasons.get(str(Reason.OUTSIDE_FORCE)):
        west, south, east, north = sieve.bounds
        raise CoordinateError(
            f"{name}: no home lies in the force, which spans {west:.0f} to {east:.0f} east and "
            f"{south:.0f} to {north:.0f} north in {sieve.force_crs}. Of {sieve.rows_in:,} rows: "
            f"{listed}. Check that the file is of this force, that easting and northing are not "
            "swapped, and that degrees are in columns named longitude and latitude."
        )
    commonest = max(reasons, key=lambda reason: reasons[reason], default="")
    advice = _ADVICE.get(commonest, "Order the addresses with residential properties in them")
    raise NoRowsError(
        f"{name}: no row is a home that can be used. Of {sieve.rows_in:,} rows: {listed}. {advice}."
    )


def _only_points(name: str, kind: str) -> InputError:
    return InputError(
        f"{name} ({kind}) has numbers and points, and no addresses. It can say how many properties "
        "lie how far from a burglary; it cannot name a street, its sides, a flat or a door, and "
        "cannot tell a home from a shop, a garage or a postbox, so that neither tiers by street "
        "nor an order of walking can be made. Give OS AddressBase Core or Plus, which forces have "
        "under the Public Sector Geospatial Agreement; or go on with points only: "
        "`hotspots addresses convert --points-only FILE`."
    )


def _notes(sieve: Sieve, layouts: list[Layout], table: pa.Table) -> list[str]:
    notes = []
    if all(layout.points_only for layout in layouts):
        notes.append(
            "points without addresses: distances and counts only. Every property is taken for a "
            "home; there are no streets, sides, tiers by street, flats or doors."
        )
    elif not all(CLASSIFICATION in layout.parts for layout in layouts):
        notes.append("no classification: every row is taken for a home")
    if sieve.change_only:
        notes.append(
            "this is a supply of changes alone: homes that did not change are not in it. Order "
            "the full supply."
        )
    unnamed = pc.sum(pc.starts_with(table[schema.ADDRESS], STAND_IN)).as_py() or 0
    if unnamed and not all(layout.points_only for layout in layouts):
        notes.append(f"homes without an address, shown by their UPRN: {unnamed:,}")
    streetless = table[schema.STREET].null_count
    if streetless > unnamed:
        notes.append(f"homes whose street could not be read: {streetless:,}")
    return notes


def _findings(
    path: Source,
    out: Path,
    sources: list[AddressSource],
    sieve: Sieve,
    homes: pa.Table,
    notes: list[str],
) -> AddressFindings:
    sha256, size_bytes = digest_of(sources)
    classes: dict[str, int] = {}
    if CLASSIFICATION in homes.column_names:
        classes = homes[CLASSIFICATION].to_pandas().value_counts().to_dict()
    return AddressFindings(
        name=path.name,
        kind=sources[0].layout.kind,
        store=out,
        sha256=sha256,
        size_bytes=size_bytes,
        files=tuple(source.file.name for source in sources),
        mapping=sources[0].layout.parts,
        points_only=all(source.layout.points_only for source in sources),
        rows_in=sieve.rows_in,
        rows_used=homes.num_rows,
        set_aside=sieve.set_aside.by_reason(),
        set_aside_rows=sieve.set_aside.listed(),
        classes=classes,
        notes=tuple(notes),
    )


def _facts(findings: AddressFindings, system: str) -> StoreFacts:
    return StoreFacts(
        source=findings.name,
        kind=findings.kind,
        sha256=findings.sha256,
        crs=system,
        rows_in=findings.rows_in,
        addresses=findings.rows_used,
        set_aside=findings.set_aside,
        points_only=findings.points_only,
        notes=findings.notes,
    )


@dataclass(frozen=True, kw_only=True)
class HomeAreas:
    """Where homes belong; arrays of shape (homes,).

    Attributes
    ----------
    districts, ward_codes : array of object
        Missing where there is nothing to say.
    outside : array of bool
        Homes outside the force.
    notes : tuple of str
    """

    districts: Objects
    ward_codes: Objects
    outside: Bools
    notes: tuple[str, ...]


def areas_of_homes(
    homes: pa.Table,
    points: Floats,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
) -> HomeAreas:
    """Return each home's district and ward.

    Parameters
    ----------
    homes : pyarrow Table
        ``area`` (an authority or district by code or name) and ``ward_code`` are believed where
        they are there: outlines are generalised, and codes are not. A ward that the study area
        does not know says nothing.
    points : array of shape (homes, 2)
        In the force's system.
    profile : ForceProfile
    study_area : StudyArea
    """
    stated_wards = _stated(homes, schema.WARD_CODE)
    wards = study_area.wards
    of_ward = {} if wards is None else wards.set_index(schema.WARD_CODE)[schema.DISTRICT].to_dict()
    stated_areas = _stated(homes, AREA)
    stated_areas = stated_areas.where(stated_areas.notna(), stated_wards.map(of_ward))
    placement = place_points(
        points,
        stated_areas.astype("str"),
        official=False,
        study_area=study_area,
        profile=profile,
    )
    districts = placement.districts
    if wards is None:
        return HomeAreas(
            districts=districts,
            ward_codes=stated_wards.to_numpy(dtype=object),
            outside=placement.outside,
            notes=placement.notes,
        )
    codes, unknown = _ward_codes(points, districts, stated_wards, of_ward, study_area)
    strangers = int((unknown & ~placement.outside).sum())
    note = f"ward codes that are not the study area's, placed by their point: {strangers:,}"
    return HomeAreas(
        districts=districts,
        ward_codes=codes,
        outside=placement.outside,
        notes=(*placement.notes, note) if strangers else placement.notes,
    )


def _ward_codes(
    points: Floats,
    districts: Objects,
    stated: pd.Series[str],
    district_of_ward: dict[str, str],
    study_area: StudyArea,
) -> tuple[Objects, Bools]:
    """Return the ward of each home, and which homes state one that is not known."""
    its_district = stated.map(district_of_ward).to_numpy(dtype=object)
    believed = stated.notna().to_numpy() & (its_district == districts)
    codes = np.full(len(points), None, dtype=object)
    codes[believed] = stated.to_numpy(dtype=object)[believed]
    others = np.flatnonzero(~believed)
    codes[others] = place_in_wards(points[others], districts[others], study_area)[0]
    return codes, stated.notna().to_numpy() & pd.isna(its_district)


def _stated(homes: pa.Table, part: str) -> pd.Series[str]:
    if part not in homes.column_names:
        return pd.Series(pd.array([None] * homes.num_rows, dtype="str"))
    return pd.Series(homes[part].to_pandas(), dtype="str")
