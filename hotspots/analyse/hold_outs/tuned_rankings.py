"""Every way of ranking squares, its settings chosen on the months before those it is judged on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hotspots.analyse.hold_outs.boosted_ranking import by_boosting
from hotspots.analyse.hold_outs.hold_out import (
    EARLIER_MONTHS,
    Fold,
    Tried,
    earlier_folds,
    settle,
)
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, captured_by_scores, ranked_order
from hotspots.analyse.hold_outs.rankings import (
    BlendRankingParams,
    DensityRankingParams,
    ShrunkRanking,
    Target,
    blended,
    by_all_offences,
    by_density,
    by_getis_ord,
    by_past,
)
from hotspots.analyse.hold_outs.shrunk_history import ShrunkHistoryParams
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.schema import RankingMethod

if TYPE_CHECKING:
    from hotspots.arrays import Floats

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
        self._known: dict[int, _KnownMonths] = {}

    def ranked(self, fold: Fold) -> dict[RankingMethod, Ranked]:
        """Return every method's scores for a fold, settings chosen on its earlier folds."""
        target = self._target
        for known in (*(each.known for each in earlier_folds(fold)), fold.known):
            if known not in self._known:
                self._known[known] = _KnownMonths(target, known, self._area_shares)
        months = self._known[fold.known]
        ranked = {
            RankingMethod.SHRUNK: self._settled(RankingMethod.SHRUNK, fold),
            RankingMethod.ALL_OFFENCES: Ranked(scores=months.every),
            RankingMethod.PAST: Ranked(scores=months.past),
            RankingMethod.PAST_THEN_ALL: Ranked(scores=months.past, among_equals=months.every),
            RankingMethod.DENSITY: self._settled(RankingMethod.DENSITY, fold),
            RankingMethod.BLEND: self._settled(RankingMethod.BLEND, fold),
            RankingMethod.GETIS_ORD: Ranked(scores=by_getis_ord(target, fold.known)),
        }
        for each in earlier_folds(fold):
            self._known[each.known].let_go()
        return ranked

    def _settled(self, method: RankingMethod, fold: Fold) -> Ranked:
        start, ladders = self._ladders(method)
        earlier = [self._known[each.known] for each in earlier_folds(fold)]
        params, tried = settle(
            start,
            ladders,
            lambda params: float(np.mean([each.reached(method, params) for each in earlier])),
        )
        scores = self._known[fold.known].scores(method, params)
        return Ranked(scores=scores, params=params, tried=tried)

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


class _KnownMonths:
    """What is known of a target after so many months, and what methods and settings share of it."""

    def __init__(self, target: Target, known: int, area_shares: Sequence[float]) -> None:
        self._target, self._known, self._area_shares = target, known, area_shares
        self.past, self.every = by_past(target, known), by_all_offences(target, known)
        self._came = target.held(known, known + EARLIER_MONTHS)
        self._reached: dict[tuple[RankingMethod, Any], float] = {}
        self.let_go()

    def let_go(self) -> None:
        """Keep what the settings reached, which later folds ask for, and not how they scored."""
        self._densities: dict[DensityRankingParams, Floats] = {}
        self._shrunk = ShrunkRanking(self._target, self._known)

    def scores(self, method: RankingMethod, params: Any) -> Floats:  # noqa: ANN401 - a method's own parameters
        """Score every square by a method that has settings to choose."""
        if method is RankingMethod.SHRUNK:
            return self._shrunk(params)
        if method is RankingMethod.DENSITY:
            return self._density(params)
        density = self._density(DensityRankingParams(bandwidth_m=params.bandwidth_m))
        return blended(self._target, self.past, density, params.share)

    def _density(self, params: DensityRankingParams) -> Floats:
        if params not in self._densities:
            self._densities[params] = by_density(self._target, self._known, params)
        return self._densities[params]

    def reached(self, method: RankingMethod, params: Any) -> float:  # noqa: ANN401 - likewise
        """Return the mean share captured of the months after, over the shares of the area."""
        key = (method, params)
        if key not in self._reached:
            scores = self.scores(method, params)
            shares = captured_by_scores(scores, self._came, self._area_shares)
            self._reached[key] = float(np.mean(np.nan_to_num(shares)))
        return self._reached[key]


def with_learner(
    ranked: Mapping[RankingMethod, Ranked], target: Target, known: int
) -> dict[RankingMethod, Ranked]:
    """Return the rankings with the learner's after the first; it takes as long as all the others.

    Parameters
    ----------
    ranked : mapping of RankingMethod to Ranked
        From ``TunedRankings``, for as many months known.
    target : Target
    known : int
    """
    (first, shrunk), *others = ranked.items()
    learned = Ranked(scores=by_boosting(target, known))
    return {first: shrunk, RankingMethod.LEARNER: learned, **dict(others)}
