"""The lines that a coordination group reads: all offences, harm, and the strategy's themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots.analyse.change.period_counts import CountedLine
from hotspots.analyse.data_cover import reads_selection

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.profile import ForceProfile

ALL_OFFENCES: Final = "All offences"
HARM: Final = "Harm"
NOT_BY_PLACE: Final = "recorded offences by place cannot speak to this theme"
NOT_IN_SOURCE: Final = (
    "this source has no offence codes, and no category or marker that tells the offences of this "
    "theme apart"
)


def counted_lines(profile: ForceProfile) -> tuple[CountedLine, ...]:
    """Return all offences, harm, and each theme of the strategy that names selections."""
    themes = [
        CountedLine(
            label=theme.name,
            selections=tuple(profile.selections[key] for key in theme.selections),
        )
        for theme in profile.themes
        if theme.selections
    ]
    return (CountedLine(label=ALL_OFFENCES), CountedLine(label=HARM, is_harm=True), *themes)


def unreadable_lines(
    profile: ForceProfile, lines: tuple[CountedLine, ...], offences: pd.DataFrame
) -> dict[str, str]:
    """Return the themes that no count here can speak to, with the reason.

    Nought would be a false figure for a theme without a selection, and for one that is named by
    offence codes in a source that has categories only.
    """
    unseen = {
        line.label: NOT_IN_SOURCE
        for line in lines
        if line.selections and not any(reads_selection(offences, each) for each in line.selections)
    }
    silent = {theme.name: NOT_BY_PLACE for theme in profile.themes if not theme.selections}
    return {**unseen, **silent}
