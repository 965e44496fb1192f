"""The slot cards to carry: a page of A5 for each harm spot, read in black and white."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hotspots.render.glyphs import drawable
from hotspots.render.patrols import slot_card_words as words
from hotspots.render.patrols.slot_card import DistrictPlan, SlotCard
from hotspots.render.patrols.slot_card_week import week_in_words, week_svg
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.typeset import pdf_pages, printable

# Longest texts, in characters: with these a card fits on its page.
LONGEST: Final = {"name": 70, "where": 60, "why": 330, "offences": 150, "fact": 1800}
_ELSEWHERE: Final = ("Demonstration", "Marking")


def write_slot_cards(path: Path, plan: DistrictPlan) -> None:
    """Write a district's slot cards as PDF, tagged for screen readers (PDF/UA-1).

    The first page says what the plan is and what was not fitted; each spot has a page of its own.
    The same plan gives the same bytes.
    """
    pictures = {
        f"week{at}": picture
        for at, card in enumerate(plan.cards)
        if (picture := week_svg(card)) is not None
    }
    page = _page(plan, set(pictures))
    pdf = pdf_pages("slot_card.typ", page, made_at=plan.facts.stamp.made_at, pictures=pictures)
    path.write_bytes(pdf)


def _page(plan: DistrictPlan, pictures: set[str]) -> dict[str, Any]:
    facts = plan.facts
    stamp = facts.stamp
    return {
        "title": printable(f"Patrol plan: {facts.district}", 70),
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), 160),
        "run": printable(stamp.run_name, 60),
        "week": words.week_in_words(facts),
        "asked": words.plan_in_words(facts),
        "figures": [[label, value] for label, value in words.plan_figures(plan)],
        "hours_unknown": "" if facts.hours_known else words.HOURS_UNKNOWN,
        "evidence": words.EVIDENCE,
        "past": words.PAST_PATROLS,
        "unfitted": [
            [f"{card.number}. {printable(card.name, LONGEST['name'])}", text]
            for card in plan.cards
            if (text := words.unfitted_in_words(card))
        ],
        "night": facts.night,
        "cards": [
            _card(card, plan, f"week{at}" if f"week{at}" in pictures else "")
            for at, card in enumerate(plan.cards)
        ],
        "facts": [
            [label, printable(text, LONGEST["fact"])]
            for label, text in stamp_facts(stamp).items()
            if label not in _ELSEWHERE
        ],
    }


def _card(card: SlotCard, plan: DistrictPlan, picture: str) -> dict[str, Any]:
    facts = plan.facts
    where = [text for _, text in card.where]
    top = card.top_offences or "No offence of the selection is recorded here in the period"
    return {
        "number": card.number,
        "name": printable(card.name, LONGEST["name"]),
        "spot_id": printable(card.spot_id, 20),
        "where": printable(" · ".join([*where, facts.district]), LONGEST["where"]),
        "why": printable(card.why, LONGEST["why"]),
        "edited": printable(card.edited, 160),
        "count": words.count_in_words(card),
        "days": _rows(words.visits_by_day(card, facts, at_night=False)),
        "nights": _rows(words.visits_by_day(card, facts, at_night=True)),
        "unfitted": printable(words.unfitted_in_words(card), 160),
        "picture": picture,
        "picture_in_words": printable(week_in_words(card), 400) if picture else "",
        "no_picture": words.no_picture_in_words(facts),
        "busiest": printable(card.busiest, 60),
        "happens": printable(f"{top}.", LONGEST["offences"]),
        "offences": f"{card.offences:,}",
        "doings": words.doings(card),
        "suggested": words.SUGGESTED,
        "coverage": words.coverage_in_words(card) if facts.hours_known else "",
        "rests": words.rests_in_words(card),
    }


def _rows(days: list[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    return [{"day": day, "starts": starts} for day, starts in days]
