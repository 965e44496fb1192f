"""The period that a set of offences covers."""

from __future__ import annotations

from datetime import date
from typing import Final

import pandas as pd

from hotspots.schema import FROM_TIME, TIME_PRECISION, TimePrecision

# A month with fewer than this share of the usual month's offences is a slip, an old report, or
# the first days of a new one: it would stretch the period and thin every figure a year.
LEAST_SHARE_OF_A_USUAL_MONTH: Final = 0.1


def observed_period(offences: pd.DataFrame) -> tuple[date, date]:
    """Return the first and the last day that the offences cover.

    The months that hold at least a tenth of the usual (median) month's offences decide, so that
    one offence of long ago does not make a year into a decade. Within them the period runs from
    the first offence's day to the last one's; a month that is known only as a month counts whole.

    Parameters
    ----------
    offences : DataFrame
        At least one, with ``from_time`` (aware of its zone, none missing) and ``time_precision``.
    """
    begins = offences[FROM_TIME].dt.tz_localize(None)
    months = begins.dt.to_period("M")
    counts = months.value_counts()
    usual = counts.index[counts >= LEAST_SHARE_OF_A_USUAL_MONTH * counts.median()]
    kept = months.isin(usual)
    by_month = kept & (offences[TIME_PRECISION] == TimePrecision.MONTH)
    last_days = [begins[kept].max(), *months[by_month].dt.end_time]
    return begins[kept].min().date(), max(last_days).date()
