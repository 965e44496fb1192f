"""Accuracy on a real year: the issue's figures are met, and what ranks best is above them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.density.kernel_density import cells_inside
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.hold_outs.hold_out import one_split
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, captured_in_top, ranked_order
from hotspots.analyse.hold_outs.rankings import Target, by_all_offences, lay_out
from hotspots.analyse.hold_outs.tuned_rankings import Ranked, TunedRankings, with_learner
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile
from hotspots.schema import RankingMethod
from hotspots.surface import Grid

pytestmark = pytest.mark.slow

SHARES = (0.01, 0.026, 0.05)
ALL_SHARES = (0.005, *SHARES)
HARM, VIOLENCE, BURGLARY = "harm", "violence, robbery, weapons", "burglary"
ROBBERY = "robbery"
# Issue 4, "Accuracy, honestly": share of October to December 2025 captured in the top 1 %, 2.6 %
# and 5 % of 163,401 squares, by what was known from January to September. Prior count, kernel
# density, own count and a share of the density.
OF_THE_ISSUE: Mapping[str, tuple[tuple[float, ...], ...]] = {
    HARM: ((0.471, 0.715, 0.872), (0.450, 0.680, 0.825), (0.474, 0.716, 0.872)),
    VIOLENCE: ((0.496, 0.733, 0.882), (0.466, 0.705, 0.836), (0.494, 0.737, 0.887)),
    BURGLARY: ((0.250, 0.372, 0.410), (0.209, 0.382, 0.538), (0.276, 0.432, 0.595)),
}


# Issue 9, "Say", Accuracy: burglary, per cent captured at 0.5, 1, 2.6 and 5 % of the area.
OF_ISSUE_9: Mapping[RankingMethod, tuple[float, ...]] = {
    RankingMethod.ALL_OFFENCES: (20.7, 31.6, 54.2, 76.7),
    RankingMethod.SHRUNK: (21.2, 32.3, 55.2, 77.5),
    RankingMethod.PAST_THEN_ALL: (17.6, 28.5, 53.9, 77.5),
}
WITH_TIES_AGAINST_IT = (14.5, 14.5, 35.1, 35.1)
# Robbery with its ties broken by all offences, and the count of all offences, on the squares from
# the corner; what ties are left then are against each.
ROBBERY_OF_ISSUE_9 = ((44.8, 60.7, 87.9, 93.4), (47.3, 60.2, 87.6, 93.4))


@dataclass(frozen=True)
class Year:
    """Essex 2025 on the issue's squares, whose corner is that of the study area."""

    targets: Mapping[str, Target]
    squares: np.ndarray  # of the ground's squares, those with their centre in the study area


def laid_out(
    essex_read: tuple[StudyArea, LoadedOffences], essex: ForceProfile, *, from_corner: bool
) -> Year:
    """Lay the year over squares from the study area's corner, or from 0,0 as the product does."""
    study_area, loaded = essex_read
    offences = weigh_offences(loaded.offences, [read_harm_index("css")])
    whole = study_area.districts.union_all()
    west, south, _, _ = whole.bounds
    kinds, kind = np.unique(offences[schema.CATEGORY].to_numpy(dtype=str), return_inverse=True)
    ground = lay_out(
        whole,
        offences.geometry.x.to_numpy(),
        offences.geometry.y.to_numpy(),
        kind.astype(np.int64),
        (offences[schema.FROM_TIME].dt.month - 1).to_numpy(dtype=np.int64),
        months=12,
        cell_size_m=150.0,
        origin_m=(west, south) if from_corner else (0.0, 0.0),
        crs=essex.crs,
    )
    category = kinds[kind]
    ones = np.ones(len(offences))
    violent = ["Violence and sexual offences", "Robbery", "Possession of weapons"]
    harm = offences[schema.harm_column("css")].to_numpy(dtype=np.float64)
    selected = {
        HARM: (np.ones(len(offences), dtype=bool), harm),
        VIOLENCE: (np.isin(category, violent), ones),
        BURGLARY: (category == "Burglary", ones),
        ROBBERY: (category == "Robbery", ones),
    }
    return Year(
        targets={
            name: Target(ground=ground, selected=rows, amount=amount)
            for name, (rows, amount) in selected.items()
        },
        squares=_with_their_centre_inside(ground.grid, whole)[ground.cell_of_place],
    )


@pytest.fixture(scope="module")
def year(essex_read: tuple[StudyArea, LoadedOffences], essex: ForceProfile) -> Year:
    return laid_out(essex_read, essex, from_corner=True)


