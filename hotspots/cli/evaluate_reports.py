"""What the evaluation of an operation says when it is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotspots.cli.printing import say


def say_evaluation(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print the verdict on an operation, what to know with it, and where its products are."""
    if quiet:
        return
    found, rows = receipt["evaluation"], receipt["rows"]
    say(f"{receipt['force']}, {receipt['marking']}")
    say(f"{receipt['operation']['name']}: {found['headline']}.")
    say()
    say(found["sentence"])
    for point in found["points"]:
        say(f"Mind: {point}")
    for caveat in receipt["caveats"]:
        say(f"Mind: {caveat}")
    say()
    say(
        f"{rows['rows_in']:,} rows in = {rows['rows_used']:,} used + "
        f"{rows['rows_set_aside']:,} set aside."
    )
    patrols = receipt["inputs"]["patrols"]
    if patrols is not None:
        say(
            f"Patrols, from {patrols['source']}: {patrols['rows_in']:,} rows in = "
            f"{patrols['rows_used']:,} used + {patrols['rows_set_aside']:,} set aside."
        )
    delivery = found["delivery"]
    if delivery is not None and delivery["matched"]:
        say(delivery["matched"])
        if delivery["elsewhere"]:
            say(f"{delivery['elsewhere']:,} patrols of its days are in no treated area.")
    say(f"Open {folder / 'index.html'}")
