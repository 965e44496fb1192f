"""The command that clears away what is no longer needed, and what it says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import words
from hotspots.cli.options import Json
from hotspots.cli.printing import say, say_json
from hotspots.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.study.inputs import Job
    from hotspots.study.retention import Retention
    from hotspots.study.tidying import IsKept, Leavings

app = typer.Typer(add_completion=False)


@app.command()
def tidy(
    *,
    what_if: Annotated[
        bool,
        typer.Option("--what-if", help="Only show what would be deleted and forgotten."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the runs. By default the workspace's.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Delete what stopped commands left and what is past its time; forget homes in the ledger.

    What is gone is gone: look with `--what-if` first. How long each kind is kept stands in the
    settings, under `retention`. What another command is writing is never touched. Visit
    lists that the ledger keeps, of a command that was killed before they could be seen, are moved
    to where they belong.

    `hotspots tidy --what-if`
    """
    from hotspots.cli.expiry import log_acts
    from hotspots.cli.faults import traces_folder
    from hotspots.cli.ledger_access import address_store, streets_store
    from hotspots.schema.entry import LogAct
    from hotspots.study.inputs import find_job
    from hotspots.study.retention import retention_of
    from hotspots.study.tidying import clear, find_leavings
    from hotspots.workspace import PREPARED

    job = find_job(Path.cwd(), out=out, needs_layers=False, needs_offences=False)
    _require_folder(job, out)
    retention, now = retention_of(job.tables), datetime.now(UTC)
    root = job.workspace.root if job.workspace else Path.cwd()
    prepared = root / PREPARED
    stores = [address_store(job).parent, streets_store(job).parent]
    folders = [job.maps, *stores, root, prepared, Path.cwd().resolve()]
    leavings = find_leavings(
        folders,
        is_kept=_is_kept(job),
        now=now,
        expired_in=job.maps,
        aged_in={"traces": traces_folder(), "prepared": prepared},
        retention=retention,
    )
    if not what_if:
        leavings = clear(folders, leavings)
        expired = [run.name for run in leavings.expired]
        log_acts(LogAct.ERASURE, "expired visit lists deleted", expired)
    forgotten = _forget(job, retention, now, what_if=what_if)
    if json:
        paths = {name: [str(path) for path in found] for name, found in asdict(leavings).items()}
        say_json({"what_if": what_if, **paths, "forgotten": forgotten})
    else:
        _say_leavings(leavings, forgotten, what_if=what_if)


def _require_folder(job: Job, out: Path | None) -> None:
    """Refuse a folder that is not there, and one that is neither a workspace nor holds runs."""
    from hotspots.cli.ledger_access import require_workspace

    if job.maps.is_dir():
        return
    if out is not None:
        raise SettingsError(f"There is no folder {out}. Name the one that the runs are in.")
    require_workspace(job, or_else=", or name the folder of the runs: `hotspots tidy --out DIR`")


def _is_kept(job: Job) -> IsKept:
    """Return what says of a run whether the ledger keeps its lists; no ledger is made by asking."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger

    def is_kept(run_name: str) -> bool:
        if not has_ledger(job):
            return False
        with opened_ledger(job) as ledger:
            return ledger.has_run(run_name)

    return is_kept


def _forget(job: Job, retention: Retention, now: datetime, *, what_if: bool) -> dict[str, int]:
    """Forget homes and accounts that are past their time; return of how many rows."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger

    if not has_ledger(job):
        return {}
    moments = {f"{kind}_before": retention.before(kind, now) for kind in ("homes", "accounts")}
    with opened_ledger(job) as ledger:
        found = ledger.forgettable(**moments)
        if not what_if and any(asdict(found).values()):
            found = ledger.forget(**moments)
    return {name: count for name, count in asdict(found).items() if count}


def _say_leavings(leavings: Leavings, forgotten: dict[str, int], *, what_if: bool) -> None:
    """Print what was done, or would be."""
    would = "would be " if what_if else ""
    done: list[tuple[str, Sequence[Path]]] = [
        (f"Left half-written by a command that was killed, {would}deleted", leavings.stopped),
        (f"Lists that the ledger keeps, {would}moved into place", leavings.unseen),
        (f"Visit lists that have expired, {would}deleted", leavings.expired),
        (f"Past its time, {would}deleted", leavings.aged),
    ]
    for what, paths in done:
        for path in paths:
            say(f"{what}: {path}")
    for what, count in forgotten.items():
        say(f"In the ledger, {what} {would}forgotten: {words.plural(count, 'row')}")
    if not any((leavings.stopped, leavings.unseen, leavings.expired, leavings.aged, forgotten)):
        say("There is nothing to tidy.")
    elif what_if:
        say("Nothing was deleted. Do it with `hotspots tidy`.")
