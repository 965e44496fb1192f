"""Options that commands share: what a journey reads, and how it is done.

What is read becomes a ``Job``, in one way for every command. How it is done is made from the
journey's parameters, so that neither can forget the other.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import Field
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.models import TyperPath

from hotspots.postgresql import PostgisTable, is_postgis, source_of
from hotspots.schema import EntryRole
from hotspots.study.parameters import (
    default_of,
    descriptions,
    flat_fields,
    holds_several,
    in_text,
)


class SourceType(TyperPath):
    """A path, or the ``postgis://`` address of a table."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - click's
        """Return a Path or a PostgisTable."""
        if isinstance(value, str) and is_postgis(value):
            return source_of(value)
        return value if isinstance(value, PostgisTable) else super().convert(value, param, ctx)


Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, and nothing else.")]
Full = Annotated[bool, typer.Option("--full", help="Print the whole answer, however long.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Processes to work with. The result does not depend on it.", show_default="1"
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        help="The scheduler of a Dask cluster that does the work in place of --workers. The result "
        "does not depend on it.",
        metavar="tcp://HOST:PORT",
        show_default=False,
    ),
]
Offences = Annotated[
    list[Any] | None,  # typer would make a Path of what SourceType has read
    typer.Argument(
        help="Offences: a records-system export (CSV, XLSX, GeoPackage, GeoJSON, Parquet), a "
        "data.police.uk month, a folder of months, the archive, what its API answers, or a table "
        "of PostGIS, 'postgis://READER@HOST/DATABASE?table=SCHEMA.TABLE'. By default the "
        "workspace's.",
        click_type=SourceType(path_type=Path),
        show_default=False,
    ),
]
Layers = Annotated[
    list[Path] | None,
    typer.Option(
        "--layers",
        "-l",
        help="Boundaries: files or folders of authorities or districts, and of wards. By default "
        "the workspace's.",
        show_default=False,
    ),
]
Earlier = Annotated[
    list[Any] | None,
    typer.Option(
        help="Offences of earlier years, to compare with. By default the workspace's, unless "
        "other offences are named than its own.",
        click_type=SourceType(path_type=Path),
        show_default=False,
    ),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option(
        "--tables",
        "-t",
        help="Tables by area code: residents and households, deprivation, look-ups from LSOAs to "
        "wards, surveys, Street Safe reports. By default the workspace's.",
        show_default=False,
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        help="Force profile: a name that ships with hotspots, or the path of a .toml. By default "
        "the workspace's, else essex; a demonstration's is for its own offences alone.",
        show_default=False,
    ),
]
FirstDay = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        help="First day to take; give --to as well. By default the months that the data cover, "
        "or what is said above.",
        show_default=False,
    ),
]
LastDay = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="YYYY-MM-DD",
        help="Last day to take, itself included.",
        show_default=False,
    ),
]
DateFormat = Annotated[
    str | None,
    typer.Option(
        help="Format of dates that could be read two ways, for example '%d/%m/%Y %H:%M'.",
        show_default=False,
    ),
]
Header = Annotated[
    bool | None,
    typer.Option(
        "--header/--no-header",
        help="Whether exports begin with column names. Of one that does not, the profile's "
        '[columns] say which column is which: easting = ["column 3"].',
        show_default="--header",
    ),
]
Crs = Annotated[
    str | None,
    typer.Option(
        help="Coordinate system of boundaries that declare none, for example EPSG:27700.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder that takes the run. By default the workspace's maps.", show_default=False
    ),
]
Name = Annotated[
    str | None,
    typer.Option(help="Name of the run's folder. By default the time.", show_default=False),
]
Past = Annotated[
    bool,
    typer.Option(
        "--past/--no-past",
        help="Take the harm spots in force and their edits from the workspace's ledger.",
    ),
]
District = Annotated[
    list[str] | None,
    typer.Option(help="Only this district; may be given again.", show_default=False),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="The moment the answer is of, on the force's clock; a day alone is its midnight, "
        "before anything of that day. By default now.",
        show_default=False,
    ),
]
At = Annotated[
    str,
    typer.Option(
        metavar="'YYYY-MM-DD HH:MM'",
        help="When it began, on the force's clock; or as DD/MM/YYYY HH:MM.",
        show_default=False,
    ),
]
SetAside = Annotated[
    Path | None,
    typer.Option(
        "--set-aside",
        metavar="FILE",
        help="A CSV to write: line and reason of every row that was set aside.",
        show_default=False,
    ),
]
Role = Annotated[EntryRole, typer.Option(help="Role of the person who enters this; never a name.")]
EnteredBy = Annotated[
    EntryRole,
    typer.Option("--entered-by", help="Role of the person who enters this; never a name."),
]

# What a journey reads, in the order in which the help shows it.
INPUTS: Final[dict[str, Any]] = {
    "offences": Offences,
    "layers": Layers,
    "earlier": Earlier,
    "tables": Tables,
    "profile": Profile,
    "first_day": FirstDay,
    "last_day": LastDay,
    "date_format": DateFormat,
    "header": Header,
    "crs": Crs,
    "out": Out,
}


def options_of_inputs(names: Sequence[str]) -> list[inspect.Parameter]:
    """Return an argument for the offences and an option for each other input, by ``INPUTS``."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD
            if name == "offences"
            else inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=INPUTS[name],
        )
        for name in names
    ]


def options_of_parameters(params_class: type) -> list[inspect.Parameter]:
    """Return an option for each parameter; its help is the entry in the dataclass's docstring."""
    help_of, known = descriptions(params_class), list(flat_fields(params_class))
    names = {field.name for field, _ in known}
    return [_option(field, kind, _typed(help_of[field.name], names)) for field, kind in known]


def _typed(words: str, names: Collection[str]) -> str:
    """Return what is said of a parameter, the others in it named as they are typed."""

    def option(found: re.Match[str]) -> str:
        name = found[1]
        return f"`--{name.replace('_', '-')}`" if name in names else found[0]

    return re.sub(r"``(\w+)``", option, words)


def _option(field: Field[Any], kind: Any, words: str) -> inspect.Parameter:  # noqa: ANN401 - a type hint
    default = default_of(field)
    several = holds_several(kind)
    told = typer.Option(
        help=words, rich_help_panel="Method", metavar="NUMBER,NUMBER,…" if several else None
    )
    return inspect.Parameter(
        field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=in_text(default) if several else default,
        annotation=Annotated[str if several else kind, told],
    )


def given_on_command_line(context: typer.Context, named: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the options that a person typed; the rest are left to the settings and the defaults."""
    sources = {name: context.get_parameter_source(name) for name in named}
    return {
        name: named[name]
        for name, source in sources.items()
        if source is not None and source.name == "COMMANDLINE"
    }
