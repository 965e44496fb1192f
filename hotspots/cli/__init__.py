"""The command line: parse, call a journey, print. No science here."""

from __future__ import annotations

import sys

from hotspots.cli import (  # noqa: F401 - each module of commands adds its own
    accuracy_commands,
    change_commands,
    cocoon_commands,
    commands,
    evaluate_commands,
    ledger_commands,
    near_repeat_commands,
    patrol_commands,
    patrol_plan_commands,
    spot_commands,
    spot_review_command,
    ward_commands,
)
from hotspots.cli.app import app
from hotspots.cli.printing import say_fault
from hotspots.errors import HotspotsError, ParameterError

FAULT = 1
USAGE = 2
INTERRUPTED = 130  # what a shell calls Ctrl-C


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 could not be done, 2 asked for wrongly."""
    try:
        app(standalone_mode=True)
    except HotspotsError as fault:
        if "--debug" in sys.argv:
            raise
        say_fault(str(fault))
        sys.exit(USAGE if isinstance(fault, ParameterError) else FAULT)
    except SystemExit as stop:
        if stop.code != INTERRUPTED:
            raise
        say_fault("Stopped. No half-written run was left.")
        sys.exit(FAULT)
