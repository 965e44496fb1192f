"""What the command line says of a ranking of wards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotspots.cli.printing import say


def say_wards(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Print which wards stand first, why, and where the products are."""
    if quiet:
        return
    found = receipt["wards"]
    say(f"{found['ranked']:,} wards ranked: {found['preset']}.")
    for each in found["first"]:
        say(f"{each['rank']:>3}  {each['ward']}, {each['district']} (score {each['score']:.1f})")
        say(f"     {each['why']}")
        if each["flags"]:
            say(f"     Take care: {each['flags']}.")
    for sentence in found["sentences"][1:]:
        say(sentence)
    say(f"Open {folder / 'index.html'}")
