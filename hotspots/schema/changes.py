"""What changed: one row an area, a line (a theme, all offences, harm) and a comparison."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.areas import (
    AREA_NAME,
)
from hotspots.schema.near_repeat import (
    P_VALUE,
)

LINE: Final = "line"  # "Burglary and robbery", "All offences", "Harm"
COMPARED_WITH: Final = "compared_with"  # a ComparedWith
EARLIER_PERIOD: Final = "earlier_period"  # text: "November 2024"
COUNT_NOW: Final = "count_now"  # offences, or harm in the index's unit; missing where unreadable
COUNT_EARLIER: Final = "count_earlier"
COUNT_EARLIER_SAME_DAYS: Final = "count_earlier_same_days"  # scaled to as many days as now
CHANGE_RATIO: Final = "change_ratio"  # rate a day now over the rate a day then
CHANGE_LOW: Final = "change_low"
CHANGE_HIGH: Final = "change_high"
Q_VALUE: Final = "q_value"  # the p-value after allowing for the number of comparisons
DISPERSION: Final = "dispersion"  # how many times chance alone the counts vary; 1 or above
VERDICT: Final = "verdict"  # a ChangeVerdict
IN_WORDS: Final = "in_words"
EXTRA_HARM: Final = "extra_harm"  # harm of the rise (below 0: of the fall) that is sure at least
LOOK_AT: Final = "look_at"  # 1 is what to look at first, among the districts' lines

CHANGE_COLUMNS: Final = (
    AREA_NAME,
    LINE,
    COMPARED_WITH,
    EARLIER_PERIOD,
    COUNT_NOW,
    COUNT_EARLIER,
    COUNT_EARLIER_SAME_DAYS,
    CHANGE_RATIO,
    CHANGE_LOW,
    CHANGE_HIGH,
    P_VALUE,
    Q_VALUE,
    DISPERSION,
    VERDICT,
    IN_WORDS,
    EXTRA_HARM,
    LOOK_AT,
)


class ComparedWith(StrEnum):
    """What a period is compared with."""

    LAST_PERIOD = "the period before"
    LAST_YEAR = "the same period last year"


class ChangeVerdict(StrEnum):
    """What a comparison of two counts says."""

    UP = "up"
    PERHAPS_UP = "perhaps up"  # by itself beyond chance; not among so many comparisons
    DOWN = "down"
    PERHAPS_DOWN = "perhaps down"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to tell"
    NO_DATA = "no data"  # for the earlier period, or none that compares
    UNREADABLE = "cannot be read"  # from recorded offences by place, or from this source
