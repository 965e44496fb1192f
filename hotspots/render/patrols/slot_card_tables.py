"""The plan as sheets: a row a visit, with empty columns in which what was done is entered.

``patrol-plan.csv`` is at once the plan and the form that comes back: ``spot_id`` is filled in, and
so is ``planned_at``; ``begins_at`` is empty, so that a visit that nobody made is not taken for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hotspots import schema
from hotspots.render.patrols.slot_card import DistrictPlan, PlannedVisit, SlotCard
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import day, moment, number, share, text
from hotspots.render.tidy_tables import write_tidy_tables

NO_VISITS: Final = "No visits in this plan"

# The titles that the ledger's import reads are its own names.
PLAN_COLUMNS: Final = (
    day(
        schema.DUTY_DAY,
        "Duty day",
        "The day on which the hours on duty began; 00:15 belongs to the day before.",
    ),
    moment(schema.PLANNED_AT, schema.PLANNED_AT, "When the visit is to begin, local time."),
    moment(schema.ENDS_AT, "Planned end", "When the visit is to end, local time."),
    text(schema.SPOT_ID, schema.SPOT_ID, "Number of the harm spot.", width=9),
    text(schema.SPOT_NAME, "Name of the spot", "Street and town of the harm spot.", width=32),
    text(schema.DISTRICT, "District", "Policing district.", width=18),
    text(
        schema.VISIT_KIND,
        "Part of the week",
        "Night-time economy, or the rest of the week; they are counted apart.",
        width=18,
    ),
    number(
        schema.PAIR,
        "Pair",
        "Which pair of officers on duty has the time, with the way from its last visit.",
        width=6,
    ),
    text(
        schema.WHY,
        "Why then",
        "What speaks for this hour. An even share is 1 of 168 hours.",
        width=44,
    ),
    moment(
        schema.BEGINS_AT,
        schema.BEGINS_AT,
        "To fill in: when the visit began, as 21:20 or 09/01/2026 21:20. Leave it empty where no "
        "visit was made: the row is then counted as not done yet.",
    ),
    number(schema.MINUTES, schema.MINUTES, "To fill in: how many minutes the visit lasted."),
    text(schema.ROLE, schema.ROLE, f"To fill in: {', '.join(schema.VisitRole)}. Never a name."),
    text(
        schema.ACTIVITY,
        schema.ACTIVITY,
        f"To fill in: {', '.join(schema.PatrolActivity)}.",
        width=16,
    ),
    number(
        schema.INTERACTIONS,
        schema.INTERACTIONS,
        "To fill in: how many people were spoken to or dealt with.",
        width=12,
    ),
)
_TO_FILL_IN: Final = (schema.BEGINS_AT, schema.MINUTES, schema.ROLE, schema.ACTIVITY)

SPOT_COLUMNS: Final = (
    number(schema.DISTRICT_RANK, "No.", "Rank of the spot in its district.", width=6),
    text(schema.SPOT_ID, "Spot", "Number of the harm spot.", width=9),
    text(schema.SPOT_NAME, "Harm spot", "Street and town.", width=32),
    number(schema.PLANNED_VISITS, "Visits planned", "In the week."),
    number(
        schema.NIGHT_VISITS,
        "Of them in the night-time economy",
        "Counted apart from the rest of the week.",
    ),
    share(
        schema.NIGHT_SHARE,
        "Harm in the night-time economy (%)",
        "Share of the week's harm expected here in its hours, as far as on duty.",
    ),
    share(
        schema.COVERED_SHARE,
        "Harm in the hours visited (%)",
        "Share of the week's harm expected here in the hours that are visited.",
    ),
    share(
        schema.RANDOM_SHARE,
        "In as many hours at random (%)",
        "What as many hours on duty, taken at random, would hold on average.",
    ),
    share(
        schema.BEST_SHARE,
        "In the heaviest hours (%)",
        "What as many of the heaviest hours would hold, were they visited week after week. "
        "The difference is the price of not being predictable.",
    ),
    share(
        schema.OWN_SHARE,
        "Own offences' part (%)",
        "How far the spot's own offences, not its district's, shape the expected hours.",
    ),
    number(schema.TIMED_OFFENCES, "Offences with a known time", "In the spot, in the period."),
    number(
        schema.UNFITTED_VISITS, "Visits not fitted", "Asked for, and without a place in the plan."
    ),
    text(schema.REASON, "Why not", width=40),
)


def write_plan_csv(path: Path, plans: Sequence[DistrictPlan], stamp: ProductStamp) -> None:
    """Write the visits of one district, or of several, as CSV: the plan and the form in one.

    Of the run's facts the marking alone stands on each row; the receipt has them all.
    """
    write_table_csv(
        path,
        PLAN_COLUMNS,
        plan_table(plans),
        stamp,
        empty=NO_VISITS,
        facts={"Marking": stamp.marking},
    )


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


def write_plan_tables(folder: Path, plans: Sequence[DistrictPlan], stamp: ProductStamp) -> None:
    """Write the planned visits, and the spots with their shares, for other programs."""
    to_fill_in = (*_TO_FILL_IN, schema.INTERACTIONS)
    spots = [spot_table(plan).assign(**{schema.DISTRICT: plan.facts.district}) for plan in plans]
    district = next(each for each in PLAN_COLUMNS if each.column == schema.DISTRICT)
    sheets = [
        Sheet(
            name="Planned visits",
            columns=[each for each in PLAN_COLUMNS if each.column not in to_fill_in],
            table=plan_table(plans),
            empty=NO_VISITS,
        ),
        Sheet(
            name="Planned spots",
            columns=(district, *SPOT_COLUMNS),
            table=pd.concat(spots, ignore_index=True),
            empty=NO_VISITS,
        ),
    ]
    write_tidy_tables(folder, sheets, stamp)


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
