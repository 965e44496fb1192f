"""What residents say, by ward: surveys, and reports of places where people feel unsafe.

A survey has a deficit a row (the higher, the worse), by a ward code or a point; a ward's deficit is
the mean of its rows. Reports (StreetSafe and the like) are one row each, or a number a row, and are
counted. A ward code comes before a point, because ward outlines are often generalised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots import crs, schema
from hotspots.load.area_columns import SURVEY_DEFICIT
from hotspots.load.area_files import AreaFile
from hotspots.load.area_rows import numbers_in
from hotspots.load.boundaries import StudyArea
from hotspots.load.columns import REPORTS
from hotspots.load.findings import SourceFindings
from hotspots.load.locate import locate
from hotspots.load.source_rows import Coordinates, SourceRows, missing_texts, ragged_rows
from hotspots.profile import ForceProfile
from hotspots.schema import Reason
from hotspots.tables.text_table import without_blanks


@dataclass(frozen=True, kw_only=True)
class WardReports:
    """What residents say, by ward.

    Attributes
    ----------
    reports : mapping of str to float or None
        Ward code → reports; a ward without one is not in it. None where there is no such table.
    survey : mapping of str to float or None
        Ward code → mean deficit. None where there is no survey.
    sources : tuple of SourceFindings
    set_aside : DataFrame
    notes : tuple of str
    """

    reports: Mapping[str, float] | None
    survey: Mapping[str, float] | None
    sources: tuple[SourceFindings, ...]
    set_aside: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Said:
    """The usable rows of one table: a ward and a figure each."""

    file: AreaFile
    wards: pd.Series[str]
    figures: pd.Series[float]
    findings: SourceFindings
    set_aside: pd.DataFrame

    @property
    def is_survey(self) -> bool:
        return SURVEY_DEFICIT in self.file.columns.figures


def combine_ward_reports(
    files: Sequence[AreaFile], *, study_area: StudyArea, profile: ForceProfile
) -> WardReports:
    """Place surveys and reports in wards; every row is used or set aside with its reason.

    Parameters
    ----------
    files : sequence of AreaFile
        Those that are of perception, from ``read_area_files``.
    study_area : StudyArea
        With wards.
    profile : ForceProfile

    Raises
    ------
    CoordinateError
        When most points of a table have their axes swapped or are in another unit.
    """
    said = [_read(file, study_area, profile) for file in files]
    surveys = [each for each in said if each.is_survey]
    reports = [each for each in said if not each.is_survey]
    set_aside = [each.set_aside for each in said if len(each.set_aside)]
    nothing = pd.DataFrame({column: [] for column in schema.SET_ASIDE_COLUMNS})
    return WardReports(
        reports=_by_ward(reports, "sum") if reports else None,
        survey=_by_ward(surveys, "mean") if surveys else None,
        sources=tuple(each.findings for each in said),
        set_aside=pd.concat(set_aside, ignore_index=True) if set_aside else nothing,
    )


def _by_ward(said: Sequence[_Said], how: str) -> dict[str, float]:
    wards = pd.concat([each.wards for each in said], ignore_index=True)
    figures = pd.concat([each.figures for each in said], ignore_index=True)
    # In the order of their size, so that the sum does not depend on the order of the rows.
    in_order = pd.DataFrame({"ward": wards, "figure": figures}).sort_values(["ward", "figure"])
    found = in_order.groupby("ward")["figure"].agg(how)
    return {str(ward): float(figure) for ward, figure in found.items()}


def _read(file: AreaFile, study_area: StudyArea, profile: ForceProfile) -> _Said:
    reasons, values = missing_texts(len(file.table.frame)), missing_texts(len(file.table.frame))
    figures = pd.Series(1.0, index=reasons.index)
    figure = next((each for each in (SURVEY_DEFICIT, REPORTS) if each in file.columns.figures), "")
    if figure:
        texts = file.column(file.columns.figures[figure])
        figures, unreadable = numbers_in(texts, least=0.0 if figure == REPORTS else -np.inf)
        fault = unreadable | figures.isna()
        reasons, values = reasons.mask(fault, str(Reason.UNREADABLE_NUMBER)), texts.where(fault)
    wards, reasons, values, notes = _placed(file, reasons, values, study_area, profile)
    used = reasons.isna()
    set_aside = file.set_aside(reasons, values)
    return _Said(
        file=file,
        wards=wards[used],
        figures=figures[used],
        findings=file.findings(used=int(used.sum()), set_aside=set_aside, notes=notes),
        set_aside=set_aside,
    )


def _placed(
    file: AreaFile,
    reasons: pd.Series[str],
    values: pd.Series[str],
    study_area: StudyArea,
    profile: ForceProfile,
) -> tuple[pd.Series[str], pd.Series[str], pd.Series[str], tuple[str, ...]]:
    """Return each row's ward: by its code, else by its point; with what is wrong with the rest."""
    notes: tuple[str, ...] = ()
    wards = stated = missing_texts(len(reasons))
    if file.columns.ward:
        stated = without_blanks(file.column(file.columns.ward)).str.upper()
        known = set(study_area.wards[schema.WARD_CODE]) if study_area.wards is not None else set()
        wards = stated.where(stated.isin(list(known)))
    to_place = wards.isna() & reasons.isna()
    if file.columns.point and to_place.any():
        places, faults, found, notes = _by_point(file, to_place, study_area, profile)
        wards = wards.fillna(places)
        reasons, values = reasons.fillna(faults), values.fillna(found)
    lost = wards.isna() & reasons.isna()
    code = Reason.UNKNOWN_WARD if file.columns.ward else Reason.OUTSIDE_FORCE
    reasons = reasons.mask(lost, str(code)).mask(
        lost & stated.isna() & (file.columns.point is None), str(Reason.NO_AREA_CODE)
    )
    return wards, reasons, values.mask(lost, stated), notes


