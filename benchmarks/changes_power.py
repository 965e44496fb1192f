"""How surely `changes` calls what changed, and how often what did not.

    python benchmarks/changes_power.py [--runs 200]

Invented forces of ten districts and five lines, from 30 to 500 offences a month and district, each
district with a variance of its own between 1 and 4 times that of chance, for 12 months or 24 before
the month that is told. Nothing changes at all; or in one line one district rises by half, another
by 30 %, and nothing else does. Every area and line is compared with the month before and with last
year's, as the program compares them.

1. Of pages on which nothing changed: how many call anything clear, and how many comparisons are
   called a change by themselves ("perhaps").
2. Of the two planted rises, by the offences a month: how often each is called clear, and how often
   it is named at all; and what share of all that is called clear is false.

About six minutes on one core.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.change.changes import EarlierPeriod, changes
from hotspots.analyse.change.dispersion import dispersion
from hotspots.analyse.change.period_counts import PeriodCounts
from hotspots.schema import ChangeVerdict, ComparedWith

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

A_MONTH: Final = (30, 60, 120, 250, 500)
DISTRICTS: Final = tuple(f"District {number}" for number in range(1, 11))
AREAS: Final = ("Force", *DISTRICTS)
LINES: Final = tuple(f"{count} a month" for count in A_MONTH)
MOST_VARIANCE: Final = 4.0
KNOWN: Final = (12, 24)
RISES: Final = {"District 3": 1.5, "District 7": 1.3}
CLEAR: Final = (ChangeVerdict.UP, ChangeVerdict.DOWN)
NAMED: Final = (*CLEAR, ChangeVerdict.PERHAPS_UP, ChangeVerdict.PERHAPS_DOWN)


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the pages of many seeded forces said."""

    false_pages: float  # share of pages with a clear call of what did not change
    false_named: float  # share of unchanged comparisons that are named by themselves
    false_share: float  # of clear calls, the mean share that is false
    clear: dict[str, float]  # by district with a rise
    named: dict[str, float]


def page(seed: int, known: int, line: int | None) -> pd.DataFrame:
    """Return what is said of one force; with a line, its two districts rise in the last month."""
    rng = np.random.default_rng(seed)
    variance = np.exp(rng.uniform(0.01, np.log(MOST_VARIANCE), len(DISTRICTS)))[None, :, None]
    size = np.exp(rng.normal(0, 0.3, len(DISTRICTS)))[None, :, None]
    expected = np.array(A_MONTH) * size * np.ones((known + 1, 1, 1))
    if line is not None:
        for district, rise in RISES.items():
            at = DISTRICTS.index(district)
            expected[:, at, line] = A_MONTH[line]
            expected[-1, at, line] *= rise
    counts = rng.poisson(rng.gamma(expected / (variance - 1), variance - 1)).astype(np.float64)
    months = [_month(each) for each in counts]
    *before, now = months
    return changes(
        now,
        [
            _earlier(ComparedWith.LAST_PERIOD, before[-1]),
            _earlier(ComparedWith.LAST_YEAR, before[-12]),
        ],
        areas=AREAS,
        lines=LINES,
        spread=dispersion([before[::-1]], (len(AREAS), len(LINES))),
        unreadable={},
    )


def _month(counts: Floats) -> PeriodCounts:
    amounts = np.concatenate([counts.sum(axis=0, keepdims=True), counts])
    return PeriodCounts(
        days=30, amounts=amounts, squares=amounts, harm=amounts, withheld=amounts < 0
    )


def _earlier(compared_with: ComparedWith, counts: PeriodCounts) -> EarlierPeriod:
    return EarlierPeriod(
        compared_with=compared_with, in_words=str(compared_with), counts=counts, breaks={}
    )


def pages(runs: int, known: int, line: int | None) -> Pages:
    found = [page(seed, known, line) for seed in range(runs)]
    clear: list[list[bool]] = []
    named: list[list[bool]] = []
    false = []
    for table in found:
        changed = table[schema.LINE].eq(LINES[line]) if line is not None else False
        changed &= table[schema.AREA_NAME].isin([AREAS[0], *RISES])
        is_clear, is_named = (table[schema.VERDICT].isin(each) for each in (CLEAR, NAMED))
        false.append((is_clear & ~changed, is_named & ~changed, is_clear, ~changed))
        own = table[changed & (table[schema.CHANGE_RATIO] > 1)]
        for calls, verdicts in ((clear, CLEAR), (named, NAMED)):
            told = set(own.loc[own[schema.VERDICT].isin(verdicts), schema.AREA_NAME])
            calls.append([district in told for district in RISES])
    shares = [wrong.sum() / max(called.sum(), 1) for wrong, _, called, _ in false]
    return Pages(
        false_pages=float(np.mean([wrong.any() for wrong, *_ in false])),
        false_named=float(np.mean([wrong.sum() / same.sum() for _, wrong, _, same in false])),
        false_share=float(np.mean(shares)),
        clear=dict(zip(RISES, np.mean(clear, axis=0), strict=True)),
        named=dict(zip(RISES, np.mean(named, axis=0), strict=True)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    began = time.perf_counter()
    for known in KNOWN:
        quiet = pages(runs, known, None)
        print(
            f"{known} months before, nothing changed: {quiet.false_pages:.1%} of {runs} pages call "
            f"anything clear; {quiet.false_named:.1%} of comparisons are named at all"
        )
        for line, count in enumerate(A_MONTH):
            told = pages(runs, known, line)
            rises = "; ".join(
                f"{rise - 1:.0%} clear {told.clear[district]:.0%}, named {told.named[district]:.0%}"
                for district, rise in RISES.items()
            )
            print(f"  {count} a month: {rises}; of what is clear {told.false_share:.1%} is false")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
