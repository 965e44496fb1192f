"""What a study of accuracy says when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotspots.cli.printing import say


def say_accuracy(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print what ranks best, for each set of offences, and where the products are."""
    if quiet:
        return
    found, rows = receipt["accuracy"], receipt["rows"]
    say(f"{receipt['force']}, {receipt['marking']}")
    for sentence in found["verdict"]:
        say(sentence)
    for label, each in found["foreseen"].items():
        say()
        say(f"{label}.")
        for sentence in each["found"]:
            say(sentence)
    say()
    for caveat in receipt["caveats"]:
        say(f"Mind: {caveat}")
    say(
        f"{rows['rows_in']:,} rows in = {rows['rows_used']:,} used + "
        f"{rows['rows_set_aside']:,} set aside."
    )
    say(f"Open {folder / 'index.html'}")
