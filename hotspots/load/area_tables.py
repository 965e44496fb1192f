"""Residents, households and deprivation by ward, and the look-ups from LSOAs to wards.

Areas are joined by their ONS codes and never by name. Figures by LSOA are added up to wards
(residents, households) or averaged over residents (deprivation) by the look-up. A ward of which
one LSOA has no figure has none: a sum of some would pass for the whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots import schema, words
from hotspots.errors import InputError
from hotspots.load.area_columns import AREA_FIGURES
from hotspots.load.area_files import AreaFile
from hotspots.load.area_rows import AreaRows, area_rows
from hotspots.load.findings import SourceFindings

MOST_NAMED: Final = 5
# Two tables of one census differ by no more where both were rounded or disturbed to protect people.
SAME_FIGURE: Final = 0.005
Figures = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class AreaTables:
    """What is known of each ward, and which ward each LSOA belongs to.

    Attributes
    ----------
    figures : DataFrame
        ``ward_code``, ``residents``, ``households``, ``deprivation``: one row for each ward of the
        boundaries, in the order of their codes; missing where no table says.
    origins : mapping of str to str
        Figure → where it is from, in words.
    ward_of_lsoa : mapping of str to str
        To wards of the boundaries and, where the look-up is of another year, to others.
    later_lsoas : mapping of str to tuple of str
        LSOA of 2011 → those of 2021 that it became.
    sources : tuple of SourceFindings
    set_aside : DataFrame
    notes : tuple of str
    """

    figures: pd.DataFrame
    origins: Mapping[str, str]
    ward_of_lsoa: Mapping[str, str]
    later_lsoas: Mapping[str, tuple[str, ...]]
    sources: tuple[SourceFindings, ...] = ()
    set_aside: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    """A figure by ward from one table."""

    by_ward: Figures
    origin: str
    summed: bool


def combine_area_tables(files: Sequence[AreaFile], wards: gpd.GeoDataFrame) -> AreaTables:
    """Join the tables by area into what is known of each ward.

    Parameters
    ----------
    files : sequence of AreaFile
        Look-ups and figures, from ``read_area_files``.
    wards : GeoDataFrame
        ``schema.WARD_COLUMNS``.

    Raises
    ------
    InputError
        When two look-ups put one LSOA into different wards.
    """
    tables = [area_rows(file) for file in files]
    codes = sorted(wards[schema.WARD_CODE])
    ward_of_lsoa = _ward_of_lsoa(tables)
    later_lsoas = _later_lsoas(tables)
    members = {lsoa: ward for lsoa, ward in ward_of_lsoa.items() if ward in set(codes)}
    notes: list[str] = []
    residents_by_lsoa = _residents_by_lsoa(tables)
    chosen: dict[str, _Found | None] = {}
    for figure in AREA_FIGURES:
        found = [
            _by_ward(table, figure, members, later_lsoas, residents_by_lsoa)
            for table in tables
            if figure in table.figures
        ]
        chosen[figure] = _chosen(figure, found, notes)
    notes += _notes_on_wards(codes, chosen, wards) + _notes_on_look_up(ward_of_lsoa, members, wards)
    return AreaTables(
        figures=_figures(codes, chosen),
        origins={figure: found.origin for figure, found in chosen.items() if found},
        ward_of_lsoa=ward_of_lsoa,
        later_lsoas=later_lsoas,
        sources=tuple(_findings(table, set(codes), ward_of_lsoa, later_lsoas) for table in tables),
        set_aside=_set_aside(tables),
        notes=tuple(notes),
    )


def _ward_of_lsoa(tables: Iterable[AreaRows]) -> dict[str, str]:
    known: dict[str, tuple[str, str]] = {}
    for table in tables:
        if not (table.file.columns.lsoa and table.file.columns.ward):
            continue
        for lsoa, ward in zip(table.lsoas, table.wards, strict=True):
            before, where = known.setdefault(lsoa, (ward, table.file.name))
            if before != ward:
                raise InputError(
                    f"{where} and {table.file.name} put LSOA {lsoa} into different wards, {before} "
                    f"and {ward}: they are of different years. Give the one of the same year as "
                    "the ward boundaries."
                )
    return {lsoa: ward for lsoa, (ward, _) in sorted(known.items())}


def _later_lsoas(tables: Iterable[AreaRows]) -> dict[str, tuple[str, ...]]:
    became: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        if table.file.columns.earlier_lsoa:
            for earlier, later in zip(table.earlier_lsoas, table.lsoas, strict=True):
                became[earlier].add(later)
    return {earlier: tuple(sorted(became[earlier])) for earlier in sorted(became)}


def _residents_by_lsoa(tables: Iterable[AreaRows]) -> Figures:
    for table in tables:
        if table.file.columns.lsoa and schema.RESIDENTS in table.figures:
            return dict(table.by_code(schema.RESIDENTS))
    return {}


def _by_ward(
    table: AreaRows,
    figure: str,
    members: Mapping[str, str],
    later_lsoas: Mapping[str, tuple[str, ...]],
    residents: Figures,
) -> _Found:
    """Return a figure of one table by ward: as it stands, added up, or averaged over residents."""
    values = dict(table.by_code(figure))
    name = table.file.name
    if not table.file.columns.lsoa:
        return _Found(values, name, summed=False)
    if figure == schema.DEPRIVATION:
        values = _carried_over(values, members, later_lsoas)
        by_ward = _averaged(values, members, residents)
        how = "averaged over residents" if residents else "averaged over LSOAs alike"
        return _Found(by_ward, f"{name}, LSOAs {how}", summed=True)
    return _Found(_added_up(values, members), f"{name}, LSOAs added up", summed=True)


def _carried_over(
    values: Figures, members: Mapping[str, str], later_lsoas: Mapping[str, tuple[str, ...]]
) -> Figures:
    """Give each later LSOA the score of the earlier one that it came out of."""
    carried = {
        later: value
        for earlier, value in sorted(values.items())
        for later in (later_lsoas.get(earlier, ()) if earlier not in members else ())
    }
    return {**carried, **values}


def _added_up(values: Figures, members: Mapping[str, str]) -> Figures:
    return {ward: math.fsum(each) for ward, each in _grouped(values, members).items()}


def _averaged(values: Figures, members: Mapping[str, str], residents: Figures) -> Figures:
    weights = {lsoa: residents.get(lsoa, math.nan) if residents else 1.0 for lsoa in members}
    scores = _grouped(values, members)
    shares = _grouped(weights, members)
    return {
        ward: math.fsum(s * w for s, w in zip(scores[ward], shares[ward], strict=True))
        / math.fsum(shares[ward])
        if math.fsum(shares[ward])
        else math.nan
        for ward in scores
    }


def _grouped(values: Figures, members: Mapping[str, str]) -> dict[str, list[float]]:
    """Return the LSOAs' values by ward, missing ones as NaN, in the order of the LSOAs."""
    groups: dict[str, list[float]] = defaultdict(list)
    for lsoa in sorted(members):
        groups[members[lsoa]].append(values.get(lsoa, math.nan))
    return groups


