"""Everything that a ranking of wards needs, read and placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.data_cover import MOST_DIFFERENCE_IN_CODES, data_cover
from hotspots.analyse.periods import Period
from hotspots.analyse.wards.ward_offences import LsoaLookUp
from hotspots.errors import InputError, NoRowsError
from hotspots.load.area_columns import GivenColumns, given_columns
from hotspots.load.area_files import read_area_files
from hotspots.load.area_tables import AreaTables, combine_area_tables
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences, SourceFindings
from hotspots.load.offences import observed_period
from hotspots.load.ward_reports import WardReports, combine_ward_reports
from hotspots.profile import ForceProfile
from hotspots.study.executor import Progress, no_progress
from hotspots.study.inputs import Inputs
from hotspots.study.reading import area_of, load, points_of, require_offences

if TYPE_CHECKING:
    from collections.abc import Iterable

STEP: Final = "Reading tables by area and earlier offences"


@dataclass(frozen=True, kw_only=True, eq=False)
class WardInputs:
    """What a ranking of wards is made of.

    Attributes
    ----------
    profile : ForceProfile
    study_area : StudyArea
        With wards.
    loaded : LoadedOffences
    earlier : LoadedOffences or None
        Of the same days a year before; None where there are none that can be compared.
    tables : AreaTables
    reports : WardReports
    deployments : DataFrame or None
        ``schema.DEPLOYMENT_COLUMNS``; None where there is no ledger.
    as_of : date
        The day that months since the last Street Week are counted to.
    notes : tuple of str
        What concerns the tables and the earlier offences, in whole sentences.
    """

    profile: ForceProfile
    study_area: StudyArea
    loaded: LoadedOffences
    earlier: LoadedOffences | None
    tables: AreaTables
    reports: WardReports
    deployments: pd.DataFrame | None
    as_of: date
    notes: tuple[str, ...] = ()

    @property
    def wards(self) -> gpd.GeoDataFrame:
        """The force's wards."""
        return _wards_of(self.study_area)

    @property
    def look_up(self) -> LsoaLookUp:
        """Which ward each LSOA belongs to."""
        return LsoaLookUp(
            ward_of_lsoa=self.tables.ward_of_lsoa, later_lsoas=self.tables.later_lsoas
        )

    @property
    def sources(self) -> tuple[SourceFindings, ...]:
        """The tables by area, the surveys and the reports, with what was found in each."""
        return (*self.tables.sources, *self.reports.sources)

    @property
    def set_aside(self) -> pd.DataFrame:
        """Every row that could not be used, ``schema.SET_ASIDE_COLUMNS`` first.

        Of the earlier offences those outside the compared days are many and are left out; they
        are counted in ``earlier``.
        """
        parts = [self.loaded.set_aside, self.tables.set_aside, self.reports.set_aside]
        if self.earlier is not None:
            rows = self.earlier.set_aside
            outside = (schema.Reason.OUTSIDE_PERIOD, schema.Reason.OUTSIDE_COVER)
            parts.append(rows[~rows[schema.REASON].isin(outside)])
        found = [part for part in parts if len(part)]
        return pd.concat(found, ignore_index=True) if found else parts[0]


def gather_ward_inputs(
    inputs: Inputs,
    *,
    columns: GivenColumns | None = None,
    deployments: pd.DataFrame | None = None,
    as_of: date | None = None,
    progress: Progress = no_progress,
) -> WardInputs:
    """Read boundaries, offences, earlier offences, and the tables by area.

    Parameters
    ----------
    inputs : Inputs
    columns : mapping, optional
        Our column → a table's own name for it, beside the profile's ``[columns]``: residents,
        households, deprivation, survey_deficit, reports, ward_code, lsoa_code.
    deployments : DataFrame, optional
        ``schema.DEPLOYMENT_COLUMNS``, from the ledger; None where there is none.
    as_of : date, optional
        By default the period's last day.

    Raises
    ------
    InputError
        When there is no layer of wards, or a table cannot be read.
    """
    study_area, loaded = load(inputs, progress=progress)
    wards = _wards_of(study_area)
    progress(STEP, 0, 2)
    given = given_columns(inputs.profile.column_aliases, columns)
    files, left_out = read_area_files(inputs.tables, given)
    tables = combine_area_tables([file for file in files if file.columns.is_area_table], wards)
    reports = combine_ward_reports(
        [file for file in files if not file.columns.is_area_table],
        study_area=study_area,
        profile=inputs.profile,
    )
    progress(STEP, 1, 2)
    earlier, why_not = _earlier(inputs, study_area, loaded)
    progress(STEP, 2, 2)
    return WardInputs(
        profile=inputs.profile,
        study_area=study_area,
        loaded=loaded,
        earlier=earlier,
        tables=tables,
        reports=reports,
        deployments=deployments,
        as_of=as_of or loaded.period[1],
        notes=tuple(_as_sentences([*left_out, *tables.notes, *reports.notes, *why_not])),
    )


def wards_of_layers(inputs: Inputs) -> gpd.GeoDataFrame:
    """Read the wards alone: ``schema.WARD_COLUMNS``.

    Raises
    ------
    InputError
        When there is no layer of them.
    """
    return _wards_of(area_of(inputs))


def _wards_of(study_area: StudyArea) -> gpd.GeoDataFrame:
    if study_area.wards is None:
        raise InputError(
            "There is no layer of wards. Fetch their boundaries (from the Open Geography Portal of "
            "the Office for National Statistics, or OS Boundary-Line) of the year of the tables by "
            "area, put them beside those of the authorities, and look at `hotspots check`."
        )
    return study_area.wards


def _earlier(
    inputs: Inputs, study_area: StudyArea, loaded: LoadedOffences
) -> tuple[LoadedOffences | None, Sequence[str]]:
    """Return the offences of the same days a year before, or None and why."""
    if not inputs.earlier:
        return None, ["no offences of the year before were given: ranks are not compared with it"]
    now = Period(first=loaded.period[0], last=loaded.period[1])
    then = now.year_before()
    not_compared = f"the year before ({then.in_words}) is not compared"
    try:
        earlier = points_of(inputs, inputs.earlier, study_area, period=(then.first, then.last))
        require_offences(earlier)
    except NoRowsError:
        return None, [f"{not_compared}: the earlier offences hold none of those days"]
    lacking = data_cover(earlier.offences, observed_period(earlier.offences)).lacks(then)
    if lacking:
        return None, [f"{not_compared}: {lacking}"]
    coded = [float(each[schema.OFFENCE_CODE].notna().mean()) for each in
             (loaded.offences, earlier.offences)]  # fmt: skip
    if abs(coded[0] - coded[1]) > MOST_DIFFERENCE_IN_CODES:
        why = "of one year there are offence codes, of the other categories alone"
        return None, [f"{not_compared}: {why}"]
    return earlier, ()


def _as_sentences(notes: Iterable[str]) -> list[str]:
    return [f"{words.capital(note).removesuffix('.')}." for note in notes]
