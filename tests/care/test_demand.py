"""Nobody can have a withheld count out of the reports of several months."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hotspots import care
from hotspots.analyse.change.period_counts import Tally
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.demand.shown_demand import ShownSpan, shown_spans
from hotspots.analyse.demand.ward_tally import ward_tally
from hotspots.analyse.periods import Period, whole_months
from hotspots.schema import Span

DISTRICTS = ("Wick", "Marsh", "Vale")
WARDS = {name: [f"{name} {n}" for n in range(4)] for name in DISTRICTS}
MONTHS = list(whole_months(date(2025, 4, 1), date(2025, 9, 30)))
KINDS = ("Burglary", "Robbery", "Weapons")
# What each line counts: a theme overlaps with the kinds that it holds.
LINES = {
    "All offences": KINDS,
    **{each: (each,) for each in KINDS},
    "Burglary and robbery": ("Burglary", "Robbery"),
    "Harm": KINDS,
}


def force(seed: int) -> tuple[Tally, pd.Series[str]]:
    """Return offences of six months by twelve wards, few of each kind, some in no ward."""
    rng = np.random.default_rng(seed)
    rows = [
        (month.first.toordinal(), at, ward, kind)
        for month in MONTHS
        for at, district in enumerate(DISTRICTS, start=1)
        for ward in [*WARDS[district], None]
        for kind in KINDS
        for _ in range(rng.poisson(rng.choice([0.5, 3.0, 12.0])))
    ]
    days, areas, wards, kinds = (list(each) for each in zip(*rows, strict=True))
    held = np.column_stack([np.isin(kinds, own) for own in LINES.values()])
    day = np.array(days)
    tally = Tally(
        areas=("Wickshire", *DISTRICTS),
        lines=tuple(CountedLine(label=each) for each in LINES),
        begins=day,
        ends=day,
        reported=day,
        area_of=np.array(areas),
        harm=np.ones(len(rows)),
        held=held,
        patterns=care.patterns_of(held),
        fewest=care.FEWEST_COUNTED,
    )
    return tally, pd.Series(wards, dtype="object")


def report(
    tally: Tally, wards: pd.Series[str], month: Period, *, in_fives: bool = True
) -> list[tuple[str, ...]]:
    """Return the cells that the report of a month tells to the offence."""
    spans = {
        Span.MONTH: month,
        Span.MONTH_BEFORE: month.before(),
        Span.YEAR_TO_DATE: Period(first=MONTHS[0].first, last=month.last),
    }
    months = {Span.YEAR_TO_DATE: [each for each in MONTHS if each.last <= month.last]}
    by_ward = ward_tally(tally, wards, WARDS, [True] * len(LINES))
    told = []
    for counted in (tally, by_ward):
        shown = shown_spans(counted, spans, months, fewest=care.FEWEST_COUNTED, known_after=None)
        for each in shown.values():
            told += cells(each, counted.areas, in_fives=in_fives)
    return told


def cells(shown: ShownSpan, areas: tuple[str, ...], *, in_fives: bool) -> list[tuple[str, ...]]:
    exact = ~np.isnan(shown.offences) & ~(shown.in_fives & in_fives)
    return [
        (area, line, str(shown.period.first), str(shown.period.last))
        for a, area in enumerate(areas)
        for b, line in enumerate(LINES)
        if exact[a, b]
    ]


def unknowns() -> dict[tuple[str, str, str], int]:
    """Return the place of each smallest count: a ward, or a district's rest, a kind and a month."""
    atoms = [*(ward for own in WARDS.values() for ward in own), *(f"{d} rest" for d in DISTRICTS)]
    keys = [(a, kind, str(m.first)) for a in atoms for kind in KINDS for m in MONTHS]
    return {key: at for at, key in enumerate(keys)}


def equation(cell: tuple[str, ...], places: dict[tuple[str, str, str], int]) -> np.ndarray:
    """Return which smallest counts a told cell is the sum of."""
    area, line, first, last = cell
    row = np.zeros(len(places))
    for (atom, kind, month), at in places.items():
        inside = area in ("Wickshire", atom) or (area in DISTRICTS and atom.startswith(f"{area} "))
        row[at] = inside and kind in LINES[line] and first <= month <= last
    return row


def given_away(tally: Tally, wards: pd.Series[str], told: set[tuple[str, ...]]) -> tuple[int, int]:
    """Return how many counts of 1 to 4 follow from what is told, and how many there are."""
    places = unknowns()
    known = np.array([equation(each, places) for each in sorted(told)])
    _, sizes, base = np.linalg.svd(known, full_matrices=False)
    base = base[sizes > 1e-9]
    by_ward = ward_tally(tally, wards, WARDS, [True] * len(LINES))
    small = [
        (area, kind, str(month.first))
        for month in MONTHS
        for a, area in enumerate(by_ward.areas[1:], start=1)
        for b, kind in enumerate(KINDS, start=1)
        if 0 < by_ward.count(month, withholds=False).amounts[a, b] < care.FEWEST_COUNTED
    ]
    found = 0
    for each in small:
        one = np.zeros(len(places))
        one[places[each]] = 1.0
        found += bool(np.linalg.norm(one - base.T @ (base @ one)) < 1e-6)
    return found, len(small)


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_is_the_sum_and_difference_of_what_six_reports_tell(seed: int) -> None:
    tally, wards = force(seed)
    told = {cell for month in MONTHS[1:] for cell in report(tally, wards, month)}
    found, small = given_away(tally, wards, told)
    assert small > 20
    assert found == 0


def test_the_attack_succeeds_where_years_to_date_are_told_to_the_offence() -> None:
    tally, wards = force(0)
    told = {cell for month in MONTHS[1:] for cell in report(tally, wards, month, in_fives=False)}
    found, _ = given_away(tally, wards, told)
    assert found > 0


def test_outcomes_are_withheld_along_every_side() -> None:
    rng = np.random.default_rng(4)
    cells_of = rng.poisson(rng.choice([1.0, 6.0, 30.0], size=(5, 4, 5))).astype(float)
    table = cells_of
    for side in range(3):
        table = np.concatenate([table.sum(axis=side, keepdims=True), table], axis=side)
    hidden = care.withheld_in_table(table)
    assert not ((table > 0) & (table < care.FEWEST_COUNTED) & ~hidden).any()
    for side in range(3):
        there = np.moveaxis(hidden & (table > 0), side, 0).sum(axis=0)
        assert not (there == 1).any()
