"""The command line: parse, call a journey, print. No science here.

Each command is the module of its name, and is imported when it is called.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Any, Final

import typer

from hotspots.cli.app import app
from hotspots.cli.printing import say_fault
from hotspots.errors import HotspotsError, ParameterError
from hotspots.libraries import ask_libraries

# What typer raises for words that it cannot place. It names one of its children alone.
TypedWrongly: Final[Any] = typer.BadParameter.__base__
FAULT = 1
USAGE = 2
INTERRUPTED = 130  # what a shell calls Ctrl-C


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 could not be done, 2 asked for wrongly."""
    ask_libraries()
    for stream in (sys.stdout, sys.stderr):
        # A console of Windows may not have every sign of the text: "?" stands for those it lacks.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(standalone_mode=False)
    except TypedWrongly as fault:
        fault.show()  # plain: to draw a box around it costs a third of the start
        sys.exit(USAGE)
    except HotspotsError as fault:
        if "--debug" in sys.argv:
            raise
        say_fault(str(fault), options=fault.options)
        sys.exit(USAGE if isinstance(fault, ParameterError) else FAULT)
    except Exception as fault:
        if "--debug" in sys.argv:
            raise
        from hotspots.cli.faults import in_words

        say_fault(in_words(fault))
        sys.exit(FAULT)
    if status == INTERRUPTED:
        say_fault("Stopped. No half-written run was left.")
        sys.exit(FAULT)
    sys.exit(status)
