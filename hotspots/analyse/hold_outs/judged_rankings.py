"""Which way of ranking places would have captured what came: the hold-out, from folds to tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from hotspots import schema
from hotspots.analyse.hold_outs.accuracy_params import ComparisonParams
from hotspots.analyse.hold_outs.capture_scores import (
    Choice,
    Judged,
    Resamples,
    choose_parts,
    choose_top,
    draw_resamples,
    judge,
    reach_of,
    totals_of,
)
from hotspots.analyse.hold_outs.getis_ord import hot_squares
from hotspots.analyse.hold_outs.hold_out import Fold, monthly_roll, one_split
from hotspots.analyse.hold_outs.judged_spots import (
    covered_squares,
    find_spots,
    selected_in_order,
)
from hotspots.analyse.hold_outs.judged_streets import STRIP_M, StreetSegments
from hotspots.analyse.hold_outs.judged_tables import (
    SPOTS,
    Round,
    area_in_words,
    compared_pairs,
    curve_table,
    difference_row,
    score_row,
    spots_in_words,
    squares_in_words,
    streets_in_words,
    tried_table,
)
from hotspots.analyse.hold_outs.ranked_order import (
    RankedOrder,
    captured_in_top,
    jaccard,
    ranked_order,
    room_for,
)
from hotspots.analyse.hold_outs.rankings import ShrunkRanking, Target, amount_by_place
from hotspots.analyse.hold_outs.shrunk_history import ShrunkHistoryParams
from hotspots.analyse.hold_outs.tuned_rankings import TunedRankings, with_learner
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.schema import HoldOutDesign, RankingMethod

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs


# A harm spot reaches 150 m from its centre: its surroundings begin further out than a square's.
SPOT_NEAR_M: Final = 400.0
NONE: Final = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class TargetFindings:
    """What was found of one target.

    Attributes
    ----------
    scores : DataFrame
        ``schema.ACCURACY_COLUMNS`` but ``foreseen``.
    differences : DataFrame
        ``schema.ACCURACY_DIFFERENCE_COLUMNS`` but ``foreseen``.
    parts : DataFrame
        What each part of the shrunk history adds, on the one split: ``part``, ``chosen_ground``,
        ``captured``.
    tried : DataFrame
        What was tried on earlier folds: ``design``, ``known`` (months), ``method``, ``setting``,
        ``value``, ``reached``, ``chosen``.
    curves : DataFrame
        ``method``, ``share_of_area``, ``captured`` on the one split.
    offences_known, offences_judged : int
        Of the one split.
    hot_squares : int
        Hot by Gi* in the months known of the one split, at a false discovery rate of 5 %.
    """

    scores: pd.DataFrame
    differences: pd.DataFrame
    parts: pd.DataFrame
    tried: pd.DataFrame
    curves: pd.DataFrame
    offences_known: int
    offences_judged: int
    hot_squares: int


def judge_rankings(
    target: Target,
    offences: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    params: ComparisonParams,
    spots: HarmSpotParams,
    streets: StreetSegments | None = None,
) -> TargetFindings:
    """Fit every method on what was known, judge it on what came, over both designs.

    Parameters
    ----------
    target : Target
        What is to be foreseen, on its ground.
    offences : GeoDataFrame
        All offences, row for row those of the target's ground.
    districts : GeoDataFrame
        Policing districts, in the same system.
    params : ComparisonParams
    spots : HarmSpotParams
        How harm spots are found.
    streets : StreetSegments, optional
        Laid over the target's ground; they stand beside squares and spots.

    Raises
    ------
    NoRowsError
        When the data cover fewer than eight months.
    """
    months = target.ground.months
    tuned = TunedRankings(target, params.area_shares)
    study = _Study(target, offences, districts, tuned, params, spots, streets)
    # Small systems of equations, one after another: threads would only wait for one another, and
    # the last digit would depend on how many there are.
    with threadpool_limits(limits=1, user_api="blas"):
        split, roll = study.rounds(one_split(months), monthly_roll(months))
        designs = {HoldOutDesign.ONE_SPLIT: [split], HoldOutDesign.MONTHLY_ROLL: roll}
        tables = [study.judged(design, rounds) for design, rounds in designs.items()]
    known = target.selected & (target.ground.month < split.fold.known)
    judged = target.selected & (target.ground.month >= split.fold.known)
    return TargetFindings(
        scores=pd.concat([scores for scores, _ in tables], ignore_index=True),
        differences=pd.concat([differences for _, differences in tables], ignore_index=True),
        parts=study.parts(split),
        tried=pd.concat(
            [tried_table(design, rounds) for design, rounds in designs.items()], ignore_index=True
        ),
        curves=curve_table(split),
        offences_known=int(known.sum()),
        offences_judged=int(judged.sum()),
        hot_squares=int(hot_squares(split.ranked[RankingMethod.GETIS_ORD].scores).sum()),
    )


class _Study:
    """One target, and all that judging it takes."""

    def __init__(
        self,
        target: Target,
        offences: gpd.GeoDataFrame,
        districts: gpd.GeoDataFrame,
        tuned: TunedRankings,
        params: ComparisonParams,
        spots: HarmSpotParams,
        streets: StreetSegments | None,
    ) -> None:
        self.target, self.districts = target, districts
        self.selected = selected_in_order(offences, target)
        self.tuned, self.params, self.spot_params = tuned, params, spots
        self.streets = streets

    def rounds(self, split: Fold, roll: Sequence[Fold]) -> tuple[Round, list[Round]]:
        """Fit every method on each fold; the split knows as much as one of the roll, and shares it.

        The learner is fitted on the split alone.
        """
        of_roll = [self._round(fold) for fold in roll]
        shared = next(each for each in of_roll if each.fold.known == split.known)
        came = self.target.held(split.known, split.end)
        ranked = with_learner(shared.ranked, self.target, split.known)
        learned = ranked[RankingMethod.LEARNER].order
        orders = {method: shared.orders.get(method, learned) for method in ranked}
        of_split = replace(
            shared, fold=split, came=came, best=ranked_order(came), ranked=ranked, orders=orders
        )
        return of_split, of_roll

    def _round(self, fold: Fold) -> Round:
        """Fit every method on one fold."""
        target = self.target
        came, before = target.held(fold.known, fold.end), target.held(0, fold.known)
        ranked = self.tuned.ranked(fold)
        shrunk: ShrunkHistoryParams = ranked[RankingMethod.SHRUNK].params
        return Round(
            fold=fold,
            came=came,
            before=before,
            ranked=ranked,
            orders={method: each.order for method, each in ranked.items()},
            best=ranked_order(came),
            spots=find_spots(
                self.selected,
                target,
                fold.known,
                districts=self.districts,
                params=self.spot_params,
                shrunk=replace(shrunk, near_m=SPOT_NEAR_M),
            ),
            streets=NONE if self.streets is None else self.streets.ranked(target, fold.known),
        )

    def judged(
        self, design: HoldOutDesign, rounds: Sequence[Round]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the scores and the differences of one design."""
        drawn = self._drawn(rounds)
        grounds = self._grounds(rounds, drawn)
        scores, differences = [], []
        for ground, judged in grounds.items():
            for method, result in judged.items():
                staying = (
                    math.nan
                    if method not in rounds[0].orders
                    else self._staying(rounds, method, ground)
                )
                scores.append(score_row(design, ground, method, result, staying))
            differences += [
                difference_row(design, ground, (method, rival), judged)
                for method, rival in compared_pairs(judged)
            ]
        return pd.DataFrame(scores), pd.DataFrame(differences)

    def _drawn(self, rounds: Sequence[Round]) -> Resamples:
        """Draw the resamples: the same for every method and fold of a design."""
        size = self.target.ground.size
        room = max(room_for(max(self.params.area_shares), size), self.params.spot_count)
        # A resample may hold more squares than there are, six standard deviations at most, and so
        # choose more.
        reach = reach_of((1 + 6 / math.sqrt(size)) * room + self.params.spot_count)
        watched = np.zeros(size, dtype=np.bool_)
        for each in rounds:
            watched |= (each.came > 0) | (each.before > 0)
            for order in (*each.orders.values(), each.best):
                watched[order.places[:reach]] = True
        return draw_resamples(size, watched, resamples=self.params.resamples, seed=self.params.seed)

    def _grounds(
        self, rounds: Sequence[Round], drawn: Resamples
    ) -> dict[str, dict[RankingMethod, Judged]]:
        """Judge every method on every ground: shares of the area, squares, harm spots, streets."""
        count = self.params.spot_count
        rooms = {
            area_in_words(share): [share * drawn.places] * len(rounds)
            for share in self.params.area_shares
        }
        rooms[squares_in_words(count)] = [count / self.target.ground.size * drawn.places] * len(
            rounds
        )
        spots = self._spots(rounds, drawn)
        of_spots = spots.get(spots_in_words(count))
        if of_spots:
            rooms[spots_in_words(count)] = [choice.area for choice in of_spots[SPOTS[0]]]
        totals = totals_of([(each.came, each.before) for each in rounds], drawn)
        best = _chosen(rounds, [each.best for each in rounds], rooms, drawn)
        squares = {
            method: _chosen(rounds, [each.orders[method] for each in rounds], rooms, drawn)
            for method in rounds[0].orders
        }
        cut = {
            ground: spots.get(ground, {}) | self._on_streets(rounds, drawn, room)
            for ground, room in rooms.items()
        }
        grounds = {
            ground: {
                **{m: judge(chosen[ground], best[ground], totals) for m, chosen in squares.items()},
                **{m: judge(chosen, None, totals) for m, chosen in cut[ground].items()},
            }
            for ground in rooms
        }
        along = self._along_streets(rounds, drawn, of_spots)
        if along:
            ground = streets_in_words(count)
            grounds[ground] = {m: judge(chosen, None, totals) for m, chosen in along.items()}
        return grounds

    def _on_streets(
        self, rounds: Sequence[Round], drawn: Resamples, rooms: Sequence[Floats]
    ) -> dict[RankingMethod, list[Choice]]:
        """Return each round's streets on as much ground as there is room; none where too few."""
        cell_m2 = self.target.ground.grid.cell_size_m**2
        return self._streets(rounds, drawn, [float(room[0]) * cell_m2 / STRIP_M for room in rooms])

    def _along_streets(
        self,
        rounds: Sequence[Round],
        drawn: Resamples,
        of_spots: Mapping[RankingMethod, Sequence[Choice]] | None,
    ) -> dict[RankingMethod, list[Choice]]:
        """Return squares, spots and streets that have as many metres of street as the spots."""
        if self.streets is None or not of_spots:
            return {}
        ground, count = self.target.ground, self.params.spot_count
        metres = [
            self.streets.metres_in(each.spots.outlines[each.spots.first(SPOTS[0], count)])
            for each in rounds
        ]
        found: dict[RankingMethod, list[Choice]] = {}
        for method in rounds[0].orders:
            orders = [each.orders[method] for each in rounds]
            rooms = [
                self.streets.squares_along(order, ground, room) / ground.size * drawn.places
                for order, room in zip(orders, metres, strict=True)
            ]
            found[method] = _chosen(rounds, orders, {"": rooms}, drawn)[""]
        spots = {SPOTS[0]: list(of_spots[SPOTS[0]])}
        return found | spots | self._streets(rounds, drawn, metres)

    def _streets(
        self, rounds: Sequence[Round], drawn: Resamples, metres: Sequence[float]
    ) -> dict[RankingMethod, list[Choice]]:
        """Return each round's first streets of so many metres; none where they do not fill them."""
        if self.streets is None:
            return {}
        choices = []
        for each, room in zip(rounds, metres, strict=True):
            chosen = self.streets.within(each.streets, room)
            if chosen is None or not chosen.size:
                return {}
            inside = np.isin(self.streets.link_of_offence, chosen)
            covered = self.streets.covered(chosen, self.target.ground)
            choices.append(self._as_choice(each, inside, covered, drawn))
        return {RankingMethod.STREETS_BY_PAST: choices}

    def _spots(
        self, rounds: Sequence[Round], drawn: Resamples
    ) -> dict[str, dict[RankingMethod, list[Choice]]]:
        """Return the harm spots chosen, by ground and order; none where they do not fill it."""
        shares: dict[str, float | None] = {
            area_in_words(share): share for share in self.params.area_shares
        }
        found: dict[str, dict[RankingMethod, list[Choice]]] = {}
        for ground, share in {**shares, spots_in_words(self.params.spot_count): None}.items():
            for method in SPOTS:
                choices = self._spot_choices(rounds, drawn, method, share)
                if choices is not None:
                    found.setdefault(ground, {})[method] = choices
        return found

    def _spot_choices(
        self,
        rounds: Sequence[Round],
        drawn: Resamples,
        method: RankingMethod,
        area_share: float | None,
    ) -> list[Choice] | None:
        """Return each round's harm spots as a choice; None where there are not enough of them."""
        choices = []
        for each in rounds:
            spots = each.spots
            if area_share is None:
                chosen: Longs | None = spots.first(method, self.params.spot_count)
            else:
                ground = self.target.ground
                chosen = spots.within(method, area_share * ground.size * ground.grid.cell_size_m**2)
            if chosen is None or not chosen.size:
                return None
            inside = np.isin(spots.spot_of_offence, chosen)
            covered = covered_squares(spots.outlines[chosen], self.target.ground)
            choices.append(self._as_choice(each, inside, covered, drawn))
        return choices

    def _as_choice(self, each: Round, inside: Bools, covered: Floats, drawn: Resamples) -> Choice:
        """Return places that cut across squares as a choice, by the offences that they hold."""
        target, ground = self.target, self.target.ground
        inside = target.selected & inside
        later = inside & (ground.month >= each.fold.known) & (ground.month < each.fold.end)
        known = inside & (ground.month < each.fold.known)
        came, before = (amount_by_place(ground, rows, target.amount) for rows in (later, known))
        return choose_parts(covered, came, before, drawn)

    def _staying(self, rounds: Sequence[Round], method: RankingMethod, ground: str) -> float:
        """Return how much of a choice stays from one month to the next (Jaccard), on average."""
        size = self.target.ground.size
        rooms = {area_in_words(s): room_for(s, size) for s in self.params.area_shares}
        if ground not in rooms or len(rounds) < 2:  # noqa: PLR2004 - two to compare
            return math.nan
        taken = [each.orders[method].parts_taken(rooms[ground]) for each in rounds]
        return float(np.mean([jaccard(one, other) for one, other in pairwise(taken)]))

    def parts(self, split: Round) -> pd.DataFrame:
        """Return what the parts of the shrunk history capture, put together one after another."""
        shrunk, known = split.ranked[RankingMethod.SHRUNK], split.fold.known
        plain = replace(shrunk.params, by_kind=False, other_kinds=False)
        of_plain = ShrunkRanking(self.target, known)
        variants = {
            "The place's own past alone": split.ranked[RankingMethod.PAST].scores,
            "and the same offences around it": of_plain(plain),
            "and other offences, in the place and around it": of_plain(
                replace(plain, other_kinds=True)
            ),
            "and each main kind of offence on its own": shrunk.scores,
        }
        rows = []
        for part, scores in variants.items():
            order = ranked_order(scores)
            rows += [
                {
                    schema.PART: part,
                    schema.CHOSEN_GROUND: area_in_words(share),
                    schema.CAPTURED: captured_in_top(order, split.came, share_of_area=share),
                }
                for share in self.params.area_shares
            ]
        return pd.DataFrame(rows)


def _chosen(
    rounds: Sequence[Round],
    orders: Sequence[RankedOrder],
    rooms: Mapping[str, Sequence[Floats]],
    drawn: Resamples,
) -> dict[str, list[Choice]]:
    """Take the first squares of each round's order on every ground."""
    chosen: dict[str, list[Choice]] = {ground: [] for ground in rooms}
    for number, (each, order) in enumerate(zip(rounds, orders, strict=True)):
        wanted = [room[number] for room in rooms.values()]
        choices = choose_top(order, each.came, each.before, drawn, wanted)
        for ground, choice in zip(rooms, choices, strict=True):
            chosen[ground].append(choice)
    return chosen
