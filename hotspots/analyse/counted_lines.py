"""One line of what is counted: all offences, their harm, a selection, or a theme of the force's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.temporal import shares_within

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools
    from hotspots.nights import Nights
    from hotspots.selection import Selection

# Of homes and of other buildings: 28A to 28H, 29, 29A, 30A to 30D, 31, 31A.
BURGLARY_CODES: Final = ("28", "29", "30", "31")
BURGLARY_CATEGORY: Final = "Burglary"


@dataclass(frozen=True, kw_only=True)
class CountedLine:
    """One line of what is counted: a selection of offences, all of them, or their harm.

    Attributes
    ----------
    label : str
    selections : tuple of Selection
        An offence counts that any of them holds; none stands for all offences.
    is_harm : bool
        Count harm, not offences.
    nights : Nights or None
        Hours in which half of an offence's time or more must lie; one of unknown hour does not
        count. None takes all hours.
    """

    label: str
    selections: tuple[Selection, ...] = ()
    is_harm: bool = False
    nights: Nights | None = None

    def holds(self, offences: gpd.GeoDataFrame) -> Bools:
        """Say of each offence whether it counts."""
        held = np.full(len(offences), fill_value=not self.selections)
        for selection in self.selections:
            held |= selection.holds(offences).to_numpy()
        if self.nights is not None:
            held &= _mostly_within(offences, self.nights)
        return held

    @property
    def holds_burglary(self) -> bool:
        """Whether burglary is among what counts, whose definition has changed twice."""
        return any(
            BURGLARY_CATEGORY in each.categories
            or any(code[:2] in BURGLARY_CODES for code in each.offence_codes)
            for each in self.selections
        )


@dataclass(frozen=True, kw_only=True)
class ThemeLines:
    """What is counted for the themes of a strategy.

    Attributes
    ----------
    lines : tuple of CountedLine
        No two of them count the same.
    unreadable : mapping of str to str
        Themes that cannot be read, by name, with the reason.
    """

    lines: tuple[CountedLine, ...]
    unreadable: Mapping[str, str]


def _mostly_within(offences: gpd.GeoDataFrame, nights: Nights) -> Bools:
    """Say of each offence whether half of its time or more lies in these hours."""
    half: Bools = shares_within(offences, nights) >= 0.5  # noqa: PLR2004 - half
    return half
