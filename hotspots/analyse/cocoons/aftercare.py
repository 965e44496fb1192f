"""Which homes were burgled, and by which minute to call: the aftercare sheet's table.

The victim is owed aftercare, so whoever calls there must know whose home it was. Nobody else who
holds the list has to: its rows tell all homes of a street alike (see ``told_homes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import DAYS
from hotspots.schema import Tier

if TYPE_CHECKING:
    from hotspots.analyse.cocoons.cocoon_list import CocoonList


def aftercare_visits(found: CocoonList) -> pd.DataFrame:
    """Return the burgled homes among those to visit, each with its own clock, and those left out.

    Parameters
    ----------
    found : CocoonList

    Returns
    -------
    DataFrame
        ``schema.AFTERCARE_COLUMNS`` in the order of walking, then, without a round, those with a
        clock that no round has room for, the first due on top. ``due`` is 48 hours after the first
        report that has a clock, to the minute; missing, and ``backlog``, where none has.
    """
    of_victims = found.reasons.loc[found.reasons[schema.BURGLARY_TIER] == Tier.VICTIM]
    chosen = found.chosen.sort_values(schema.WALK_ORDER, ignore_index=True)
    timed = of_victims.loc[of_victims[schema.REPORTED_TIME] >= found.clocks_from]
    service = pd.Timedelta(hours=found.params.service_level_hours)
    due = timed.groupby(schema.UPRN)[schema.REPORTED_TIME].min() + service
    left_out = found.left_out.set_index(schema.UPRN, drop=False)
    in_no_round = left_out.loc[[uprn for uprn in due.sort_values().index if uprn in left_out.index]]
    in_rounds = chosen.loc[chosen[schema.UPRN].isin(of_victims[schema.UPRN])]
    visits = pd.concat([pd.DataFrame(in_rounds), pd.DataFrame(in_no_round)], ignore_index=True)
    days = of_victims.groupby(schema.UPRN)[DAYS].min()
    uprn = visits[schema.UPRN]
    visits[schema.DUE] = due.reindex(uprn).set_axis(visits.index)
    visits[schema.OVERDUE] = visits[schema.DUE] < found.as_of
    visits[schema.BACKLOG] = visits[schema.DUE].isna()
    visits[schema.DAYS_AGO] = np.floor(uprn.map(days)).astype("Int64")
    return visits[list(schema.AFTERCARE_COLUMNS)].reset_index(drop=True)
