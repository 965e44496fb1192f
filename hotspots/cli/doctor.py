"""The command that examines this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hotspots.cli.options import Full, Json
from hotspots.cli.printing import say, say_json, say_table

if TYPE_CHECKING:
    from hotspots.study.doctor import Examination

app = typer.Typer(add_completion=False)


@app.command()
def doctor(*, full: Full = False, json: Json = False) -> None:
    """Say whether this machine is ready: versions, projection, map assets, fonts, disk, access."""
    from hotspots.study.doctor import examine

    found = examine(Path.cwd())
    if json:
        say_json(
            {
                "well": all(each.well for each in found),
                "examinations": [asdict(each) for each in found],
            }
        )
    else:
        say_examination(found, full=full)
    if not all(each.well for each in found):
        raise typer.Exit(1)


def say_examination(found: Sequence[Examination], *, full: bool = True) -> None:
    """Print how this machine is: what is not well and what to do, or every part of it."""
    ill = [each for each in found if not each.well]
    rows = [("well" if each.well else "MEND", each.name, each.found) for each in found]
    if full:
        say_table("This machine", ("", "part", "found"), rows)
    else:
        named = "; ".join(f"{each.name} {each.found}" for each in found[:2])
        say(f"{len(found) - len(ill)} of {len(found)} parts of this machine are well: {named}; …")
        say("--full names each of them.")
    for each in found:
        if not each.well:
            say(f"{each.name}: {each.advice}")
