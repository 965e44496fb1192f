"""Visit lists that have expired are deleted by the next command that meets them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hotspots.errors import BeingWrittenError, HotspotsError, SettingsError
from hotspots.schema.entry import LogAct
from hotspots.study.tidying import expired_runs
from hotspots.unfinished import remove
from hotspots.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable


def delete_expired(out: Path | None = None) -> None:
    """Delete the expired lists of the folder that takes the runs; say so, and log it."""
    gone = []
    for run in expired_runs(out or _maps(), datetime.now(UTC)):
        try:
            remove(run)
        except BeingWrittenError:  # another command is at it
            continue
        except OSError as fault:
            _say(f"The visit lists of {run} have expired and cannot be deleted: {fault.strerror}.")
        else:
            _say(f"The visit lists of {run} had expired, and were deleted.")
            gone.append(run.name)
    log_acts(LogAct.ERASURE, "expired visit lists deleted", gone)


def log_acts(act: LogAct, what: str, runs: Iterable[str]) -> None:
    """Log what was done with runs of lists, where there is a ledger; say so where it cannot be."""
    runs = list(runs)
    if not runs:
        return
    from hotspots.cli.ledger_access import has_ledger, opened_ledger
    from hotspots.study.inputs import find_job

    try:
        job = find_job(Path.cwd(), needs_layers=False, needs_offences=False)
        if has_ledger(job):
            with opened_ledger(job) as ledger:
                for run in runs:
                    ledger.log_act(act, what, subject=run)
    except HotspotsError as fault:
        _say(f"That could not be logged ({what}: {', '.join(runs)}). {fault}")


def _maps() -> Path:
    try:
        return find_workspace(Path.cwd()).maps
    except SettingsError:
        return Path("maps")


def _say(text: str) -> None:
    typer.echo(text, err=True)
