"""The command line in this process: what it says, and how it ends."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hotspots.cli import main

DONE, FAULT, USAGE = 0, 1, 2


class Told(NamedTuple):
    """What the command line said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def answer(self) -> dict[str, Any]:
        """What it said as JSON."""
        assert self.returncode == DONE, self.stderr
        found: dict[str, Any] = json.loads(self.stdout)
        return found


class Screen(io.StringIO):
    """What is printed on a screen, and not into a pipe."""

    def isatty(self) -> bool:
        return True


def hotspots(*words: str, cwd: Path | None = None, columns: int | None = None) -> Told:
    """Run a command here, or in another folder: a process of its own takes seconds to begin.

    With ``columns`` on a screen as wide, else into a pipe.
    """
    out, err = Screen() if columns else io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd or Path.cwd())
        patch.setenv("COLUMNS", str(columns or 200))
        patch.setenv("NO_COLOR", "1")
        # Traces of faults are kept in the account's own folder otherwise.
        patch.setenv("XDG_STATE_HOME", os.environ.get("XDG_STATE_HOME", tempfile.gettempdir()))
        patch.delenv("HOTSPOTS_DATABASE_URL", raising=False)
        patch.setattr(sys, "argv", ["hotspots", *words])
        with pytest.raises(SystemExit) as stop:
            main()
    return Told(int(stop.value.code or 0), out.getvalue(), err.getvalue())
