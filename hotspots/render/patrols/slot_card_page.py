"""The plan for a phone: today's visits first, then the other days, then a card for each spot.

One file that opens without a network. Without its script it is the same page with Monday first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from hotspots.render.maps.week_picture import week_picture
from hotspots.render.offline_page import (
    data_address,
    offline_page,
    own_asset,
    run_page_style,
    save_page,
)
from hotspots.render.patrols import slot_card_words as words
from hotspots.render.patrols.slot_card import DistrictPlan, SlotCard
from hotspots.render.stamp import page_facts


def write_plan_page(path: Path, plan: DistrictPlan, maps: Sequence[str] = ()) -> None:
    """Write a district's plan as one page for a phone, a tablet or a desk.

    Parameters
    ----------
    path : Path
    plan : DistrictPlan
    maps : sequence of str
        A small map of each card's spot as SVG, or none at all.

    Raises
    ------
    InputError
        When the page would hold something to run that is not ours.
    """
    facts = plan.facts
    page = offline_page(
        "patrol_plan.html",
        facts.stamp,
        title=f"Patrol plan: {facts.district}",
        styles=[run_page_style(), own_asset("patrol_plan.css")],
        scripts=[own_asset("patrol_plan.js")],
        about=page_facts(facts.stamp),
        facts=facts,
        days=[_day(day, plan) for day in facts.days],
        cards=[
            _card(card, plan, svg)
            for card, svg in zip(plan.cards, maps or [""] * len(plan.cards), strict=True)
        ],
        unfitted=[
            (f"{card.number}. {card.name}.", said)
            for card in plan.cards
            if (said := words.unfitted_in_words(card))
        ],
        asked=words.plan_figures(plan),
        said=(words.plan_in_words(facts), words.EVIDENCE, words.PAST_PATROLS),
        words=words,
    )
    save_page(path, page)


def _day(day: date, plan: DistrictPlan) -> dict[str, object]:
    visits = [visit for visit in plan.visits if visit.day == day]
    return {
        "date": day.isoformat(),
        "name": words.day_in_words(day),
        "count": len(visits),
        "rest": [visit for visit in visits if not visit.at_night],
        "night": [visit for visit in visits if visit.at_night],
    }


def _card(card: SlotCard, plan: DistrictPlan, svg: str) -> dict[str, object]:
    by_day = partial(words.visits_by_day, card, plan.facts)
    starts = [("Rest of the week", by_day(at_night=False))]
    if plan.facts.night:
        starts.append((f"Night-time economy: {plan.facts.night}", by_day(at_night=True)))
    return {
        "spot": card,
        "where": " · ".join([card.spot_id, *(text for _, text in card.where)]),
        "starts": starts,
        "map": data_address(svg.encode(), "svg+xml") if svg else "",
        "map_in_words": words.map_in_words(card),
        "unfitted": words.unfitted_in_words(card),
        "week": (
            week_picture(card.hour_by_weekday, card.busiest, key=str(card.number))
            if card.hour_by_weekday
            else None
        ),
        "held": words.coverage_in_words(card) if plan.facts.hours_known else "",
    }
