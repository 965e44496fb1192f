"""The command that writes a run's tables into a database, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotspots.cli.options import Json, Quiet
from hotspots.cli.printing import say, say_json
from hotspots.words import plural

app = typer.Typer(add_completion=False)


@app.command()
def publish(
    database: Annotated[
        str,
        typer.Argument(
            help="Where to: 'postgis://WRITER@HOST/DATABASE'. The password is in ~/.pgpass, or "
            "wherever else PostgreSQL looks for it.",
        ),
    ],
    run_name: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN]", help="Name of a run; by default the latest.", show_default=False
        ),
    ] = None,
    *,
    schema: Annotated[
        str,
        typer.Option(
            help="A schema of its own: it is made, and one that holds other things is refused."
        ),
    ] = "hotspots",
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the runs. By default the workspace's.", show_default=False),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a run's tables into a schema of a PostGIS database, for maps and dashboards there.

    The very tables of the run's folder, and nothing else, in one transaction. They take the place
    of those of an earlier run of the same journey. Who may read them, the database says.
    """
    from hotspots.postgresql import server_of
    from hotspots.render.postgis_schema import RUNS_TABLE, write_schema
    from hotspots.study.run_folder import latest_run, named_run, read_receipt
    from hotspots.workspace import find_workspace

    server = server_of(database)
    maps = out or find_workspace(Path.cwd()).maps
    folder = named_run(maps, run_name) if run_name else latest_run(maps)
    tables = write_schema(folder, read_receipt(folder), server, schema=schema)
    if json:
        rows = {table.name: table.rows for table in tables}
        say_json({"run": folder.name, "schema": schema, "tables": rows})
    elif not quiet:
        for table in tables:
            say(f"{table.rows:>7,} rows {schema}.{table.name}")
        say(
            f"{plural(len(tables), 'table')} of {folder.name} written to {server.place}; "
            f"{schema}.{RUNS_TABLE} says of which run they are."
        )
