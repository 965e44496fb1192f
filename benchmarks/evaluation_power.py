"""How surely an operation that works is found, and how often one that does not is said to work.

    python benchmarks/evaluation_power.py [--runs 200]

Offences are drawn again and again in the planted harm spots of the demonstration county, each spot
at its own rate, with offences around it, over 26 weeks before and 13 weeks of an operation. Places
change by themselves as well, by a gamma factor of the stated spread. Three tables:

1. the whole of `evaluate`, outlines, rings and all: ten spots treated and twenty controls, nothing
   done, a fall of 30 % planted, and a plan that was not carried out;
2. from counts alone, the verdict and the intervals that might have decided it: the Poisson one, the
   places drawn without correction, and the one that decides;
3. regression to the mean: the ten worst spots of four weeks, among spots that are all alike, judged
   by those weeks, by the half year with those weeks left out, and beside controls that were
   suggested on the same weeks.

About three minutes on one core.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.operations.control_areas import suggest_controls
from hotspots.analyse.operations.delivery import PatrolPlan, PlanUnit
from hotspots.analyse.operations.evaluation import Evaluation, OperationPlan, evaluate
from hotspots.analyse.operations.evaluation_params import EvaluationParams
from hotspots.analyse.operations.operation_estimate import Estimate, estimate_effect
from hotspots.analyse.operations.place_bootstrap import PlaceCounts, log_ratio_of_changes
from hotspots.analyse.operations.verdict import Outcome, outcome_of
from hotspots.analyse.periods import Period
from hotspots.demo.county import make_county
from hotspots.demo.params import DemoParams
from hotspots.profile import load_profile
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole, TimePrecision

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

BNG = "EPSG:27700"
BEFORE = Period(first=date(2025, 1, 1), last=date(2025, 7, 1))
DURING = Period(first=date(2025, 7, 2), last=date(2025, 9, 30))
CHOOSING = Period(first=date(2025, 6, 4), last=date(2025, 7, 1))
LAST_YEAR = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
RING_M = 150.0
AROUND = 0.6  # offences around a spot, for each inside
HARM = "harm_count"
PARAMS = EvaluationParams(resamples=1_000)
PLAN = OperationPlan(before=BEFORE, during=DURING, ring_width_m=RING_M, chosen=LAST_YEAR)
VISITS = PatrolPlan(per_week=14, unit=PlanUnit.VISITS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Spots:
    """The planted spots: outlines, and offences a day in each."""

    areas: gpd.GeoDataFrame
    a_day: Floats


@dataclass(frozen=True, kw_only=True)
class World:
    """What is true in a run.

    ``effect`` multiplies the offences of the treated spots, ``place_spread`` is the spread of each
    place's own change, and ``busy`` thins the offences of all.
    """

    effect: float = 1.0
    place_spread: float = 0.0
    busy: float = 1.0


def planted_spots() -> Spots:
    county = make_county(DemoParams(earlier_years=0), load_profile("demo"))
    spots = county.truth.spots.sort_values("planted_id", ignore_index=True)
    areas = gpd.GeoDataFrame(
        {AREA_ID: spots["planted_id"], schema.SPOT_NAME: spots["name"]},
        geometry=spots.geometry.buffer(spots["radius_m"]).to_numpy(),
        crs=BNG,
    )
    return Spots(areas=areas, a_day=spots["planted_offences"].to_numpy(np.float64) / 365.0)


def counts_of(a_day: Floats, world: World, treated: Places, rng: np.random.Generator) -> Floats:
    """Return each spot's offences: before, during, and the same two around it."""
    rate = a_day * world.busy
    effect = np.ones(len(rate))
    effect[treated] = world.effect
    own, around = (_changes(len(rate), world.place_spread, rng) for _ in range(2))
    expected = [
        rate * BEFORE.days,
        rate * DURING.days * own * effect,
        AROUND * rate * BEFORE.days,
        AROUND * rate * DURING.days * around,
    ]
    return rng.poisson(np.column_stack(expected)).astype(np.float64)


def _changes(count: int, spread: float, rng: np.random.Generator) -> Floats:
    return rng.gamma(spread**-2, spread**2, count) if spread else np.ones(count)


