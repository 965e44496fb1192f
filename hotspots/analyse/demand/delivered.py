"""What was delivered in a month by district: doors called at, and patrols of harm spots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.patrols.patrol_figures import each_visit_once
from hotspots.schema import Span, VisitOutcome

if TYPE_CHECKING:
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Floats


def delivered(
    spans: Mapping[Span, Period],
    *,
    force: str,
    districts: Sequence[str],
    visits: pd.DataFrame | None,
    patrols: pd.DataFrame | None,
    district_of_spot: Mapping[str, str],
) -> pd.DataFrame:
    """Count doors and patrols by district.

    Parameters
    ----------
    spans : mapping of Span to Period
    force : str
    districts : sequence of str
    visits : DataFrame or None
        ``schema.VISIT_COLUMNS``; None where nothing is known of visits.
    patrols : DataFrame or None
        ``schema.PATROL_COLUMNS``.
    district_of_spot : mapping of str to str
        Spot id → district; patrols of other spots count for the force alone.

    Returns
    -------
    DataFrame
        ``schema.DELIVERED_COLUMNS``; the force first. Doors of 1 to 4 are withheld, as each is the
        door of a victim or a neighbour.
    """
    rows = []
    for span, period in spans.items():
        doors, spoken = _doors(visits, period, districts)
        patrolled, hours = _patrols(patrols, period, districts, district_of_spot)
        for at, name in enumerate((force, *districts)):
            rows.append(
                (name, str(span), period.in_words, doors[at], spoken[at], patrolled[at], hours[at])
            )
    return pd.DataFrame(rows, columns=list(schema.DELIVERED_COLUMNS))


def _by_district(
    column: pd.Series[str], districts: Sequence[str], adds: pd.Series[float]
) -> Floats:
    sums = adds.groupby(column).sum()
    return np.array([adds.sum(), *(float(sums.get(each, 0.0)) for each in districts)])


def _doors(
    visits: pd.DataFrame | None, period: Period, districts: Sequence[str]
) -> tuple[Floats, Floats]:
    """Return the doors, and those where somebody was spoken to: the force first."""
    if visits is None:
        unknown = np.full(len(districts) + 1, np.nan)
        return unknown, unknown
    own = visits[period.holds(visits[schema.VISITED_AT])]
    spoken = (own[schema.VISIT_OUTCOME] == VisitOutcome.SPOKEN_TO).astype(float)
    doors = _by_district(own[schema.DISTRICT], districts, pd.Series(1.0, index=own.index))
    answered = _by_district(own[schema.DISTRICT], districts, spoken)
    nowhere = [each[0] - each[1:].sum() for each in (doors, answered)]
    table = np.array([np.append(doors, nowhere[0]), np.append(answered, nowhere[1])])
    parts = np.vstack([table[0], table[1], table[0] - table[1]])
    hidden = care.withheld_in_table(parts.T)[:-1]
    return np.where(hidden[:, 0], np.nan, doors), np.where(hidden[:, 1], np.nan, answered)


def _patrols(
    patrols: pd.DataFrame | None,
    period: Period,
    districts: Sequence[str],
    district_of_spot: Mapping[str, str],
) -> tuple[Floats, Floats]:
    """Return the patrols and their hours: the force first."""
    if patrols is None:
        unknown = np.full(len(districts) + 1, np.nan)
        return unknown, unknown
    once, _ = each_visit_once(patrols)
    own = once[period.holds(once[schema.BEGINS_AT])]
    where = own[schema.SPOT_ID].map(dict(district_of_spot))
    return (
        _by_district(where, districts, pd.Series(1.0, index=own.index)),
        _by_district(where, districts, own[schema.MINUTES].astype(float) / 60.0),
    )
