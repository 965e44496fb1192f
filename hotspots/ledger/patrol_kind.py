"""Patrols of harm spots: what a table or a file of them holds, and what makes a row unfit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.ledger.patrol_places import (
    ROW_DIGEST,
    TRACKS,
    SpotsOverTime,
    spots_at_any_time,
    with_spots_of_points,
)
from hotspots.ledger.reasons import LONGEST_VISIT_MINUTES, MOST_INTERACTIONS, PatrolReason
from hotspots.ledger.record_files import read_records
from hotspots.ledger.record_kind import (
    ROLE_SPELLINGS,
    Faults,
    RecordKind,
    after_entry,
    fits,
    is_one_of,
    unknown_entry_role,
)
from hotspots.ledger.record_rows import NOT_A_NUMBER, every_reason
from hotspots.ledger.results import RecordsRead
from hotspots.tables.columns import POINT_NAMES

if TYPE_CHECKING:
    import geopandas as gpd

SPOT_ID_PATTERN: Final = r"[A-Z0-9][A-Z0-9-]{0,15}"


def read_patrols(
    path: Path,
    *,
    timezone: str = "Europe/London",
    spots: gpd.GeoDataFrame | SpotsOverTime | None = None,
    placed_before: Mapping[str, str] | None = None,
) -> RecordsRead:
    """Read a CSV of patrols; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        ``begins_at``, ``minutes``, ``role`` and ``activity`` are needed, and the spot: ``spot_id``,
        or ``easting`` and ``northing``, or ``longitude`` and ``latitude``. ``interactions``,
        ``recorded_by``, ``entered_at`` and ``entered_by_role`` are kept where they stand. The rest
        is as for ``read_records``. With ``planned_at`` it is a plan that comes back as a form:
        its rows that nobody filled in are counted as not done.
    timezone : str
        The clock on which times without an offset were read.
    spots : GeoDataFrame or SpotsOverTime, optional
        The spots in force, ``spot_id`` and outline in the force's projected system: a row without
        a spot id is of the spot that its point lies in. A GeoDataFrame was in force at any time.
    placed_before : mapping of str to str, optional
        The spots of rows that were placed before, by the rows' digests: they keep them.
    """
    over_time = spots if isinstance(spots, SpotsOverTime) else spots_at_any_time(spots)

    def completed(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str]]:
        placed, lost = with_spots_of_points(table, over_time, placed_before=placed_before)
        given = placed.get(schema.RECORDED_BY, pd.Series(None, index=placed.index, dtype="str"))
        source = given.mask(given.str.strip() == "").fillna(str(schema.PatrolSource.FILE))
        return placed.assign(**{schema.RECORDED_BY: source}), lost

    return read_records(path, PATROLS, timezone=timezone, completed=completed)


def faults_of_patrol(row: pd.DataFrame) -> list[str]:
    """Return every reason why a patrol could not be kept; none where it can be.

    ``row`` is a table of one, as ``Ledger.record_patrols`` takes it, with ``entered_at`` and
    ``entered_by_role``. Whether the spot is or was in force is not asked here.
    """
    return every_reason(row, PATROLS)


def _tidied(tidy: pd.DataFrame) -> pd.DataFrame:
    minutes, interactions = tidy[schema.MINUTES], tidy[schema.INTERACTIONS]
    return tidy.assign(
        **{
            schema.SPOT_ID: tidy[schema.SPOT_ID].str.upper(),
            schema.MINUTES: np.floor(minutes + 0.5),
            schema.INTERACTIONS: interactions.mask(interactions % 1 > 0, NOT_A_NUMBER),
            schema.RECORDED_BY: tidy[schema.RECORDED_BY].fillna(str(schema.PatrolSource.ENTERED)),
        }
    )


def _faults(tidy: pd.DataFrame) -> Faults:
    spot_id, minutes = tidy[schema.SPOT_ID], tidy[schema.MINUTES]
    begins_at, interactions = tidy[schema.BEGINS_AT], tidy[schema.INTERACTIONS]
    return [
        (PatrolReason.NO_SPOT, spot_id.isna()),
        (PatrolReason.UNFIT_SPOT, ~fits(spot_id, SPOT_ID_PATTERN)),
        (PatrolReason.NO_TIME, begins_at.isna()),
        (PatrolReason.AFTER_ENTRY, after_entry(tidy, schema.BEGINS_AT)),
        (PatrolReason.NO_MINUTES, minutes.isna()),
        (PatrolReason.UNFIT_MINUTES, ~minutes.between(1, LONGEST_VISIT_MINUTES)),
        (
            PatrolReason.UNFIT_INTERACTIONS,
            interactions.notna() & ~interactions.between(0, MOST_INTERACTIONS),
        ),
        (PatrolReason.UNKNOWN_ROLE, ~is_one_of(tidy[schema.ROLE], schema.VisitRole)),
        (PatrolReason.UNKNOWN_ACTIVITY, ~is_one_of(tidy[schema.ACTIVITY], schema.PatrolActivity)),
        (PatrolReason.UNKNOWN_SOURCE, ~is_one_of(tidy[schema.RECORDED_BY], schema.PatrolSource)),
        (PatrolReason.UNKNOWN_ENTRY_ROLE, unknown_entry_role(tidy)),
    ]


PATROLS: Final = RecordKind(
    what="patrols",
    columns=schema.PATROL_COLUMNS,
    needed=(schema.BEGINS_AT, schema.MINUTES, schema.ROLE, schema.ACTIVITY),
    needs_one_of=((schema.SPOT_ID,), schema.IN_METRES, schema.IN_DEGREES),
    headers={
        schema.SPOT_ID: ("spot", "harm spot"),
        **POINT_NAMES,
        schema.PLANNED_AT: (),
        schema.BEGINS_AT: ("began at", "begins", "start", "started at", "start time"),
        schema.MINUTES: ("duration minutes", "duration in minutes"),
        schema.ROLE: ("patrolled by", "patrolled by role"),
        schema.ACTIVITY: ("what was done",),
        schema.INTERACTIONS: ("people spoken to",),
        schema.RECORDED_BY: (),
        schema.ENTERED_AT: (),
        schema.ENTERED_BY_ROLE: ("entered by",),
    },
    moments=(schema.BEGINS_AT,),
    numbers={schema.MINUTES: "int64", schema.INTERACTIONS: "Int64"},
    words={
        schema.ROLE: schema.VisitRole,
        schema.ACTIVITY: schema.PatrolActivity,
        schema.RECORDED_BY: schema.PatrolSource,
        schema.ENTERED_BY_ROLE: schema.EntryRole,
        schema.CLAIMED_ROLE: schema.EntryRole,
    },
    spellings={
        **ROLE_SPELLINGS,
        "patrol": schema.PatrolActivity.DIRECTED_PATROL,
        "business checks": schema.PatrolActivity.BUSINESS_CHECK,
        "stop and search": schema.PatrolActivity.STOP_SEARCH,
        "stop-search": schema.PatrolActivity.STOP_SEARCH,
        **dict.fromkeys(TRACKS, schema.PatrolSource.TRACK),
    },
    key=(schema.SPOT_ID, schema.BEGINS_AT, schema.ROLE, schema.RECORDED_BY),
    # Entered by hand and then sent in a file it is one patrol; a GPS track's stands beside it.
    alike_in_key={
        schema.RECORDED_BY: {str(schema.PatrolSource.FILE): str(schema.PatrolSource.ENTERED)}
    },
    agreeing=(schema.MINUTES, schema.ACTIVITY, schema.INTERACTIONS),
    contradicts=PatrolReason.CONTRADICTS,
    contradicts_row=PatrolReason.CONTRADICTS_ROW,
    tidied=_tidied,
    faults=_faults,
    kept_inside=(ROW_DIGEST,),
    form_column=schema.PLANNED_AT,
    form_key=(schema.SPOT_ID, schema.PLANNED_AT),
    planned_for={schema.BEGINS_AT: schema.PLANNED_AT},
    filled_in=(schema.BEGINS_AT, schema.MINUTES, schema.INTERACTIONS),
)