def offences_of(spots: Spots, counts: Floats, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return offences with a place and a day, as many as were counted."""
    centre = np.column_stack([spots.areas.centroid.x, spots.areas.centroid.y])
    radius = (spots.areas.area.to_numpy() / np.pi) ** 0.5
    points, days = [], []
    stretches = ((BEFORE.first, BEFORE.days), (DURING.first, DURING.days)) * 2
    for column, (first, length) in enumerate(stretches):
        spot = np.repeat(np.arange(len(counts)), counts[:, column].astype(np.int64))
        turn = rng.uniform(0.0, 2.0 * np.pi, len(spot))
        outside = radius[spot] + 20.0 + 100.0 * rng.random(len(spot))
        away = outside if column > 1 else radius[spot] / 2.0
        points.append(centre[spot] + away[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))
        day = rng.integers(0, length, len(spot))
        days.append(pd.Timestamp(first) + pd.to_timedelta(day * 24 + 12, unit="h"))
    moments = pd.Series(np.concatenate(days)).dt.tz_localize("Europe/London")
    where = np.concatenate(points)
    return gpd.GeoDataFrame(
        {
            schema.FROM_TIME: moments,
            schema.TO_TIME: moments,
            schema.TIME_PRECISION: TimePrecision.EXACT.value,
            schema.OFFENCE_CODE: "8N",
            schema.CATEGORY: "Violence and sexual offences",
            HARM: 1.0,
        },
        geometry=gpd.points_from_xy(where[:, 0], where[:, 1]),
        crs=BNG,
    )


def drawn_places(spots: Spots, sizes: tuple[int, int], rng: np.random.Generator) -> list[Places]:
    return np.split(rng.permutation(len(spots.areas))[: sum(sizes)], [sizes[0]])


def areas_of(spots: Spots, treated: Places, control: Places) -> gpd.GeoDataFrame:
    chosen = spots.areas.iloc[[*treated, *control]].reset_index(drop=True)
    roles = [AreaRole.TREATED.value] * len(treated) + [AreaRole.CONTROL.value] * len(control)
    return chosen.assign(**{AREA_ROLE: roles})


def patrols_of(
    spots: Spots, treated: Places, rng: np.random.Generator, made: float
) -> pd.DataFrame:
    """Return patrols of the treated spots: a share of what was planned."""
    planned = len(treated) * VISITS.per_week * DURING.days / 7
    count = rng.binomial(int(planned), made)
    minute = rng.integers(0, DURING.days * 24 * 60, count)
    begins = pd.Timestamp(DURING.first) + pd.to_timedelta(minute, unit="min")
    return pd.DataFrame(
        {
            schema.SPOT_ID: spots.areas[AREA_ID].to_numpy()[rng.choice(treated, count)],
            schema.BEGINS_AT: begins.tz_localize("Europe/London"),
            schema.MINUTES: 15,
        }
    )


def whole(spots: Spots, runs: int) -> None:
    print("\n## The whole evaluation: ten spots treated, twenty controls, places change by 20 %\n")
    print("| planted | carried out | offences expected | " + " | ".join(Outcome) + " |")
    print("|---" * 8 + "|")
    plan = OperationPlan(
        before=BEFORE, during=DURING, ring_width_m=RING_M, chosen=LAST_YEAR, patrols=VISITS
    )
    for effect, made in ((1.0, 0.9), (0.7, 0.9), (0.7, 0.3)):
        told: Counter[Outcome] = Counter()
        expected = []
        for seed in range(runs):
            rng = np.random.default_rng(seed)
            treated, control = drawn_places(spots, (10, 20), rng)
            world = World(effect=effect, place_spread=0.2)
            offences = offences_of(spots, counts_of(spots.a_day, world, treated, rng), rng)
            found = evaluate(
                offences,
                areas_of(spots, treated, control),
                plan=plan,
                harm=HARM,
                patrols=patrols_of(spots, treated, rng, made),
                params=PARAMS,
            )
            told[found.verdict.outcome] += 1
            expected.append(found.judged.relative.expected)
        shares = " | ".join(_share(told[each], runs) for each in Outcome)
        print(
            f"| {effect - 1:+.0%} | {made:.0%} | {np.mean(expected):.0f} | {shares} |", flush=True
        )


def intervals(spots: Spots, runs: int) -> None:
    print("\n## From counts: which interval decides\n")
    print(
        "| spots, controls | offences expected | places change by | planted | reduced | "
        "increased | too few | Poisson alone: reduced | places drawn, uncorrected: reduced |"
    )
    print("|---" * 9 + "|")
    for sizes, busy, spreads in (
        ((10, 20), 1.0, (0.0, 0.2, 0.4)),
        ((10, 20), 0.25, (0.2,)),
        ((5, 10), 1.0, (0.2, 0.4)),
        ((2, 10), 1.0, (0.2, 0.4)),
    ):
        for spread in spreads:
            for effect in (1.0, 0.7):
                world = World(effect=effect, place_spread=spread, busy=busy)
                print(_of_counts(spots, sizes, world, runs), flush=True)


def _of_counts(spots: Spots, sizes: tuple[int, int], world: World, runs: int) -> str:
    told: Counter[Outcome] = Counter()
    poisson = uncorrected = 0
    expected = []
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        treated, control = drawn_places(spots, sizes, rng)
        counts = counts_of(spots.a_day, world, treated, rng)
        found = estimated(counts[treated], counts[control])
        told[outcome_of(found, delivery=None, params=PARAMS)] += 1
        poisson += found.relative.interval(PARAMS.confidence)[1] < 1
        uncorrected += percentile_says_reduced(counts[treated], counts[control], rng)
        expected.append(found.relative.expected)
    said = (told[Outcome.REDUCED], told[Outcome.INCREASED], told[Outcome.TOO_FEW])
    shares = " | ".join(_share(each, runs) for each in (*said, poisson, uncorrected))
    return (
        f"| {sizes[0]}, {sizes[1]} | {np.mean(expected):.0f} | {world.place_spread:.0%} | "
        f"{world.effect - 1:+.0%} | {shares} |"
    )


def estimated(treated: Floats, control: Floats) -> Estimate:
    counts = PlaceCounts(
        treated=treated, control=control, treated_harm=treated, control_harm=control, by_weight=()
    )
    return estimate_effect(counts, before=[BEFORE], during=DURING, params=PARAMS)


def percentile_says_reduced(treated: Floats, control: Floats, rng: np.random.Generator) -> bool:
    """Say whether the plain percentile interval of the places drawn again leaves out 1."""
    draws = [
        side[rng.integers(0, len(side), (500, len(side)))].sum(axis=1)
        for side in (treated, control)
    ]
    upper = np.quantile(log_ratio_of_changes(*draws), 0.5 + PARAMS.confidence / 2)
    return bool(upper < 0)


def regression(spots: Spots, runs: int) -> None:
    print("\n## The worst of four weeks, among spots that are all alike; nothing was done\n")
    print("| treated | judged by | controls | called reduced | of these, doubted | mean change |")
    print("|---|---|---|---|---|---|")
    alike = Spots(areas=spots.areas, a_day=np.full(len(spots.areas), 20.0 / CHOOSING.days))
    found: dict[Choice, list[Evaluation]] = {choice: [] for choice in CHOICES}
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        counts = counts_of(alike.a_day, World(), np.array([], dtype=np.int64), rng)
        offences = offences_of(alike, counts, rng)
        for choice, evaluations in found.items():
            evaluations.append(choice.judged(alike, offences, rng))
    for choice, evaluations in found.items():
        said = [e.verdict for e in evaluations if e.verdict.outcome is Outcome.REDUCED]
        doubted = sum(not each.is_guarded for each in said)
        change = np.mean([each.judged.change for each in evaluations])
        print(
            f"| {choice.treated} | {choice.judged_by} | {choice.control} | "
            f"{_share(len(said), runs)} | {_share(doubted, runs)} | {change:+.1%} |",
            flush=True,
        )


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How treated spots and controls were chosen by four weeks, and what they are judged by."""

    treated: str = "the ten worst"
    judged_by: str = "those four weeks"
    control: str = "by chance"

    def judged(  # noqa: D102 - as its class says
        self, spots: Spots, offences: gpd.GeoDataFrame, rng: np.random.Generator
    ) -> Evaluation:
        days = offences[schema.FROM_TIME].dt.date
        chosen = offences[(days >= CHOOSING.first) & (days <= CHOOSING.last)]
        inside = gpd.sjoin(chosen, spots.areas, predicate="within")[AREA_ID].value_counts()
        bad = spots.areas[AREA_ID].map(inside).fillna(0).to_numpy()
        ranked = np.argsort(-bad, kind="stable")
        if self.treated == BY_LOT:
            ranked[:30] = rng.permutation(ranked[:30])
        before = CHOOSING if self.judged_by == "those four weeks" else BEFORE
        treated = areas_of(spots, ranked[:10], ranked[:0])
        rest = spots.areas.iloc[ranked[10:]]
        if self.control == "suggested":
            control = suggest_controls(
                offences, treated, rest, period=before, count=20, least_distance_m=0.0
            )
        else:
            pool = ranked[10:30] if self.treated == BY_LOT else rng.permutation(ranked[10:])[:20]
            control = areas_of(spots, ranked[:0], pool)
        columns = list(schema.OPERATION_AREA_COLUMNS)
        plan = OperationPlan(
            before=before,
            during=DURING,
            ring_width_m=RING_M,
            chosen=CHOOSING,
            controls_by_same_rule=self.control != "by chance",
        )
        areas = pd.concat([treated[columns], control[columns]], ignore_index=True)
        return evaluate(offences, areas, plan=plan, harm=HARM, params=PARAMS)


BY_LOT = "ten drawn by lot from the thirty worst"
CHOICES = (
    Choice(),
    Choice(control="suggested"),
    Choice(treated=BY_LOT, control="the other twenty"),
    Choice(judged_by="the half year without them"),
    Choice(judged_by="the half year without them", control="suggested"),
)


def _share(count: int, runs: int) -> str:
    return f"{100 * count / runs:.1f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description="How surely an effect is found.")
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    started = time.process_time()
    spots = planted_spots()
    whole(spots, runs)
    intervals(spots, runs)
    regression(spots, runs // 2)
    print(f"\n{time.process_time() - started:.0f} s")


if __name__ == "__main__":
    main()
