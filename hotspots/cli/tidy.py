"""The command that clears away what is no longer needed, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots.cli.options import Json
from hotspots.cli.printing import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.study.inputs import Job
    from hotspots.study.tidying import IsKept, Leavings

app = typer.Typer(add_completion=False)


@app.command()
def tidy(
    *,
    expired: Annotated[
        bool,
        typer.Option("--expired", help="Also runs whose visit lists expired, a week after as of."),
    ] = False,
    delete: Annotated[
        bool,
        typer.Option("--delete", help="Do it. Without this, only show what would be done."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the runs. By default the workspace's.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Show what killed commands left half-written, and delete it, and expired lists, on request.

    It may hold addresses. Nothing is deleted without `--delete`: what is gone is gone. What another
    command is writing at this moment is never touched. Visit lists that the ledger keeps, of a
    command that was killed before they could be seen, are moved to where they belong.

    `hotspots tidy --expired --delete`
    """
    from hotspots.cli.ledger_access import address_store, streets_store
    from hotspots.study.inputs import find_job
    from hotspots.study.tidying import clear, find_leavings

    job = find_job(Path.cwd(), out=out, needs_layers=False, needs_offences=False)
    root = job.workspace.root if job.workspace else Path.cwd()
    stores = [address_store(job).parent, streets_store(job).parent]
    folders = [job.maps, *stores, root, Path.cwd().resolve()]
    found = find_leavings(
        folders,
        is_kept=_is_kept(job),
        expired_in=job.maps if expired else None,
        now=datetime.now(UTC),
    )
    done = clear(folders, found) if delete else found
    if json:
        say_json(
            {
                "deleted": delete,
                "stopped": _as_text(done.stopped),
                "moved_into_place": _as_text(done.unseen),
                "expired": _as_text(done.expired),
            }
        )
    else:
        _say_leavings(done, deleted=delete)


def _is_kept(job: Job) -> IsKept:
    """Return what says of a run whether the ledger keeps its lists; no ledger is made by asking."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger

    def is_kept(run_name: str) -> bool:
        if not has_ledger(job):
            return False
        with opened_ledger(job) as ledger:
            return ledger.has_run(run_name)

    return is_kept


def _as_text(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def _say_leavings(leavings: Leavings, *, deleted: bool) -> None:
    """Print what was done, or would be."""
    would = "" if deleted else "would be "
    for what, paths in (
        (f"Left half-written by a command that was killed, {would}deleted", leavings.stopped),
        (f"Lists that the ledger keeps, {would}moved into place", leavings.unseen),
        (f"Visit lists that have expired, {would}deleted", leavings.expired),
    ):
        for path in paths:
            say(f"{what}: {path}")
    if not any((leavings.stopped, leavings.unseen, leavings.expired)):
        say("There is nothing to tidy.")
    elif not deleted:
        say("Nothing was deleted. Do it with `--delete`.")