@pytest.fixture(scope="module")
def ranked(
    essex_read: tuple[StudyArea, LoadedOffences], essex: ForceProfile
) -> Mapping[str, tuple[Mapping[RankingMethod, Ranked], np.ndarray]]:
    """Burglary and robbery ranked by every method, as the product does it, and what came."""
    targets = laid_out(essex_read, essex, from_corner=False).targets
    return {
        name: (
            with_learner(
                TunedRankings(targets[name], ALL_SHARES).ranked(one_split(12)), targets[name], 9
            ),
            targets[name].held(9, 12),
        )
        for name in (BURGLARY, ROBBERY)
    }


def _with_their_centre_inside(grid: Grid, area: object) -> np.ndarray:
    return cells_inside(area, grid).reshape(-1)  # type: ignore[arg-type] # a shapely geometry


def test_the_squares_are_those_that_others_took(year: Year) -> None:
    assert year.squares.sum() == 163_401


@pytest.mark.parametrize("name", OF_THE_ISSUE)
def test_the_plain_count_captures_what_the_issue_measured(year: Year, name: str) -> None:
    """To the digits given: ties in the order of the squares, from the south-west corner on.

    Of the later offences the few outside all squares count in the whole.
    """
    target = year.targets[name]
    known, came = target.held(0, 9), target.held(9, 12)
    order = np.argsort(-known[year.squares], kind="stable")
    found = [
        came[year.squares][order[: int(share * order.size)]].sum() / came.sum() for share in SHARES
    ]
    assert [round(each, 3) for each in found] == list(OF_THE_ISSUE[name][0])


@pytest.mark.parametrize("name", OF_THE_ISSUE)
def test_the_shrunk_history_is_above_what_others_measured(year: Year, name: str) -> None:
    """Its settings are chosen on January to September alone."""
    target = year.targets[name]
    tuned = TunedRankings(target, ALL_SHARES).ranked(one_split(12))
    came, order = target.held(9, 12), tuned[RankingMethod.SHRUNK].order
    for number, share in enumerate(SHARES):
        captured = captured_in_top(order, came, share_of_area=share)
        assert captured > max(column[number] for column in OF_THE_ISSUE[name]), share


def per_cent(order: RankedOrder, came: np.ndarray) -> list[float]:
    return [100 * captured_in_top(order, came, share_of_area=share) for share in ALL_SHARES]


@pytest.mark.parametrize("method", OF_ISSUE_9)
def test_the_figures_that_others_measured_are_met(
    ranked: Mapping[str, tuple[Mapping[RankingMethod, Ranked], np.ndarray]], method: RankingMethod
) -> None:
    """To half a point: there ties fell by one lot, here they are the mean over all lots."""
    methods, came = ranked[BURGLARY]
    assert per_cent(methods[method].order, came) == pytest.approx(OF_ISSUE_9[method], abs=0.5)


def test_ties_against_the_burglary_count_took_a_third_of_what_it_holds(
    ranked: Mapping[str, tuple[Mapping[RankingMethod, Ranked], np.ndarray]],
) -> None:
    methods, came = ranked[BURGLARY]
    past = methods[RankingMethod.PAST]
    against = per_cent(ranked_order(past.scores, -came), came)
    assert [round(each, 1) for each in against] == list(WITH_TIES_AGAINST_IT)
    assert per_cent(past.order, came)[1] > 1.5 * against[1]


def test_robbery_with_its_ties_broken_by_all_offences_is_met(year: Year) -> None:
    target = year.targets[ROBBERY]
    came, every = target.held(9, 12), by_all_offences(target, 9)
    # The third key, least first, turns what is still tied against the ranking.
    own = ranked_order(target.held(0, 9) * 1_000 + every, -came)
    found = [
        [round(each, 1) for each in per_cent(order, came)]
        for order in (own, ranked_order(every, -came))
    ]
    assert found == [pytest.approx(each, abs=0.06) for each in ROBBERY_OF_ISSUE_9]


@pytest.mark.parametrize("name", [BURGLARY, ROBBERY])
def test_a_learner_is_level_with_the_shrunk_history_on_snapped_squares(
    ranked: Mapping[str, tuple[Mapping[RankingMethod, Ranked], np.ndarray]], name: str
) -> None:
    """Level: their mean over the four shares differs by less than two points."""
    methods, came = ranked[name]
    one, other = (
        np.mean(per_cent(methods[each].order, came))
        for each in (RankingMethod.SHRUNK, RankingMethod.LEARNER)
    )
    assert one == pytest.approx(other, abs=2.0)