def _chosen(figure: str, found: Sequence[_Found], notes: list[str]) -> _Found | None:
    """Return the figure that counts: one stated by ward, before one made of LSOAs."""
    if not found:
        return None
    first, *others = sorted(found, key=lambda each: each.summed)
    for other in others:
        both = first.by_ward.keys() & other.by_ward.keys()
        differ = sum(
            not math.isclose(first.by_ward[code], other.by_ward[code], rel_tol=SAME_FIGURE)
            for code in both
            if not math.isnan(first.by_ward[code]) and not math.isnan(other.by_ward[code])
        )
        notes.append(
            f"figures of {figure} are from {first.origin}, not from {other.origin}; of "
            f"{len(both):,} wards in both, {differ:,} differ by more than {SAME_FIGURE * 100:.1f} %"
        )
    return first


def _figures(codes: Sequence[str], chosen: Mapping[str, _Found | None]) -> pd.DataFrame:
    columns = {
        figure: [found.by_ward.get(code, math.nan) if found else math.nan for code in codes]
        for figure, found in chosen.items()
    }
    return pd.DataFrame({schema.WARD_CODE: pd.array(list(codes), dtype="str"), **columns})


def _notes_on_wards(
    codes: Sequence[str], chosen: Mapping[str, _Found | None], wards: gpd.GeoDataFrame
) -> list[str]:
    names = dict(zip(wards[schema.WARD_CODE], wards[schema.WARD_NAME], strict=True))
    notes = []
    for figure, found in chosen.items():
        if found is None:
            continue
        lacking = [code for code in codes if math.isnan(found.by_ward.get(code, math.nan))]
        if lacking:
            first = ", ".join(f"{names[code]} ({code})" for code in lacking[:MOST_NAMED])
            more = " and others" if len(lacking) > MOST_NAMED else ""
            notes.append(
                f"{figure}: not known of {len(lacking):,} of {len(codes):,} wards: {first}{more}"
            )
    return notes


def _notes_on_look_up(
    ward_of_lsoa: Mapping[str, str], members: Mapping[str, str], wards: gpd.GeoDataFrame
) -> list[str]:
    if ward_of_lsoa and not members:
        note = (
            "the look-up of LSOAs names no ward of the boundaries: they are of different years, "
            "and offences are placed by the outlines alone"
        )
        return [note]
    named = wards[schema.WARD_CODE].isin(list(members.values()))
    if members and not named.all():
        unknown = wards[~named]
        first = [
            f"{name} ({code})"
            for name, code in zip(unknown[schema.WARD_NAME], unknown[schema.WARD_CODE], strict=True)
        ]
        note = (
            f"wards of the boundaries that the look-up of LSOAs does not name: {len(unknown):,} of "
            f"{len(wards):,}, {words.listed(first, most=MOST_NAMED)}; it is of another year, and "
            "their offences are placed by the outlines alone"
        )
        return [note]
    return []


def _findings(
    table: AreaRows,
    codes: set[str],
    ward_of_lsoa: Mapping[str, str],
    later_lsoas: Mapping[str, tuple[str, ...]],
) -> SourceFindings:
    """Return what was found in a table; rows of areas elsewhere are counted and not listed."""
    used = len(table.wards)
    if table.file.columns.earlier_lsoa:
        elsewhere = int((~table.lsoas.isin(list(ward_of_lsoa))).sum()) if ward_of_lsoa else 0
    elif table.file.columns.lsoa:
        known = {lsoa for lsoa, ward in ward_of_lsoa.items() if ward in codes} | set(later_lsoas)
        elsewhere = int((~table.lsoas.isin(list(known))).sum())
    else:
        elsewhere = int((~table.wards.isin(list(codes))).sum())
    return table.file.findings(
        used=used - elsewhere, set_aside=table.set_aside, outside_force=elsewhere
    )


def _set_aside(tables: Sequence[AreaRows]) -> pd.DataFrame:
    found = [table.set_aside for table in tables if len(table.set_aside)]
    if not found:
        return pd.DataFrame({column: [] for column in schema.SET_ASIDE_COLUMNS})
    return pd.concat(found, ignore_index=True)
