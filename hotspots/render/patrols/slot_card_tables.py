"""The plan as sheets: a row a visit, with empty columns in which what was done is entered.

``plan.csv`` is at once the plan and the form that comes back: ``spot_id`` is filled in, and so is
``planned_at``; ``begins_at`` is empty, so that a visit that nobody made is not taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import Kind, TableColumn

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.render.patrols.slot_card import DistrictPlan, PlannedVisit, SlotCard
    from hotspots.render.stamp import ProductStamp

NO_VISITS: Final = "No visits in this plan"
ALL_FITTED: Final = "Every visit that was asked for is in the plan"

# The titles that the ledger's import reads are its own names.
PLAN_COLUMNS: Final = (
    TableColumn(
        column=schema.DUTY_DAY,
        title="Duty day",
        meaning="The day on which the hours on duty began; 00:15 belongs to the day before.",
        kind=Kind.DATE,
    ),
    TableColumn(
        column=schema.PLANNED_AT,
        title=schema.PLANNED_AT,
        meaning="When the visit is to begin, local time.",
        kind=Kind.MOMENT,
        width=16,
    ),
    TableColumn(
        column=schema.ENDS_AT,
        title="Planned end",
        meaning="When the visit is to end, local time.",
        kind=Kind.MOMENT,
        width=16,
    ),
    TableColumn(
        column=schema.SPOT_ID,
        title=schema.SPOT_ID,
        meaning="Number of the harm spot.",
        width=9,
    ),
    TableColumn(
        column=schema.SPOT_NAME,
        title="Name of the spot",
        meaning="Street and town of the harm spot.",
        width=32,
    ),
    TableColumn(column=schema.DISTRICT, title="District", meaning="Policing district.", width=18),
    TableColumn(
        column=schema.VISIT_KIND,
        title="Part of the week",
        meaning="Night-time economy, or the rest of the week; they are counted apart.",
        width=18,
    ),
    TableColumn(
        column=schema.PAIR,
        title="Pair",
        meaning="Which pair of officers on duty has the time, with the way from its last visit.",
        kind=Kind.NUMBER,
        width=6,
    ),
    TableColumn(
        column=schema.WHY,
        title="Why then",
        meaning="What speaks for this hour. An even share is 1 of 168 hours.",
        width=44,
    ),
    TableColumn(
        column=schema.BEGINS_AT,
        title=schema.BEGINS_AT,
        meaning=(
            "To fill in: when the visit began, as 09/01/2026 21:20. Leave it empty where no "
            "visit was made: the row is then not imported."
        ),
        kind=Kind.MOMENT,
        width=16,
    ),
    TableColumn(
        column=schema.MINUTES,
        title=schema.MINUTES,
        meaning="To fill in: how many minutes the visit lasted.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.ROLE,
        title=schema.ROLE,
        meaning=f"To fill in: {', '.join(schema.VisitRole)}. Never a name.",
    ),
    TableColumn(
        column=schema.ACTIVITY,
        title=schema.ACTIVITY,
        meaning=f"To fill in: {', '.join(schema.PatrolActivity)}.",
        width=16,
    ),
    TableColumn(
        column=schema.INTERACTIONS,
        title=schema.INTERACTIONS,
        meaning="To fill in: how many people were spoken to or dealt with.",
        kind=Kind.NUMBER,
        width=12,
    ),
)
_TO_FILL_IN: Final = (schema.BEGINS_AT, schema.MINUTES, schema.ROLE, schema.ACTIVITY)

SPOT_COLUMNS: Final = (
    TableColumn(
        column=schema.DISTRICT_RANK,
        title="No.",
        meaning="Rank of the spot in its district.",
        kind=Kind.NUMBER,
        width=6,
    ),
    TableColumn(column=schema.SPOT_ID, title="Spot", meaning="Number of the harm spot.", width=9),
    TableColumn(column=schema.SPOT_NAME, title="Harm spot", meaning="Street and town.", width=32),
    TableColumn(
        column=schema.PLANNED_VISITS,
        title="Visits planned",
        meaning="In the week.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.NIGHT_VISITS,
        title="Of them in the night-time economy",
        meaning="Counted apart from the rest of the week.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.NIGHT_SHARE,
        title="Harm in the night-time economy (%)",
        meaning="Share of the week's harm expected here in its hours, as far as on duty.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column=schema.COVERED_SHARE,
        title="Harm in the hours visited (%)",
        meaning="Share of the week's harm expected here in the hours that are visited.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column=schema.RANDOM_SHARE,
        title="In as many hours at random (%)",
        meaning="What as many hours on duty, taken at random, would hold on average.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column=schema.BEST_SHARE,
        title="In the heaviest hours (%)",
        meaning=(
            "What as many of the heaviest hours would hold, were they visited week after week. "
            "The difference is the price of not being predictable."
        ),
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column=schema.OWN_SHARE,
        title="Own offences' part (%)",
        meaning="How far the spot's own offences, not its district's, shape the expected hours.",
        kind=Kind.PERCENTAGE,
    ),
    TableColumn(
        column=schema.TIMED_OFFENCES,
        title="Offences with a known time",
        meaning="In the spot, in the period.",
        kind=Kind.NUMBER,
    ),
    TableColumn(
        column=schema.UNFITTED_VISITS,
        title="Visits not fitted",
        meaning="Asked for, and without a place in the plan.",
        kind=Kind.NUMBER,
    ),
    TableColumn(column=schema.REASON, title="Why not", meaning="", width=40),
)


def write_plan_csv(path: Path, plans: Sequence[DistrictPlan], stamp: ProductStamp) -> None:
    """Write the visits of one district, or of several, as CSV: the plan and the form in one."""
    write_table_csv(path, PLAN_COLUMNS, plan_table(plans), stamp, empty=NO_VISITS)


def write_plan_xlsx(path: Path, plan: DistrictPlan) -> None:
    """Write one district's plan as a workbook: the visits, and the spots with their shares."""
    sheets = [
        Sheet(
            name="Plan",
            columns=PLAN_COLUMNS,
            table=plan_table([plan]),
            empty=NO_VISITS,
            frozen_columns=2,
        ),
        Sheet(
            name="Harm spots",
            columns=SPOT_COLUMNS,
            table=spot_table(plan),
            empty="No harm spot in this district",
            frozen_columns=3,
        ),
    ]
    title = f"Patrol plan: {plan.facts.district}"
    write_table_xlsx(path, sheets, plan.facts.stamp, title=title)


