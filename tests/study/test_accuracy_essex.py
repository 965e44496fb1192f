"""Accuracy on a real year: the issue's figures are met, and what ranks best is above them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.density.kernel_density import cells_inside
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.hold_outs.capture_scores import captured_in_top, order_against
from hotspots.analyse.hold_outs.hold_out import one_split
from hotspots.analyse.hold_outs.rankings import Target, lay_out
from hotspots.analyse.hold_outs.tuned_rankings import TunedRankings
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile
from hotspots.schema import RankingMethod
from hotspots.surface import Grid

pytestmark = pytest.mark.slow

SHARES = (0.01, 0.026, 0.05)
HARM, VIOLENCE, BURGLARY = "harm", "violence, robbery, weapons", "burglary"
# Issue 4, "Accuracy, honestly": share of October to December 2025 captured in the top 1 %, 2.6 %
# and 5 % of 163,401 squares, by what was known from January to September. Prior count, kernel
# density, own count and a share of the density.
OF_THE_ISSUE: Mapping[str, tuple[tuple[float, ...], ...]] = {
    HARM: ((0.471, 0.715, 0.872), (0.450, 0.680, 0.825), (0.474, 0.716, 0.872)),
    VIOLENCE: ((0.496, 0.733, 0.882), (0.466, 0.705, 0.836), (0.494, 0.737, 0.887)),
    BURGLARY: ((0.250, 0.372, 0.410), (0.209, 0.382, 0.538), (0.276, 0.432, 0.595)),
}


@dataclass(frozen=True)
class Year:
    """Essex 2025 on the issue's squares, whose corner is that of the study area."""

    targets: Mapping[str, Target]
    squares: np.ndarray  # of the ground's squares, those with their centre in the study area


@pytest.fixture(scope="module")
def year(essex_read: tuple[StudyArea, LoadedOffences], essex: ForceProfile) -> Year:
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
        origin_m=(west, south),
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
    }
    return Year(
        targets={
            name: Target(ground=ground, selected=rows, amount=amount)
            for name, (rows, amount) in selected.items()
        },
        squares=_with_their_centre_inside(ground.grid, whole)[ground.cell_of_place],
    )


def _with_their_centre_inside(grid: Grid, area: object) -> np.ndarray:
    return cells_inside(area, grid).reshape(-1)  # type: ignore[arg-type] # a shapely geometry


def test_the_squares_are_those_of_the_issue(year: Year) -> None:
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
def test_the_shrunk_history_is_above_every_column_of_the_issue(year: Year, name: str) -> None:
    """With ties against it, and its settings chosen on January to September alone."""
    target = year.targets[name]
    scores = TunedRankings(target, (0.005, *SHARES)).ranked(one_split(12))
    came = target.held(9, 12)
    order = order_against(scores[RankingMethod.SHRUNK].scores, came)
    for number, share in enumerate(SHARES):
        captured = captured_in_top(order, came, share_of_area=share)
        assert captured > max(column[number] for column in OF_THE_ISSUE[name]), share
