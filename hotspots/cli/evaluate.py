"""The command that tells whether an operation worked, and what it says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots import words
from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say, say_rows
from hotspots.errors import NoRowsError, ParameterError, SettingsError
from hotspots.study.operations.journeys import EVALUATION
from hotspots.unfinished import file_written

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.study.inputs import Job
    from hotspots.study.operations.prepared import PatrolRecords, Prepared
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(EVALUATION, without=("tables", "first_day", "last_day"), reads_otherwise=True)
def evaluate(
    asked: Asked,
    operation: Annotated[
        Path | None,
        typer.Argument(
            help="The operation: a TOML file, as --template writes it.", show_default=False
        ),
    ] = None,
    *,
    template: Annotated[
        Path | None,
        typer.Option(
            help="Write an operation to fill in, with every entry explained, and stop.",
            show_default=False,
        ),
    ] = None,
    patrols: Annotated[
        Path | None,
        typer.Option(
            help="Patrols made: a CSV or workbook with begins_at, minutes, role, activity, and "
            "spot_id or a "
            "point. By default the workspace's ledger.",
            show_default=False,
        ),
    ] = None,
) -> Run[Evaluation] | None:
    """Tell whether an operation worked: treated areas beside controls, before and during.

    The verdict is one of: reduced, no detectable effect, increased, not delivered, or too few
    offences to tell, with how sure it is and what to doubt.

    `hotspots evaluate --template operation.toml`, fill it in, then
    `hotspots evaluate operation.toml`
    """
    from hotspots.cli.ledger_access import past_of
    from hotspots.study.operations.evaluate import evaluate_operation, prepare_evaluation
    from hotspots.study.operations.operation import read_operation

    if template is not None:
        _write_template(template)
        return None
    if operation is None:
        raise ParameterError(
            "Name the operation's file: `hotspots evaluate operation.toml`. `hotspots evaluate "
            "--template operation.toml` writes one to fill in."
        )
    described, job, frame = read_operation(operation), asked.job, asked.frame
    prepared = prepare_evaluation(job.inputs, described, maps=job.maps, past=past_of(job))
    made = _of_file(patrols, prepared, job) if patrols else _of_ledger(job)
    return evaluate_operation(prepared, patrols=made, **frame)


def _write_template(path: Path) -> None:
    from hotspots.study.operations.operation import operation_template

    if path.exists():
        raise SettingsError(f"{path} is there already; name another file.")
    with file_written(path) as beside:
        beside.write_text(operation_template(), encoding="utf-8", newline="\n")
    say(f"Written to {path}. Fill it in, then `hotspots evaluate {shlex.quote(str(path))}`.")


def _of_file(path: Path, prepared: Prepared, job: Job) -> PatrolRecords:
    from hotspots.ledger import read_patrols
    from hotspots.load.findings import sha256_of
    from hotspots.study.operations.prepared import PatrolRecords

    read = read_patrols(path, timezone=job.inputs.profile.timezone, spots=prepared.treated_as_spots)
    if not read.rows_in:
        raise NoRowsError(f"{path.name} has a header and no rows: it does not say what was done.")
    return PatrolRecords(
        rows=read.rows,
        source=path.name,
        sha256=sha256_of(path),
        rows_in=read.rows_in - read.not_done,  # a form's visits that nobody made are none
        set_aside=len(read.set_aside),
    )


def _of_ledger(job: Job) -> PatrolRecords | None:
    """Return the ledger's patrols; None where none was ever recorded, for then nothing is known."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger
    from hotspots.study.operations.prepared import PatrolRecords

    if not has_ledger(job):
        return None
    with opened_ledger(job) as ledger:
        rows: pd.DataFrame = ledger.patrols()
    return None if rows.empty else PatrolRecords(rows=rows, source="the ledger")


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print the verdict on an operation, and what to know with it."""
    found, rows = receipt["evaluation"], receipt["rows"]
    say(f"{receipt['operation']['name']}: {found['headline']}.")
    say(found["sentence"])
    for point in found["points"]:
        say(f"Mind: {point}")
    say_rows(rows)
    patrols = receipt["inputs"]["patrols"]
    if patrols is not None:
        say(
            f"Patrols, from {patrols['source']}: {words.plural(patrols['rows_in'], 'row')} in = "
            f"{patrols['rows_used']:,} used + {patrols['rows_set_aside']:,} set aside."
        )
    delivery = found["delivery"]
    if delivery is not None and delivery["matched"]:
        say(delivery["matched"])
        if delivery["elsewhere"]:
            elsewhere = (delivery["elsewhere"], "patrol of its days is", "patrols of its days are")
            say(f"{words.plural(*elsewhere)} in no treated area.")