def plan_table(plans: Sequence[DistrictPlan]) -> pd.DataFrame:
    """Return one row a visit, with the columns that are to be filled in empty."""
    rows = [_visit(plan.facts.district, visit) for plan in plans for visit in plan.visits]
    return pd.DataFrame(rows, columns=[column.column for column in PLAN_COLUMNS])


def spot_table(plan: DistrictPlan) -> pd.DataFrame:
    """Return one row a spot: its visits, what their hours hold, and what was not fitted."""
    rows = [_spot(card) for card in plan.cards]
    return pd.DataFrame(rows, columns=[column.column for column in SPOT_COLUMNS])


def _visit(district: str, visit: PlannedVisit) -> dict[str, Any]:
    kind = schema.VisitKind.NIGHT_TIME_ECONOMY if visit.at_night else schema.VisitKind.REST_OF_WEEK
    return {
        schema.DUTY_DAY: pd.Timestamp(visit.day),
        schema.PLANNED_AT: visit.begins,
        schema.ENDS_AT: visit.ends,
        schema.SPOT_ID: visit.spot_id,
        schema.SPOT_NAME: visit.spot_name,
        schema.DISTRICT: district,
        schema.VISIT_KIND: str(kind),
        schema.PAIR: visit.pair,
        schema.WHY: visit.why,
        **dict.fromkeys(_TO_FILL_IN),
    }


def _spot(card: SlotCard) -> dict[str, Any]:
    return {
        schema.DISTRICT_RANK: card.number,
        schema.SPOT_ID: card.spot_id,
        schema.SPOT_NAME: card.name,
        schema.PLANNED_VISITS: len(card.visits),
        schema.NIGHT_VISITS: card.night_visits,
        schema.NIGHT_SHARE: card.night,
        schema.COVERED_SHARE: card.covered,
        schema.RANDOM_SHARE: card.random,
        schema.BEST_SHARE: card.best,
        schema.OWN_SHARE: card.own,
        schema.TIMED_OFFENCES: card.timed,
        schema.UNFITTED_VISITS: card.unfitted,
        schema.REASON: card.unfitted_reason,
    }
