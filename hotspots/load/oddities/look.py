"""The look at offences before any analysis: everything that is odd in them, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.load.oddities.coarse_points import coarse_points
from hotspots.load.oddities.full_points import FullPoint, full_point_oddity
from hotspots.load.oddities.heaped_times import heaped_dates, heaped_hours
from hotspots.load.oddities.oddity import Oddity, OddKind
from hotspots.load.oddities.thin_months import silent_codes, thin_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

# Where each row has a reference of its own, rows that are equal in every column were exported
# twice. Without one, two people hurt in one fight make two equal rows.
LEAST_SHARE_WITH_REFERENCE: Final = 0.005
LEAST_SHARE_WITHOUT: Final = 0.1
# A reference that comes again with another victim, suspect or outcome is one offence in several
# rows. A few come of crimes that were classed anew.
LEAST_SHARE_OF_REFERENCES: Final = 0.01


def look_at(
    offences: gpd.GeoDataFrame,
    exact: gpd.GeoDataFrame,
    period: tuple[date, date],
    points: Sequence[FullPoint],
) -> tuple[Oddity, ...]:
    """Return what is odd in offences, that which changes a map most first.

    Parameters
    ----------
    offences : GeoDataFrame
        All of them: months and codes are judged on these.
    exact : GeoDataFrame
        Those whose points and hours are as the force recorded them: points are judged on these.
        data.police.uk moves its points to the middle of streets, so that many on one point are
        nothing odd there.
    period : (date, date)
        First and last day, both in it.
    points : sequence of FullPoint
        Of ``exact``.
    """
    return (
        *map(full_point_oddity, points),
        *coarse_points(exact),
        *thin_months(offences, period),
        *silent_codes(offences, period),
        *heaped_dates(offences),
        *heaped_hours(offences),
    )


def equal_rows(name: str, *, rows: int, equal: int, has_reference: bool) -> Iterator[Oddity]:
    """Give the rows of a file that equal an earlier one in every column, where they are many.

    Parameters
    ----------
    name : str
        The file's.
    rows, equal : int
        All its rows, and those that equal an earlier one.
    has_reference : bool
        Whether it has a column of references.
    """
    least = LEAST_SHARE_WITH_REFERENCE if has_reference else LEAST_SHARE_WITHOUT
    if equal >= least * rows > 0:
        yield Oddity(
            kind=OddKind.EQUAL_ROWS,
            rows=equal,
            found=(
                f"{equal:,} of {rows:,} rows of {name} ({words.share(equal / rows, 1)}) equal an "
                f"earlier row in every column{', its reference too' if has_reference else ''}: "
                "they are counted."
            ),
            next_step="If they were exported twice, remove them and run again.",
        )


def repeated_references(name: str, *, rows: int, repeated: int) -> Iterator[Oddity]:
    """Give the rows of a file that repeat a reference and differ otherwise, where they are many.

    Parameters
    ----------
    name : str
        The file's.
    rows, repeated : int
        Its rows that are used, and those that have the reference of an earlier one without being
        equal to it in every column.
    """
    if repeated >= LEAST_SHARE_OF_REFERENCES * rows > 0:
        yield Oddity(
            kind=OddKind.REPEATED_REFERENCES,
            rows=repeated,
            found=(
                f"{repeated:,} of {rows:,} rows of {name} ({words.share(repeated / rows, 1)}) have "
                "the reference of an earlier row and differ from it elsewhere: each is counted as "
                "an offence of its own."
            ),
            next_step=(
                "If the export has a row for each victim, suspect, item or outcome, export one row "
                "for each offence and run again."
            ),
        )
