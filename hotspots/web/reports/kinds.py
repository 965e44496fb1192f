"""The kinds of reports, and of which districts each tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hotspots import product_files
from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN
from hotspots.study.change.journeys import CHANGES, FORECAST
from hotspots.study.change_map.journeys import CHANGE_MAP
from hotspots.study.demand.journeys import DEMAND
from hotspots.study.lasting.journeys import LASTING
from hotspots.study.spots_over_time.journeys import REVIEW_TITLE, SPOT_REVIEW
from hotspots.study.zones.journeys import ZONE
from hotspots.web import force
from hotspots.web.shown_runs import Kind, Receipt

# Receipts of earlier versions do not say how far ahead.
CALLED_BEFORE: Final = "The coming weeks"
NOT_LATER: Final = (
    "They are judged on the days that they were chosen on, and look better than they are."
)


def _of_the_force(_: Receipt) -> Sequence[str]:
    return ()


def _of_a_district(receipt: Receipt) -> Sequence[str]:
    """Return the district that a pattern is told of; a ward's is for the whole force."""
    area = receipt.get("area")
    return [each.name for each in force.districts() if each.name == area]


def _of_a_zone(receipt: Receipt) -> Sequence[str]:
    districts: Sequence[str] = receipt["zone"]["districts"]
    return districts


def _told_of_changes(receipt: Receipt) -> Mapping[str, Any]:
    told = receipt["changes"]
    return {**told, "gist": told["chance"], "sentences": [*told["look_first"], *told["fell"]]}


def _told_of_forecast(receipt: Receipt) -> Mapping[str, Any]:
    told = receipt["forecast"]
    lines = [
        f"{each['offences']}: {each['sentence']}"
        for each in told["series"]
        if each["area"] == receipt["force"]  # the page has the districts
    ]
    return {"title": CALLED_BEFORE, **told, "sentences": lines}


def _told_of_review(receipt: Receipt) -> Mapping[str, Any]:
    told = receipt["spot_review"]
    advice = ", ".join(f"{number} to {each}" for each, number in told["advice"].items())
    gist = f"Of {told['harm_spots']} harm spots in force: {advice}."
    if not told["judged_on_later_offences"]:
        gist = f"{gist} {NOT_LATER}"
    return {**told, "title": REVIEW_TITLE, "gist": gist}


REPORTS: Final = (
    Kind(
        label=BURGLARY_PATTERN.label,
        called="Pattern of burglary",
        files=product_files.BURGLARY_PATTERN,
        told=lambda receipt: receipt["burglary_pattern"],
        districts=_of_a_district,
    ),
    Kind(
        label=CHANGE_MAP.label,
        called="Map of change",
        files=product_files.CHANGE_MAP,
        told=lambda receipt: receipt["change_map"],
        districts=_of_the_force,
    ),
    Kind(
        label=LASTING.label,
        called="New, lasting and fading places",
        files=product_files.LASTING,
        told=lambda receipt: receipt["lasting"],
        districts=_of_the_force,
    ),
    Kind(
        label=CHANGES.label,
        called="What changed",
        files=product_files.CHANGES,
        told=_told_of_changes,
        districts=_of_the_force,
    ),
    Kind(
        label=FORECAST.label,
        called="Forecast",
        files=product_files.FORECAST,
        told=_told_of_forecast,
        districts=_of_the_force,
    ),
    Kind(
        label=DEMAND.label,
        called="Demand and performance of a month",
        files=product_files.DEMAND,
        told=lambda receipt: receipt["demand"],
        districts=_of_the_force,
    ),
    Kind(
        label=SPOT_REVIEW.label,
        called="Review",
        files=product_files.SPOT_REVIEW,
        told=_told_of_review,
        districts=_of_the_force,
    ),
)
ZONES: Final = (
    Kind(
        label=ZONE.label,
        called="Zone",
        files={**product_files.ZONE, **product_files.ZONE_LEAFLETS},
        told=lambda receipt: receipt["zone"],
        districts=_of_a_zone,
    ),
)
