"""What the command line says of what changed, and of what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hotspots.cli.printing import say
from hotspots.render.change.what_changed import NOTHING_FELL, NOTHING_ROSE


def say_changes(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Say what to look at first, what fell, how sure that is, and where the page is."""
    told = receipt["changes"]
    say(f"{told['title']}\n", quiet=quiet)
    _say_items("What to look at first", told["look_first"], NOTHING_ROSE, quiet=quiet)
    _say_items("What fell", told["fell"], NOTHING_FELL, quiet=quiet)
    for words in (told["chance"], *told["missing"]):
        say(words, quiet=quiet)
    say(f"\nOpen {folder / 'index.html'}", quiet=quiet)


def _say_items(heading: str, items: Sequence[str], nothing: str, *, quiet: bool) -> None:
    say(heading, quiet=quiet)
    for number, words in enumerate(items, start=1):
        say(f"  {number}. {words}", quiet=quiet)
    if not items:
        say(f"  {nothing}", quiet=quiet)
    say(quiet=quiet)


def say_forecast(folder: Path, receipt: Mapping[str, Any], *, quiet: bool = False) -> None:
    """Say what is expected of each series, by which method, and where the page is."""
    for each in receipt["forecast"]["series"]:
        method = f" ({each['method']})" if each["method"] else ""
        say(f"{each['area']}, {each['offences']}: {each['sentence']}{method}", quiet=quiet)
    say(f"\nOpen {folder / 'index.html'}", quiet=quiet)
