"""The rows of the tables about accuracy: what a method captured, and beside which rival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.hold_outs.capture_scores import Judged
from hotspots.analyse.hold_outs.hold_out import Fold
from hotspots.analyse.hold_outs.judged_spots import FoundSpots
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, captured_in_top
from hotspots.analyse.hold_outs.tuned_rankings import Ranked
from hotspots.schema import HoldOutDesign, RankingMethod

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs


SPOTS: Final = (RankingMethod.SPOTS_BY_PAST, RankingMethod.SPOTS_BY_EXPECTED)
NOT_SQUARES: Final = (*SPOTS, RankingMethod.STREETS_BY_PAST)
# Which pairs are compared besides the shrunk history with all others.
_PAIRS: Final = ((SPOTS[1], SPOTS[0]), (SPOTS[0], RankingMethod.STREETS_BY_PAST))
# Shares of the area at which the capture curves are drawn.
CURVE_SHARES: Final = tuple(
    round(float(share), 6) for share in np.concatenate([[0.0005], np.geomspace(0.001, 0.2, 40)])
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """One fold: every method's order of the squares, the harm spots found, the streets in order."""

    fold: Fold
    came: Floats
    before: Floats
    ranked: Mapping[RankingMethod, Ranked]
    orders: Mapping[RankingMethod, RankedOrder]
    best: RankedOrder
    spots: FoundSpots
    streets: Longs


def area_in_words(share: float) -> str:
    """Return a share of the area as a table names it.

    Examples
    --------
    >>> area_in_words(0.026)
    '2.6 % of the area'
    """
    return f"{words.share(share, None)} of the area"


def squares_in_words(count: int) -> str:
    """Return so many squares as a table names them."""
    return f"{count:,} squares"


def spots_in_words(count: int) -> str:
    """Return the ground of so many harm spots as a table names it."""
    return f"as much as {count:,} harm spots cover"


def streets_in_words(count: int) -> str:
    """Return the ground with as much street as so many harm spots as a table names it."""
    return f"as much street as {count:,} harm spots hold"


def compared_pairs(
    judged: Mapping[RankingMethod, Judged],
) -> list[tuple[RankingMethod, RankingMethod]]:
    """Return the pairs that are compared: the first method with each other, and those of places."""
    first, *others = judged
    return [
        *((first, other) for other in others),
        *(pair for pair in _PAIRS if set(pair) <= set(judged)),
    ]


def score_row(
    design: HoldOutDesign,
    ground: str,
    method: RankingMethod,
    judged: Judged,
    staying: float,
) -> dict[str, Any]:
    """Return one row of scores: ``schema.ACCURACY_COLUMNS`` but ``foreseen``."""
    captured, pai = judged.captured, judged.pai
    return {
        schema.DESIGN: design.value,
        schema.CHOSEN_GROUND: ground,
        schema.METHOD: method.value,
        schema.SHARE_OF_AREA: judged.share_of_area,
        schema.CAPTURED: captured.value,
        schema.CAPTURED_LOW: captured.low,
        schema.CAPTURED_HIGH: captured.high,
        schema.PAI: pai.value,
        schema.PAI_LOW: pai.low,
        schema.PAI_HIGH: pai.high,
        schema.PEI: judged.pei.value,
        schema.RRI: judged.rri.value,
        schema.STAYING: staying,
    }


def difference_row(
    design: HoldOutDesign,
    ground: str,
    pair: tuple[RankingMethod, RankingMethod],
    judged: Mapping[RankingMethod, Judged],
) -> dict[str, Any]:
    """Return one row of differences: the first of the pair less the second."""
    method, rival = pair
    less = judged[method].less(judged[rival])
    return {
        schema.DESIGN: design.value,
        schema.CHOSEN_GROUND: ground,
        schema.METHOD: method.value,
        schema.RIVAL: rival.value,
        schema.DIFFERENCE: less.value,
        schema.DIFFERENCE_LOW: less.low,
        schema.DIFFERENCE_HIGH: less.high,
    }


def curve_table(split: Round) -> pd.DataFrame:
    """Return how much every share of the area captures, by each ranking of squares."""
    return pd.DataFrame(
        [
            {
                schema.METHOD: method.value,
                schema.SHARE_OF_AREA: share,
                schema.CAPTURED: captured_in_top(order, split.came, share_of_area=share),
            }
            for method, order in split.orders.items()
            for share in CURVE_SHARES
        ]
    )


def tried_table(design: HoldOutDesign, rounds: Sequence[Round]) -> pd.DataFrame:
    """Return every setting that was tried on earlier folds, and whether it was chosen."""
    return pd.DataFrame(
        [
            {
                schema.DESIGN: design.value,
                "known": each.fold.known,
                schema.METHOD: method.value,
                schema.SETTING: tried.setting,
                schema.VALUE: "none" if tried.value is None else str(tried.value),
                schema.REACHED: tried.reached,
                "chosen": ranked.settings[tried.setting] == tried.value,
            }
            for each in rounds
            for method, ranked in each.ranked.items()
            for tried in ranked.tried
        ]
    )
