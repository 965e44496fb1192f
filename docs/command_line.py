"""Print the page of the command line, made from the commands themselves.

python docs/command_line.py > docs/command-line.md
"""

import sys
from typing import cast

import typer.cli
from typer.main import get_command

from hotspots.cli.app import CommandsByName, app


def page() -> str:
    """Return the page as Markdown."""
    commands = cast("CommandsByName", get_command(app))
    commands.import_all()
    context = typer.Context(commands)
    text = typer.cli.get_docs_for_click(
        obj=commands, ctx=context, name="hotspots", title="Command line"
    )
    return f"{text.strip()}\n"


if __name__ == "__main__":
    sys.stdout.write(page())
