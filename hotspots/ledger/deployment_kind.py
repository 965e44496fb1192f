"""Deployments to wards: what a table or a file of them holds, and what makes a row unfit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.ledger.reasons import DeploymentReason
from hotspots.ledger.record_files import read_records
from hotspots.ledger.record_kind import TEXT_PATTERN, Faults, RecordKind, fits, unknown_entry_role
from hotspots.ledger.results import RecordsRead

STREET_WEEK: Final = "Street Week"
WARD_CODE_PATTERN: Final = r"[A-Z]\d{8}"
LONGEST: Final = pd.Timedelta(days=366)


def read_deployments(path: Path, *, timezone: str = "Europe/London") -> RecordsRead:
    """Read a CSV of deployments; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        ``operation``, ``ward_code``, ``first_day`` and ``last_day`` (``DD/MM/YYYY`` or
        ``YYYY-MM-DD``) are needed; ``entered_at`` and ``entered_by_role`` are kept where they
        stand. The rest is as for ``read_records``.
    timezone : str
        The clock on which times without an offset were read.
    """
    return read_records(path, DEPLOYMENTS, timezone=timezone)


def _tidied(tidy: pd.DataFrame) -> pd.DataFrame:
    operation = tidy[schema.OPERATION].str.replace(r"\s+", " ", regex=True)
    is_street_week = operation.str.casefold() == STREET_WEEK.casefold()
    return tidy.assign(
        **{
            schema.OPERATION: operation.mask(is_street_week, STREET_WEEK),
            schema.WARD_CODE: tidy[schema.WARD_CODE].str.upper(),
        }
    )


def _faults(tidy: pd.DataFrame) -> Faults:
    first, last = tidy[schema.FIRST_DAY], tidy[schema.LAST_DAY]
    return [
        (DeploymentReason.UNFIT_OPERATION, ~fits(tidy[schema.OPERATION], TEXT_PATTERN)),
        (DeploymentReason.UNFIT_WARD, ~fits(tidy[schema.WARD_CODE], WARD_CODE_PATTERN)),
        (DeploymentReason.NO_DAY, first.isna() | last.isna()),
        (DeploymentReason.ENDS_BEFORE_IT_BEGINS, (last < first).astype(bool)),
        (DeploymentReason.TOO_LONG, (last - first > LONGEST).astype(bool)),
        (DeploymentReason.UNKNOWN_ENTRY_ROLE, unknown_entry_role(tidy)),
    ]


DEPLOYMENTS: Final = RecordKind(
    what="deployments",
    columns=schema.DEPLOYMENT_COLUMNS,
    needed=(schema.OPERATION, schema.WARD_CODE, schema.FIRST_DAY, schema.LAST_DAY),
    headers={
        schema.OPERATION: ("deployment",),
        schema.WARD_CODE: ("ward",),
        schema.FIRST_DAY: ("from", "begins", "start", "start date"),
        schema.LAST_DAY: ("to", "ends", "end", "end date"),
        schema.ENTERED_AT: (),
        schema.ENTERED_BY_ROLE: ("entered by",),
    },
    days=(schema.FIRST_DAY, schema.LAST_DAY),
    words=dict.fromkeys((schema.ENTERED_BY_ROLE, schema.CLAIMED_ROLE), schema.EntryRole),
    key=(schema.OPERATION, schema.WARD_CODE, schema.FIRST_DAY),
    agreeing=(schema.LAST_DAY,),
    contradicts=DeploymentReason.CONTRADICTS,
    contradicts_row=DeploymentReason.CONTRADICTS_ROW,
    tidied=_tidied,
    faults=_faults,
)
