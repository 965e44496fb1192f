"""The dry run: what would be read, how, and what would be set aside and why. Nothing is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from hotspots import schema
from hotspots.analyse.harm import unmapped_offences, weigh_offences
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.inputs import Inputs
from hotspots.study.reading import MAPPED_WITH, load, way_to_map
from hotspots.study.selected import chosen_indices
from hotspots.tables.memory import give_back

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.harm_index import HarmIndex
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences

# So many line numbers are listed for each reason; the file of rows set aside has them all.
LINES_LISTED = 5
# What nothing is counted by, and nothing odd is told by.
UNREAD: Final = (
    schema.SOURCE_FILE,
    schema.LOCATION,
    schema.OUTCOME,
    schema.LSOA_CODE,
    schema.UPRN,
    schema.AUTHORITY_CODE,
    schema.WARD_NAME,
)


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What a dry run found.

    Attributes
    ----------
    study_area : StudyArea
    loaded : LoadedOffences
    set_aside : DataFrame
        ``source_file``, ``reason``, ``rows`` and the first ``lines`` of each.
    unmapped : DataFrame
        ``offence_code``, ``category``, ``offences`` that the index does not know.
    index_name : str
        The index that was asked.
    """

    study_area: StudyArea
    loaded: LoadedOffences
    set_aside: pd.DataFrame
    unmapped: pd.DataFrame
    index_name: str

    @property
    def rows(self) -> dict[str, Any]:
        """The count of rows: in, used, and set aside by reason."""
        loaded = self.loaded
        return receipts.of_rows(loaded.rows_in, loaded.rows_used, loaded.rows_set_aside_by_reason)

    @property
    def next_step(self) -> str:
        """What to do now, as a command."""
        return way_to_map(self.loaded)

    def as_mapping(self) -> dict[str, Any]:
        """Return the report as plain values, as ``--json`` prints it."""
        return {
            "rows": self.rows,
            "oddities": [asdict(odd) for odd in self.loaded.oddities],
            "period": list(map(str, self.loaded.period)),
            "set_aside": self.set_aside.to_dict("records"),
            "unmapped": self.unmapped.to_dict("records"),
            "index": self.index_name,
            "next": self.next_step,
            "inputs": receipts.of_inputs(self.loaded, self.study_area),
        }


def check_inputs(
    inputs: Inputs,
    *,
    index: str = "css",
    whole_rows: bool = False,
    progress: Progress = no_progress,
) -> CheckReport:
    """Read everything that a run would read, and say what was found.

    Parameters
    ----------
    inputs : Inputs
    index : str
        The harm index whose unmapped codes are counted; of collisions and reports, their own.
    whole_rows : bool
        True adds the sources' own columns to the rows set aside.

    Raises
    ------
    HotspotsError
        Where a run would stop, with the same message.
    """
    study_area, loaded = load(
        inputs, any_subject=True, whole_rows=whole_rows, unread=UNREAD, progress=progress
    )
    harm_index = chosen_indices(index)[0]
    if loaded.subject in MAPPED_WITH and harm_index.subject != loaded.subject:
        harm_index = chosen_indices(MAPPED_WITH[loaded.subject][1])[0]
    unmapped = _unmapped(loaded.offences, harm_index)
    give_back()
    return CheckReport(
        study_area=study_area,
        loaded=loaded,
        set_aside=_by_reason(loaded.set_aside),
        unmapped=unmapped,
        index_name=f"{harm_index.name}, {harm_index.edition}",
    )


def _unmapped(offences: gpd.GeoDataFrame, index: HarmIndex) -> pd.DataFrame:
    """Return the kinds of offences that an index does not know."""
    kinds = offences[[schema.OFFENCE_CODE, schema.CATEGORY]]
    # A million rows are of some hundred kinds: each is weighed once.
    counted = pa.Table.from_pandas(kinds, preserve_index=False).group_by(list(kinds))
    each = counted.aggregate([([], "count_all")]).to_pandas()
    weighed = weigh_offences(each, [index])
    unknown = weighed[weighed[schema.harm_basis_column(index.key)] == schema.HarmBasis.UNMAPPED]
    return unmapped_offences(unknown.loc[unknown.index.repeat(unknown["count_all"])], index.key)


def _by_reason(rows: pd.DataFrame) -> pd.DataFrame:
    grouped = rows.groupby([schema.SOURCE_FILE, schema.REASON], sort=False)[schema.SOURCE_LINE]
    table = grouped.agg(rows="size", lines=lambda lines: sorted(lines)[:LINES_LISTED])
    return table.reset_index().sort_values(
        ["rows", schema.SOURCE_FILE, schema.REASON],
        ascending=[False, True, True],
        ignore_index=True,
    )
