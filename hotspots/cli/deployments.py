"""The commands of deployments to wards, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import schema, words
from hotspots.cli.options import EnteredBy, Full, Json, Role, SetAside
from hotspots.cli.printing import say, say_answer
from hotspots.schema import EntryRole

if TYPE_CHECKING:
    from hotspots.cli.ledger_words import Area
    from hotspots.study.inputs import Job

app = typer.Typer(add_completion=False, help="Street Weeks and other operations in a ward, kept.")


@app.command("import")
def import_deployments(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV or workbook with operation, ward_code, first_day and last_day; a row for "
            "each ward."
        ),
    ],
    *,
    role: Role = EntryRole.ANALYST,
    set_aside: SetAside = None,
    json: Json = False,
) -> None:
    """Record deployments from a CSV. The same file twice is recorded once, and says so."""
    from hotspots.cli.ledger_access import entered_now, opened_ledger
    from hotspots.cli.ledger_words import require_other_file, say_import
    from hotspots.study.inputs import find_job

    require_other_file(set_aside, file)
    job = find_job(Path.cwd())
    wards = _wards(job)
    with opened_ledger(job) as ledger:
        result = ledger.import_deployments(
            file,
            entered_at=entered_now(),
            entered_by_role=str(role),
            wards=None if wards is None else {ward.code for ward in wards},
        )
    say_import(result, set_aside, json=json)


@app.command("add")
def add_deployment(
    *,
    ward: Annotated[
        str, typer.Option(help="ONS code of the ward, such as E05010828.", show_default=False)
    ],
    first_day: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day.", show_default=False)
    ],
    last_day: Annotated[
        str,
        typer.Option(
            "--to", metavar="YYYY-MM-DD", help="Last day, itself included.", show_default=False
        ),
    ],
    operation: Annotated[str, typer.Option(help="Name of the operation.")] = "Street Week",
    entered_by: EnteredBy = EntryRole.ANALYST,
    json: Json = False,
) -> None:
    """Record that an operation is, was or will be in a ward.

    `hotspots deployments add --ward E05010828 --operation "Street Week" --from 2026-03-02 --to
    2026-03-08`
    """
    import pandas as pd

    from hotspots.cli.ledger_access import entered_now, opened_ledger
    from hotspots.cli.ledger_words import say_added, unknown_ward
    from hotspots.study.inputs import day_of, find_job

    job = find_job(Path.cwd())
    wards = _wards(job)
    code = ward.strip().upper()
    if wards is not None and code not in {each.code for each in wards}:
        raise unknown_ward(ward.strip(), wards)
    row = {
        schema.OPERATION: operation,
        schema.WARD_CODE: code,
        schema.FIRST_DAY: pd.Timestamp(day_of(first_day)),
        schema.LAST_DAY: pd.Timestamp(day_of(last_day)),
    }
    with opened_ledger(job) as ledger:
        result = ledger.record_deployments(
            pd.DataFrame([row]), entered_at=entered_now(), entered_by_role=str(entered_by)
        )
    say_added(result, "deployment", json=json)


@app.command("list")
def list_deployments(*, full: Full = False, json: Json = False) -> None:
    """Show every deployment, the newest first."""
    from hotspots.cli.ledger_access import opened_ledger
    from hotspots.cli.ledger_words import say_deployments
    from hotspots.study.inputs import find_job

    job = find_job(Path.cwd())
    with opened_ledger(job) as ledger:
        deployments = ledger.deployments()
    wards = _wards(job) or []
    say_answer(lambda: say_deployments(deployments, wards, json=json), full=full or json)


@app.command("export")
def export_deployments(
    file: Annotated[Path, typer.Argument(help="The CSV to write, in place of an earlier export.")],
) -> None:
    """Write every deployment to a CSV that can be imported again."""
    from hotspots.cli.ledger_access import opened_ledger
    from hotspots.study.inputs import find_job

    with opened_ledger(find_job(Path.cwd())) as ledger:
        count = ledger.export_deployments(file)
    say(f"{words.plural(count, 'deployment')} written to {file}.")


def _wards(job: Job) -> list[Area] | None:
    """Return the force's wards, or None where no layer of wards is given."""
    from hotspots.cli.ledger_words import Area
    from hotspots.study.reading import area_of

    inputs = job.inputs
    area = area_of(inputs)
    if area.wards is None:
        return None
    columns = (schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT)
    return [
        Area(code=str(code), name=f"{name}, {district}")
        for code, name, district in zip(*(area.wards[column] for column in columns), strict=True)
    ]
