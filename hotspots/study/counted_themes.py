"""The lines that a coordination group reads: all offences, harm, and the strategy's themes.

A theme is named where the source tells all that it is of. Elsewhere its offences are counted under
the name of what was counted, and the theme is among what cannot be read here, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots.analyse.counted_lines import CountedLine, ThemeLines
from hotspots.analyse.data_cover import reads_selection, rows_tell
from hotspots.load.offence_codes import read_offence_codes
from hotspots.selection import HOURS, RowsTell, Selection, counted_in_words
from hotspots.words import listed

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.profile import ForceProfile, Theme

ALL_OFFENCES: Final = "All offences"
HARM: Final = "Harm"
NOT_BY_PLACE: Final = "recorded offences by place cannot speak to this theme"
NOT_IN_SOURCE: Final = (
    "this source has no offence code, category or marker that tells the offences of this theme "
    "apart"
)


def offence_groups() -> list[Selection]:
    """Return a selection for each category of data.police.uk, which every offence code has."""
    codes = read_offence_codes()
    return [
        Selection(
            key=category,
            label=category,
            description=category,
            offence_codes=tuple(c for c, of in codes.category.items() if of == category),
            categories=(category,),
        )
        for category in codes.categories
    ]


def theme_lines(profile: ForceProfile, offences: pd.DataFrame) -> ThemeLines:
    """Return a line for each theme that offences speak to, named for what they let it count.

    Parameters
    ----------
    profile : ForceProfile
    offences : DataFrame
        Those that are counted: what they tell decides.
    """
    tell = rows_tell(offences)
    lines: dict[str, CountedLine] = {}
    unreadable: dict[str, str] = {}
    for theme in profile.themes:
        selections, is_whole = _counted_of(profile, theme, offences)
        if not theme.selections:
            unreadable[theme.name] = _with_needs(NOT_BY_PLACE, theme)
        elif not selections:
            unreadable[theme.name] = _with_needs(NOT_IN_SOURCE, theme)
        else:
            line, why_not = _line(
                theme, selections, tell, in_part="" if is_whole else theme.in_part
            )
            lines.setdefault(line.label, line)
            if why_not:
                unreadable[theme.name] = why_not
    return ThemeLines(lines=tuple(lines.values()), unreadable=unreadable)


def _counted_of(
    profile: ForceProfile, theme: Theme, offences: pd.DataFrame
) -> tuple[tuple[Selection, ...], bool]:
    """Return the selections that are counted for a theme, none where none is, and if they are all.

    Of a theme that names others to count instead, the source must show every one of its own.
    """
    own = tuple(profile.selections[key] for key in theme.selections)
    read = [reads_selection(offences, each) for each in own]
    if not theme.instead:
        return (own, not theme.in_part) if any(read) else ((), False)
    if all(read):
        return own, True
    others = (profile.selections[key] for key in theme.instead)
    return tuple(each for each in others if reads_selection(offences, each)), False


def _with_needs(reason: str, theme: Theme) -> str:
    return f"{reason}; it needs {theme.needs}" if theme.needs else reason


def _line(
    theme: Theme, selections: tuple[Selection, ...], tell: RowsTell, *, in_part: str
) -> tuple[CountedLine, str]:
    """Return the line of a theme, and why it is not the theme; empty where it is."""
    category_of = read_offence_codes().category
    hours_lack = theme.nights is not None and not tell.hours
    lacking = [what for each in selections for what in each.lacks(tell, category_of)]
    lacking += [HOURS] if hours_lack else []
    label = theme.name
    if lacking or in_part:
        label = counted_in_words(selections, tell, category_of, hours_lack=hours_lack)
        if theme.nights is not None and not hours_lack:
            label = f"{label}, {theme.nights.in_words()}"
    source = f"this source does not tell {listed(dict.fromkeys(lacking))}" if lacking else ""
    reasons = [each for each in (in_part, source) if each]
    line = CountedLine(
        label=label, selections=selections, nights=None if hours_lack else theme.nights
    )
    return line, f"{'; '.join(reasons)}. Counted is “{label}”" if reasons else ""