def _by_point(
    file: AreaFile, to_place: pd.Series[bool], study_area: StudyArea, profile: ForceProfile
) -> tuple[pd.Series[str], pd.Series[str], pd.Series[str], tuple[str, ...]]:
    """Return ward, reason and faulty value of the rows that are placed by their point."""
    rows = np.flatnonzero(to_place.to_numpy())
    located = locate(_source_rows(file, rows, profile), study_area=study_area, profile=profile)
    index = to_place.index[rows]

    def spread(texts: pd.Series[str]) -> pd.Series[str]:
        return texts.set_axis(index).reindex(to_place.index)

    wards = pd.Series(pd.array(located.ward_codes, dtype="str"))
    return (
        spread(wards),
        spread(located.reasons),
        spread(located.faulty_values),
        located.notes,
    )


def _source_rows(file: AreaFile, rows: NDArray[np.intp], profile: ForceProfile) -> SourceRows:
    """Return rows with a point in the form that offences are located in."""
    first, second = file.columns.point or ("", "")
    degrees = file.columns.in_degrees
    mapping = dict(
        zip(schema.IN_DEGREES if degrees else schema.IN_METRES, (first, second), strict=True)
    )
    original = file.table.frame.iloc[rows].reset_index(drop=True)
    count = len(original)
    return SourceRows(
        findings=SourceFindings(
            name=file.name,
            kind=file.columns.in_words(),
            sha256=file.sha256,
            size_bytes=0,
            mapping=mapping,
        ),
        offences=pd.DataFrame(index=original.index),
        coordinates=Coordinates(
            eastings=original[first].str.strip(),
            northings=original[second].str.strip(),
            columns=(first, second),
            crs=crs.WGS84 if degrees else profile.crs,
        ),
        stated_area=missing_texts(count),
        stated_is_official=False,
        reasons=missing_texts(count),
        faulty_values=missing_texts(count),
        original=original,
        ragged=ragged_rows([]),
    )
