"""How long offences take to be reported, and how much of the newest weeks is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.schema import FROM_TIME, REPORTED_TIME

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.periods import Period
    from hotspots.arrays import Longs

# Offences that began so long before the last report are taken to be all reported; longer would
# leave too few in a year of data.
SETTLED_DAYS: Final = 90
FEWEST_SETTLED: Final = 200
# The delay is that of the source only where nearly every row says when it was reported.
LEAST_SHARE_WITH_REPORT: Final = 0.9
# A fortnight with fewer than this share of the usual one's reports ends in a slip of the pen.
FORTNIGHT_DAYS: Final = 14
LEAST_SHARE_OF_A_USUAL_FORTNIGHT: Final = 0.1


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportingDelay:
    """How long offences took to be reported.

    Attributes
    ----------
    days : int array
        Whole days from the start of each settled offence to its report, in order.
    last_report : date
        Up to which day reports are in the data.
    """

    days: Longs
    last_report: date

    def share_known(self, period: Period) -> float:
        """Return the share, 0 to 1, of a period's offences that is reported by the last report."""
        youngest = (self.last_report - period.last).days
        ages = np.arange(youngest, youngest + period.days)
        known = np.searchsorted(self.days, ages, side="right") / len(self.days)
        return float(known.mean())

    @property
    def slow_share(self) -> float:
        """The share of offences that is reported more than a week after it began."""
        return float((self.days > 7).mean())  # noqa: PLR2004 - a week


def reporting_delay(offences: gpd.GeoDataFrame, last_report: date) -> ReportingDelay | None:
    """Measure how long offences took to be reported; None where the source does not say.

    Parameters
    ----------
    offences : GeoDataFrame
        With ``from_time`` and ``reported_time``.
    last_report : date
        Up to which day reports are in the data.

    Notes
    -----
    Measured on offences that began ``SETTLED_DAYS`` or more before the last report: among newer
    ones the slow are not there yet, and would make the delay look short.
    """
    reported = offences[REPORTED_TIME]
    if reported.notna().mean() < LEAST_SHARE_WITH_REPORT:
        return None
    begins = day_numbers(offences[FROM_TIME].dt.tz_localize(None).to_numpy())
    delays = day_numbers(reported.dt.tz_localize(None).to_numpy()) - begins
    settled = (begins <= last_report.toordinal() - SETTLED_DAYS) & reported.notna().to_numpy()
    if settled.sum() < FEWEST_SETTLED:
        return None
    days = np.sort(np.maximum(delays[settled], 0))
    return ReportingDelay(days=days, last_report=last_report)


def last_day_of_reports(offences: gpd.GeoDataFrame) -> date | None:
    """Return the last day of a fortnight in which reports came in; None without any.

    A report dated in the future is a slip, and would make every offence look long settled.
    """
    reported = offences[REPORTED_TIME].dropna()
    if reported.empty:
        return None
    days = np.sort(day_numbers(reported.dt.tz_localize(None).to_numpy()))
    ends = np.unique(days)
    counts = np.searchsorted(days, ends, "right") - np.searchsorted(
        days, ends - FORTNIGHT_DAYS, "right"
    )
    usual = ends[counts > LEAST_SHARE_OF_A_USUAL_FORTNIGHT * np.median(counts)]
    return date.fromordinal(int(usual[-1]))


def day_numbers(times: NDArray[np.datetime64]) -> Longs:
    """Return the calendar day of local times without a zone, as ``date.toordinal`` counts them.

    What is missing becomes a day long before any other.
    """
    days: Longs = times.astype("datetime64[D]").astype(np.int64)
    return days + date(1970, 1, 1).toordinal()
