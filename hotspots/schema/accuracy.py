"""Accuracy on later periods."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import RRI

FORESEEN: Final = "foreseen"  # text: which offences, and whether harm or their number
DESIGN: Final = "design"  # a HoldOutDesign
METHOD: Final = "method"  # a RankingMethod
RIVAL: Final = "rival"  # the RankingMethod that it is compared with
CHOSEN_GROUND: Final = "chosen_ground"  # text: "1 % of the area", "67 squares"
SHARE_OF_AREA: Final = "share_of_area"  # 0 to 1
CAPTURED: Final = "captured"  # share of the later period's amount, 0 to 1: the hit rate
CAPTURED_LOW: Final = "captured_low"  # 95 % of resamples of places lie between low and high
CAPTURED_HIGH: Final = "captured_high"
PAI: Final = "pai"
PAI_LOW: Final = "pai_low"
PAI_HIGH: Final = "pai_high"
PEI: Final = "pei"
DIFFERENCE: Final = "difference"  # of the shares captured, method less rival
DIFFERENCE_LOW: Final = "difference_low"
DIFFERENCE_HIGH: Final = "difference_high"
STAYING: Final = "staying"  # Jaccard of the choice with the month before's, mean; or missing
SETTING: Final = "setting"
REACHED: Final = "reached"  # mean share captured on earlier folds
PART: Final = "part"  # of the shrunk history


class HoldOutDesign(StrEnum):
    """How the data are parted into what is known and what is judged."""

    ONE_SPLIT = "one split"  # the first three quarters known, the last judged
    MONTHLY_ROLL = "monthly roll"  # from half the months on, each next month judged


class RankingMethod(StrEnum):
    """What ranks the places."""

    PAST = "past"
    PAST_THEN_ALL = "past, ties by all offences"
    ALL_OFFENCES = "all offences"
    LEARNER = "boosted regression"
    DENSITY = "density"
    BLEND = "own and a share of density"
    GETIS_ORD = "getis-ord"
    SHRUNK = "shrunk history"
    SPOTS_BY_PAST = "harm spots by past"
    SPOTS_BY_EXPECTED = "harm spots by expected"
    STREETS_BY_PAST = "streets by past"


ACCURACY_COLUMNS: Final = (
    FORESEEN,
    DESIGN,
    CHOSEN_GROUND,
    METHOD,
    SHARE_OF_AREA,
    CAPTURED,
    CAPTURED_LOW,
    CAPTURED_HIGH,
    PAI,
    PAI_LOW,
    PAI_HIGH,
    PEI,
    RRI,
    STAYING,
)
ACCURACY_DIFFERENCE_COLUMNS: Final = (
    FORESEEN,
    DESIGN,
    CHOSEN_GROUND,
    METHOD,
    RIVAL,
    DIFFERENCE,
    DIFFERENCE_LOW,
    DIFFERENCE_HIGH,
)
