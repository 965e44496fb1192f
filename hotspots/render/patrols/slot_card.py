"""A week's visits to harm spots, as the products take them: a card for each spot, visits in order.

The tables become a few plain objects here, once; the paper, the page for a phone and the sheets
only lay them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from hotspots import schema
from hotspots.render.maps.spot_whereabouts import whereabouts
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp

DAYS_A_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class PlannedVisit:
    """One visit: when, where, in which part of the week, by which pair, and why then."""

    spot_id: str
    number: int
    spot_name: str
    day: date
    begins: pd.Timestamp
    ends: pd.Timestamp
    at_night: bool
    pair: int
    why: str


@dataclass(frozen=True, kw_only=True)
class SlotCard:
    """What a commander is told of one harm spot.

    Attributes
    ----------
    number : int
        1 is the first to visit in the district.
    spot_id, name : str
    where : tuple of (label, text)
    why : str
    edited : str
        What an analyst changed; empty where nothing.
    offences, timed : int
        In the period; those of them whose hour is known.
    top_offences : str
    hour_by_weekday : str or None
        JSON text, as ``schema.HOUR_BY_WEEKDAY`` holds it.
    busiest : str
    visits : tuple of PlannedVisit
        In order of time.
    unfitted : int
    unfitted_reason : str
    night_visits : int
    covered, random, best, own, night : float or None
        Shares, 0 to 1; None where no hours are known.
    """

    number: int
    spot_id: str
    name: str
    where: tuple[tuple[str, str], ...]
    streets: str
    outline: BaseGeometry
    why: str
    edited: str
    offences: int
    timed: int
    top_offences: str
    hour_by_weekday: str | None
    busiest: str
    visits: tuple[PlannedVisit, ...]
    unfitted: int
    unfitted_reason: str
    night_visits: int
    covered: float | None
    random: float | None
    best: float | None
    own: float | None
    night: float | None


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """What holds of a whole plan.

    Attributes
    ----------
    stamp : ProductStamp
    district : str
    monday : date
    duty : str
        The hours in which visits are planned: ``07:00–03:00``.
    duty_ends_after_midnight_min : int
        Minutes after midnight that still belong to the day before; 0 where the hours end by then.
    night : str
        ``Friday and Saturday 20:00–04:00``; empty without a night-time economy.
    minutes, gap_minutes, pairs, visits_a_day : int
    hours_known : bool
        False where the source gives no hours of the day at all.
    """

    stamp: ProductStamp
    district: str
    monday: date
    duty: str
    duty_ends_after_midnight_min: int
    night: str
    minutes: int
    gap_minutes: int
    pairs: int
    visits_a_day: int
    hours_known: bool

    @property
    def days(self) -> tuple[date, ...]:
        """The seven duty days, Monday first."""
        return tuple(self.monday + timedelta(days=day) for day in range(DAYS_A_WEEK))


@dataclass(frozen=True, kw_only=True)
class DistrictPlan:
    """One district's plan of one week."""

    facts: PlanFacts
    cards: tuple[SlotCard, ...]

    @property
    def visits(self) -> tuple[PlannedVisit, ...]:
        """All visits in order of time."""
        every = [visit for card in self.cards for visit in card.visits]
        return tuple(sorted(every, key=lambda visit: (visit.begins, visit.number)))

    @property
    def unfitted(self) -> int:
        """Visits that were asked for and found no place."""
        return sum(card.unfitted for card in self.cards)


