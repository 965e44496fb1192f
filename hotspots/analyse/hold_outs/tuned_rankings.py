"""Every way of ranking squares, its settings chosen on the months before those it is judged on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hotspots.analyse.hold_outs.boosted_ranking import by_boosting
from hotspots.analyse.hold_outs.hold_out import Fold, Tried, earlier_folds, settle
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, captured_by_scores, ranked_order
from hotspots.analyse.hold_outs.rankings import (
    BlendRankingParams,
    DensityRankingParams,
    ShrunkRanking,
    Target,
    by_all_offences,
    by_blend,
    by_density,
    by_getis_ord,
    by_past,
)
from hotspots.analyse.hold_outs.shrunk_history import ShrunkHistoryParams
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.schema import RankingMethod

if TYPE_CHECKING:
    from hotspots.arrays import Floats

    Scorer = Callable[[int, Any], Floats]

# In squares' sides: a bandwidth of one side is the square alone, the plain baseline.
BANDWIDTHS: Final = (4 / 3, 5 / 3, 2.0, 8 / 3, 4.0)
SHARES_OF_DENSITY: Final = (0.1, 0.02, 0.05, 0.2, 0.5, 1.0)
STRENGTHS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
TRANSFORMS: Final = (
    WeightTransform.RAW,
    WeightTransform.SQUARE_ROOT,
    WeightTransform.CAPPED,
)
NEAR_M: Final = (300.0, 500.0)
HALF_LIVES_MONTHS: Final = (None, 6.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """How one method scores every square, with the settings that it chose, and what it tried.

    Attributes
    ----------
    scores : array of shape (squares,)
    params : dataclass or None
        None where there is nothing to choose.
    tried : tuple of Tried
    among_equals : array of shape (squares,) or None
        Of squares scored alike the higher of these come first; None shares the tie.
    """

    scores: Floats
    params: Any = None
    tried: tuple[Tried, ...] = ()
    among_equals: Floats | None = None

    @property
    def order(self) -> RankedOrder:
        """The squares in this order."""
        return ranked_order(self.scores, self.among_equals)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that were chosen, by name: those that were tried."""
        names = {each.setting for each in self.tried}
        return {
            each.name: getattr(self.params, each.name)
            for each in (fields(self.params) if self.tried else ())
            if each.name in names
        }


class TunedRankings:
    """Ranks squares by each method after so many months; remembers what the folds share."""

    def __init__(self, target: Target, area_shares: Sequence[float]) -> None:
        self._target = target
        self._area_shares = tuple(area_shares)
        self._reached: dict[tuple[RankingMethod, int, Any], float] = {}
        self.shrunk = ShrunkRanking(target)
        self._scorers: dict[RankingMethod, Scorer] = {
            RankingMethod.DENSITY: lambda known, params: by_density(target, known, params),
            RankingMethod.BLEND: lambda known, params: by_blend(target, known, params),
            RankingMethod.SHRUNK: self.shrunk,
        }

    def ranked(self, fold: Fold, *, with_learner: bool) -> dict[RankingMethod, Ranked]:
        """Return every method's scores for a fold, settings chosen on its earlier folds.

        The learner takes as long as all the others; ``with_learner`` asks for it.
        """
        target, known = self._target, fold.known
        past, every = by_past(target, known), by_all_offences(target, known)
        learned = (
            {RankingMethod.LEARNER: Ranked(scores=by_boosting(target, known))}
            if with_learner
            else {}
        )
        return {
            RankingMethod.SHRUNK: self._settled(RankingMethod.SHRUNK, fold),
            **learned,
            RankingMethod.ALL_OFFENCES: Ranked(scores=every),
            RankingMethod.PAST: Ranked(scores=past),
            RankingMethod.PAST_THEN_ALL: Ranked(scores=past, among_equals=every),
            RankingMethod.DENSITY: self._settled(RankingMethod.DENSITY, fold),
            RankingMethod.BLEND: self._settled(RankingMethod.BLEND, fold),
            RankingMethod.GETIS_ORD: Ranked(scores=by_getis_ord(target, known)),
        }

    def _settled(self, method: RankingMethod, fold: Fold) -> Ranked:
        start, ladders = self._ladders(method)
        params, tried = settle(
            start,
            ladders,
            lambda params: float(
                np.mean([self._reach(method, each, params) for each in earlier_folds(fold)])
            ),
        )
        return Ranked(scores=self._scorers[method](fold.known, params), params=params, tried=tried)

    def _reach(self, method: RankingMethod, fold: Fold, params: Any) -> float:  # noqa: ANN401 - a method's own parameters
        """Return the mean share captured over the shares of the area, on one earlier fold."""
        key = (method, fold.known, params)
        if key not in self._reached:
            came = self._target.held(fold.known, fold.end)
            scores = self._scorers[method](fold.known, params)
            shares = captured_by_scores(scores, came, self._area_shares)
            self._reached[key] = float(np.mean(np.nan_to_num(shares)))
        return self._reached[key]

    def _ladders(self, method: RankingMethod) -> tuple[Any, Mapping[str, Sequence[Any]]]:
        """Return where a method starts, and what it may choose."""
        side_m = self._target.ground.grid.cell_size_m
        bandwidths = tuple(round(sides * side_m, 6) for sides in BANDWIDTHS)
        amounts = self._target.amount[self._target.selected]
        # Where all offences weigh the same there is nothing to transform.
        transforms = {"transform": TRANSFORMS} if np.unique(amounts).size > 1 else {}
        fading = {"half_life_months": HALF_LIVES_MONTHS}
        if method is RankingMethod.DENSITY:
            start: Any = DensityRankingParams(bandwidth_m=bandwidths[0])
            return start, {"bandwidth_m": bandwidths, **transforms, **fading}
        if method is RankingMethod.BLEND:
            start = BlendRankingParams(bandwidth_m=bandwidths[2])
            return start, {"bandwidth_m": bandwidths, "share": SHARES_OF_DENSITY}
        shrinkage = {"prior_strength": STRENGTHS, "near_m": NEAR_M}
        return ShrunkHistoryParams(), {**shrinkage, **transforms, **fading}
