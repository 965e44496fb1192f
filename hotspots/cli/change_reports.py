"""What the command line says of what changed, and of what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.cli.printing import say
from hotspots.render.what_changed import NOTHING_FELL, NOTHING_ROSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.render.what_changed import ChangeItem
    from hotspots.study.changes import ChangesRun
    from hotspots.study.forecast import ForecastRun


def say_changes(made: ChangesRun, *, quiet: bool = False) -> None:
    """Say what to look at first, what fell, how sure that is, and where the page is."""
    told = made.what_changed
    say(f"{told.title}\n", quiet=quiet)
    _say_items("What to look at first", told.rises, NOTHING_ROSE, quiet=quiet)
    _say_items("What fell", told.falls, NOTHING_FELL, quiet=quiet)
    for words in (told.chance, *told.missing):
        say(words, quiet=quiet)
    say(f"\nOpen {made.folder / 'index.html'}", quiet=quiet)


def _say_items(heading: str, items: Sequence[ChangeItem], nothing: str, *, quiet: bool) -> None:
    say(heading, quiet=quiet)
    for number, item in enumerate(items, start=1):
        say(f"  {number}. {item.in_words}", quiet=quiet)
    if not items:
        say(f"  {nothing}", quiet=quiet)
    say(quiet=quiet)


def say_forecast(made: ForecastRun, *, quiet: bool = False) -> None:
    """Say what is expected of each series, by which method, and where the page is."""
    for each in made.receipt["forecast"]["series"]:
        method = f" ({each['method']})" if each["method"] else ""
        say(f"{each['area']}, {each['offences']}: {each['sentence']}{method}", quiet=quiet)
    say(f"\nOpen {made.folder / 'index.html'}", quiet=quiet)