def slot_cards(
    spots: gpd.GeoDataFrame,
    visits: pd.DataFrame,
    unfitted: pd.DataFrame,
    coverage: pd.DataFrame,
    wards: gpd.GeoDataFrame | None,
) -> tuple[SlotCard, ...]:
    """Return the cards of some harm spots, in the order in which they rank in their district.

    Parameters
    ----------
    spots : GeoDataFrame
        ``spot_id``, ``district_rank``, ``name``, ``why``, ``edited``, ``offences``,
        ``top_offences``, ``hour_by_weekday``, ``busiest`` and outlines, in a projected system.
    visits : DataFrame
        ``schema.PATROL_PLAN_COLUMNS``.
    unfitted : DataFrame
        ``schema.UNFITTED_COLUMNS``.
    coverage : DataFrame
        ``schema.PLAN_COVERAGE_COLUMNS``.
    wards : GeoDataFrame or None
        To say in which ward a spot lies.

    Raises
    ------
    MissingColumnError
    """
    schema.require_columns(visits, schema.PATROL_PLAN_COLUMNS, "planned visits")
    schema.require_columns(unfitted, schema.UNFITTED_COLUMNS, "visits that were not fitted")
    schema.require_columns(coverage, schema.PLAN_COVERAGE_COLUMNS, "shares of harm covered")
    ordered = spots.sort_values(schema.DISTRICT_RANK, kind="stable")
    covered = coverage.set_index(schema.SPOT_ID)
    left = unfitted.set_index(schema.SPOT_ID)
    by_spot = dict(list(visits.groupby(schema.SPOT_ID, sort=False)))
    records = ordered.drop(columns=ordered.geometry.name).to_dict("records")
    return tuple(
        _card(spot, where, outline, by_spot.get(spot[schema.SPOT_ID]), covered, left)
        for spot, where, outline in zip(
            records, whereabouts(ordered, wards), ordered.geometry, strict=True
        )
    )


def _card(
    spot: dict[Any, Any],
    where: list[tuple[str, str]],
    outline: BaseGeometry,
    visits: pd.DataFrame | None,
    covered: pd.DataFrame,
    left: pd.DataFrame,
) -> SlotCard:
    spot_id = spot[schema.SPOT_ID]
    figures = covered.loc[spot_id]
    missed = left.loc[spot_id] if spot_id in left.index else None
    return SlotCard(
        number=int(spot[schema.DISTRICT_RANK]),
        spot_id=plain_text(spot_id),
        name=plain_text(spot[schema.SPOT_NAME]) or plain_text(spot_id),
        where=tuple(where),
        streets=plain_text(spot.get(schema.ON_STREETS)),
        outline=outline,
        why=plain_text(spot[schema.WHY]),
        edited=plain_text(spot[schema.EDITED]),
        offences=int(spot[schema.OFFENCES]),
        timed=int(figures[schema.TIMED_OFFENCES]),
        top_offences=plain_text(spot[schema.TOP_OFFENCES]),
        hour_by_weekday=plain_text(spot[schema.HOUR_BY_WEEKDAY]) or None,
        busiest=plain_text(spot[schema.BUSIEST]),
        visits=() if visits is None else _visits(visits, int(spot[schema.DISTRICT_RANK])),
        unfitted=0 if missed is None else int(missed[schema.UNFITTED_VISITS]),
        unfitted_reason="" if missed is None else plain_text(missed[schema.REASON]),
        night_visits=int(figures[schema.NIGHT_VISITS]),
        covered=_share(figures[schema.COVERED_SHARE]),
        random=_share(figures[schema.RANDOM_SHARE]),
        best=_share(figures[schema.BEST_SHARE]),
        own=_share(figures[schema.OWN_SHARE]),
        night=_share(figures[schema.NIGHT_SHARE]),
    )


def _visits(visits: pd.DataFrame, number: int) -> tuple[PlannedVisit, ...]:
    ordered = visits.sort_values(schema.PLANNED_AT, kind="stable")
    return tuple(
        PlannedVisit(
            spot_id=plain_text(row[schema.SPOT_ID]),
            number=number,
            spot_name=plain_text(row[schema.SPOT_NAME]),
            day=row[schema.DUTY_DAY].date(),
            begins=row[schema.PLANNED_AT],
            ends=row[schema.ENDS_AT],
            at_night=row[schema.VISIT_KIND] == schema.VisitKind.NIGHT_TIME_ECONOMY,
            pair=int(row[schema.PAIR]),
            why=plain_text(row[schema.WHY]),
        )
        for row in ordered.to_dict("records")
    )


def _share(value: Any) -> float | None:  # noqa: ANN401 - a cell
    return None if pd.isna(value) else float(value)
