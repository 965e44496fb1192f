"""Lists that have expired are deleted by whoever meets them first, and that is logged."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from hotspots.errors import BeingWrittenError
from hotspots.schema import LogAct
from hotspots.study.tidying import expired_runs
from hotspots.unfinished import remove
from hotspots.web import force


def delete_expired() -> list[str]:
    """Delete the runs whose lists have expired, and return their names."""
    gone = []
    for run in expired_runs(force.workspace().maps, datetime.now(UTC)):
        with suppress(BeingWrittenError, FileNotFoundError):  # another one is at it
            remove(run)
            gone.append(run.name)
    for name in gone:
        force.ledger().log_act(LogAct.ERASURE, "expired visit lists deleted", subject=name)
    return gone
